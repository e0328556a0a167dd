"""Home, the page of one procedure, and that of several to be applied for together. All are for everybody."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from dokodemo.base.access import VISITOR, allow
from dokodemo.base.http import see_other
from dokodemo.base.ui.templatetags.ui import moment
from dokodemo.catalog import combining, versions
from dokodemo.catalog.combined import JOIN, Combined, SharedField, question_count
from dokodemo.catalog.combining import NotTogether
from dokodemo.catalog.schema import Catalog, CounterProcedure, Procedure
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
    if catalog is None:
        raise Http404
    try:
        found = combining.resolve(catalog, procedure_id)
    except NotTogether as error:
        if JOIN not in procedure_id:
            raise Http404 from error
        return _not_together(request, catalog, procedure_id.split(JOIN), 404)
    resident = resident_of(request)
    draft = applications.open_draft(resident.account_id, found.id) if resident else None
    may_start = resident is not None and resident.has(found.identity)
    key = ("procedure", found.id, resident is None, may_start, draft is None, language_of(request))
    mould = _pages.get(
        key, lambda: _procedure_mould(request, found, catalog, may_start=may_start, begun=draft is not None)
    )
    return _answer(request, mould, saved=text(moment(draft.updated_at)) if draft else "")


def _at_the_counter(request: HttpRequest, catalog: Catalog, procedure: CounterProcedure) -> HttpResponse:
    """A procedure that is finished elsewhere: what to bring, where, until when."""

    def make() -> Mould:
        context = {"procedure": procedure, "section": catalog.sections[procedure.section]}
        return cast_page("site/counter.html", context, request, reverse("procedure", args=[procedure.id]))

    key = ("counter", procedure.id, resident_of(request) is None, language_of(request))
    return _answer(request, _pages.get(key, make))


def _procedure_mould(
    request: HttpRequest, procedure: Procedure, catalog: Catalog, *, may_start: bool, begun: bool
) -> Mould:
    context: dict[str, Any] = {
        "procedure": procedure,
        "section": catalog.sections[procedure.section],
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
    if len(ids) == 1 and (ids[0] in catalog.procedures or ids[0] in catalog.counter):
        return see_other(reverse("procedure", args=ids))
    try:
        return see_other(reverse("procedure", args=[combining.together(catalog, ids).id]))
    except NotTogether:
        return _not_together(request, catalog, ids, 422)


def _not_together(request: HttpRequest, catalog: Catalog, ids: list[str], status: int) -> HttpResponseBase:
    """Why not, and which of them can be applied for here."""
    known = [catalog.procedures[each] for each in dict.fromkeys(ids) if each in catalog.procedures]
    signed = [each for each in known if each.identity == "sign"]
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


def sign_in_address(procedure: Procedure) -> str:
    """The sign-in that the procedure asks for, coming back to its page."""
    back = reverse("procedure", args=[procedure.id]) + "#start"
    return f"{reverse('sign_in')}?{urlencode({'next': back, 'level': procedure.identity})}"
