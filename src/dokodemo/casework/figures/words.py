"""What the pages say for the words of the database. Functions, because the language is the reader's."""

from django.utils.translation import gettext as _


def step(code: str) -> str:
    """Where a case stands, or stood."""
    return {
        "take": _("届いてから審査開始まで"),
        "examine": _("審査（起案まで）"),
        "decide": _("起案から決裁まで"),
        "whole": _("届いてから決まるまで"),
        "answer": _("補正を待った日数"),
    }.get(code, code)


def nearness(code: str) -> str:
    """How near a deadline was when somebody was told."""
    return {
        "three": _("3営業日前"),
        "one": _("前の営業日、または当日"),
        "over": _("期限切れ"),
    }.get(code, code)
