"""The words of this room in its templates."""

from django import template

from dokodemo.casework.holdings import words

register = template.Library()
register.filter("run_state", words.state)
register.filter("stays_why", words.why)
register.filter("hold_reason", words.hold_reason)
register.filter("removal", words.removal)


@register.filter
def run_look(code: str) -> str:
    """How a state looks: a class of ``status`` in the house's style."""
    return words.STATE_LOOKS.get(code, "")
