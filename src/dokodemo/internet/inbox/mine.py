"""Everything of one resident, in the order of what needs them first."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from dokodemo.base.crypto import Unreadable
from dokodemo.base.ui.templatetags.ui import day
from dokodemo.internet.accounts.resident import Resident
from dokodemo.internet.apply import queries as applications
from dokodemo.internet.apply.queries import Application, OpenDraft
from dokodemo.internet.inbox import opening, queries
from dokodemo.internet.inbox.queries import Notice
from dokodemo.internet.inbox.states import is_over, status_of


@dataclass(frozen=True)
class Row:
    """An application in the list. ``status`` is (word, class of the mark); ``needs`` what the resident should do."""

    application: Application
    status: tuple[str, str]
    needs: tuple[str, ...]
    is_over: bool


@dataclass(frozen=True)
class MyPage:
    """In the order of what needs the resident first. ``drafts`` are begun and not sent."""

    first: list[Row]
    drafts: list[OpenDraft]
    running: list[Row]
    past: list[Row]

    @property
    def is_empty(self) -> bool:
        return not (self.first or self.drafts or self.running or self.past)


def my_page(resident: Resident) -> MyPage:
    """Everything of this resident."""
    waiting = queries.waiting(resident.account_id)
    rows = [_row(resident, each, waiting.get(each.id, [])) for each in applications.mine(resident.account_id)]
    return MyPage(
        first=[row for row in rows if row.needs],
        drafts=applications.drafts_of(resident.account_id),
        running=[row for row in rows if not row.needs and not row.is_over],
        past=[row for row in rows if not row.needs and row.is_over],
    )


def _row(resident: Resident, application: Application, waiting: list[Notice]) -> Row:
    kinds, needs = {each.kind for each in waiting}, []
    fees = [each for each in waiting if each.kind == "fee"]
    if fees and application.is_open:
        needs += _of_fee(resident, fees[-1])
    if application.asked_until and application.is_open:
        needs.append(_("%(day)sまでに直してください") % {"day": day(application.asked_until)})
    if "decided" in kinds:
        needs.append(_("決定の内容をご覧ください"))
    if "document" in kinds:
        needs.append(_("書類が届いています"))
    if "returned" in kinds:
        needs.append(_("郵便で送った書類のお知らせがあります"))
    return Row(application, status_of(application), tuple(needs), is_over(application))


def _of_fee(resident: Resident, said_last: Notice) -> list[str]:
    """There is something to pay until a decision; that there no longer is, is news until it was read. Only the resident
    can open which of the two it is."""
    try:
        due = opening.fee(resident, said_last).amount
    except Unreadable:
        return [_("手数料のお知らせをご覧ください")]
    if due:
        return [_("手数料をお支払いください")]
    return [] if said_last.read_at else [_("手数料はかからなくなりました")]
