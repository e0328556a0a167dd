"""Every time that a paper was printed and went out. The last one is the row of the print and post queue itself; those before
lie in it as they stood when it was put into the queue again (再印刷)."""

from datetime import date
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict

from dokodemo.casework.cases.models import CasePrint


class Edition(BaseModel):
    """One of them, under the names of the row. ``label``: recipient, postal, address, sender."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    edition: int
    label: dict[str, Any]
    tracking: str
    printed_at: AwareDatetime | None
    printed_name: str
    posted_at: AwareDatetime | None
    posted_name: str
    came_back_on: date | None
    came_back_why: str
    came_back_name: str


def editions(row: CasePrint) -> list[Edition]:
    """All, the last one as it stands now."""
    return [Edition.model_validate(each) for each in (*row.before, row)]


def put_by(row: CasePrint) -> None:
    """Keep the last one among those before; the row itself is the caller's to make anew."""
    row.before = [each.model_dump(mode="json") for each in editions(row)]
