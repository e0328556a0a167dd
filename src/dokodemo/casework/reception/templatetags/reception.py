"""What the templates of this room say."""

from collections.abc import Mapping

from django import template
from django.utils.translation import gettext as _

from dokodemo.casework.cases import states
from dokodemo.casework.reception.models import Scan
from dokodemo.catalog.schema import Procedure

register = template.Library()


@register.filter
def scan_title(scan: Scan, titles: Mapping[str, str]) -> str:
    """Which sheet it is."""
    return (
        _("申請書（原本）")
        if scan.attachment == states.ORIGINAL
        else titles.get(scan.attachment, scan.attachment)
    )


@register.filter
def all_but_private(procedure: Procedure) -> str:
    """What htmx sends in the background: everything but the My Numbers."""
    every = [each.id for page in procedure.pages for each in page.fields if each.type == "kojinbango"]
    return f"not {','.join(['_file', *every])}"
