"""What a letter says as text in order, for who cannot use the PDF: made of the same content that the PDF is set from.

A letter is a list of parts, JSON only, in the order of the paper. Each part has one of
  title (text) · heading (text) · lines [text] · text (with lang where it is not Japanese) · numbered [text] ·
  rows [[label, text]] · columns [text] with cells [{row: [text], note: text}]
"""

from collections.abc import Mapping
from typing import Any

from dokodemo.casework.documents.facts import FactsMissing, prepared

#: The kinds that have a text beside the PDF; every kind that may go to an inbox is one.
READABLE = ("notice", "told")

Part = dict[str, Any]


def reading(kind: str, facts: Mapping[str, Any], language: str = "ja") -> list[Part]:
    """The parts of a letter. Raises FactsMissing, also for a kind that is no letter."""
    if kind not in READABLE:
        raise FactsMissing(f"there is no text of the document {kind!r}; there is of: {', '.join(READABLE)}")
    page = prepared(kind, facts, language)
    return [*_head(page), *_decision(page), *_grounds(page), *_foot(page)]


def _head(page: Mapping[str, Any]) -> list[Part]:
    """To whom, which letter, from whom, what it is called."""
    words, postal = page["words"], page["postal"]
    to = [f"〒{postal}"] if postal else []
    return [
        {"lines": [*to, page["address"], f"{page['recipient']}　{words['honorific']}"]},
        {"lines": [page["number"], page["date"]]},
        {"lines": [page["head"], page["seal"]["title"] or words["seal"]]},
        {"title": page["title"]},
    ]


def _decision(page: Mapping[str, Any]) -> list[Part]:
    """What was decided."""
    parts: list[Part] = [{"text": each} for each in page["paragraphs"]]
    if page["rows"]:
        parts.append({"rows": page["rows"]})
    if page["children"]:
        words = page["words"]
        cells = [
            {"row": [each["name"], each["birth"], each["order"], each["amount"]], "note": each["reason"]}
            for each in page["children"]
        ]
        parts += [{"heading": words["children"]}, {"columns": words["columns"], "cells": cells}]
    return parts


def _grounds(page: Mapping[str, Any]) -> list[Part]:
    """Why, by which law, and what can be done against it."""
    words, reasons, kyoji = page["words"], page["reasons"], page["kyoji"].split("\n")
    parts: list[Part] = []
    if reasons:
        parts += [
            {"heading": words["reasons"]},
            {"numbered": reasons} if len(reasons) > 1 else {"text": reasons[0]},
        ]
    if page["articles"]:
        parts += [{"heading": words["articles"]}, {"text": "、".join(page["articles"])}]
    if page["kyoji"]:
        parts += [{"heading": words["kyoji"]}, *({"text": line} for line in kyoji if line.strip())]
    return parts


def _foot(page: Mapping[str, Any]) -> list[Part]:
    """Whom to ask; the note in English."""
    words, contact = page["words"], page["contact"]
    place = f"（{contact['place']}）" if contact["place"] else ""
    lines = [f"{words['ask']}　{contact['city']}　{contact['section']}{place}"]
    if contact["phone"] or contact["hours"]:
        phone = f"{words['phone']} {contact['phone']}" if contact["phone"] else ""
        lines.append("　".join(each for each in (phone, contact["hours"]) if each))
    parts: list[Part] = [{"lines": lines}]
    if page["english"]:
        parts.append({"text": " ".join(page["english"]), "lang": "en"})
    return parts
