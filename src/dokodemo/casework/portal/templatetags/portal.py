"""The room's words as filters."""

from django import template

from dokodemo.casework.portal import words

register = template.Library()
register.filter("intake_word", words.state)
register.filter("intake_why", words.why)
register.filter("told_word", words.told)


@register.filter
def intake_look(code: str) -> str:
    return words.STATE_LOOKS.get(code, "")
