"""The directory, for administrators: who works where, with which post, until when, and who is away."""

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from dokodemo.base.access import allow, signed_in
from dokodemo.base.http import see_other
from dokodemo.base.ui.question import Problem
from dokodemo.casework.desk.sealed import asks
from dokodemo.casework.desk.views.guard import asked, day_of, polite, typed
from dokodemo.office.directory import actions, forms, queries, words
from dokodemo.office.directory.forms import Typed

#: So much of what is typed into the search is looked for.
_MOST_TYPED = 100


def _language(request: HttpRequest) -> str:
    return str(getattr(request, "LANGUAGE_CODE", "ja"))


@require_http_methods(["GET", "HEAD", "POST"])
@allow("administrator")
@asks("q", "after")
@polite
def directory(request: HttpRequest) -> HttpResponseBase:
    """The list; a POST searches (a name never stands in an address)."""
    text, section, left = (
        typed(request, "q")[:_MOST_TYPED],
        asked(request, "section"),
        asked(request, "state") == "left",
    )
    after = typed(request, "after") or asked(request, "after")
    page = queries.page(signed_in(request), text, section, after, left=left)
    places, posts = dict(forms.places(_language(request))), dict(forms.posts(_language(request)))
    context = {
        "page": page,
        "rows": [
            (row, places.get(row.section, row.section), posts.get(row.post, row.post)) for row in page.rows
        ],
        "places": places.items(),
        "section": section,
        "left": left,
        "q": text,
    }
    return TemplateResponse(request, "directory/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow("administrator")
@polite
def new(request: HttpRequest) -> HttpResponseBase:
    """Somebody new."""
    found = forms.read(request, None) if request.method == "POST" else forms.of(None)
    if request.method == "POST" and not found.problems:
        if queries.sheet(signed_in(request), found.entry.id) is not None:
            found.problems["id"] = words.wrong("taken")
        elif _saved(request, found):
            return see_other(reverse("directory_member", args=[found.entry.id]))
    return _sheet(request, found, None)


@require_http_methods(["GET", "HEAD", "POST"])
@allow("administrator")
@polite
def member(request: HttpRequest, member_id: str) -> HttpResponseBase:
    """One member; a POST saves, or with ``act`` end says that they no longer work here."""
    sheet = queries.sheet(signed_in(request), member_id)
    if sheet is None:
        raise Http404
    found = forms.read(request, sheet.row) if request.method == "POST" else forms.of(sheet.row)
    if request.method == "POST" and not found.problems and _saved(request, found):
        return see_other(reverse("directory_member", args=[member_id]))
    return _sheet(request, found, sheet)


def _saved(request: HttpRequest, found: Typed) -> bool:
    try:
        actions.change([found.entry], signed_in(request))
    except actions.WrongMember as refused:
        field = str(refused).split(" ")[0].rstrip(":")
        found.problems[field] = words.wrong(field)
        return False
    return True


def _sheet(
    request: HttpRequest, found: Typed, sheet: queries.Sheet | None, absent: dict[str, str] | None = None
) -> HttpResponseBase:
    problems = {**found.problems, **(absent or {})}
    context = {
        "sheet": sheet,
        "member": found.entry,
        "questions": forms.questions(found, _language(request), new=sheet is None),
        "roles": forms.roles(found),
        "roles_wrong": found.problems.get("roles", ""),
        "absence": forms.absence_questions(request, absent or {}) if sheet and sheet.row.active else [],
        "problems": [Problem(name, text) for name, text in problems.items()],
    }
    return TemplateResponse(request, "directory/member.html", context, status=422 if problems else 200)


@require_POST
@allow("administrator")
@polite
def absence(request: HttpRequest, member_id: str) -> HttpResponseBase:
    """Days on which a member is away; with ``back`` (the first day of an absence) it is none."""
    actor = signed_in(request)
    sheet = queries.sheet(actor, member_id)
    if sheet is None or not sheet.row.active:
        raise Http404
    back = day_of(typed(request, "back")) if typed(request, "back") else None
    if back is not None:
        actions.be_back(actor, member_id, back)
        return see_other(reverse("directory_member", args=[member_id]))
    days = {name: day_of(typed(request, name)) for name in ("starts", "ends")}
    problems = {name: words.wrong(name) for name, day in days.items() if day is None}
    if days["starts"] is not None and days["ends"] is not None:
        try:
            actions.be_absent(actor, member_id, days["starts"], days["ends"], typed(request, "reason"))
            return see_other(reverse("directory_member", args=[member_id]))
        except actions.WrongMember as refused:
            field = str(refused).split(" ")[0].rstrip(":")
            problems["starts" if field == "absence" else field] = words.wrong(field)
        except ObjectDoesNotExist:  # ended while the page was open
            raise Http404 from None
    return _sheet(request, forms.of(sheet.row), sheet, problems)
