"""The manual, for everybody who works here: it says nothing of anybody."""

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from dokodemo.base.access import STAFF_ROLES, allow
from dokodemo.casework.desk import manual as manuals


@require_safe
@allow(*STAFF_ROLES)
def manual(request: HttpRequest) -> HttpResponseBase:
    """From the sign-in to the letter that came back."""
    return _page(request, "manual")


@require_safe
@allow(*STAFF_ROLES)
def chief(request: HttpRequest) -> HttpResponseBase:
    """What a section's chief does besides, and who may do what."""
    return _page(request, "manual_chief")


def _page(request: HttpRequest, name: str) -> HttpResponseBase:
    return TemplateResponse(request, "desk/manual.html", {"body": manuals.body(name), "page": name})
