"""The review, sending, and the receipt."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dokodemo.base import clock, config
from dokodemo.base.access import RESIDENT, allow
from dokodemo.base.http import away, see_other
from dokodemo.base.lockedcookie import LockedCookie
from dokodemo.base.ui.moulds import language_of
from dokodemo.catalog import forms
from dokodemo.gateway.identity import KeyProblem
from dokodemo.internet.accounts import signing
from dokodemo.internet.accounts.card import SignInFailed
from dokodemo.internet.accounts.resident import Resident, signed_in_resident
from dokodemo.internet.apply import answering, queries, receipt_screen, review_screen, reviewing, submitting
from dokodemo.internet.apply.draft import REVIEW, Draft
from dokodemo.internet.apply.files import DraftFile
from dokodemo.internet.apply.submitting import Sending
from dokodemo.internet.apply.views.common import (
    mended_address,
    own_draft,
    receipt_address,
    screen,
    sent_already,
    typed_is_kept,
)
from dokodemo.internet.profile import actions as profile

log = logging.getLogger(__name__)
#: What waits in the browser while the card signs. No My Number: a form that is signed asks for none.
_signing = LockedCookie("__Host-signing", "signing", 600)


@allow(RESIDENT)
@require_http_methods(["GET"])
def review(request: HttpRequest, draft_id: UUID) -> HttpResponseBase:
    """Everything as the office will read it, what stands in the way, and what is said only here."""
    resident = signed_in_resident(request)
    draft = own_draft(resident, draft_id)
    if isinstance(draft, HttpResponse):
        return draft
    files = _files(draft)
    faults = reviewing.faults(draft, files, language_of(request), clock.today())
    typed = {"delivery": resident.delivery}
    return review_screen.show(
        request,
        draft,
        files,
        faults,
        typed,
        {},
        changed="changed" in request.GET,
        unsigned=request.GET.get("unsigned", "")[:40],
    )


@typed_is_kept
@allow(RESIDENT)
@require_http_methods(["GET", "POST"])
def submit(request: HttpRequest, draft_id: UUID) -> HttpResponseBase:
    """Send. A second time, from wherever, leads to the receipt of the first."""
    resident, language = signed_in_resident(request), language_of(request)
    if request.method == "GET":  # coming back from the sign-in
        return see_other(screen(draft_id, REVIEW))
    try:
        draft, counts = queries.draft_to_submit(resident, draft_id)
    except queries.NotHere:
        return sent_already(resident, draft_id)
    if not resident.has(draft.procedure.identity):
        return see_other(screen(draft_id, REVIEW))
    at, files = clock.now(), _files(draft)
    private, errors = _private(request, draft, language)
    errors |= _unsaid(request.POST, draft)
    faults = reviewing.faults(draft, files, language, clock.legal_date(at))
    if faults or errors:
        return review_screen.show(request, draft, files, faults, _typed(request, draft), errors)
    wanted = reviewing.wanted(draft, files)
    sending = Sending(private, "inbox" if request.POST.get("delivery") == "inbox" else "paper", language)
    if draft.procedure.identity == "sign":
        return _to_be_signed(draft, wanted, sending)
    return _sent(request, resident, draft, wanted, counts, sending, at)


def _sent(
    request: HttpRequest,
    resident: Resident,
    draft: Draft,
    files: list[DraftFile],
    counts: Sequence[int],
    sending: Sending,
    at: datetime,
) -> HttpResponseBase:
    try:
        if draft.answers_to:
            sent = answering.send(resident, draft, files, sending.private, sending.language, at)
        else:
            sent = submitting.submit(resident, draft, files, counts, sending, at)
    except KeyProblem:
        log.exception("an application for %s could not be sealed: nothing was sent", draft.procedure.id)
        return away(request)
    if not sent:
        return _too_late(resident, draft.id)
    return see_other(mended_address(draft.answers_to) if draft.answers_to else receipt_address(draft.id))


def _to_be_signed(draft: Draft, files: list[DraftFile], sending: Sending) -> HttpResponseBase:
    """To the provider, with the hash of what is to be signed; what was said on the review waits in the browser."""
    digest = submitting.digest_of(draft, files)
    try:
        begun = signing.begin(
            config.load().public_url + reverse("apply_signed"), digest, draft.procedure.titles.ja
        )
    except SignInFailed as failed:
        return see_other(f"{screen(draft.id, REVIEW)}?unsigned={failed.code}")
    response = see_other(begun.url)
    kept = begun.kept | {"draft": str(draft.id), "digest": digest}
    _signing.keep(response, kept | {"delivery": sending.delivery, "language": sending.language})
    return response


@allow(RESIDENT)
@require_http_methods(["GET"])
def signed(request: HttpRequest) -> HttpResponseBase:
    """Back from signing: send what was signed, or say why not. Nothing typed is lost either way."""
    kept = _signing.recall(request)
    if kept is None:
        return see_other("/my")
    response = _send_signed(request, signed_in_resident(request), kept)
    _signing.forget(response)
    return response


def _send_signed(request: HttpRequest, resident: Resident, kept: dict[str, str]) -> HttpResponseBase:
    draft_id = UUID(kept["draft"])
    try:
        draft, counts = queries.draft_to_submit(resident, draft_id)
    except queries.NotHere:
        return sent_already(resident, draft_id)
    at, files = clock.now(), reviewing.wanted(draft, _files(draft))
    # Another window may have changed an answer since: what was signed is no longer what would be sent.
    changed = submitting.digest_of(draft, files) != kept["digest"]
    if changed or reviewing.faults(draft, files, kept["language"], clock.legal_date(at)):
        return see_other(f"{screen(draft_id, REVIEW)}?unsigned=time_over")
    try:
        signature = signing.finish(kept, request.GET.dict(), resident.subject)
    except SignInFailed as failed:
        return see_other(f"{screen(draft_id, REVIEW)}?unsigned={failed.code}")
    signer = replace(resident, evidence={**resident.evidence, "signature": signature})
    sending = Sending({}, "inbox" if kept["delivery"] == "inbox" else "paper", kept["language"])
    return _sent(request, signer, draft, files, counts, sending, at)


def _files(draft: Draft) -> list[DraftFile]:
    return queries.files_of(draft) if draft.procedure.attachments else []


def _private(request: HttpRequest, draft: Draft, language: str) -> tuple[dict[str, str], dict[str, str]]:
    """The My Numbers that this review asks for, and what is wrong with them: who mends gives only those asked for anew."""
    read, wrong = forms.parse_private(draft.procedure, request.POST, draft.values, language)
    asked = {each.id for each in draft.private}
    return (
        {name: each for name, each in read.items() if name in asked},
        {name: each for name, each in wrong.items() if name in asked},
    )


def _unsaid(post: Mapping[str, str], draft: Draft) -> dict[str, str]:
    """What the review asks of everybody; how to be told only once."""
    errors = {}
    if not draft.answers_to and post.get("delivery") not in ("inbox", "paper"):
        errors["delivery"] = _("お知らせの受け取り方を選んでください")
    if post.get("declaration") != "true":
        errors["declaration"] = _("内容を確かめて、チェックを入れてください")
    return errors


def _typed(request: HttpRequest, draft: Draft) -> dict[str, str]:
    """What was typed on the review, for this answer only: a My Number is kept nowhere."""
    names = [each.id for each in draft.private]
    return {name: request.POST.get(name, "") for name in (*names, "delivery", "declaration")}


def _too_late(resident: Resident, draft_id: UUID) -> HttpResponse:
    """Another window was first: it sent (to what became of it) or changed something (look again before sending)."""
    try:
        return sent_already(resident, draft_id)
    except Http404:
        return see_other(f"{screen(draft_id, REVIEW)}?changed=1")


@allow(RESIDENT)
@require_http_methods(["POST"])
def remember(request: HttpRequest, application_id: UUID) -> HttpResponseBase:
    """次の申請のためにおぼえる: what was sent just now, by its meaning, into the resident's own profile."""
    resident = signed_in_resident(request)
    try:
        application = queries.application(resident.account_id, application_id)
    except queries.NotHere as error:
        raise Http404 from error
    held = queries.held_by(resident, queries.sent_together(application, resident.account_id))
    if held:
        profile.remember(resident, held)
    return see_other(f"/my/profile{'?done=remembered' if held else ''}")


@allow(RESIDENT)
@require_http_methods(["GET"])
def receipt(request: HttpRequest, application_id: UUID) -> HttpResponseBase:
    """The receipt: number, legal arrival, what happens next and by when, whom to call."""
    resident = signed_in_resident(request)
    try:
        application = queries.application(resident.account_id, application_id)
    except queries.NotHere as error:
        raise Http404 from error
    return receipt_screen.show(
        request, queries.sent_together(application, resident.account_id), unreached=resident.unreached
    )
