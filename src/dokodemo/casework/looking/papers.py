"""The report and the answer as PDF, in Japanese: one goes to the files of the audit, the other to a resident."""

from django.utils.translation import override

from dokodemo.base import clock
from dokodemo.casework import documents
from dokodemo.casework.looking import words
from dokodemo.casework.looking.queries import report as figures
from dokodemo.casework.looking.queries.looks import Looks
from dokodemo.catalog import versions
from dokodemo.values.eras import format_wareki


def of_report(made: figures.Report) -> bytes:
    """The month's figures. Raises GlyphsMissing."""
    with override("ja"):
        rows = [figures.cells(line, "ja") for line in made.lines]
        total = ["", "合計", str(made.total.total), *map(str, made.total.numbers)]
        facts = {
            "title": f"閲覧の点検 {made.month.year}年{made.month.month}月",
            "date": clock.today().isoformat(),
            "head": _city(),
            "paragraphs": [] if rows else ["この月に、点検が必要な閲覧はありませんでした。"],
            "columns": words.report_columns(),
            "cells": [*rows, total],
            "notes": [],
        }
        return documents.render("table", facts)


def of_looks(found: Looks) -> bytes:
    """What a resident is handed: days, sections, what was seen; nobody's name but their own. Raises GlyphsMissing."""
    with override("ja"):
        since, until = format_wareki(found.since), format_wareki(found.until)
        cells = [
            [
                format_wareki(each.day), figures.section_title(each.section, "ja"), words.seen(each.action),
                f"{each.number}回",
            ]
            for each in found.lines
        ]  # fmt: skip
        facts = {
            "title": "あなたの情報をだれが見たか",
            "date": clock.today().isoformat(),
            "head": _city(),
            "recipient": found.name,
            "paragraphs": [
                f"{since}から{until}までに、市の職員があなたの情報を見た記録です。"
                if cells
                else f"{since}から{until}までに、市の職員があなたの情報を見た記録はありません。",
            ],
            "columns": ["日", "課", "見たもの", "回数"],
            "cells": cells or [["―", "―", "―", "―"]],
            "notes": words.notes_for_the_resident(found.more),
        }
        return documents.render("table", facts)


def _city() -> str:
    catalog = versions.current()
    return catalog.city.titles.of("ja") if catalog else "市"
