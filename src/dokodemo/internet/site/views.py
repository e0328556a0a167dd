"""Home and the page of one procedure. Both are for everybody."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from dokodemo.base.access import VISITOR, allow
from dokodemo.base.ui.templatetags.ui import moment
from dokodemo.catalog import versions
from dokodemo.catalog.schema import Catalog, CounterProcedure, Listed, Procedure
from dokodemo.catalog.wording import Term
from dokodemo.internet.accounts.resident import resident_of
from dokodemo.internet.apply import queries as applications
from dokodemo.internet.apply.moulds import Mould, PageStore, cast_page, language_of, mark, text

_pages = PageStore()


@allow(VISITOR)
@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """The city's procedures as rows; for who is signed in, first what they have begun."""
    catalog, resident = versions.current(), resident_of(request)
    drafts = applications.drafts_of(resident.account_id) if resident else []

    def make() -> Mould:
        context = {
            "procedures": list(catalog.procedures.values()) if catalog else [],
            "events": catalog.guide.events if catalog and catalog.guide else [],
            "typed": "",
            "drafts": mark("drafts"),
        }
        return cast_page("site/home.html", context, request, "/")

    mould = _pages.get(("home", resident is None, language_of(request)), make)
    shown = render_to_string("site/drafts.html", {"drafts": drafts}) if drafts else ""
    return _answer(request, mould, drafts=shown)


@allow(VISITOR)
@require_safe
def procedure(request: HttpRequest, procedure_id: str) -> HttpResponseBase:
    """Everything to know before beginning, and the one button that begins."""
    catalog = versions.current()
    if catalog is not None and procedure_id in catalog.counter:
        return _at_the_counter(request, catalog, catalog.counter[procedure_id])
    found = catalog.procedures.get(procedure_id) if catalog else None
    if catalog is None or found is None:
        raise Http404
    resident = resident_of(request)
    draft = applications.open_draft(resident.account_id, found.id) if resident else None
    may_start = resident is not None and resident.has(found.identity)
    key = ("procedure", found.id, resident is None, may_start, draft is None, language_of(request))
    mould = _pages.get(
        key, lambda: _procedure_mould(request, catalog, found, may_start=may_start, begun=draft is not None)
    )
    return _answer(request, mould, saved=text(moment(draft.updated_at)) if draft else "")


def _at_the_counter(request: HttpRequest, catalog: Catalog, procedure: CounterProcedure) -> HttpResponse:
    """A procedure that is finished elsewhere: what to bring, where, until when."""

    def make() -> Mould:
        context = {
            "procedure": procedure,
            "section": catalog.sections[procedure.section],
            "terms": _terms(catalog, procedure),
        }
        return cast_page("site/counter.html", context, request, reverse("procedure", args=[procedure.id]))

    key = ("counter", procedure.id, resident_of(request) is None, language_of(request))
    return _answer(request, _pages.get(key, make))


def _procedure_mould(
    request: HttpRequest, catalog: Catalog, procedure: Procedure, *, may_start: bool, begun: bool
) -> Mould:
    context: dict[str, Any] = {
        "procedure": procedure,
        "section": catalog.sections[procedure.section],
        "terms": _terms(catalog, procedure),
        "begun": begun,
        "saved": mark("saved"),
        "may_start": may_start,
        "by_card": procedure.identity in ("card", "sign"),
        "sign_in": sign_in_address(procedure),
    }
    return cast_page("site/procedure.html", context, request, reverse("procedure", args=[procedure.id]))


def _answer(request: HttpRequest, mould: Mould, **values: str) -> HttpResponse:
    """A visitor's page without a form sets no cookie."""
    return HttpResponse(mould.pour(csrf=get_token(request) if mould.has("csrf") else "", **values))


def sign_in_address(procedure: Procedure) -> str:
    """The sign-in that the procedure asks for, coming back to its page."""
    back = reverse("procedure", args=[procedure.id]) + "#start"
    return f"{reverse('sign_in')}?{urlencode({'next': back, 'level': procedure.identity})}"


@allow(VISITOR)
@require_safe
def words(request: HttpRequest) -> HttpResponseBase:
    """ことばの説明: every term that the city explains."""
    catalog = versions.current()
    if catalog is None or catalog.glossary is None:
        raise Http404
    declared = catalog.glossary

    def make() -> Mould:
        return cast_page("site/words.html", {"terms": declared.terms}, request, reverse("words"))

    return _answer(request, _pages.get(("words", resident_of(request) is None, language_of(request)), make))


def _terms(catalog: Catalog, procedure: Listed) -> list[Term]:
    """The terms in what is said of a procedure."""
    said = (procedure.titles, procedure.summary_text, procedure.deadline_text, *procedure.bring)
    return catalog.glossary.explains(said) if catalog.glossary else []
