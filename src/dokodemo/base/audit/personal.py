"""What the trail keeps of persons (see ``base.personal``)."""

from dokodemo.base.audit.models import AuditLink, AuditRow
from dokodemo.base.personal import PersonalFile, table

_ROW = table(
    AuditRow,
    "id at actor_kind object_kind",
    actor_id="操作した人の番号",
    actor_name="操作した職員の氏名",
    action="操作の種類と時刻",
    object_id="対象の番号",
    subject="見られた人の宛名番号",
    reason="見た理由",
    detail="件数などの付記",
)
TABLES = (_ROW,)
NOTHING = {AuditLink: "記録の鎖の値だけを持つ"}


def files() -> tuple[PersonalFile, ...]:
    return (
        PersonalFile(
            id="audit",
            name="アクセス記録ファイル",
            purpose="だれがいつ何を見て、何を変えたかをあとから確かめるため（番号法のガイドラインの安全管理措置、アクセスの記録）",
            persons="この仕組みを使った職員（住民の操作は番号だけで記録する）、記録を見られた人",
            collected="操作したときに自動で記録",
            retention="7年",
            removal="none",
            tables=TABLES,
        ),
    )
