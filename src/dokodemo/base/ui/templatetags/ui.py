"""The few words templates need: dates, amounts, and a language's address."""

import re
from dataclasses import replace
from datetime import date, datetime
from urllib.parse import quote

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from dokodemo.base.clock import TOKYO
from dokodemo.base.ui.moulds import Mould, Store, cast, mark, text
from dokodemo.base.ui.question import Question
from dokodemo.catalog import sentences
from dokodemo.catalog.terms import EASY
from dokodemo.values.money import format_yen

_JAPANESE = re.compile("[ぁ-ヿ㐀-鿿]")
register = template.Library()


_choices = Store()


@register.simple_tag(takes_context=True)
def language_choice(context: template.Context) -> SafeString:
    """The choice of languages, each leading back to this page: the same on every page but for its address, and with nine
    languages more than a third of what a page costs."""
    request = context.get("request")

    def make() -> Mould:
        named = {name: context.get(name) for name in ("language", "languages", "plain")}
        return Mould(render_to_string("ui/languages.html", named | {"here": mark("here")}))

    here = quote(request.get_full_path(), safe="") if request else ""
    return _choices.get(context.get("language"), make).pour(here=here)


_questions = Store()


@register.simple_tag
def question(asked: Question) -> SafeString:
    """``ui/question.html``, for pages with many of them. Only words are kept in a mould: what was typed, what is wrong with
    it and where it is from are put in, and a list to choose from may be of people."""
    if asked.kind == "select":
        return render_to_string("ui/question.html", {"q": asked, "autofill": settings.AUTOFILL})
    language = get_language() or "ja"
    if asked.kind == "check":
        value = "true" if asked.value else ""
    elif asked.kind in ("choice", "boolean"):
        value = asked.value if any(asked.value == code for code, _label in asked.choices) else ""
    else:
        value = mark("value")
    kept = replace(
        asked,
        value=value,
        error=mark("error") if asked.error else "",
        told=mark("told") if asked.told else "",
    )

    def make() -> Mould:
        return cast("ui/question.html", {"q": kept, "autofill": settings.AUTOFILL}, language)

    mould = _questions.get((language, kept), make)
    return mould.pour(value=text(asked.value), error=text(asked.error), told=text(asked.told))


@register.filter
def day(value: date | datetime | None) -> str:
    """2026年12月5日(土) or 5 December 2026 (Sat); an instant is shown as its date in Tokyo."""
    if value is None:
        return ""
    on = value.astimezone(TOKYO).date() if isinstance(value, datetime) else value
    return sentences.day(on, get_language() or "ja", weekday=True)


@register.filter
def moment(value: datetime | None) -> str:
    """The date and the time in Tokyo."""
    if value is None:
        return ""
    local = value.astimezone(TOKYO)
    return f"{day(value)} {local.hour}:{local.minute:02}"


@register.filter
def yen(value: int | None) -> str:
    """12,000円 or ¥12,000."""
    if value is None:
        return ""
    return format_yen(value) if get_language() in ("ja", EASY) else f"¥{value:,}"


@register.filter
def lang_mark(text: str) -> str:
    """`` lang="ja"`` for a letter's text on a page in another language, so that it is read aloud as it is written.
    Letters are Japanese or English (``catalog.terms.inward``)."""
    language, written = get_language() or "ja", "ja" if is_japanese(text) else "en"
    return "" if language in ("ja", EASY, written) else SafeString(f' lang="{written}"')


def is_japanese(text: str) -> bool:
    """Whether there is kana or kanji in it."""
    return _JAPANESE.search(text) is not None


@register.filter
def said(text: object) -> str:
    """A catalog text (ja, en, …) in the reader's language."""
    return text.of(get_language() or "ja") if text is not None and hasattr(text, "of") else ""
