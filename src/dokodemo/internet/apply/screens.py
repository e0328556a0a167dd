"""The screens of the road, poured from moulds: one page of the form, and the review.

A mould is cast per procedure version, page and language; the rest (what is typed, errors, step, saved time) is filled
in per request."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from dokodemo.base import clock
from dokodemo.base.ui.moulds import (
    Mould,
    PageStore,
    Store,
    cast,
    cast_page,
    language_of,
    mark,
    text,
    typed,
)
from dokodemo.base.ui.question import Problem, question_of
from dokodemo.base.ui.templatetags.ui import day
from dokodemo.catalog import answers, forms, versions
from dokodemo.catalog.combined import SharedAttachment, SharedField
from dokodemo.catalog.layout import Asked, Listed, Sheet
from dokodemo.catalog.lists import Gone
from dokodemo.catalog.schema import Attachment, Field, Page
from dokodemo.internet.apply import answering, bringing, queries
from dokodemo.internet.apply.draft import FILES, REVIEW, Draft

_pages = PageStore()
_moulds = Store()
# Each question of each item of a list (children-0-name, children-1-name) has its own, so there are more of these.
_questions = Store(most=20_000)


def csrf_of(request: HttpRequest) -> str:
    """The form's token."""
    return get_token(request)


def used_for(asked: Field | Attachment, language: str) -> str:
    """For which procedures a question or a file is asked, where it is asked once for several."""
    return asked.used_for.of(language) if isinstance(asked, (SharedField, SharedAttachment)) else ""


def told(draft: Draft) -> dict[str, str]:
    """What is said beside the answers that a decision of the city has given: field → that it has, and of which day."""
    said = {iso: _("市からの通知により（%(day)s）") % {"day": day(date.fromisoformat(iso))}
            for iso in {*draft.told.values()}}  # fmt: skip
    return {name: said[iso] for name, iso in draft.told.items()}


def question(
    form_key: Hashable, field: Field, name: str, typed: str, error: str, language: str, told: str = ""
) -> str:
    """One question as HTML. ``form_key`` names the catalog version, the procedure and the page."""
    chosen = ""
    if field.type == "choice":
        chosen = typed if any(each.code == typed for each in field.choices or ()) else ""
    elif field.type == "boolean":
        chosen = typed if typed in ("true", "false") else ""
    elif field.type == "statement":
        chosen = "true" if typed == "true" else ""

    def make() -> Mould:
        asked = replace(question_of(field, name, language), used=used_for(field, language))
        rows = asked.kind in ("choice", "boolean", "check")
        filled = replace(asked, value=chosen if rows else mark("value"), error=mark("error") if error else "")
        filled = replace(filled, told=mark("told") if told else "")
        return cast("ui/question.html", {"q": filled}, language)

    mould = _questions.get((form_key, name, chosen, bool(error), bool(told), language), make)
    return mould.pour(value=text(typed), error=text(error), told=text(told))


_NOTHING: Mapping[str, str] = {}


def page(
    request: HttpRequest,
    draft: Draft,
    shown: Page,
    sheet: Sheet,
    errors: Mapping[str, str] = _NOTHING,
    *,
    grown: bool = False,
    gone: Gone | None = None,
) -> HttpResponse:
    """One page of the form; 422 when a POST comes back with something wrong. ``grown``: it has new questions; ``gone``:
    an item of a list was just taken away."""
    language = language_of(request)
    mould = _pages.get(
        ("page", draft.catalog_hash, draft.procedure.id, shown.id, language),
        lambda: _page_mould(request, draft, shown),
    )
    steps = draft.steps
    html = mould.pour(
        csrf=csrf_of(request),
        id=str(draft.id),
        number=str(steps.index(shown.id) + 1),
        total=str(len(steps)),
        prefix=text(_("エラー：")) if errors else "",
        problems=problems(_listed_problems(draft, errors, language)) if errors else "",
        notice=_notice(draft, shown, language, grown=grown, gone=gone),
        questions=questions(draft, shown, sheet, errors, language),
        saved=saved(draft, language) if draft.revision > 1 else _saved_mould(language, empty=True).pour(),
    )
    return answer(html, 422 if errors and request.method == "POST" else 200)


