"""The inventory of procedures (手続棚卸し): everything the city offers, with what is known and what was measured.

A count below five is never shown, nor a share from which one could be calculated. What was not measured is said."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dokodemo.catalog import guide
from dokodemo.catalog.combined import question_count
from dokodemo.catalog.schema import Catalog, Listed, Procedure
from dokodemo.internet.site.queries import Counted

#: The smallest count that is shown.
LEAST = 5
ONLINE, COUNTER = "online", "counter"


@dataclass(frozen=True)
class Row:
    """One procedure. ``asked``: questions of the form (an item of a list once); ``typed``: those that a sign-in by card
    does not answer. ``sent``: online in the last 365 days; None where it is hidden or there is none. ``in_time`` and
    ``rating`` are None where too few or none are known; ``few`` says that something was hidden."""

    id: str
    title: str
    law: str
    section: str
    section_id: str
    online: bool
    volume: int | None
    minutes: int
    standard_days: int | None
    asked: int | None
    typed: int | None
    must_attach: int | None
    may_attach: int | None
    sent: int | None
    median_days: int | None
    in_time: int | None
    rating: float | None
    few: bool


@dataclass(frozen=True)
class Totals:
    """``by_procedure`` and ``by_volume``: percent that can be finished online; ``uncounted``: without a volume."""

    procedures: int
    online: int
    by_procedure: int | None
    volume: int
    online_volume: int
    by_volume: int | None
    uncounted: int


def rows(catalog: Catalog, counted: Mapping[str, Counted], language: str) -> list[Row]:
    """Every procedure, by section and title."""
    found = [_row(catalog, each, counted.get(each.id, Counted()), language) for each in guide.listed(catalog)]
    order = list(catalog.sections)
    return sorted(found, key=lambda each: (order.index(each.section_id), not each.online, each.id))


def chosen(found: Iterable[Row], section: str, where: str) -> list[Row]:
    """Those of a section, or finished online or at the counter; "" for all."""
    return [
        each
        for each in found
        if (not section or each.section_id == section)
        and (where not in (ONLINE, COUNTER) or each.online == (where == ONLINE))
    ]


def totals(found: Iterable[Row]) -> Totals:
    every = list(found)
    online = [each for each in every if each.online]
    volume, online_volume = (sum(each.volume or 0 for each in part) for part in (every, online))
    return Totals(
        len(every),
        len(online),
        _percent(len(online), len(every)),
        volume,
        online_volume,
        _percent(online_volume, volume),
        sum(each.volume is None for each in every),
    )


def _row(catalog: Catalog, listed: Listed, known: Counted, language: str) -> Row:
    form = listed if isinstance(listed, Procedure) else None
    fields = [each for page in form.pages for each in page.fields] if form else []
    enough = known.decided >= LEAST
    late = known.decided - known.in_time
    share = enough and all(part == 0 or part >= LEAST for part in (known.in_time, late))
    return Row(
        id=listed.id,
        title=listed.titles.of(language),
        law=f"{listed.law.of(language)} {listed.article.of(language)}",
        section=catalog.sections[listed.section].title.of(language),
        section_id=listed.section,
        online=form is not None,
        volume=listed.volume,
        minutes=listed.minutes,
        standard_days=form.standard_days if form else None,
        asked=question_count(form) if form else None,
        typed=sum(len(each.fields or [each]) for each in fields if not each.source) if form else None,
        must_attach=sum(each.required and not each.when for each in form.attachments) if form else None,
        may_attach=sum(not each.required or bool(each.when) for each in form.attachments) if form else None,
        sent=known.sent if known.sent >= LEAST else None,
        median_days=known.median_days if enough else None,
        in_time=_percent(known.in_time, known.decided) if share else None,
        rating=round(known.stars / known.ratings, 1) if known.ratings >= LEAST else None,
        few=0 < known.sent < LEAST or 0 < known.decided < LEAST or (enough and not share),
    )


def _percent(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None


def as_csv(found: Iterable[Row]) -> str:
    """With the mark that spreadsheets want in front of UTF-8. Empty: hidden (fewer than five) or not known."""
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(
        (
            "id", _("手続き"), _("法令"), _("担当課"), _("オンライン"), _("年間の件数"), _("かかる時間（分）"),
            _("標準処理期間（日）"), _("問いの数"), _("書く問いの数"), _("必ず添付する書類"), _("場合により添付する書類"),
            _("この画面からの申請（1年）"), _("決まるまでの日数（中央値）"), _("標準処理期間のうちに決まった割合（%）"),
            _("使いやすさ（1〜5）"),
        )
    )  # fmt: skip
    for each in found:
        sheet.writerow(
            [
                _cell(value)
                for value in (
                    each.id, each.title, each.law, each.section, _("はい") if each.online else _("いいえ"), each.volume,
                    each.minutes, each.standard_days, each.asked, each.typed, each.must_attach, each.may_attach,
                    each.sent, each.median_days, each.in_time, each.rating,
                )
            ]
        )  # fmt: skip
    return "﻿" + out.getvalue()


def _cell(value: object) -> str:
    """A cell that a spreadsheet would take for a formula is shown as the text it is; None is empty."""
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
