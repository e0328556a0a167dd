"""The register of documents: by year, procedure, kind, day and words of the title, by number, and as a file."""

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dokodemo.base.access import allow, signed_in
from dokodemo.base.http import table_attached
from dokodemo.base.ui.question import Question
from dokodemo.casework.desk.sealed import asks
from dokodemo.casework.desk.views.guard import asked, day_of, polite, row_id, typed
from dokodemo.casework.register import queries, words
from dokodemo.casework.register.queries import Wanted
from dokodemo.catalog.versions import current, gone

_NAMES = ("section", "year", "procedure", "kind", "words", "since", "until", "q", "after")


#: Every year.
ALL = "all"
MOST_TYPED = 40


@require_http_methods(["GET", "HEAD", "POST"])
@allow("clerk", "approver", "auditor")
@asks(*_NAMES)
@polite
def register(request: HttpRequest) -> HttpResponseBase:
    """One page of it, or what was asked for (a POST goes on to it: a receipt number does not stand in an address)."""
    actor = signed_in(request)
    sections = queries.sections(actor)
    given = {name: typed(request, name) or asked(request, name) for name in _NAMES}
    wanted = _wanted(sections, given)
    catalog = current()
    every = [*(catalog.procedures.values() if catalog else ()), *gone().values()]
    context = {
        "page": queries.page(actor, wanted),
        "wanted": wanted,
        "sections": sections,
        "years": queries.years(),
        "kinds": words.kinds(),
        "days": _days(given, wanted),
        "procedures": [(each.id, each.titles) for each in every if each.section == wanted.section],
    }
    return TemplateResponse(request, "register/list.html", context)


def _days(given: dict[str, str], wanted: Wanted) -> list[Question]:
    """The questions for the days, with what was typed and is no day."""
    labels = {"since": _("施行日（この日から）"), "until": _("施行日（この日まで）")}
    return [
        Question(
            name, "text", label, value=day.isoformat() if day else given[name], width="short",
            error="" if day or not given[name].strip() else _("日付として読めません。例：2026-12-10、令和8年12月10日"),
        )
        for (name, label), day in zip(labels.items(), (wanted.since, wanted.until), strict=True)
    ]  # fmt: skip


def _wanted(sections: list[str], given: dict[str, str]) -> Wanted:
    years = queries.years()
    year = row_id(given["year"])
    return Wanted(
        section=given["section"] if given["section"] in sections else sections[0],
        year=None if given["year"] == ALL else year if year in years else years[0],
        procedure=given["procedure"],
        kind=given["kind"],
        words=given["words"][:MOST_TYPED],
        since=day_of(given["since"]),
        until=day_of(given["until"]),
        text=given["q"][:MOST_TYPED],
        after=given["after"],
    )


@require_POST
@allow("clerk", "approver", "auditor")
@polite
def export(request: HttpRequest) -> HttpResponseBase:
    """The list that is shown as CSV, but for a number that was searched for."""
    actor = signed_in(request)
    given = {name: typed(request, name) for name in _NAMES}
    wanted = _wanted(queries.sections(actor), given | {"q": "", "after": ""})
    return table_attached(
        queries.export(actor, wanted), f"register-{wanted.section}-{wanted.year or ALL}.csv"
    )
