"""The register of documents (see ``base.personal``): no resident stands in it, only who drafted and who decided."""

from dokodemo.base.personal import PersonalFile, table
from dokodemo.casework.register.models import OfficialDocument

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
    return ()
