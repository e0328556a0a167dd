"""What a document is told, and how it is written on paper. JSON only: the facts are kept with the decision.

``notice`` (a letter of decision, A4):
  required  number · date (ISO) · title · recipient (without 様) · address · head (in whose name) · outcome
            (approved | refused) · section
  optional  postal · city · paragraphs [text] · amount (yen) · amount_unit (円/月) · start_month (ISO) ·
            rows [[label, text]] · children [{name, birth (ISO), order (int|None), amount (yen), reason}] ·
            reduced (bool: less was granted than was asked) · reasons [text] · articles [text] · kyoji · receipt · arrived_on (ISO) · phone · place · hours
``told`` (a letter that decides nothing: somebody is told; as ``notice`` without the decision's part):
  required  number · date (ISO) · title · recipient · address · head · section
  optional  postal · city · paragraphs · rows · receipt · arrived_on · phone · place · hours
``tag`` (a dog's tag, label of 62 × 29 mm): city · fiscal_year (Gregorian) · tag_number · head; optional title
``juminhyo`` (住民票の写し, A4): certificate · issued_on (ISO) · copies · persons [{name, kana, birth, sex, address,
  resident_since, address_since, head, relation}] · city · head; optional household
``table`` (a list or a report, A4): title · date (ISO) · head · columns [text] · cells [[text]]; optional recipient
  (without 様) · paragraphs [text] · notes [text]
``address`` (label of 90 × 55 mm for an envelope): recipient · address; optional postal · sender [text] · note
``addresses`` (A4 sheets of 12 such labels): labels [address]
``register`` (個人情報ファイル簿, A4): city · date (ISO) · files [{lines [[label, text]], remarks [text]}]; optional zone
``whole`` (一件書類, A4): title · city · date (ISO) · number · parts [{title, one of: rows [[label, text]] · columns [text] with
  cells [[text]] · paragraphs [text]}]
``notice``, ``told`` and ``juminhyo`` take ``seal`` {title, image (SVG)}; without it they say 公印省略, or leave its place.
Every kind takes ``reprint`` (ISO): the paper says that it is printed once more, and when.
Anything else in the facts is left alone.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from dokodemo.base import clock
from dokodemo.casework.documents.english import courtesy
from dokodemo.values.eras import era_of, format_wareki
from dokodemo.values.money import format_yen

_REQUIRED = {
    "notice": ("number", "date", "title", "recipient", "address", "head", "outcome", "section"),
    "told": ("number", "date", "title", "recipient", "address", "head", "section"),
    "tag": ("city", "fiscal_year", "tag_number"),
    "address": ("recipient", "address"),
    "addresses": ("labels",),
    "table": ("title", "date", "head", "columns", "cells"),
    "juminhyo": ("certificate", "issued_on", "copies", "persons", "city", "head"),
    "register": ("city", "date"),
    "whole": ("title", "city", "date", "number", "parts"),
}
KINDS = tuple(_REQUIRED)
#: What a letter itself says around its facts, on paper and as text.
_WORDS: dict[str, str | list[str]] = {
    "honorific": "様",
    "seal": "公印省略",
    "children": "児童ごとの内訳",
    "columns": ["氏名", "生年月日", "区分", "月額"],
    "reasons": "理由",
    "articles": "根拠",
    "kyoji": "教示",
    "ask": "お問い合わせ",
    "phone": "電話",
}


class FactsMissing(ValueError):
    """A document cannot be made of these facts; the message names the facts, never their content."""


def prepared(kind: str, facts: Mapping[str, Any], language: str) -> dict[str, Any]:
    """The page's content as text, dates as the law prints them. Raises FactsMissing."""
    if kind not in _REQUIRED:
        raise FactsMissing(f"there is no document {kind!r}; there are: {', '.join(KINDS)}")
    lacking = [name for name in _REQUIRED[kind] if facts.get(name) in (None, "")]
    if lacking:
        raise FactsMissing(f"the document {kind} needs: {', '.join(lacking)}")
    page = _PREPARE[kind](facts, language)
    if facts.get("reprint"):
        page["reprint"] = f"再印刷　{format_wareki(_day(facts['reprint'], 'reprint'))}"
    return page


