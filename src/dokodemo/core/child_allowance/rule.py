"""How much child allowance (児童手当) there is, for whom, and from which month. Pure: no database, no clock.

Every number and article comes from ``rates.yaml``, dated. A month is named by its first day. Reasons are Japanese:
they go into the decision (処分) as they are. Texts never contain a name, only the reference that the caller gave.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from dokodemo.values.ages import first_of_month, first_of_next_month, school_year_end_after
from dokodemo.values.days import days_after, days_after_calendar
from dokodemo.values.eras import format_wareki
from dokodemo.values.money import format_yen
from dokodemo.values.yaml import YamlProblem, load_with_lines

_Value = TypeVar("_Value", str, int, date)

RATES_FILE = Path(__file__).with_name("rates.yaml")


@dataclass(frozen=True, slots=True)
class Child:
    """A child of the claimant. ``name_ref`` is the caller's reference (one per child).

    ``supported``: the claimant cares for the child and shares a livelihood with it (監護・生計同一); past the first
    31 March after 18: still cares for it so and bears its living (監護相当・生計費の負担).
    """

    name_ref: str
    birth: date
    supported: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One child in one month: ``order`` among the counted children (None: not counted), ``amount`` in yen a month."""

    child_ref: str
    order: int | None
    amount: int
    reason: str
    article: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the law gives. ``monthly`` (yen) and ``lines`` (eldest first) are those of the month ``starts``.

    Later changes: ``schedule``. ``warnings`` are for the member of staff who decides; the rest is for the notice.
    """

    monthly: int
    starts: date
    lines: tuple[Line, ...]
    rule_version: str
    reasons: tuple[str, ...]
    articles: tuple[str, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rates:
    """One row of ``rates.yaml``: in force for the months from ``effective_from`` to ``effective_to`` (None: still)."""

    version: str
    effective_from: date
    effective_to: date | None
    source: str
    certainty: str
    under_age: int
    from_age: int
    later_child: int
    amount_changes_at: int
    paid_until: int
    counted_until: int
    later_child_from: int
    days_to_claim: int
    articles: dict[str, str]


class Start(NamedTuple):
    """The first month (its first day), why it is that one, and what a person has to look at."""

    month: date
    reason: str
    articles: tuple[str, ...]
    warnings: tuple[str, ...] = ()


class NoRates(LookupError):
    """No row of the rates is in force in this month: nothing can be said about it."""


@cache
def load_rates(path: Path = RATES_FILE) -> tuple[Rates, ...]:
    """The rows of the file, oldest first. Raises YamlProblem: a row that lacks something, or rows that overlap."""
    data, lines = load_with_lines(path)
    rows = []
    for index, row in enumerate(data or ()):
        try:
            rows.append(_rates(row))
        except (KeyError, TypeError) as error:
            raise YamlProblem(path, lines[(index,)], f"missing or misplaced in this row: {error}") from None
        if index and not _follows(rows[index - 1], rows[index]):
            line = lines[(index, "effective_from")]
            raise YamlProblem(
                path, line, "the row before must end before this one begins: set its effective_to"
            )
    return tuple(rows)


def assess(
    children: list[Child] | tuple[Child, ...],
    *,
    claimed_on: date,
    event_on: date | None,
    on: date,
    rates: tuple[Rates, ...] | None = None,
) -> Assessment:
    """The allowance for a claim that arrived in law on ``claimed_on``, decided on ``on``.

    ``event_on``: the birth, the move into the city (転出予定日) or what else gave the right, None when there is none in
    question. Raises NoRates for a start before the rates known here.
    """
    rates = rates or load_rates()
    start = _start(claimed_on, event_on, _in_force(rates, first_of_next_month(claimed_on)), _FIRST)
    return _judged(children, start, claimed_on, event_on, on, rates)


def revised_from(
    claimed_on: date, event_on: date, fewer: bool, rates: tuple[Rates, ...] | None = None
) -> Start:
    """From which month an amount changes that is paid already: where it falls, from the month after the event (第9条
    第3項); where it rises, as for a first claim (第9条第1項、第2項). Raises NoRates."""
    row = _in_force(rates or load_rates(), first_of_next_month(claimed_on))
    if not fewer:
        return _start(claimed_on, event_on, row, _REVISION)
    reason = f"事由の生じた日（{format_wareki(event_on)}）の属する月の翌月から改定します。"
    return Start(first_of_next_month(event_on), reason, (row.articles["revision_fewer"],))


def ended_from(event_on: date, rates: tuple[Rates, ...] | None = None) -> Start:
    """From which month nothing is paid when the reason for paying ends on ``event_on``: that month is the last one
    (第8条第2項). Raises NoRates."""
    row = _in_force(rates or load_rates(), first_of_month(event_on))
    reason = f"支給すべき事由が消滅した日（{format_wareki(event_on)}）の属する月分で支給を終わります。"
    return Start(first_of_next_month(event_on), reason, (row.articles["end"],))


def reassess(
    children: list[Child] | tuple[Child, ...],
    start: Start,
    *,
    claimed_on: date,
    on: date,
    rates: tuple[Rates, ...] | None = None,
) -> Assessment:
    """The allowance for these children from a month that ``revised_from`` gave. Raises NoRates."""
    return _judged(children, start, claimed_on, None, on, rates or load_rates())


def schedule(
    children: list[Child] | tuple[Child, ...],
    starts: date,
    until: date,
    rates: tuple[Rates, ...] | None = None,
) -> list[tuple[date, int]]:
    """Each month from which the monthly amount is another, with that amount in yen; the first entry is ``starts``.

    Steps stand where a child passes the age of the higher amount or leaves the limits, where a later-born child begins
    to count, and where rates change; an end is a step to 0. Looks to the month of ``until``, that month included.
    """
    rates = rates or load_rates()
    steps: list[tuple[date, int]] = []
    month = first_of_month(starts)
    while month <= until:
        amount = sum(line.amount for line in _lines(children, month, _in_force(rates, month)))
        if not steps or steps[-1][1] != amount:
            steps.append((month, amount))
        month = first_of_next_month(month)
    return steps


class _Manner(NamedTuple):
    """How a decision is called that begins some month, and its articles among those of the rates."""

    act: str
    by_claim: str
    within_days: str


_FIRST = _Manner("支給", "start", "start_within_days")
_REVISION = _Manner("改定", "revision", "revision_within_days")


def _start(claimed_on: date, event_on: date | None, row: Rates, manner: _Manner) -> Start:
    """The first month: the one after the claim, or after the event where the claim came in time for that."""
    by_claim_article, act = row.articles[manner.by_claim], manner.act
    reason = f"請求の日（{format_wareki(claimed_on)}）の属する月の翌月から{act}します。"
    by_claim = Start(first_of_next_month(claimed_on), reason, (by_claim_article,))
    if event_on is None:
        return by_claim
    if event_on > claimed_on:
        reason = f"事由の発生した日（{format_wareki(event_on)}）の属する月の翌月から{act}します。"
        early = "請求の日が事由の発生した日より前です。受給資格が生じた日を確かめてください。"
        return Start(first_of_next_month(event_on), reason, (by_claim_article,), (early,))
    if first_of_month(event_on) == first_of_month(claimed_on):
        return by_claim
    deadline = days_after(event_on, row.days_to_claim)
    if claimed_on > deadline:
        late = (
            f"事由の発生した日から{row.days_to_claim}日の期限（{format_wareki(deadline)}）を過ぎた請求です。"
            "災害その他やむを得ない理由がなかったか確かめてください。"
        )
        return by_claim._replace(warnings=(late,))
    reason = (
        f"事由の発生した日（{format_wareki(event_on)}）の翌日から{row.days_to_claim}日以内"
        f"（{format_wareki(deadline)}まで）の請求であるため、事由の発生した日の属する月の翌月から{act}します。"
    )
    rolled = claimed_on > days_after_calendar(event_on, row.days_to_claim)
    used = (row.articles[manner.within_days], *([row.articles["closed_day"]] if rolled else []))
    return Start(first_of_next_month(event_on), reason, used)


def _judged(
    children: list[Child] | tuple[Child, ...],
    start: Start,
    claimed_on: date,
    first_event: date | None,
    on: date,
    rates: tuple[Rates, ...],
) -> Assessment:
    """What the law gives these children from ``start`` on. ``first_event``: what gave a first right, None for a right
    that is there already."""
    row = _in_force(rates, start.month)
    known, doubts = _believable(children, on)
    lines = _lines(known, start.month, row)
    monthly = sum(line.amount for line in lines)
    warnings = [*start.warnings, *doubts, *_to_confirm(known, start.month, row)]
    if claimed_on > on:
        warnings.append("請求の日が処分の日より後になっています。日付を確かめてください。")
    warnings += [
        *_perhaps_a_revision(known, lines, first_event, row),
        *_changes_before(known, start.month, on, rates),
    ]
    if not monthly:
        warnings.append("支給の対象となる児童がいません。却下となる場合は理由と教示が必要です。")
    total = f"{_month_ja(start.month)}からの月額は{format_yen(monthly)}です。"
    return Assessment(
        monthly=monthly,
        starts=start.month,
        lines=tuple(lines),
        rule_version=row.version,
        reasons=(start.reason, *(f"{line.child_ref}：{line.reason}" for line in lines), total),
        articles=tuple(dict.fromkeys([*(line.article for line in lines), *start.articles])),
        warnings=tuple(warnings),
    )


def _lines(children: list[Child] | tuple[Child, ...], month: date, row: Rates) -> list[Line]:
    lines = []
    order = 0
    for child in sorted(children, key=lambda child: child.birth):
        outside = _why_not_counted(child, month, row)
        if outside is not None:
            lines.append(Line(child.name_ref, None, 0, *outside))
            continue
        order += 1
        lines.append(Line(child.name_ref, order, *_paid(child, order, month, row)))
    return lines


def _why_not_counted(child: Child, month: date, row: Rates) -> tuple[str, str] | None:
    """The reason and article when this child counts for nothing in ``month``; None when it counts."""
    if not child.supported:
        return "監護・生計の要件に当たらないため、数えません。", row.articles["support"]
    if child.birth >= month:
        return "この月分では、まだ数えません（出生の日の属する月の翌月分から）。", row.articles["start"]
    if month > school_year_end_after(child.birth, row.counted_until):
        reason = f"{row.counted_until}歳に達する日以後の最初の3月31日を過ぎたため、数えません。"
        return reason, row.articles["amount"]
    return None


def _paid(child: Child, order: int, month: date, row: Rates) -> tuple[int, str, str]:
    if month > school_year_end_after(child.birth, row.paid_until):
        limit = row.counted_until
        reason = f"第{order}子として数えます（{limit}歳に達する日以後の最初の3月31日まで）。支給の対象ではありません。"
        return 0, reason, row.articles["child"]
    if order >= row.later_child_from:
        return (
            row.later_child,
            f"第{order}子（第{row.later_child_from}子以降）の額です。",
            row.articles["amount"],
        )
    limit = row.amount_changes_at
    if month <= _birthday_month(child.birth, limit):
        return (
            row.under_age,
            f"第{order}子、{limit}歳未満（{limit}歳の誕生月まで）の額です。",
            row.articles["amount"],
        )
    return row.from_age, f"第{order}子、{limit}歳以上の額です。", row.articles["amount"]


def _birthday_month(birth: date, years: int) -> date:
    return date(birth.year + years, birth.month, 1)


def _believable(children: list[Child] | tuple[Child, ...], on: date) -> tuple[list[Child], list[str]]:
    """The children that can be counted, and what is wrong with the others."""
    known: dict[tuple[str, date], Child] = {}
    doubts = []
    for child in children:
        if child.birth > on:
            doubts.append(f"{child.name_ref}：生年月日が処分の日より後です。数えていません。")
        elif (child.name_ref, child.birth) in known:
            doubts.append(f"{child.name_ref}：同じ児童が二度書かれています。一度だけ数えました。")
        else:
            known[child.name_ref, child.birth] = child
    return list(known.values()), doubts


def _to_confirm(children: list[Child], month: date, row: Rates) -> list[str]:
    """Children past 18 count only by the claimant's declaration (確認書)."""
    return [
        f"{child.name_ref}：監護相当・生計費の負担についての確認書を確かめてください。"
        for child in sorted(children, key=lambda child: child.birth)
        if _why_not_counted(child, month, row) is None
        and month > school_year_end_after(child.birth, row.paid_until)
    ]