def answer(html: str, status: int) -> HttpResponse:
    """A page. One that comes back for something to be put right is no event for the log."""
    response = HttpResponse(html, status=status)
    if status in (413, 422):
        response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def _page_mould(request: HttpRequest, draft: Draft, shown: Page) -> Mould:
    names = ("id", "number", "total", "prefix", "problems", "notice", "questions", "saved")
    context: dict[str, Any] = {name: mark(name) for name in names}
    context |= {"page": shown, "procedure": draft.procedure, "sections": queries.sections_of(draft)}
    return cast_page("apply/page.html", context, request, f"/apply/{mark('id')}/{shown.id}")


def questions(draft: Draft, shown: Page, sheet: Sheet, errors: Mapping[str, str], language: str) -> str:
    """The part of a page that htmx replaces: what is known, what is asked, and the names of what is on the screen."""
    key = (draft.catalog_hash, draft.procedure.id, shown.id)
    parts = [_known(draft, sheet.known, language)] if sheet.known else []
    told_of, offered = told(draft), bringing.offers(draft, sheet)
    for entry in sheet.entries:
        said, people = (
            told_of.get(entry.field.id, ""),
            _offered(entry.field.id, offered.get(entry.field.id), language),
        )
        if isinstance(entry, Asked):
            parts += [people, _asked(key, entry, errors, language, said)]
        else:
            parts.append(_listed(key, entry, errors, language, said, people))
    frame = _moulds.get(
        ("questions", language),
        lambda: cast("apply/questions.html", {"shown": mark("shown"), "inside": mark("inside")}, language),
    )
    return frame.pour(shown=" ".join(sheet.names), inside="".join(parts))


def _asked(key: Hashable, asked: Asked, errors: Mapping[str, str], language: str, told: str = "") -> str:
    return question(key, asked.field, asked.name, asked.typed, errors.get(asked.name, ""), language, told)


def _offered(place: str, people: Sequence[bringing.Offer] | None, language: str) -> str:
    """Buttons that bring somebody who was written down before; nothing where nobody is offered."""
    if not people:
        return ""
    frame = _moulds.get(
        ("offers", language),
        lambda: cast("apply/offers.html", {"place": mark("place"), "inside": mark("inside")}, language),
    )
    button = _moulds.get(
        ("offer", language),
        lambda: cast("apply/offer.html", {name: mark(name) for name in ("place", "key", "name")}, language),
    )
    poured = (button.pour(place=place, key=each.key, name=text(each.name)) for each in people)
    return frame.pour(place=place, inside="".join(poured))


def _listed(
    key: Hashable, listed: Listed, errors: Mapping[str, str], language: str, told: str, people: str
) -> str:
    field = listed.field
    items = "".join(
        _item(key, field, index, item, listed.removable, errors, language)
        for index, item in enumerate(listed.items)
    )
    error = errors.get(field.id, "")

    def make() -> Mould:
        context = {
            "name": field.id,
            "label": field.labels.of(language),
            "help": field.help.of(language) if field.help else "",
            "used": used_for(field, language),
            "item": (field.item_labels or field.labels).of(language),
            "items": mark("items"),
            "next": mark("next"),
            "error": mark("error") if error else "",
            "told": mark("told") if told else "",
            "people": mark("people"),
            "room": listed.room,
        }
        return cast("ui/list.html", context, language)

    mould = _questions.get((key, field.id, "list", listed.room, bool(error), bool(told), language), make)
    return mould.pour(
        items=items, error=text(error), told=text(told), people=people, next=str(len(listed.items))
    )


def _item(
    key: Hashable,
    field: Field,
    index: int,
    item: Sequence[Asked],
    removable: bool,
    errors: Mapping[str, str],
    language: str,
) -> str:
    def make() -> Mould:
        context = {
            "name": f"{field.id}-{index}",
            "title": f"{(field.item_labels or field.labels).of(language)} {index + 1}",
            "inside": mark("inside"),
            "removable": removable,
        }
        return cast("ui/item.html", context, language)

    mould = _questions.get((key, field.id, index, removable, language), make)
    return mould.pour(inside="".join(_asked(key, asked, errors, language) for asked in item))


def _known(draft: Draft, fields: Sequence[Field], language: str) -> str:
    card = draft.procedure.identity in ("card", "sign")
    frame = _moulds.get(
        ("known", card, language),
        lambda: cast("apply/known.html", {"rows": mark("rows"), "card": card}, language),
    )
    row = _moulds.get(
        ("known-row", language),
        lambda: cast("apply/known_row.html", {"label": mark("label"), "value": mark("value")}, language),
    )
    rows = (
        row.pour(
            label=text(field.labels.of(language)), value=_known_value(field, draft.known[field.id], language)
        )
        for field in fields
    )
    return frame.pour(rows="".join(rows))


