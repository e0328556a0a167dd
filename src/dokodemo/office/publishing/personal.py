"""What is kept of who proposed and published what the city declares: no resident is named (see ``base.personal``)."""

from dokodemo.base.personal import PersonalFile, table
from dokodemo.casework.staff.personal import OF_STAFF
from dokodemo.office.publishing.models import Proposal

TABLES = (
    table(
        Proposal,
        "id hash content base_hash via note proposed_at published_at dropped_at",
        proposed_by="提案した職員の番号",
        proposed_name="提案した職員の氏名",
        published_by="公開した職員の番号",
        published_name="公開した職員の氏名",
        dropped_by="取り下げた職員の番号",
        dropped_name="取り下げた職員の氏名",
    ),
)
NOTHING: dict[type, str] = {}


def files() -> tuple[PersonalFile, ...]:
    return (
        PersonalFile(
            id="publishing",
            name="様式の公開の記録ファイル",
            purpose="市の様式や案内を、だれが提案し、だれが公開したかを示すため",
            persons="提案し、公開し、取り下げた職員",
            collected="職員の操作から",
            retention="期限なし（昔の決定も、そのときの版による）",
            removal="none",
            tables=TABLES,
            exempt=OF_STAFF,
        ),
    )
