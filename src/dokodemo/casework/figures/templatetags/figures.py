"""Bars beside numbers, and the words of this room as filters."""

from datetime import date

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dokodemo.casework.figures import words
from dokodemo.casework.figures.queries.steps import Spread

register = template.Library()
register.filter("nearness_word", words.nearness)
register.filter("step_word", words.step)


@register.simple_tag
def bar(n: float, most: float) -> SafeString:
    """A bar as long as ``n`` of ``most``. It stands beside its number, so it says nothing to who listens."""
    width = round(100 * n / most, 1) if most else 0
    # No text of anybody is in it; a style attribute would be refused by the page's own policy.
    return SafeString(
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f'<rect width="{width}" height="10"></rect></svg>'
    )


@register.filter
def month_word(month: date) -> str:
    """2026年11月 or 11/2026."""
    return _("%(year)s年%(month)s月") % {"year": month.year, "month": month.month}


@register.filter
def step_of(steps: dict[str, Spread], code: str) -> Spread:
    """One step of a line."""
    return steps[code]
