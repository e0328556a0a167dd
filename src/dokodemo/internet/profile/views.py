"""The page where a resident sees, changes and forgets what is kept for the next application."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from dokodemo.base import clock
from dokodemo.base.access import RESIDENT, allow
from dokodemo.base.http import see_other
from dokodemo.base.ui.question import Problem, Question, question_of
from dokodemo.catalog import forms, meanings, versions
from dokodemo.catalog.headings import HEADINGS, heading_of
from dokodemo.catalog.schema import Field, Page, Procedure
from dokodemo.internet.accounts.resident import Resident, signed_in_resident
from dokodemo.internet.profile import actions, queries


@dataclass(frozen=True)
class Item:
    """One of a list, with the control that says not to keep it."""

    title: str
    remove: str
    questions: list[Question]


@dataclass(frozen=True)
class More:
    """A list that can have one more."""

    list_id: str
    title: str


@dataclass(frozen=True)
class Group:
    """One heading: what is kept under it. ``opened``: it was opened to be written into, and holds nothing yet."""

    id: str
    title: str
    questions: list[Question]
    items: list[Item]
    more: list[More]
    opened: bool


@allow(RESIDENT)
@require_http_methods(["GET", "POST"])
def my_profile(request: HttpRequest) -> HttpResponseBase:
    """POST: ``do`` = save or delete, ``forget`` = one heading, ``start`` = a heading to write into before it is asked for,
    ``more`` = a list to have one more of. ``open``: the headings that were started on this page; nothing is kept before
    it is saved."""
    catalog, resident = versions.current(), signed_in_resident(request)
    if catalog is None:
        raise Http404
    held = queries.kept(resident)
    opened = _opened(request)
    form = meanings.form_for(catalog, {*held, *(means for each in opened for means in meanings.STARTS[each])})
    if request.method == "POST" and "forget" in request.POST:
        return _forget(resident, held, request.POST["forget"])
    match request.POST.get("do"):
        case "save":
            return _save(request, resident, form, opened)
        case "delete":
            actions.forget(resident)
            return _done("deleted")
    if request.method == "POST":
        values, _errors, typed = _read(request, form)
        return _page(request, form, _typed(form, values) | typed, {}, opened)
    return _page(request, form, _typed(form, meanings.filled(form, held)), {}, opened)


def _opened(request: HttpRequest) -> list[str]:
    """The headings that were started on this page, without what is none; in the order of all."""
    named = {*request.POST.getlist("open"), request.POST.get("start", "")}
    return [each for each in HEADINGS if each in named and each in meanings.STARTS]


def _forget(resident: Resident, held: Mapping[str, Any], heading: str) -> HttpResponseBase:
    actions.keep(resident, {means: value for means, value in held.items() if heading_of(means)[0] != heading})
    return _done("forgotten")


def _read(request: HttpRequest, form: Procedure) -> tuple[dict[str, Any], dict[str, str], dict[str, str]]:
    """What was posted: (values, errors, what was typed)."""
    language, values = get_language() or "ja", dict[str, Any]()
    errors, typed = dict[str, str](), dict[str, str]()
    for page in form.pages:
        read = forms.parse_page(form, page, request.POST, values, language, clock.today(), known=())
        values, errors, typed = read.values, errors | read.errors, typed | read.raw
    return values, errors, typed


def _save(
    request: HttpRequest, resident: Resident, form: Procedure, opened: Sequence[str]
) -> HttpResponseBase:
    """Keep what is on the page, and nothing that cannot be seen there: what no procedure asks any more is forgotten."""
    values, errors, typed = _read(request, form)
    if errors:
        return _page(request, form, typed, errors, opened)
    actions.keep(resident, meanings.held_by(form, values))
    return _done("saved")


def _done(what: str) -> HttpResponseBase:
    return see_other(f"{reverse('my_profile')}?done={what}")


def _typed(form: Procedure, values: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: text for page in form.pages for name, text in forms.typed_values(form, page, values).items()
    }


def _page(
    request: HttpRequest,
    form: Procedure,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    opened: Sequence[str],
) -> HttpResponseBase:
    language = get_language() or "ja"
    start, more = request.POST.get("start"), request.POST.get("more", "")
    groups = [
        _group(page, typed, errors, language, more, opened=page.id in opened, fresh=page.id == start)
        for page in form.pages
    ]
    shown = {group.id for group in groups}
    context = {
        "groups": groups,
        "starts": [(each, HEADINGS[each].of(language)) for each in meanings.STARTS if each not in shown],
        "done": request.GET.get("done") if request.method == "GET" else None,
        "problems": [
            Problem(name, forms.with_item(form, name, text, language)) for name, text in errors.items()
        ],
    }
    return TemplateResponse(request, "profile/profile.html", context, status=422 if errors else 200)


def _group(
    page: Page,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    language: str,
    more: str,
    *,
    opened: bool,
    fresh: bool,
) -> Group:
    """``more``: of which list one blank is added; ``fresh``: of every list."""
    lists = [each for each in page.fields if each.type == "list"]

    def asked(field: Field, name: str) -> Question:
        empty = replace(question_of(field, name, language), required=False)
        return replace(empty, value=typed.get(name, ""), error=errors.get(name, ""))

    return Group(
        page.id,
        page.titles.of(language),
        [asked(each, each.id) for each in page.fields if each.type != "list"],
        [
            Item(
                f"{(each.item_labels or each.labels).of(language)} {index + 1}",
                f"{each.id}-{index}-remove" if index in kept else "",
                [asked(member, f"{each.id}-{index}-{member.id}") for member in each.fields or ()],
            )
            for each in lists
            for kept in [_indices(each, typed)]
            for index in (*kept, *([len(kept)] if fresh or each.id == more else ()))
        ],
        [More(each.id, (each.item_labels or each.labels).of(language)) for each in lists],
        opened,
    )


def _indices(listed: Field, typed: Mapping[str, str]) -> list[int]:
    found = {name.split("-")[1] for name in typed if name.startswith(f"{listed.id}-")}
    return sorted(map(int, found))
