"""What is kept of what residents write and send (see ``base.personal``). Everything typed is ciphertext under the
account's key (decision 2)."""

from dokodemo.base.personal import PersonalFile, table
from dokodemo.internet.apply.models import Application, Draft, File, GivenUp

_DRAFT = table(
    Draft,
    "catalog_hash locked_key revision begun_at updated_at expires_at told_days answers",
    id="申請の番号",
    account_id="アカウントの番号",
    procedure="手続き",
    body="書きかけの申請の内容（本人だけが開ける暗号）",
)
_FILE = table(
    File,
    "id created_at",
    draft_id="申請の番号",
    attachment="添付の種類",
    sha256_cipher="添付したファイル（本人だけが開ける暗号）",
    meta="添付したファイルの名と大きさ（本人だけが開ける暗号）",
)
_APPLICATION = table(
    Application,
    "catalog_hash zone begun_at locked_key copy_expires_at bundle asked_told answered_draft",
    id="申請の番号",
    account_id="アカウントの番号",
    receipt="受付番号",
    procedure="手続き",
    submitted_at="到達した時刻",
    copy="送った申請の控え（本人だけが開ける暗号）",
    registered_at="受け付けた時刻",
    examining_at="審査を始めた時刻",
    decided_at="決定した時刻",
    delivered_at="届けた時刻",
    asked_until="補正の期限",
    answered_at="補正した時刻",
    withdrawal_at="取り下げた時刻",
    withdrawn_at="取下げが市に届いた時刻",
)
TABLES = (_DRAFT, _FILE, _APPLICATION)
NOTHING = {GivenUp: "手続きと月ごとの件数だけを持つ"}


def files() -> tuple[PersonalFile, ...]:
    return (
        PersonalFile(
            id="drafts",
            name="書きかけのオンライン申請ファイル",
            purpose="住民が申請を書き、途中でやめても続きから書けるようにするため",
            persons="申請を書いている人、申請に書かれた人",
            collected="本人から",
            retention="最後に保存してから30日。送ると、添付もここからなくなる",
            removal="nightly",
            tables=(_DRAFT, _FILE),
            sensitive="手続きにより、病歴、障害、診療の内容を含むことがある",
            exempt="1年以内に消す（法75条2項1号、74条2項6号）",
        ),
        PersonalFile(
            id="applications",
            name="オンライン申請の到達ファイル",
            purpose="申請が届いたことの証明とし、送ったものとどこまで進んだかを本人に見せるため",
            persons="オンラインで申請した人",
            collected="本人から。進み具合は担当する課から",
            retention="控えは90日（本人はその前に消せる）。届いたことの記録は3年",
            removal="none",
            tables=(_APPLICATION,),
            sensitive="控えには、手続きにより、病歴、障害、診療の内容を含むことがある（本人だけが開ける）",
            count=Application.objects.count,
        ),
    )
