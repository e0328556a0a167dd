"""The paragraphs of a notice filled with the words of one decision: in Japanese on the paper, beside it in the reader's language.

The words are facts as ``casework.documents.facts`` names them, JSON only (``FACTS``): ISO days, yen, texts."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from dokodemo.catalog import sentences
from dokodemo.catalog.schema import Catalog, Notice, Procedure
from dokodemo.catalog.terms import EASY
from dokodemo.values.eras import format_wareki
from dokodemo.values.money import format_yen

#: What the paragraphs can say of a decision, and what it states (``findings.stated``); a zone that sends a letter sends these
#: beside it.
FACTS = (
    "recipient", "number", "date", "receipt", "arrived_on", "amount", "start_month", "articles", "reasons", "of_section",
    "stated",
)  # fmt: skip


def paragraphs(
    notice: Notice, catalog: Catalog, procedure: Procedure, facts: Mapping[str, Any], lang: str = "ja"
) -> list[str]:
    """The city's paragraphs in ``lang``; on paper (ja) a day stands in the calendar of eras. What the letter shows in a
    part of its own (the reasons, the articles) is not said twice. Raises ValueError, KeyError: facts that are none."""
    section = catalog.sections.get(str(facts.get("of_section"))) or catalog.sections[procedure.section]
    said = _In(procedure, lang)
    words = {
        "name": facts["recipient"],
        "number": facts["number"],
        "date": said.day(facts["date"]),
        "procedure": procedure.titles.of(lang),
        "receipt": facts["receipt"],
        "received": said.day(facts["arrived_on"]),
        "amount": said.yen(facts.get("amount")),
        "from_month": said.month(facts.get("start_month")),
        "article": "、".join(map(said.text, facts["articles"])),
        "reasons": "　".join(map(said.text, facts["reasons"])),
        "organ": catalog.organs[procedure.organ].title.of(lang),
        "section": section.title.of(lang),
        "phone": section.phone,
    }
    return [filled(each.of(lang), words) for each in notice.paragraphs if not _has_own_part(each.ja)]


def filled(text: str, words: Mapping[str, str]) -> str:
    """``text`` with its {words}. No format string: a translator's ``{name.x}`` asks for nothing. Raises KeyError."""
    return re.sub(r"\{(\w+)\}", lambda found: words[found[1]], text)


def in_the_words_of(procedure: Procedure, text: str, lang: str) -> str:
    """``text``, sent in Japanese, as the declaration says it in ``lang``: a reason, an article, 教示, how to pay a fee. What
    the declaration does not know (a person has written it) stays as it is."""
    if lang == "ja":
        return text
    grounds = (*procedure.refusals, *procedure.reductions)
    if text == procedure.law.ja + procedure.article.ja:
        return f"{procedure.law.of(lang)} {procedure.article.of(lang)}"
    declared = [each for one in grounds for each in (one.text, one.article)]
    declared += [procedure.kyoji] if procedure.kyoji else []
    declared += [procedure.fee.how] if procedure.fee else []
    return next((each.of(lang) for each in declared if each.ja == text), text)


class _In:
    """Days, months and money as ``lang`` writes them."""

    def __init__(self, procedure: Procedure, lang: str) -> None:
        self._procedure, self._lang = procedure, lang

    def day(self, iso: Any) -> str:
        on = date.fromisoformat(str(iso)[:10])
        return format_wareki(on) if self._lang == "ja" else sentences.day(on, self._lang)

    def month(self, iso: Any) -> str:
        if not iso:
            return ""
        first = date.fromisoformat(str(iso)[:10]).replace(day=1)
        if self._lang == "ja":
            return format_wareki(first).removesuffix("1日")
        return sentences.month(first, self._lang)

    def yen(self, amount: Any) -> str:
        if amount is None:
            return ""
        return format_yen(int(amount)) if self._lang in ("ja", EASY) else f"¥{int(amount):,}"

    def text(self, text: str) -> str:
        return in_the_words_of(self._procedure, text, self._lang)


def _has_own_part(paragraph: str) -> bool:
    """A line that is only a heading and the reasons, or only a heading and the article."""
    return any(paragraph.rstrip("。").endswith(f"：{{{word}}}") for word in ("reasons", "article"))
