"""What is kept of applications from the national portal, beside their cases (see ``base.personal``)."""

from dokodemo.base.personal import PersonalFile, table
from dokodemo.casework.portal import queries
from dokodemo.casework.portal.models import Intake, Told

TABLES = (
    table(
        Intake,
        "id version procedure_id section procedure state code detail listed_at fetched_at registered_at acknowledged_at "
        "sha256 size key",
        number="マイナポータルの受付番号",
        application="申請の番号",
        receipt="受付番号",
        file="届いた申請の原本（暗号化したファイル）",
    ),
    table(
        Told,
        "id message intake_id at delivered_at refused",
        code="マイナポータルに知らせた処理状況",
        todo="申請した人に知らせたこと（補正、手数料）",
    ),
)
NOTHING: dict[type, str] = {}


def files() -> tuple[PersonalFile, ...]:
    return (
        PersonalFile(
            id="portal",
            name="マイナポータル申請の受信ファイル",
            purpose="マイナポータルの申請を受け取り、どこまで進んだかをマイナポータルに知らせるため",
            persons="マイナポータルで申請した人、申請に書かれた人",
            collected="マイナポータル（ぴったりサービス）から受け取る",
            retention="申請と同じ。読めなかったものは、職員が片付けるまで",
            removal="disposal",
            tables=TABLES,
            sections=tuple(sorted(queries.sections())),
            sensitive="手続きにより、病歴、障害、診療の内容を含むことがある",
            given_to="デジタル庁（マイナポータルでの処理状況の表示）",
            my_number=True,
            count=Intake.objects.count,
        ),
    )
