"""The guide's voices, for the operator."""

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from dokodemo.base.access import allow, signed_in
from dokodemo.casework.desk.views.guard import polite
from dokodemo.catalog.versions import current
from dokodemo.office.voices import queries


@require_safe
@allow("operator")
@polite
def voices(request: HttpRequest) -> HttpResponseBase:
    """What was said, and where people leave."""
    found = queries.voices(signed_in(request), current(), get_language() or "ja")
    return TemplateResponse(request, "voices/voices.html", {"found": found})
