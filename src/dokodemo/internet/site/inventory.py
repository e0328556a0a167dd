"""The inventory of procedures (手続棚卸し): everything the city offers, with what is known and what was measured.

A count below five is never shown, nor a share from which one could be calculated. What was not measured is said.

How good a procedure is, is said by three scores (``Speed``, ``Ease``, ``Simplicity``), each a few figures that were
measured or counted. They are not added up: whoever adds days to stars decides what matters more, and that is the
council's to decide."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from dokodemo.catalog import guide
from dokodemo.catalog.combined import question_count
from dokodemo.catalog.schema import Catalog, Listed, Procedure, WordRules
from dokodemo.catalog.words import plain_share
from dokodemo.internet.site.queries import Counted
from dokodemo.values import cells

#: The smallest count that is shown.
LEAST = 5
ONLINE, COUNTER = "online", "counter"


@dataclass(frozen=True)
class Speed:
    """How fast, of what was sent here in the last 365 days; None where fewer than five are known.

    ``median_days``: from the legal arrival to the decision, dates in Tokyo, closed days counted; half were faster.
    ``in_time``: percent decided within the declared standard time. ``median_minutes``: a resident's, from opening the form
    until it was sent, breaks included; only of what was sent alone (of several sent as one form nobody knows which took
    how long)."""

    median_days: int | None
    in_time: int | None
    median_minutes: int | None


@dataclass(frozen=True)
class Ease:
    """How easy residents found it; None where fewer than five are known.

    ``rating``: the mean of 1 (hard) to 5 (easy) that residents gave after sending. ``finished``: percent of the forms
    begun here that were sent; the others were deleted, or not touched for 30 days (those still open are not counted)."""

    rating: float | None
    finished: int | None


@dataclass(frozen=True)
class Simplicity:
    """How little is asked, counted from what is declared; None at the counter, whose paper forms are not in the catalog, but for
    ``must_attach``: what has to be brought.

    ``asked``: questions of the form (an item of a list once); ``typed``: those that a sign-in by card does not answer.
    ``screens``: pages to fill in. ``papers``: attachments, always and only sometimes. ``plain``: percent of the Japanese
    texts in which ``dokodemo words`` finds nothing to mend by the city's own rules (long sentences, many kanji, hard
    words, double negation); known of every procedure."""

    asked: int | None
    typed: int | None
    screens: int | None
    must_attach: int | None
    may_attach: int | None
    plain: int | None


@dataclass(frozen=True)
class Row:
    """One procedure. ``form``: the form it follows, "" where nobody has said. ``steps``: what a resident and what the city does one after the other from the beginning to the
    end, as declared (``steps_of``). ``volume`` is None where nobody has counted (``volume_source``: who has). ``sent``: online in the last 365 days;
    None where it is hidden (``few``) or there is none."""

    id: str
    title: str
    law: str
    form: str
    section: str
    section_id: str
    online: bool
    volume: int | None
    volume_source: str
    minutes: int
    standard_days: int | None
    steps: tuple[int, int] | None
    sent: int | None
    speed: Speed
    ease: Ease
    simplicity: Simplicity
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
    return Row(
        id=listed.id,
        title=listed.titles.of(language),
        law=f"{listed.law.of(language)} {listed.article.of(language)}",
        form=listed.form.of(language) if listed.form else "",
        section=catalog.sections[listed.section].title.of(language),
        section_id=listed.section,
        online=form is not None,
        volume=listed.volume,
        volume_source=listed.volume_source.of(language) if listed.volume_source else "",
        minutes=listed.minutes,
        standard_days=form.standard_days if form else None,
        steps=steps_of(form) if form else None,
        sent=known.sent if known.sent >= LEAST else None,
        speed=_speed(known),
        ease=_ease(known),
        simplicity=_simplicity(listed, form, catalog.words or WordRules()),
        few=0 < known.sent < LEAST,
    )


def steps_of(form: Procedure) -> tuple[int, int]:
    """(steps of the resident, steps of the city). A resident signs in (where the procedure asks for it), fills in each
    page, attaches papers, looks through and sends. The city examines and proposes, decides, and where it applies records
    the fee, enters the decision into another system, prints and posts. What happens by itself is no step."""
    resident = (form.identity != "none") + len(form.pages) + bool(form.attachments) + 1
    by_post = any(each.delivery == "paper" for each in form.documents)
    return resident, 2 + (form.fee is not None) + (form.effect == "transfer.enter") + by_post


def _speed(known: Counted) -> Speed:
    enough = known.decided >= LEAST
    late = known.decided - known.in_time
    return Speed(
        known.median_days if enough else None,
        _percent(known.in_time, known.decided) if enough and _tells_nobody(known.in_time, late) else None,
        known.median_minutes if known.timed >= LEAST else None,
    )


def _ease(known: Counted) -> Ease:
    begun = known.sent + known.given_up
    return Ease(
        round(known.stars / known.ratings, 1) if known.ratings >= LEAST else None,
        _percent(known.sent, begun) if begun >= LEAST and _tells_nobody(known.sent, known.given_up) else None,
    )


def _tells_nobody(*parts: int) -> bool:
    """Whether a share gives away no small number."""
    return all(part == 0 or part >= LEAST for part in parts)


def _simplicity(listed: Listed, form: Procedure | None, rules: WordRules) -> Simplicity:
    plain = _plain_percent(listed.model_dump_json(by_alias=True), rules.model_dump_json())
    if form is None:
        return Simplicity(None, None, None, len(listed.bring), None, plain)
    fields = [each for page in form.pages for each in page.fields]
    always = [each.required and not each.when for each in form.attachments]
    return Simplicity(
        asked=question_count(form),
        typed=sum(len(each.fields or [each]) for each in fields if not each.source),
        screens=len(form.pages),
        must_attach=sum(always),
        may_attach=len(always) - sum(always),
        plain=plain,
    )


@lru_cache(maxsize=1000)
def _plain_percent(declared: str, rules: str) -> int | None:
    """Reading every text takes a while: once for each procedure as it is declared."""
    texts, plain = plain_share(json.loads(declared), WordRules.model_validate_json(rules))
    return _percent(plain, texts)


def _percent(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None


def as_csv(found: Iterable[Row]) -> str:
    """Empty: hidden (fewer than five) or not measured yet."""
    rows: list[tuple[object, ...]] = [
        (
            "id", _("手続き"), _("法令"), _("様式"), _("担当課"), _("オンライン"), _("年間の件数"), _("件数の出どころ"), _("かかる時間（分）"),
            _("住民の手順"), _("市の手順"), _("標準処理期間（日）"), _("この画面からの申請（1年）"),
            _("速さ：決まるまでの日数（中央値）"), _("速さ：標準処理期間のうちに決まった割合（%）"),
            _("速さ：送るまでの分（中央値）"), _("使いやすさ：住民の評価（1〜5）"), _("使いやすさ：送られた割合（%）"),
            _("簡単さ：問いの数"), _("簡単さ：書く問いの数"), _("簡単さ：画面の数"), _("簡単さ：必ず添付する書類"),
            _("簡単さ：場合により添付する書類"), _("簡単さ：読みやすい文の割合（%）"),
        )
    ]  # fmt: skip
    for each in found:
        online = _("はい") if each.online else _("いいえ")
        volume = _("不明") if each.volume is None else each.volume
        rows.append((
            each.id, each.title, each.law, each.form or _("不明"), each.section, online, volume, each.volume_source, each.minutes,
            *(each.steps or (None, None)),
            each.standard_days, each.sent, *astuple(each.speed), *astuple(each.ease), *astuple(each.simplicity),
        ))  # fmt: skip
    return cells.as_csv(rows)
