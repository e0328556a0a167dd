"""What is kept for residents to read (see ``base.personal``). All of it is sealed to the account's public key by the zone
that decided: while nobody is signed in, nobody in this zone can read it."""

from dokodemo.base.personal import PersonalFile, table
from dokodemo.internet.inbox.models import Change, Notice

_NOTICE = table(
    Notice,
    "id kind",
    application_id="申請の番号",
    account_id="アカウントの番号",
    at="出した時刻",
    sealed="決定、手数料、直すところ、文書、郵便の返戻と再送の内容（本人だけが開ける暗号）",
    sha256_cipher="文書のファイル（本人だけが開ける暗号）",
    read_at="読んだ時刻",
    received_at="届いた時刻",
    told_at="メールで知らせた時刻",
)
_CHANGE = table(Change, "told_at", draft_id="申請の番号", account_id="アカウントの番号")
TABLES = (_NOTICE, _CHANGE)
NOTHING: dict[type, str] = {}


def files() -> tuple[PersonalFile, ...]:
    return (
        PersonalFile(
            id="inbox",
            name="電子の通知ファイル",
            purpose="決定、手数料、直すところ、文書、郵便が戻ってきたことを本人に届け、本人が読めるように残すため",
            persons="オンラインで申請した人",
            collected="決定した課から受け取る",
            retention="本人がアカウントを閉じるまで",
            removal="person",
            tables=(_NOTICE,),
            sensitive="手続きにより、障害や介護の認定の結果を含むことがある（本人だけが開ける）",
            count=Notice.objects.count,
        ),
        PersonalFile(
            id="changes",
            name="なくなった手続きのお知らせファイル",
            purpose="書きかけの手続きがなくなることを、1回だけ知らせるため",
            persons="申請を書いている人",
            collected="書きかけの申請から",
            retention="書きかけの申請と同じ（30日）",
            removal="nightly",
            tables=(_CHANGE,),
            exempt="1年以内に消す（法75条2項1号、74条2項6号）",
        ),
    )
