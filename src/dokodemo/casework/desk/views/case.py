"""One case: its tabs, and what can be done with it. A refused save shows everything typed, and what is there now."""

import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dokodemo.base import clock
from dokodemo.base.access import allow, signed_in
from dokodemo.base.http import see_other
from dokodemo.base.ui.question import Problem
from dokodemo.casework import people
from dokodemo.casework.cases import actions, states
from dokodemo.casework.cases.actions import enforcing
from dokodemo.casework.cases.queries import case as cases
from dokodemo.casework.cases.queries import files, notes, timeline, versions
from dokodemo.casework.cases.queries.application import application
from dokodemo.casework.cases.queries.related import related
from dokodemo.casework.cases.queries.together import together
from dokodemo.casework.cases.rights import Changed, NotAllowed, NotPossible
from dokodemo.casework.desk import questions, words
from dokodemo.casework.desk.views.guard import asked, day_of, polite, row_id, typed
from dokodemo.casework.documents import GlyphsMissing
from dokodemo.casework.effects import EffectMissing, NotCarriedOut


@require_http_methods(["GET", "HEAD"])
@allow("clerk", "approver")
@polite
def case(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    """The case. Looking is recorded."""
    return _show(request, case_id, asked(request, "tab"))


def _show(
    request: HttpRequest,
    case_id: UUID,
    tab: str,
    *,
    problems: dict[str, str] | None = None,
    changed: bool = False,
    revealed: tuple[str, str] | None = None,
    status: int = 200,
) -> HttpResponseBase:
    actor, language = signed_in(request), getattr(request, "LANGUAGE_CODE", "ja")
    loaded = cases.look(actor, case_id)
    if loaded is None:
        raise Http404
    tabs = _tabs(loaded)
    tab = tab if tab in dict(tabs) else "application"
    head, standing = cases.head(actor, loaded, language), notes.standing(actor, loaded)
    if standing.called:
        actions.read_mentions(actor, case_id)
    context: dict[str, Any] = {
        "head": head,
        "standing": standing,
        "tab": tab,
        "tabs": [(name, label, name == tab) for name, label in tabs],
        "withdrawn": head.decided_at is None and cases.no_longer_offered(head.procedure),
        "problems": [Problem(name, text) for name, text in (problems or {}).items()],
        "changed": changed,
        "typed": request.POST,
        "typed_texts": [(name, value) for name, value in request.POST.items() if name in _TYPED and value],
        "may_type": head.own and head.mended_by_hand and actor.may("clerk"),
        "may_examine": head.own and head.state == "examining" and actor.may(head.rule.proposer),
        "form": questions.of(head, request.POST, problems or {}, language),
        "findings": questions.of_findings(loaded, head, request.POST, problems or {}, language),
        "assessment": None,
        "assessment_problem": "",
    }
    if head.next in ("propose", "fee", "link") or (head.proposal is None and head.state == "examining"):
        _assess(loaded, context)
    suggested = cases.refusals_of(head.procedure, context["assessment"]) if context["assessment"] else ()
    context["suggested"] = suggested
    ticked = (
        request.POST.getlist("refusals") if "outcome" in request.POST else [each.id for each in suggested]
    )
    context["chosen_refusals"] = ticked
    context["chosen_reductions"] = request.POST.getlist("reductions")
    context["may_reopen"] = head.own and head.decided_at is not None and actor.may(head.rule.approver)
    may_withdraw = head.own and actor.may("clerk")
    context["may_withdraw"] = may_withdraw and (head.state in states.OPEN or head.unsent)
    if context["may_examine"] and head.asked is None:
        context["can_be_asked"] = cases.can_be_asked(loaded, language)
        context["asked_items"] = request.POST.getlist("ask_items")
    _fill(request, actor, loaded, tab, language, revealed, context)
    return TemplateResponse(request, "desk/case.html", context, status=status)


_TYPED = (
    "value", "why", "note", "return_note", "opinion", "amount", "received_on", "person", "ask_text", "ask_until", "note_text",
    "contact_on", "contact_time", "contact_said", "contact_promise", "contact_until", "withdrawn_on", "withdrawn_reason",
    "reopen_reason", "letter_title", "letter_text", "enforced_on",
)  # fmt: skip


def _tabs(loaded: Any) -> list[tuple[str, str]]:
    """Those that this case has: versions where one was corrected, residents where this zone keeps them."""
    has_people = people.source() is not None
    return [
        ("application", _("申請内容")),
        *([("versions", _("版の比較"))] if loaded.newest > 1 else []),
        *([("resident", _("住民情報")), ("related", _("関連する申請"))] if has_people else []),
        ("files", _("書類")),
        ("notes", _("メモと連絡")),
        ("timeline", _("経過")),
    ]


def _assess(loaded: Any, context: dict[str, Any]) -> None:
    try:
        context["assessment"] = cases.assessed(loaded)
    except EffectMissing:
        context["assessment_problem"] = _(
            "この手続きの判断のしくみが、この区域に入っていません。情報システムの担当者に知らせてください。"
        )
    except NotCarriedOut as refused:
        context["assessment_problem"] = str(refused)


def _fill(
    request: HttpRequest,
    actor: Any,
    loaded: Any,
    tab: str,
    language: str,
    revealed: tuple[str, str] | None,
    context: dict[str, Any],
) -> None:
    """What the chosen tab shows, and nothing of the others."""
    if tab == "application":
        name = typed(request, "field") or asked(request, "correct")
        context["application"] = application(loaded, language)
        context["together"] = together(actor, loaded)
        context["correcting"] = name if context["may_examine"] else ""
        context["correction"] = questions.correction(
            loaded, name, request.POST, context["problems"], language
        )
        context["reasons_to_look"] = words.look_reasons()
        context["revealed"] = revealed
    elif tab == "resident":
        context["card"] = cases.card(actor, loaded)
        context["linked_how"] = cases.linked_how(loaded)
        wants = context["may_examine"] and (loaded.case.person is None or "choose" in request.GET)
        context["choosing"] = wants
        context["candidates"] = cases.candidates(actor, loaded) if wants else []
    elif tab == "versions":
        before, after = row_id(asked(request, "before")), row_id(asked(request, "after"))
        context["compared"] = versions.compare(loaded, before, after, language)
    elif tab == "related":
        context["others"] = related(actor, loaded)
        context["together"] = together(actor, loaded)
    elif tab == "notes":
        context["notes"] = notes.notes(actor, loaded)
        context["contacts"] = notes.contacts(loaded)
        context["contact_open"] = "contact_said" in request.POST
        can_be_told = notes.can_be_told(actor, loaded)
        context["writing"] = questions.of_notes(can_be_told, request.POST, context["problems"])
    elif tab == "files":
        context["attachments"] = files.attachments(loaded, language)
        context["papers"] = files.papers(loaded)
        if context["head"].own:
            context["whole_reasons"] = words.whole_reasons()
            context["letter"] = questions.letter(
                loaded, asked(request, "letter"), request.POST, context["problems"]
            )
    else:
        context["events"] = timeline.events(loaded, language)


def act_on(request: HttpRequest, case_id: UUID, tab: str, act: Callable[[int], object]) -> HttpResponseBase:
    """Do it and come back to the page, or show the page with what went wrong and everything that was typed."""
    if not cases.visible(signed_in(request), case_id):
        raise Http404
    try:
        act(_integer(request.POST.get("version")) or 0)
    except Changed:
        return _show(request, case_id, tab, changed=True, status=409)
    except NotPossible as refused:
        problems = refused.problems or {"main": _not_now(refused.code)}
        return _show(request, case_id, tab, problems=problems, status=422)
    except (GlyphsMissing, NotCarriedOut) as refused:
        return _show(request, case_id, tab, problems={"decision": str(refused)}, status=422)
    except EffectMissing:
        return _show(request, case_id, tab, status=422)
    return see_other(f"{reverse('case', args=[case_id])}?tab={tab}")


def _not_now(code: str) -> str:
    return {
        "not_open": _("この申請はもう決まっています。"),
        "not_examining": _(
            "この申請はいま審査中ではありません。「審査をはじめる」を押してから、もう一度行ってください。"
        ),
        "not_proposed": _("決裁を待つ提案がありません。"),
        "not_final": _("決裁の前に、ほかの人の同意が要ります。"),
        "final": _("ここは最後の決裁です。決裁するか、差し戻してください。"),
        "no_place": _(
            "この課の決裁の経路に、いまの組織にない職があります。決裁の規程（approval.yaml）を直してもらってください。"
        ),
        "no_fee": _("この手続きに手数料はありません。"),
        "no_people": _("この区域に住民の記録はありません。"),
        "not_decided": _("この申請は、まだ決まっていません。"),
        "no_note": _("そのメモは、この案件にありません。"),
        "taken_back": _("そのメモは、もう取り消してあります。"),
        "too_late": _("メモを取り消せるのは、書いた日のうちだけです。"),
        "no_promise": _("その約束は、もう済みになっています。"),
        "asked_already": _("補正はもう求めてあります。答えを待つか、判断を提案してください。"),
    }.get(code, _("いまはできません。画面を開き直してください。"))


def _integer(text: str | None) -> int | None:
    plain = unicodedata.normalize("NFKC", text or "").strip().replace(",", "").removesuffix("円")
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) < 10 else None