def texts(value: Any) -> Iterator[str]:
    """Every text anywhere in ``value``."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts(each)


def _notice(facts: Mapping[str, Any], language: str) -> dict[str, Any]:
    decided = _day(facts["date"], "date")
    if facts["outcome"] not in ("approved", "refused", "told"):
        raise FactsMissing("outcome is approved, refused or told")
    rows = _rows(facts)
    return {
        **_addressee(facts),
        "number": facts["number"],
        "date": format_wareki(decided),
        "iso": decided.isoformat(),
        "title": facts["title"],
        "head": facts["head"],
        "approved": facts["outcome"] == "approved",
        "paragraphs": [text for text in facts.get("paragraphs") or () if not _repeats(text, rows)],
        "rows": rows,
        "children": [_child(child) for child in facts.get("children") or ()],
        "reasons": list(facts.get("reasons") or ()),
        "articles": list(facts.get("articles") or ()),
        "kyoji": facts.get("kyoji") or "",
        "contact": _contact(facts),
        "seal": _seal(facts),
        "english": courtesy(facts, decided) if language == "en" else [],
        "words": _WORDS,
    }


def _told(facts: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Set as a letter of decision is, with nothing decided in it. Always in Japanese: whom it is for has not applied."""
    return _notice({**facts, "outcome": "told"}, "ja")


def _rows(facts: Mapping[str, Any]) -> list[list[str]]:
    """What is decided, as a table; the amount and its first month lead."""
    rows = []
    if facts.get("amount") is not None and facts["outcome"] == "approved":
        unit = str(facts.get("amount_unit") or "")
        label = "手当月額" if "月" in unit else "金額"
        rows.append([label, format_yen(int(facts["amount"]))])
    if facts.get("start_month"):
        rows.append(["支給開始年月", _month(_day(facts["start_month"], "start_month"))])
    rows += [[str(label), str(text)] for label, text in facts.get("rows") or ()]
    if facts.get("receipt"):
        rows.append(["受付番号", str(facts["receipt"])])
    if facts.get("arrived_on"):
        rows.append(["受け付けた日", format_wareki(_day(facts["arrived_on"], "arrived_on"))])
    return rows


def _repeats(paragraph: str, rows: list[list[str]]) -> bool:
    """A line that only says a row of the table again (手当月額：25,000円)."""
    return any(paragraph.startswith(f"{label}：") for label, _ in rows)


def _child(child: Mapping[str, Any]) -> dict[str, str]:
    order = child.get("order")
    amount = child.get("amount")
    return {
        "name": str(child["name"]),
        "birth": format_wareki(_day(child["birth"], "birth")),
        "order": f"第{order}子" if order else "―",
        "amount": format_yen(int(amount)) if amount else "―",
        "reason": str(child.get("reason") or ""),
    }


def _seal(facts: Mapping[str, Any]) -> dict[str, str]:
    seal = facts.get("seal") or {}
    return {name: str(seal.get(name) or "") for name in ("title", "image")}


def _contact(facts: Mapping[str, Any]) -> dict[str, str]:
    names = ("city", "section", "place", "phone", "hours")
    return {name: str(facts.get(name) or "") for name in names}


def _tag(facts: Mapping[str, Any], language: str) -> dict[str, Any]:
    era, year = era_of(date(int(facts["fiscal_year"]), 4, 1))
    if (int(facts["fiscal_year"])) == 2019:  # the year in which 令和 began on 1 May is called by its new name
        era, year = era_of(date(2019, 5, 1))
    return {
        "iso": date(int(facts["fiscal_year"]), 4, 1).isoformat(),
        "title": facts.get("title") or "犬鑑札",
        "city": facts["city"],
        "year": f"{era.name}{'元' if year == 1 else year}年度",
        "tag_number": str(facts["tag_number"]),
    }


