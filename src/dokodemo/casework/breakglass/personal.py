"""Who was let in to look at cases for a while (see ``base.personal``)."""

from dokodemo.base.personal import PersonalFile, table
from dokodemo.casework.breakglass.models import Grant
from dokodemo.casework.staff.personal import OF_STAFF

TABLES = (
    table(
        Grant,
        "id hours",
        member="見ることを求めた職員の番号",
        name="見ることを求めた職員の氏名",
        section="見る課",
        reason="見る理由",
        asked_at="求めた時刻",
        granted_by="許した職員の番号",
        granted_name="許した職員の氏名",
        granted_at="許した時刻",
        ends_at="終わる時刻",
        refused_at="断った時刻",
        refused_name="断った職員の氏名",
    ),
)
NOTHING: dict[type, str] = {}


def files() -> tuple[PersonalFile, ...]:
    return (
        PersonalFile(
            id="breakglass",
            name="特別に案件を見たことのファイル",
            purpose="職員の管理をする者が、理由と期限をつけて案件を見るとき、だれが許したかを残すため",
            persons="見ることを求めた職員と、許した職員",
            collected="本人と、許した職員から",
            retention="アクセスの記録と同じ",
            removal="none",
            tables=TABLES,
            exempt=OF_STAFF,
            count=Grant.objects.count,
        ),
    )
