"""The head of a staff page, and the desk's words as filters."""

from datetime import datetime
from typing import Any

from django import template
from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dokodemo.base.access import actor_of
from dokodemo.base.ui.templatetags.ui import moment
from dokodemo.casework.desk import aside, head, words
from dokodemo.catalog import versions

register = template.Library()
register.filter("state_word", words.state)
register.filter("entrance_word", words.entrance)
register.filter("flag_word", words.flag)
register.filter("left_word", words.left)
register.filter("urgency_word", words.urgency)
register.simple_tag(words.outcome, name="outcome_word")
register.simple_tag(words.decide, name="decide_word")
register.filter("evidence_word", words.evidence)
register.filter("attachment_word", words.attachment_state)
register.filter("file_refusal", words.file_refusal)
register.filter("paper_word", words.paper_kind)
register.filter("print_word", words.print_state)
register.filter("came_back_word", words.came_back_why)
register.filter("event_word", words.event)
register.filter("contact_way_word", words.contact_way)
register.filter("contact_whom_word", words.contact_whom)
register.filter("withdrawal_word", words.withdrawal_way)
register.filter("seat_word", words.seat)
register.filter("reopen_word", words.reopen_why)
register.filter("job_word", words.job)
register.filter("act_word", words.act)
register.filter("thing_word", words.thing)
register.filter("why_word", words.why)


@register.filter
def state_look(code: str) -> str:
    return words.STATE_LOOKS.get(code, "")


@register.filter
def second(value: datetime | None) -> str:
    """The date and the time in Tokyo, to the second: acts of one minute follow each other."""
    return f"{moment(value)}:{value.second:02}" if value else ""


@register.filter
def kibibytes(size: int) -> str:
    """1,234 KB or 1.2 MB, as people read sizes."""
    return f"{size / 1024 / 1024:.1f} MB" if size >= 1024 * 1024 else f"{max(1, size // 1024):,} KB"


@register.simple_tag(takes_context=True)
def page_head(context: Any) -> SafeString:
    """The head of a staff page."""
    return head.poured(context["request"])


@register.simple_tag(takes_context=True)
def aside_lines(context: Any) -> list[tuple[aside.Line, int, bool]]:
    """What waits for this person elsewhere, how many, and whether more than are counted: where somebody without a queue
    begins."""
    actor = actor_of(context["request"])
    if actor is None:
        return []
    waiting = aside.waiting(actor)
    return [(each, n, n > aside.MOST) for each in aside.lines(actor) for n in [waiting[each.url_name]]]


@register.simple_tag
def desk_zone() -> str:
    """Which zone this page belongs to, in the words of the guideline."""
    return {
        "office": _("LGWAN接続系"),
        "core": _("マイナンバー利用事務系"),
    }.get(settings.CONFIG.zone, settings.CONFIG.zone)


@register.simple_tag(takes_context=True)
def section_title(context: Any, section: str) -> str:
    """The section's name in the reader's language."""
    return versions.section_title(section).of(context["language"])
