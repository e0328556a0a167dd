"""Home, the page of one procedure, and that of several to be applied for together. All are for everybody."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from dokodemo.base.access import RESIDENT, VISITOR, allow
from dokodemo.base.http import same_for_everybody, see_other, table_attached
from dokodemo.base.ui.moulds import Mould, PageStore, cast_page, language_of, mark, text
from dokodemo.base.ui.templatetags.ui import moment
from dokodemo.catalog import combining, conformance, versions
from dokodemo.catalog.combined import JOIN, Combined, SharedField, question_count
from dokodemo.catalog.combining import NotTogether
from dokodemo.catalog.schema import Catalog, CounterProcedure, Listed, Procedure, Section
from dokodemo.catalog.wording import Term
from dokodemo.internet.accounts.resident import resident_of, signed_in_resident
from dokodemo.internet.apply import queries as applications
from dokodemo.internet.guide import sheet as sheets
from dokodemo.internet.site import actions, inventory, queries

_pages = PageStore()


@allow(VISITOR)
@require_safe
@same_for_everybody
def home(request: HttpRequest) -> HttpResponseBase:
    """What happened, in everyday words; first what was begun: by who is signed in, and in this browser's guide."""
    catalog, resident = versions.current(), resident_of(request)
    drafts = applications.drafts_of(resident.account_id) if resident else []

    def make() -> Mould:
        context = {
            "online": len(catalog.procedures) if catalog else 0,
            "events": catalog.guide.events if catalog and catalog.guide else [],
            "typed": "",
            "drafts": mark("drafts"),
        }
        return cast_page("site/home.html", context, request, "/")

    mould = _pages.get(("home", resident is None, language_of(request)), make)
    shown = render_to_string("site/drafts.html", {"drafts": drafts}) if drafts else ""
    if sheets.of(request):
        shown += render_to_string("guide/onwards.html")
    return _answer(request, mould, drafts=shown)


@dataclass(frozen=True)
class Group:
    """What one section handles."""

    section: Section
    online: list[Procedure]
    counter: list[CounterProcedure]


@allow(VISITOR)
@require_safe
@same_for_everybody
def procedures(request: HttpRequest) -> HttpResponseBase:
    """Every procedure of the city, by section; those that are finished here first."""
    catalog = versions.current()
    if catalog is None:
        raise Http404

    def make() -> Mould:
        groups = [
            Group(
                section,
                [each for each in catalog.procedures.values() if each.section == section.id],
                [each for each in catalog.counter.values() if each.section == section.id],
            )
            for section in catalog.sections.values()
        ]
        shown = [each for each in groups if each.online or each.counter]
        return cast_page(
            "site/procedures.html", {"groups": shown, "typed": ""}, request, reverse("procedures")
        )

    key = ("procedures", resident_of(request) is None, language_of(request))
    return _answer(request, _pages.get(key, make))


@allow(VISITOR)
@require_safe
@same_for_everybody
def procedure(request: HttpRequest, procedure_id: str) -> HttpResponseBase:
    """Everything to know before beginning, and the one button that begins."""
    catalog = versions.current()
    if catalog is not None and procedure_id in catalog.counter:
        return _at_the_counter(request, catalog, catalog.counter[procedure_id])
    if catalog is None:
        raise Http404
    try:
        found = combining.resolve(catalog, procedure_id)
    except NotTogether:
        if JOIN not in procedure_id:
            return _no_longer(request, catalog, procedure_id)
        return _not_together(request, catalog, procedure_id.split(JOIN), 404)
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


def _no_longer(request: HttpRequest, catalog: Catalog, procedure_id: str) -> HttpResponse:
    """A procedure that is no longer offered: why, what instead, whom to ask; and what was begun goes on. 404 when this
    city never had it."""
    gone, last = catalog.withdrawn.get(procedure_id), versions.gone().get(procedure_id)
    known = gone or last
    if known is None:
        raise Http404
    resident = resident_of(request)
    draft = applications.open_draft(resident.account_id, procedure_id) if resident else None

    def make() -> Mould:
        context = {
            "titles": known.titles,
            "gone": gone,
            "successor": catalog.listed(gone.successor) if gone and gone.successor else None,
            "section": catalog.sections.get(known.section),
            "draft": mark("draft"),
        }
        return cast_page("site/withdrawn.html", context, request, reverse("procedure", args=[procedure_id]))

    mould = _pages.get(("withdrawn", procedure_id, resident is None, language_of(request)), make)
    shown = render_to_string("site/drafts.html", {"drafts": [draft]}) if draft else ""
    return _answer(request, mould, draft=shown)


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
    template = "site/procedure.html"
    if isinstance(procedure, Combined):
        template, context = "site/together.html", context | _together(catalog, procedure)
    return cast_page(template, context, request, reverse("procedure", args=[procedure.id]))


def _together(catalog: Catalog, form: Combined) -> dict[str, Any]:
    """What is asked once, for which procedures, and how many questions that spares."""
    asked, every = question_count(form), sum(map(question_count, form.members))
    fields = [each for page in form.pages for each in page.fields]
    return {
        "parts": [(each, catalog.sections[each.section]) for each in form.members],
        "shared": [each for each in fields if isinstance(each, SharedField)],
        "asked": asked,
        "all": every,
        "spared": every - asked,
    }


