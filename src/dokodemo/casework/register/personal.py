"""The register of documents (see ``base.personal``): no resident stands in it, only who drafted and who decided."""

from dokodemo.base.personal import PersonalFile, table
from dokodemo.casework.register.models import OfficialDocument
from dokodemo.casework.staff.personal import OF_STAFF

TABLES = (
    table(
        OfficialDocument,
        "id section year serial number organ kind title procedure drafted_on decided_on enforced_on rule keep_years keep_until",
        case_id="申請の番号",
        receipt="受付番号",
        drafted_name="起案した職員の氏名",
        decided_name="決裁した職員の氏名",
    ),
)
NOTHING: dict[type, str] = {}


def files() -> tuple[PersonalFile, ...]:
    return (
        PersonalFile(
            id="register",
            name="文書件名簿",
            purpose="決定と通知を文書番号から見つけ、いつまで保存するかを知るため",
            persons="文書を起案し、決裁した職員",
            collected="決裁から",
            retention="文書より長く残す（文書があったことの記録）",
            removal="none",
            tables=TABLES,
            exempt=OF_STAFF,
            count=OfficialDocument.objects.count,
        ),
    )
