"""The rows of the queue, poured from moulds: a page has fifty of them, and all rows of one kind say the same around what
differs."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from dokodemo.base import clock
from dokodemo.base.ui.moulds import Mould, Store, cast, mark, text
from dokodemo.base.ui.templatetags.ui import day
from dokodemo.casework.cases.queries.queue import Row

_moulds = Store()
_NOBODY = UUID(int=0)


def listed(rows: Sequence[Row], titles: Mapping[str, str], language: str) -> SafeString:
    """The rows as HTML. ``titles``: what the section's procedures are called."""
    said = cache(day)  # many rows share their days
    return mark_safe("".join(_row(row, titles, language, said) for row in rows))  # noqa: S308


def _row(row: Row, titles: Mapping[str, str], language: str, said: Callable[..., str]) -> str:
    def make() -> Mould:
        names = (
            "id",
            "version",
            "receipt",
            "href",
            "title",
            "applicant",
            "arrived",
            "due",
            "taken_by",
            "asked_until",
        )
        context = {name: mark(name) for name in names} | {
            "number": mark("number") if row.number else "",
            "open_by": mark("open_by") if row.open_by else "",
            "entrance": row.entrance,
            "has_problems": row.has_problems,
            "urgency": row.urgency,
            "state": row.state,
            "flag": row.flag,
            "asked": row.asked,
        }
        return cast("desk/parts/row.html", context, language)

    kind = (
        row.entrance,
        row.has_problems,
        row.urgency,
        row.state,
        row.flag,
        bool(row.number),
        bool(row.open_by),
        row.asked,
    )
    id_ = str(row.id)
    return _moulds.get((language, *kind), make).pour(
        id=id_,
        version=str(row.version),
        receipt=text(row.receipt),
        href=_before_id() + id_,
        title=text(titles.get(row.procedure, "")),
        applicant=text(row.applicant),
        arrived=text(said(clock.legal_date(row.arrived_at))),
        due=text(said(row.due)),
        taken_by=text(row.taken_by),
        number=text(row.number),
        open_by=text(row.open_by),
        asked_until=text(said(row.asked_until)),
    )


@cache
def _before_id() -> str:
    return reverse("case", args=[_NOBODY]).removesuffix(str(_NOBODY))