@allow(VISITOR)
@require_safe
def together(request: HttpRequest) -> HttpResponseBase:
    """``procedure``: the ids that were ticked. To the page of the one, or of all of them as one form."""
    catalog, ids = versions.current(), request.GET.getlist("procedure")
    if catalog is None:
        raise Http404
    if len(ids) == 1 and catalog.listed(ids[0]) is not None:
        return see_other(reverse("procedure", args=ids))
    try:
        return see_other(reverse("procedure", args=[combining.together(catalog, ids).id]))
    except NotTogether:
        return _not_together(request, catalog, ids, 422)


def _not_together(request: HttpRequest, catalog: Catalog, ids: list[str], status: int) -> HttpResponseBase:
    """Why not, and which of them can be applied for here."""
    known = [catalog.procedures[each] for each in dict.fromkeys(ids) if each in catalog.procedures]
    signed = [each for each in known if combining.alone(each)]
    joined = JOIN.join(each.id for each in known if each not in signed)
    context = {
        "known": known,
        "signed": signed,
        "too_many": len(known) > combining.MOST,
        "most": combining.MOST,
        "address": reverse("procedure", args=[joined])
        if 1 < len(known) - len(signed) <= combining.MOST
        else "",
    }
    return TemplateResponse(request, "site/not_together.html", context, status=status)


def _answer(request: HttpRequest, mould: Mould, **values: str) -> HttpResponse:
    """A visitor's page without a form sets no cookie."""
    return HttpResponse(mould.pour(csrf=get_token(request) if mould.has("csrf") else "", **values))


@allow(VISITOR)
@require_safe
@same_for_everybody
def inventory_page(request: HttpRequest) -> HttpResponseBase:
    """Every procedure with its figures; ``section`` and ``where`` (online, counter) choose."""
    catalog = versions.current()
    language = language_of(request)
    found, counted_at, section, where = _inventory(request, catalog, language)
    context = {
        "rows": inventory.chosen(found, section, where),
        "totals": inventory.totals(found),
        "counted_at": counted_at,
        "sections": [(id_, each.title.of(language)) for id_, each in catalog.sections.items()]
        if catalog
        else [],
        "section": section,
        "where": where,
        "least": inventory.LEAST,
    }
    return TemplateResponse(request, "site/inventory.html", context)


@allow(VISITOR)
@require_safe
def inventory_csv(request: HttpRequest) -> HttpResponseBase:
    """The same as a file."""
    found, _counted_at, section, where = _inventory(request, versions.current(), language_of(request))
    return table_attached(inventory.as_csv(inventory.chosen(found, section, where)), "procedures.csv")


def _inventory(
    request: HttpRequest, catalog: Catalog | None, language: str
) -> tuple[list[inventory.Row], datetime | None, str, str]:
    counted, counted_at = queries.counted()
    found = inventory.rows(catalog, counted, language) if catalog else []
    return found, counted_at, request.GET.get("section", ""), request.GET.get("where", "")


@allow(RESIDENT)
@require_POST
def rate(request: HttpRequest, application_id: UUID) -> HttpResponseBase:
    """What a resident thought of a procedure after sending it: counted, without a name."""
    stars = request.POST.get("stars", "")
    given = int(stars) if stars in ("1", "2", "3", "4", "5") else 0
    try:
        actions.rate(signed_in_resident(request).account_id, application_id, given)
    except applications.NotHere as error:
        raise Http404 from error
    except ValueError:
        return see_other(f"{reverse('my_application', args=[application_id])}?rate=missing#rate")
    return see_other(f"{reverse('my_application', args=[application_id])}#rate")


def sign_in_address(procedure: Procedure) -> str:
    """The sign-in that the procedure asks for, coming back to its page."""
    back = reverse("procedure", args=[procedure.id]) + "#start"
    return f"{reverse('sign_in')}?{urlencode({'next': back, 'level': procedure.identity})}"


@allow(VISITOR)
@require_safe
@same_for_everybody
def words(request: HttpRequest) -> HttpResponseBase:
    """ことばの説明: every term that the city explains."""
    catalog = versions.current()
    if catalog is None or catalog.glossary is None:
        raise Http404
    declared = catalog.glossary

    def make() -> Mould:
        return cast_page("site/words.html", {"terms": declared.terms}, request, reverse("words"))

    return _answer(request, _pages.get(("words", resident_of(request) is None, language_of(request)), make))


@same_for_everybody
@allow(VISITOR)
@require_safe
def accessibility(request: HttpRequest) -> HttpResponseBase:
    """The conformance report that a city must publish, and whom to tell of a barrier."""
    catalog = versions.current()
    if catalog is None:
        raise Http404

    def make() -> Mould:
        declared = catalog.accessibility
        context = {
            "report": conformance.report(declared),
            "declared": declared,
            "section": catalog.sections[declared.section] if declared else None,
        }
        return cast_page("site/accessibility.html", context, request, reverse("accessibility"))

    key = ("accessibility", resident_of(request) is None, language_of(request))
    return _answer(request, _pages.get(key, make))


def _terms(catalog: Catalog, procedure: Listed) -> list[Term]:
    """The terms in what is said of a procedure."""
    said = (procedure.titles, procedure.summary_text, procedure.deadline_text, *procedure.bring)
    return catalog.glossary.explains(said) if catalog.glossary else []
