"""What the register calls its documents."""

from django.utils.translation import gettext as _

from dokodemo.casework.register.models import DECISION, LETTER


def kinds() -> list[tuple[str, str]]:
    """The kinds of documents, each with its name."""
    return [(DECISION, _("決定")), (LETTER, _("手紙"))]