def _perhaps_a_revision(
    children: list[Child], lines: list[Line], event_on: date | None, row: Rates
) -> list[str]:
    """A birth beside older children who are paid for: they are mostly paid already, and it is another claim then."""
    older = [line for line in lines if line.amount and _birth_of(line, children) != event_on]
    if event_on is None or not older or event_on not in {child.birth for child in children}:
        return []
    return [
        "出生より前から養育している児童がいます。その児童の分をすでに受給している場合は、"
        f"認定ではなく額の改定（{row.articles['revision']}）の請求です。"
    ]


def _birth_of(line: Line, children: list[Child]) -> date:
    return next(child.birth for child in children if child.name_ref == line.child_ref)


def _changes_before(children: list[Child], starts: date, on: date, rates: tuple[Rates, ...]) -> list[str]:
    """What has changed between the first month and the day of the decision."""
    return [
        f"処分の日までに額が変わります：{_month_ja(month)}から{format_yen(amount)}。"
        for month, amount in schedule(children, starts, on, rates)[1:]
    ]


def _month_ja(month: date) -> str:
    return f"{format_wareki(month).removesuffix('1日')}分"


def _in_force(rates: tuple[Rates, ...], month: date) -> Rates:
    for row in rates:
        if row.effective_from <= month and (row.effective_to is None or month <= row.effective_to):
            return row
    raise NoRates(
        f"no rates of the child allowance are known for {month:%Y-%m}: add a row to {RATES_FILE.name}"
    )


