"""The register of documents: by year and procedure, by number, and as a file."""

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST

from dokodemo.base.access import allow, signed_in
from dokodemo.base.http import table_attached
from dokodemo.casework.desk.sealed import asks
from dokodemo.casework.desk.views.guard import asked, polite, row_id, typed
from dokodemo.casework.register import queries
from dokodemo.casework.register.queries import Wanted
from dokodemo.catalog.versions import current, gone

_NAMES = ("section", "year", "procedure", "q", "after")


@require_http_methods(["GET", "HEAD", "POST"])
@allow("clerk", "approver", "auditor")
@asks("section", "year", "procedure", "q")
@polite
def register(request: HttpRequest) -> HttpResponseBase:
    """One page of it, or what was asked for (a POST goes on to it: a receipt number does not stand in an address)."""
    actor = signed_in(request)
    sections = queries.sections(actor)
    wanted = _wanted(sections, {name: typed(request, name) or asked(request, name) for name in _NAMES})
    catalog = current()
    every = [*(catalog.procedures.values() if catalog else ()), *gone().values()]
    context = {
        "page": queries.page(actor, wanted),
        "wanted": wanted,
        "sections": sections,
        "years": queries.years(),
        "procedures": [(each.id, each.titles) for each in every if each.section == wanted.section],
    }
    return TemplateResponse(request, "register/list.html", context)


def _wanted(sections: list[str], given: dict[str, str]) -> Wanted:
    years = queries.years()
    section = given["section"] if given["section"] in sections else sections[0]
    year = row_id(given["year"])
    return Wanted(
        section,
        year if year in years else years[0],
        given["procedure"],
        given["q"][:40],
        row_id(given["after"]),
    )


@require_POST
@allow("clerk", "approver", "auditor")
@polite
def export(request: HttpRequest) -> HttpResponseBase:
    """A year of it as CSV."""
    actor = signed_in(request)
    given = {name: typed(request, name) for name in _NAMES}
    wanted = _wanted(queries.sections(actor), given | {"q": "", "after": ""})
    return table_attached(queries.export(actor, wanted), f"register-{wanted.section}-{wanted.year}.csv")
