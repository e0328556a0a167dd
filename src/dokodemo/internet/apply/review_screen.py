"""The review page, poured from moulds like the pages of the form."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
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
from dokodemo.base.ui.question import Problem, Question
from dokodemo.catalog import combined, forms, meanings
from dokodemo.catalog.combined import Combined
from dokodemo.catalog.forms import SummarySection
from dokodemo.catalog.schema import Procedure
from dokodemo.internet.accounts.resident import delivery_choices
from dokodemo.internet.apply import queries
from dokodemo.internet.apply.draft import FILES, REVIEW, Draft
from dokodemo.internet.apply.files import DraftFile
from dokodemo.internet.apply.reviewing import Fault
from dokodemo.internet.apply.screens import (
    answer,
    csrf_of,
    mending,
    problems,
    question,
    told,
    used_for,
    withdrawn,
)

_pages = PageStore()
_moulds = Store()


def show(
    request: HttpRequest,
    draft: Draft,
    files: Sequence[DraftFile],
    faults: Sequence[Fault],
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    *,
    changed: bool = False,
    unsigned: str = "",
) -> HttpResponse:
    """The review. ``typed`` and ``errors`` are of what is asked here only. 422 when it refused to send."""
    language = language_of(request)
    mould = _pages.get(
        ("review", draft.catalog_hash, draft.procedure.id, bool(draft.answers_to), language),
        lambda: _page_mould(request, draft),
    )
    html = mould.pour(
        csrf=csrf_of(request),
        id=str(draft.id),
        number=str(len(draft.steps)),
        total=str(len(draft.steps)),
        prefix=text(_("エラー：")) if errors else "",
        problems=_problems(draft, faults, errors),
        notice=_notice(draft, changed, unsigned, language),
        answers="".join(_sections(draft, files, language)),
        spared=_spared(draft, language),
        questions=_questions(draft, typed, errors, language),
        back=draft.step_before(REVIEW) or "",
    )
    return answer(html, 422 if request.method == "POST" else 200)


def _page_mould(request: HttpRequest, draft: Draft) -> Mould:
    names = (
        "id",
        "number",
        "total",
        "prefix",
        "problems",
        "notice",
        "answers",
        "spared",
        "questions",
        "back",
    )
    context: dict[str, Any] = {name: mark(name) for name in names}
    context |= {
        "procedure": draft.procedure,
        "sections": queries.sections_of(draft),
        "parts": queries.desks_of(draft),
        "mends": draft.answers_to is not None,
    }
    return cast_page("apply/review.html", context, request, f"/apply/{mark('id')}/{REVIEW}")


def _problems(draft: Draft, faults: Sequence[Fault], errors: Mapping[str, str]) -> str:
    """Faults lead to their page, which then says what is wrong; errors to the control on this one."""
    if not faults and not errors:
        return ""
    found = [Problem(name, each) for name, each in errors.items()]
    return "".join((_faults(draft, faults) if faults else "", problems(found) if found else ""))


def _faults(draft: Draft, faults: Sequence[Fault]) -> str:
    return render_to_string("apply/faults.html", {"faults": faults, "id": str(draft.id), "files": FILES})


def _notice(draft: Draft, changed: bool, unsigned: str, language: str) -> str:
    """That another window changed something, or why it was not signed; that it is no longer offered; and what the office
    would have to refuse, before it is sent."""
    parts = [mending(draft, language), withdrawn(draft, language)]
    if unsigned:
        parts.append(render_to_string("apply/unsigned.html", {"why": unsigned_words(unsigned)}))
    if changed:
        parts.append(render_to_string("apply/changed.html", {}))
    if draft.procedure.refused_when:
        refusals = forms.suggested_refusals(draft.procedure, draft.values, clock.today())
        if refusals:
            parts.append(render_to_string("apply/refusals.html", {"refusals": refusals}))
    return "".join(parts)


def unsigned_words(code: str) -> str:
    """Why a signature did not come about, and what to do now."""
    words = {
        "cancelled": _("署名をやめました。まだ申請は届いていません。内容はそのまま残っています。"),
        "another_signed": _(
            "いまサインインしている方とは別の方のカードで署名されました。ご自分のカードで、もう一度署名してください。"
        ),
        "provider_away": _(
            "デジタル認証アプリのサービスにつながりません。内容は残っています。しばらく待ってから、もう一度署名してください。"
        ),
        "time_over": _(
            "署名を始めてから時間がたったか、途中で内容が変わりました。内容を確かめて、もう一度署名してください。"
        ),
    }
    return words.get(
        code,
        _("署名を確かめられませんでした。もう一度署名してください。くり返すときは、市役所にお電話ください。"),
    )


def _spared(draft: Draft, language: str) -> str:
    """How much was typed and how much did not have to be: known, remembered, or asked once for several procedures."""
    if draft.answers_to:
        return ""
    form = draft.procedure
    received = form.split(draft.values).values() if isinstance(form, Combined) else [draft.kept]
    asked = {name: value for name, value in draft.kept.items() if name not in draft.known}
    typed = combined.answer_count(asked) - meanings.same_answers(asked, draft.answers.filled)
    spared = sum(map(combined.answer_count, received)) - typed
    if spared <= 0:
        return ""
    mould = _moulds.get(
        ("spared", language),
        lambda: cast("apply/spared.html", {"typed": mark("typed"), "spared": mark("spared")}, language),
    )
    return mould.pour(typed=str(typed), spared=str(spared))


def _sections(draft: Draft, files: Sequence[DraftFile], language: str) -> list[str]:
    found = forms.summary(draft.procedure, draft.values, language)
    beside = told(draft) | _mended(draft, found, language)
    parts = [_section(draft, section, beside, language) for section in found if section.rows]
    if draft.attachments:
        used = {each.id: said for each in draft.attachments if (said := used_for(each, language))}
        parts.append(_section(draft, _attached(draft, files, language), used, language))
    return parts


def _mended(draft: Draft, found: Sequence[SummarySection], language: str) -> dict[str, str]:
    """Which answers are no longer as they were sent, by their names in the form."""
    if draft.answers_to is None:
        return {}
    before = {
        row.field_id: row.value
        for section in forms.summary(draft.procedure, draft.answers.filled, language)
        for row in section.rows
    }
    rows = (row for section in found for row in section.rows)
    return {row.field_id: _("直しました") for row in rows if row.value != before.get(row.field_id)}


def _attached(draft: Draft, files: Sequence[DraftFile], language: str) -> SummarySection:
    rows = []
    for each in draft.attachments:
        named = [file.name for file in files if file.attachment == each.id]
        rows.append(
            forms.SummaryRow(
                each.titles.of(language), "\n".join(named) or _("（添付なし）"), each.id, bool(named)
            )
        )
    return SummarySection(FILES, _("添付する書類"), rows)


def _section(draft: Draft, section: SummarySection, besides: Mapping[str, str], language: str) -> str:
    """``besides``: what is said beside an answer or a file, by its field or attachment."""

    def make() -> Mould:
        context = {"step": section.page_id, "title": section.title, "id": mark("id"), "rows": mark("rows")}
        return cast("apply/summary.html", context, language)

    frame = _moulds.get(("summary", draft.catalog_hash, draft.procedure.id, section.page_id, language), make)
    row = _moulds.get(("row", language), lambda: _row_mould(language))
    beside = _moulds.get(("beside", language), lambda: _beside_mould(language))
    said = {name: beside.pour(beside=text(each)) for name, each in besides.items()}
    rows = (
        row.pour(
            label=text(each.label),
            value=(typed(each.value) if each.typed else text(each.value)) + said.get(each.field_id, ""),
        )
        for each in section.rows
    )
    return frame.pour(id=str(draft.id), rows="".join(rows))


def _row_mould(language: str) -> Mould:
    return cast("apply/known_row.html", {"label": mark("label"), "value": mark("value")}, language)


def _beside_mould(language: str) -> Mould:
    return cast("apply/beside.html", {"beside": mark("beside")}, language)


def _questions(draft: Draft, typed: Mapping[str, str], errors: Mapping[str, str], language: str) -> str:
    """My Numbers, how to be told, and the declaration."""
    key = (draft.catalog_hash, draft.procedure.id, REVIEW)
    parts = [
        question(key, field, field.id, typed.get(field.id, ""), errors.get(field.id, ""), language)
        for field in draft.private
    ]
    own = (_declaration(),) if draft.answers_to else (_delivery(draft.procedure, language), _declaration())
    for asked in own:
        parts.append(_own(key, asked, typed.get(asked.name, ""), errors.get(asked.name, ""), language))
    return "".join(parts)


def _own(key: Hashable, asked: Question, value: str, error: str, language: str) -> str:
    chosen = value if value in ("inbox", "paper", "true") else ""
    filled = replace(asked, value=chosen, error=mark("error") if error else "")
    mould = _moulds.get(
        ("own", key, asked.name, chosen, bool(error), language),
        lambda: cast("ui/question.html", {"q": filled}, language),
    )
    return mould.pour(error=text(error))


def _delivery(procedure: Procedure, language: str) -> Question:
    """A document that can only be had on paper, such as a dog's tag, comes by post whatever is chosen."""
    always = [
        each.titles.of(language)
        for each in procedure.documents
        if each.outcome == "approved" and each.delivery == "paper"
    ]
    post = _("どちらを選んでも、次のものは郵便で届きます：%(papers)s。") % {"papers": _("、").join(always)}
    none = _("「マイページで受け取る」を選ぶと、紙は届きません。")
    return Question(
        name="delivery",
        kind="choice",
        label=_("結果のお知らせの受け取り方"),
        required=True,
        help=f"{post if always else none}{_('進みぐあいは、いつでもマイページで見られます。')}",
        choices=delivery_choices(),
    )


def _declaration() -> Question:
    return Question(
        name="declaration", kind="check", label=_("ここに書いた内容に間違いはありません"), required=True
    )