def _follows(earlier: Rates, later: Rates) -> bool:
    return earlier.effective_to is not None and earlier.effective_to < later.effective_from


def _rates(row: dict[str, Any]) -> Rates:
    amounts, limits = row["amounts"], row["limits"]
    names = (
        "child", "support", "amount", "start", "start_within_days", "end", "closed_day",
        "revision", "revision_within_days", "revision_fewer",
    )  # fmt: skip
    return Rates(
        version=_a(str, row, "version"),
        effective_from=_a(date, row, "effective_from"),
        effective_to=None if row["effective_to"] is None else _a(date, row, "effective_to"),
        source=_a(str, row, "source"),
        certainty=_a(str, row, "certainty"),
        under_age=_a(int, amounts, "under_age"),
        from_age=_a(int, amounts, "from_age"),
        later_child=_a(int, amounts, "later_child"),
        amount_changes_at=_a(int, limits, "amount_changes_at"),
        paid_until=_a(int, limits, "paid_until"),
        counted_until=_a(int, limits, "counted_until"),
        later_child_from=_a(int, limits, "later_child_from"),
        days_to_claim=_a(int, limits, "days_to_claim"),
        articles={name: _a(str, row["articles"], name) for name in names},
    )


def _a(kind: type[_Value], row: dict[str, Any], name: str) -> _Value:
    value = row[name]
    if not isinstance(value, kind) or isinstance(value, bool):
        raise TypeError(f"{name} must be a {kind.__name__}")
    return value
