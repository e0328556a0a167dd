"""Every time that a paper was printed and went out. The last one is the row of the print and post queue itself; those before
lie in it as they stood when it was put into the queue again (再印刷)."""

from datetime import date
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict

from dokodemo.base import clock
from dokodemo.casework.cases import states
from dokodemo.casework.cases.models import CasePrint

SENT_AGAIN = "sent_again"


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


def journey(row: CasePrint) -> list[dict[str, str]]:
    """What its addressee is told of a paper that went out, in order: that it came back (``came_back``), on which day and
    why, and that it went out again (``sent_again``)."""
    found, gone_out = [], False
    for each in editions(row):
        if each.posted_at is not None:
            if gone_out:
                found.append({"what": SENT_AGAIN, "on": clock.legal_date(each.posted_at).isoformat()})
            gone_out = True
        if each.came_back_on is not None:
            back = {"what": states.CAME_BACK, "on": each.came_back_on.isoformat(), "why": each.came_back_why}
            found.append(back)
    return found


def put_by(row: CasePrint) -> None:
    """Keep the last one among those before; the row itself is the caller's to make anew."""
    row.before = [each.model_dump(mode="json") for each in editions(row)]