def _address(facts: Mapping[str, Any], language: str) -> dict[str, Any]:
    return {
        **_addressee(facts),
        "iso": clock.today().isoformat(),
        "sender": list(facts.get("sender") or ()),
        "note": facts.get("note") or "",
    }


def _addresses(facts: Mapping[str, Any], language: str) -> dict[str, Any]:
    return {
        "iso": clock.today().isoformat(),
        "labels": [_address(each, language) for each in facts["labels"]],
    }


def _addressee(facts: Mapping[str, Any]) -> dict[str, str]:
    return {
        "recipient": str(facts["recipient"]).removesuffix("様").rstrip(),
        "address": str(facts["address"]),
        "postal": str(facts.get("postal") or ""),
    }


def _day(value: Any, name: str) -> date:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
    except ValueError:
        raise FactsMissing(f"{name} is not an ISO date") from None


def _month(day: date) -> str:
    return format_wareki(day.replace(day=1)).removesuffix("1日") + "分"


def _juminhyo(facts: Mapping[str, Any], language: str) -> dict[str, Any]:
    """The copy itself, as many times as it was asked for. What is left out says so on the paper."""
    issued = _day(facts["issued_on"], "issued_on")
    return {
        "iso": issued.isoformat(),
        "title": "住民票の写し",
        "certificate": str(facts["certificate"]),
        "date": format_wareki(issued),
        "copies": int(facts["copies"]),
        "kind": "世帯全員" if facts.get("household") else "世帯の一部",
        "persons": [{name: str(text) for name, text in each.items()} for each in facts["persons"]],
        "city": facts["city"],
        "head": facts["head"],
        "seal": _seal(facts),
    }


def _register(facts: Mapping[str, Any], language: str) -> dict[str, Any]:
    """The register of personal information files: a table for each file, its name above it."""
    made = _day(facts["date"], "date")
    return {
        "iso": made.isoformat(),
        "date": format_wareki(made),
        "title": "個人情報ファイル簿",
        "city": facts["city"],
        "zone": str(facts.get("zone") or ""),
        "files": [
            {
                "name": str(each["lines"][0][1]),
                "lines": [[str(label), str(text)] for label, text in each["lines"]],
                "remarks": "。".join(each["remarks"]),
            }
            for each in facts.get("files") or ()
        ],
    }


def _table(facts: Mapping[str, Any], language: str) -> dict[str, Any]:
    day = _day(facts["date"], "date")
    return {
        "iso": day.isoformat(),
        "date": format_wareki(day),
        "title": facts["title"],
        "head": facts["head"],
        "recipient": str(facts.get("recipient") or ""),
        "honorific": _WORDS["honorific"],
        "paragraphs": list(facts.get("paragraphs") or ()),
        "columns": [str(each) for each in facts["columns"]],
        "cells": [[str(each) for each in row] for row in facts["cells"]],
        "notes": list(facts.get("notes") or ()),
    }


def _whole(facts: Mapping[str, Any], language: str) -> dict[str, Any]:
    """A whole case, part after part."""
    day = _day(facts["date"], "date")
    return {
        "iso": day.isoformat(),
        "date": format_wareki(day),
        **{name: str(facts[name]) for name in ("title", "city", "number")},
        "parts": [
            {
                "title": str(each["title"]),
                "rows": [[str(label), str(text)] for label, text in each.get("rows") or ()],
                "columns": [str(text) for text in each.get("columns") or ()],
                "cells": [[str(text) for text in row] for row in each.get("cells") or ()],
                "paragraphs": [str(text) for text in each.get("paragraphs") or ()],
            }
            for each in facts["parts"]
        ],
    }


_PREPARE: dict[str, Callable[[Mapping[str, Any], str], dict[str, Any]]] = {
    "notice": _notice,
    "told": _told,
    "tag": _tag,
    "address": _address,
    "addresses": _addresses,
    "juminhyo": _juminhyo,
    "register": _register,
    "whole": _whole,
    "table": _table,
}
