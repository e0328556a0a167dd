"""What a resident does with an application that was sent: mend it where they are asked to, or take it back."""

import logging
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dokodemo.base.access import RESIDENT, allow
from dokodemo.base.crypto import Unreadable
from dokodemo.base.http import away, see_other
from dokodemo.base.ui.question import Problem, Question
from dokodemo.catalog import versions
from dokodemo.gateway.identity import KeyProblem
from dokodemo.internet.accounts.resident import Resident, signed_in_resident
from dokodemo.internet.apply import answering, withdrawing
from dokodemo.internet.apply import queries as sent
from dokodemo.internet.apply.actions import LevelTooLow
from dokodemo.internet.apply.queries import Application, NotHere
from dokodemo.internet.apply.views.common import stronger_sign_in
from dokodemo.internet.inbox import opening, queries

log = logging.getLogger(__name__)


@allow(RESIDENT)
@require_http_methods(["GET", "POST"])
def mend(request: HttpRequest, application_id: UUID) -> HttpResponseBase:
    """Begin to mend what is asked for, or go on with it."""
    page = reverse("my_application", args=[application_id])
    if request.method == "GET":  # coming back from the sign-in
        return see_other(page)
    resident = signed_in_resident(request)
    try:
        one = queries.one(resident, application_id)
        asked = one.of("correction")
        if not asked or one.application.asked_until is None:
            return see_other(page)
        draft_id = answering.start(resident, one.application, opening.correction(resident, asked[-1]))
    except NotHere as error:
        return _gone(resident, application_id, error)
    except LevelTooLow:
        return _stronger(one.application, page)
    except Unreadable:
        return see_other(page)
    return see_other(f"/apply/{draft_id}")


def _gone(resident: Resident, application_id: UUID, error: NotHere) -> HttpResponseBase:
    """To the application, which says how far it is; 404 when it is nobody's or another's."""
    try:
        sent.application(resident.account_id, application_id)
    except NotHere:
        raise Http404 from error
    return see_other(reverse("my_application", args=[application_id]))


def _stronger(application: Application, back: str) -> HttpResponseBase:
    procedure = versions.at(application.catalog_hash).procedures[application.procedure]
    return stronger_sign_in(procedure.identity, back)


@allow(RESIDENT)
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, application_id: UUID) -> HttpResponseBase:
    """Ask once, then take the application back."""
    resident = signed_in_resident(request)
    try:
        application = sent.application(resident.account_id, application_id)
    except NotHere as error:
        raise Http404 from error
    if not application.is_open:
        return see_other(reverse("my_application", args=[application_id]))
    reason = request.POST.get("reason", "").replace("\0", "").strip()
    if request.method == "GET":
        return _form(request, application, "", "")
    if len(reason) > withdrawing.LONGEST_REASON:
        return _form(request, application, reason, _("1,000文字以内で入力してください"))
    try:
        withdrawing.withdraw(resident, application_id, reason)
    except NotHere as error:
        return _gone(resident, application_id, error)
    except LevelTooLow:
        return _stronger(application, request.path)
    except KeyProblem:
        log.exception("a withdrawal could not be sealed: nothing was sent")
        return away(request)
    return see_other(f"{reverse('my_application', args=[application_id])}?done=withdrawn")


def _form(request: HttpRequest, application: Application, typed: str, error: str) -> HttpResponseBase:
    asked = Question(
        "reason", "textarea", _("取り下げる理由"), False, typed, error=error,
        help=_("書かなくてもかまいません。担当課が読みます。"),
    )  # fmt: skip
    context = {
        "application": application,
        "q": asked,
        "problems": [Problem("reason", error)] if error else [],
    }
    return TemplateResponse(request, "inbox/withdraw.html", context, status=422 if error else 200)