@require_POST
@allow("clerk", "approver")
@polite
def take(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    """Begin to examine."""
    actor = signed_in(request)
    return act_on(request, case_id, "application", lambda version: actions.take(actor, case_id, version))


@require_POST
@allow("clerk", "approver")
@polite
def link(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    """Say which resident the applicant is."""
    actor, person = signed_in(request), typed(request, "person").strip()
    return act_on(request, case_id, "resident", lambda version: actions.link(actor, case_id, version, person))


@require_POST
@allow("clerk", "approver")
@polite
def correct(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    """Correct one answer."""
    actor = signed_in(request)
    name, value, why = (typed(request, part) for part in ("field", "value", "why"))
    return act_on(
        request,
        case_id,
        "application",
        lambda version: actions.correct(actor, case_id, version, name, value, why),
    )


@require_POST
@allow("clerk", "approver")
@polite
def ask(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    """Ask the applicant to mend something. An item is ``answer.<name>`` or ``file.<attachment>``."""
    actor, text, until = signed_in(request), typed(request, "ask_text"), day_of(request.POST.get("ask_until"))
    items = [each.partition(".") for each in request.POST.getlist("ask_items")]
    answers, files = ([name for kind, _dot, name in items if kind == wanted] for wanted in ("answer", "file"))
    return act_on(
        request,
        case_id,
        "application",
        lambda version: actions.ask(actor, case_id, version, text, until, answers, files),
    )


@require_POST
@allow("clerk", "approver")
@polite
def withdraw(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    """Record a withdrawal that came on paper."""
    actor, day = signed_in(request), day_of(request.POST.get("withdrawn_on"))
    way, reason = typed(request, "withdrawn_way"), typed(request, "withdrawn_reason")
    return act_on(
        request,
        case_id,
        "timeline",
        lambda version: actions.withdraw(actor, case_id, version, day, way, reason),
    )


@require_POST
@allow("clerk", "approver")
@polite
def reopen(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    """Take a decision up again."""
    actor, why, reason = signed_in(request), typed(request, "reopen_why"), typed(request, "reopen_reason")
    return act_on(
        request, case_id, "application", lambda version: actions.reopen(actor, case_id, version, why, reason)
    )


@require_POST
@allow("clerk", "approver")
@polite
def propose(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    """Propose a decision."""
    actor = signed_in(request)
    outcome, note = typed(request, "outcome"), typed(request, "note")
    refusals, reductions = (tuple(request.POST.getlist(name)) for name in ("refusals", "reductions"))
    found = questions.found_in(request.POST)

    def act(version: int) -> None:
        try:
            actions.propose(
                actor, case_id, version, outcome, refusals, note, found, reductions, _enforced_on(request)
            )
        except NotPossible as refused:
            if refused.code != "findings":
                raise
            by_control = {questions.FOUND + name: text for name, text in refused.problems.items()}
            raise NotPossible(refused.code, by_control) from refused

    return act_on(request, case_id, "application", act)


@require_POST
@allow("clerk", "approver")
@polite
def decide(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    """Decide as proposed."""
    actor = signed_in(request)

    def act(version: int) -> None:
        # An empty line means today: the decider has seen what was proposed in it.
        actions.decide(actor, case_id, version, _enforced_on(request) or clock.today())

    return act_on(request, case_id, "files", act)


def _enforced_on(request: HttpRequest) -> date | None:
    """The day of 施行 that was typed. Raises NotPossible."""
    text = typed(request, "enforced_on").strip()
    day = day_of(text)
    if text and day is None:
        raise enforcing.no_such_day()
    return day


@require_POST
@allow("clerk", "approver")
@polite
def send_back(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    """Return a proposal with a note."""
    actor, note = signed_in(request), typed(request, "return_note")
    return act_on(
        request, case_id, "application", lambda version: actions.send_back(actor, case_id, version, note)
    )


@require_POST
@allow("clerk", "approver")
@polite
def fee(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    """Record that the fee was received."""
    actor, post = signed_in(request), request.POST
    amount, day, how = _integer(post.get("amount")), day_of(post.get("received_on")), post.get("how", "")
    return act_on(
        request,
        case_id,
        "application",
        lambda version: actions.record_fee(actor, case_id, version, amount, day, how),
    )


@require_POST
@allow("clerk", "approver")
@polite
def number(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    """Show a My Number once, in the answer to this request only."""
    actor = signed_in(request)
    field, reason = typed(request, "number"), typed(request, "reason")
    if not cases.visible(actor, case_id):
        raise Http404
    try:
        digits = actions.look_at_number(actor, case_id, field, reason)
    except NotPossible as refused:
        return _show(
            request, case_id, "application", problems=refused.problems or {"main": _not_now("")}, status=422
        )
    return _show(request, case_id, "application", revealed=(field, digits))


@require_POST
@allow("clerk", "approver")
@polite
def presence(request: HttpRequest, case_id: UUID) -> HttpResponseBase:
    """Who else has the case open, and whether it was changed since this page was loaded. For htmx."""
    try:
        others, now = actions.note_presence(signed_in(request), case_id)
    except NotAllowed:
        return HttpResponse(status=404)
    stale = now != _integer(request.POST.get("version"))
    return TemplateResponse(
        request, "desk/parts/presence.html", {"others": others, "stale": stale, "id": case_id}
    )
