"""One month of all sections of a zone as open data, small numbers hidden (values.suppression).

The form is that of 自治体標準オープンデータセット: UTF-8 with its mark, CRLF, RFC 4180, one row of headings, the city's code and
name in every row, numbers without commas; file name {code}_{english}.csv."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import override

from dokodemo.base import config
from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.casework.cases.queries import figures as cases
from dokodemo.casework.desk import words
from dokodemo.casework.figures import rights
from dokodemo.casework.figures.queries import statistics
from dokodemo.casework.figures.queries.statistics import Line, Published
from dokodemo.casework.figures.queries.steps import SHOWN, Spread
from dokodemo.catalog import versions
from dokodemo.catalog.schema import Catalog
from dokodemo.values import cells, suppression
from dokodemo.values.suppression import Cell

#: What stands in the place of a hidden number, as official statistics have it (秘匿).
HIDDEN = "x"
_OUTCOMES, _TERMS = ("approved", "refused", "other"), ("in_time", "late")


@dataclass(frozen=True)
class File:
    name: str
    content: str


def export(actor: Actor, month: date | None) -> File | None:
    """The file of a month, for who may read any statistics: nothing in it is a secret. None where there is no such month, it
    is not over, or it was not counted since. The act is recorded. Raises NotAllowed."""
    rights.readable(actor, cases.sections())
    made = file_of(month) if month else None
    if made is not None and month is not None:
        record(actor, "figures.export", detail={"month": f"{month:%Y-%m}"})
    return made


def file_of(month: date) -> File | None:
    """The same for the command of the house. The zones publish a file each: no zone knows the other's cases."""
    catalog = versions.current()
    if catalog is None or not statistics.is_counted(month):
        return None
    name = f"{catalog.city.code}_procedure_statistics_{config.load().zone}_{month:%Y-%m}.csv"
    return File(name, as_csv(catalog, month))


def as_csv(catalog: Catalog, month: date, least: int | None = None) -> str:
    """The month of every section of this zone, in Japanese, with the totals of each section. ``least`` is the smallest count
    that is shown (the zone's own where it is None). Sections are no parts of a total: there is no sum of the city to take them from."""
    least = config.load().least_published if least is None else least
    published = [statistics.month_of(section, month) for section in cases.sections()]
    entrances = statistics.entrances_of(each for one in published for each in one.entrances)
    with override("ja"):
        rows = [_headings(entrances)]
        for one in published:
            if one.lines:
                rows += _rows(catalog, month, one, entrances, least)
    return cells.as_csv(rows)


def _headings(entrances: tuple[str, ...]) -> list[str]:
    return [
        "全国地方公共団体コード", "地方公共団体名", "年月", "担当課", "手続きID", "手続き", "届いた数",
        *(f"届いた数_{words.entrance(each)}" for each in entrances),
        "決まった数", "決まった数_承認", "決まった数_却下", "決まった数_そのほか", "標準処理期間のうちに決まった数",
        "標準処理期間を過ぎて決まった数", "補正を求めた数", "審査開始までの日数_中央値", "審査の日数_中央値", "決裁の日数_中央値",
        "決まるまでの日数_中央値", "補正を待った日数_中央値", "住民の評価の数", "住民の評価の平均",
    ]  # fmt: skip


def _rows(
    catalog: Catalog, month: date, one: Published, entrances: tuple[str, ...], least: int
) -> list[list[str]]:
    shown = visible(one, least)
    head = [
        catalog.city.code,
        catalog.city.titles.ja,
        f"{month:%Y-%m}",
        versions.section_title(one.section).ja,
    ]
    lines: list[tuple[str | None, Line]] = [*one.lines.items(), (None, one.total)]
    made = []
    for id_, line in lines:
        title = versions.procedure_title(id_).ja if id_ is not None else "課の合計"
        counts = [
            shown["arrived", id_, None],
            *(shown.get(("arrived", id_, each), "0") for each in entrances),
            shown["decided", id_, None],
            *(shown["decided", id_, each] for each in (*_OUTCOMES, *_TERMS)),
            shown["asked", id_, "asked"],
        ]
        medians = [
            _median(line.steps[step], least if shown["decided", id_, None] != HIDDEN else None)
            for step in SHOWN
        ]
        rated = shown["rated", id_, "rated"]
        made.append([*head, id_ or "", title, *counts, *medians, rated, _mean(line, rated)])
    return made


def _median(spread: Spread, least: int | None) -> str:
    """Told where the number of those decided is told (else ``least`` is None), and where it is none of a few."""
    if not spread.n:
        return ""
    return HIDDEN if least is None or spread.n < least or spread.median is None else str(spread.median)


def _mean(line: Line, rated: str) -> str:
    """Told where the number of ratings is told: then it is the mean of none or of no few."""
    if not line.rated:
        return ""
    return HIDDEN if rated == HIDDEN else f"{line.stars / line.rated:.1f}"


def visible(one: Published, least: int) -> Mapping[tuple[str, str | None, str | None], str]:
    """By (table, procedure or None for the total, column or None for the total): the number, or HIDDEN."""
    found: dict[tuple[str, str | None, str | None], str] = {}
    for name, counts in _tables(one).items():
        unseen = suppression.hidden(counts, least)
        for (row, column), count in counts.items():
            found[name, row, column] = HIDDEN if (row, column) in unseen else str(count.n)
    return found


def _tables(one: Published) -> dict[str, dict[Cell, suppression.Count]]:
    lines = one.lines
    return {
        "arrived": suppression.table(
            "arrived",
            {id_: dict(zip(one.entrances, each.entrances, strict=True)) for id_, each in lines.items()},
        ),
        "decided": suppression.joined(
            "decided",
            {
                way: {id_: {part: getattr(each, part) for part in parts} for id_, each in lines.items()}
                for way, parts in (("outcome", _OUTCOMES), ("term", _TERMS))
            },
        ),
        "asked": suppression.table("asked", {id_: {"asked": each.asked} for id_, each in lines.items()}),
        "rated": suppression.table("rated", {id_: {"rated": each.rated} for id_, each in lines.items()}),
    }
