"""What is kept of residents with an account (see ``base.personal``).

Nothing here can be read without the resident's cookie, except the address for notices, which the mail job must read while
nobody is signed in: it is locked under a secret of this zone that is not in the database."""

from dokodemo.base.personal import PersonalFile, table
from dokodemo.internet.accounts.models import Account, Attempt, Session

_ACCOUNT = table(
    Account,
    "level public_key",
    id="アカウントの番号",
    binding="サインインの名義またはメールアドレスの要約値（鍵つき）",
    address="お知らせ用のメールアドレスと言語（暗号化）",
    delivery="通知の受け取り方",
    created_at="作った時刻",
    closed_at="閉じた時刻",
)
_SESSION = table(
    Session,
    "id_hash level",
    account_id="アカウントの番号",
    locked="本人確認で受け取った氏名、住所、生年月日、性別（本人のブラウザーだけが開ける暗号）",
    opened_at="サインインした時刻",
    seen_at="最後に使った時刻",
)
_ATTEMPT = table(Attempt, "since count", key="試した人の要約値（鍵つき）")
TABLES = (_ACCOUNT, _SESSION, _ATTEMPT)
NOTHING: dict[type, str] = {}


def files() -> tuple[PersonalFile, ...]:
    return (
        PersonalFile(
            id="accounts",
            name="オンライン申請の利用者ファイル",
            purpose="住民が自分の申請と通知に戻れるようにし、望む人にはメールでお知らせするため",
            persons="この市のオンライン申請にサインインした人",
            collected="本人から（マイナンバーカード、またはメールアドレスの確認）",
            retention="本人がアカウントを閉じるまで",
            removal="person",
            tables=(_ACCOUNT,),
            count=Account.objects.count,
        ),
        PersonalFile(
            id="sessions",
            name="オンライン申請のサインイン中ファイル",
            purpose="サインインした人を、そのブラウザーでだけ見分けるため。何度も試すことを止めるため",
            persons="サインインしている人、サインインを試した人",
            collected="本人から（マイナンバーカード、またはメールアドレスの確認）",
            retention="30分使わないと終わり、その夜に消える。試した回数は1日",
            removal="nightly",
            tables=(_SESSION, _ATTEMPT),
            exempt="1年以内に消す（法75条2項1号、74条2項6号）",
        ),
    )
