"""The answer to who tries what is not theirs: a page, never an error of the program."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse

from dokodemo.casework.cases.rights import NotAllowed
from dokodemo.values.eras import END, DateError, parse_date, parse_month

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def polite(view: View[P]) -> View[P]:
    """Turn an action's NotAllowed into a page that says what is so."""

    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except NotAllowed:
            return TemplateResponse(
                request, "desk/not_allowed.html", {"back": request.path.rpartition("/")[0] or "/"}, status=403
            )

    return cast("View[P]", wraps(view)(guarded))


def typed(request: HttpRequest, name: str) -> str:
    """What was typed under that name; without the one character that no database keeps."""
    return request.POST.get(name, "").replace("\0", "")


def row_id(text: str) -> int:
    """The number of a row, as it stands in a field or an address; 0, which no row has, for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def asked(request: HttpRequest, name: str) -> str:
    """The same for what stands in the address."""
    return request.GET.get(name, "").replace("\0", "")


def day_of(text: str | None) -> date | None:
    """The day that was typed, in either calendar; None for what is no day, or one that nobody means."""
    try:
        day = parse_date(text or "")
    except DateError:
        return None
    return day if day < END else None


def month_of(text: str) -> date | None:
    """The first day of a month like 2026-10; None for what is none."""
    try:
        return parse_month(text)
    except DateError:
        return None