def _known_value(field: Field, value: Any, language: str) -> str:
    # A date or a choice is said in the city's words, whose readings are to be read as such.
    shown = answers.show(field, value, language)
    return typed(shown) if forms.is_typed(field, value) else text(shown)


def _listed_problems(draft: Draft, errors: Mapping[str, str], language: str) -> list[Problem]:
    return [
        Problem(name, forms.with_item(draft.procedure, name, each, language)) for name, each in errors.items()
    ]


def problems(found: Sequence[Problem]) -> str:
    """The summary at the top; each line leads to its control."""
    return render_to_string("ui/error_summary.html", {"problems": found})


def _notice(draft: Draft, shown: Page, language: str, *, grown: bool, gone: Gone | None) -> str:
    parts = [mending(draft, language), withdrawn(draft, language)]
    if grown:
        parts.append(_plain("grown", language))
    given = (
        draft.answers.filled.keys() & {each.id for each in shown.fields} if not draft.answers_to else set()
    )
    if given - draft.answers.told.keys():
        parts.append(_plain("filled", language))
    if given & draft.answers.told.keys():
        parts.append(_plain("told", language))
    if gone is not None:
        context = {"title": gone.title(language), "item": gone.item, "fields": gone.fields}
        parts.append(render_to_string("ui/gone.html", context))
    before = draft.step_before(shown.id)
    if before in draft.answers.done:
        # What the page before has made certain is told here, once; then again on the review.
        refusals = forms.refusals_after(draft.procedure, draft.values, before, clock.today())
        if refusals:
            told = {"refusals": refusals, "before": before, "id": str(draft.id)}
            parts.append(render_to_string("apply/refusals.html", told))
    return "".join(parts)


def mending(draft: Draft, language: str) -> str:
    """What the section asks to be mended, each with the way to it; nothing where nothing is."""
    asked = draft.answers.asked
    if not asked:
        return ""
    wanted = (asked["fields"], asked["attachments"])
    labels = answering.labels_of(draft.procedure, *wanted, draft.answers.filled, language)
    places = [(_step_of(draft, name), name) for name in asked["fields"]]
    places += [(FILES, f"file-{name}") for name in asked["attachments"]]
    context = {
        "asked": asked,
        "until": day(date.fromisoformat(asked["until"])),
        "id": str(draft.id),
        "items": [(label, *place) for label, place in zip(labels, places, strict=True)],
    }
    return render_to_string("apply/mending.html", context)


def _step_of(draft: Draft, name: str) -> str:
    """The screen on which an answer is given: a page, or the review for a My Number."""
    field_id = name.split("-")[0]
    for page in draft.procedure.pages:
        for field in page.fields:
            if field.id == field_id:
                return REVIEW if field.type == "kojinbango" else page.id
    return REVIEW


def withdrawn(draft: Draft, language: str) -> str:
    """That the procedure is no longer offered, while what was begun can still be sent; else nothing."""
    if draft.answers_to or queries.is_offered(draft.procedure.id):
        return ""
    catalog = versions.current()
    gone = catalog.withdrawn.get(draft.procedure.id) if catalog else None

    def make() -> Mould:
        return cast("apply/withdrawn.html", {"gone": gone, "id": draft.procedure.id}, language)

    key = ("withdrawn", draft.procedure.id, catalog.hash if catalog else "", language)
    return _moulds.get(key, make).pour()


def _plain(name: str, language: str) -> str:
    """A notice that says the same to everybody."""
    return _moulds.get((name, language), lambda: cast(f"apply/{name}.html", {}, language)).pour()


def saved(draft: Draft, language: str) -> str:
    """「保存しました 10:42」, with the day when it was not today."""
    return _saved_mould(language).pour(when=text(clock_time(draft.updated_at)))


def out_of_band(draft: Draft, language: str) -> str:
    """The same line for htmx to put where it belongs, beside another part of the page."""
    return _saved_mould(language, beside=True).pour(when=text(clock_time(draft.updated_at)))


def _saved_mould(language: str, *, empty: bool = False, beside: bool = False) -> Mould:
    context = {"when": "" if empty else mark("when"), "beside": beside}
    return _moulds.get(
        ("saved", empty, beside, language), lambda: cast("apply/saved.html", context, language)
    )


def clock_time(at: datetime) -> str:
    """10:42, or with the day in front when that was another day in Tokyo."""
    local = at.astimezone(clock.TOKYO)
    time = f"{local.hour}:{local.minute:02}"
    return time if local.date() == clock.today() else f"{day(at)} {time}"
