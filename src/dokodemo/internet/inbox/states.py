"""How far an application is, in honest words: each state has its own instant, and none is shown for another."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.utils.translation import gettext as _

from dokodemo.base import clock
from dokodemo.base.ui.templatetags.ui import moment
from dokodemo.internet.apply.queries import Application

Mark = Literal["done", "now", "waiting"]


@dataclass(frozen=True)
class Step:
    """One step of the timeline. ``at`` is None while it has not happened (``waiting``), and where only the day is known
    (``on``)."""

    title: str
    at: datetime | None
    mark: Mark
    note: str = ""
    on: date | None = None

    @property
    def day(self) -> date:
        """By which it stands among the others: the last of all while it has not happened."""
        return self.on or (clock.legal_date(self.at) if self.at else date.max)


def steps_of(application: Application) -> list[Step]:
    """The timeline, first to last.

    A step of which nothing was heard although a later one has come is left out: it is neither claimed nor awaited."""
    known = [
        (
            _("受け取りました"),
            application.submitted_at,
            _("市が申請を受け取った日時です。期限はこの日時で数えます。"),
        ),
        (_("担当課に届きました"), application.registered_at, ""),
        (_("審査しています"), application.examining_at, _examining_note(application)),
    ]
    if application.withdrawn_at:
        known.append((_("取り下げました"), application.withdrawn_at, _("市は、この申請を審査しません。")))
    else:
        known += [
            (_("決まりました"), application.decided_at, ""),
            (_("お届けしました"), application.delivered_at, _delivery_note(application)),
        ]
    last = max(number for number, (_title, at, _note) in enumerate(known) if at is not None)
    return [
        Step(title, at, _mark(number, last, len(known)), note)
        for number, (title, at, note) in enumerate(known)
        if at is not None or (number > last and not application.withdrawn_at)
    ]


def with_days(steps: list[Step], known_by_day: list[Step]) -> list[Step]:
    """The timeline with what is known by its day only, each after the others of that day."""
    return sorted([*steps, *known_by_day], key=lambda step: step.day)


def _examining_note(application: Application) -> str:
    if application.asked_until and application.is_open:
        return _("直したものが届くのを待っています。そのあいだ、審査は進みません。")
    if application.answered_at and application.is_open:
        return _("直した内容を%(at)sに受け取りました。") % {"at": moment(application.answered_at)}
    return ""


def _delivery_note(application: Application) -> str:
    if application.delivered_at:
        return _("書類がこの画面に届いた日時です。紙の書類は、市が発送した日時です。")
    return _("書類ができると、この画面に届きます。郵便を選んだ方には、紙でお送りします。")


def _mark(number: int, last: int, count: int) -> Mark:
    if number > last:
        return "waiting"
    return "now" if number == last and last + 1 < count else "done"


def status_of(application: Application) -> tuple[str, str]:
    """The newest state in a word, and the class of its mark."""
    if application.withdrawn_at:
        return _("取り下げました"), ""
    if application.delivered_at:
        return _("お届けしました"), "good"
    if application.decided_at:
        return _("決まりました"), "good"
    if application.withdrawal_at:
        return _("取下げを送りました"), "busy"
    if application.asked_until:
        return _("直すところがあります"), "soon"
    if application.examining_at:
        return _("審査しています"), "busy"
    if application.registered_at:
        return _("担当課に届きました"), "busy"
    return _("受け取りました"), "busy"


def is_over(application: Application) -> bool:
    """Whether nothing more is to come that the resident waits for."""
    return application.decided_at is not None or application.withdrawn_at is not None
