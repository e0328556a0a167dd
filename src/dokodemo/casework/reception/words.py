"""What this room says."""

from django.utils.translation import gettext as _

from dokodemo.base import uploads
from dokodemo.casework.reception.actions import MOST_SCANS


def explain(code: str) -> str:
    """Why a sheet was not let in, and what to do."""
    if code == "many":
        return _("スキャンは%(most)s個までです。まとめて1つのPDFにしてください。") % {"most": MOST_SCANS}
    return uploads.explain(code, None)
