"""Figures count cases and say whose none of them is (see ``base.personal``); who was told of a deadline is staff."""

from dokodemo.base.personal import PersonalFile, table
from dokodemo.casework.figures.models import Lasted, Message, Month, Rated, Rolled, Told
from dokodemo.casework.staff.personal import OF_STAFF

TABLES = (
    table(Message, "id on read_at", member="知らせた職員の番号"),
    table(Told, "id message_id contact nearness last at", member="知らせた職員の番号", case_id="申請の番号"),
)
_COUNTS = "課、手続き、月ごとの件数だけを持つ"
NOTHING = {Month: _COUNTS, Lasted: _COUNTS, Rated: _COUNTS, Rolled: "月と、数えた時刻だけを持つ"}


def files() -> tuple[PersonalFile, ...]:
    return (
        PersonalFile(
            id="deadlines",
            name="期限の知らせのファイル",
            purpose="期限の近い案件を担当の職員に知らせ、同じことを二度知らせないため",
            persons="案件を担当する職員",
            collected="案件の担当と期限から",
            retention="知らせてから1年",
            removal="nightly",
            tables=TABLES,
            exempt=OF_STAFF,
            count=Message.objects.count,
        ),
    )
