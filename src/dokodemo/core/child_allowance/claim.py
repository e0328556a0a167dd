"""A claim or a notification as it was filed, read for the rule. Pure: no database, no clock."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from dokodemo.core.child_allowance.rule import Child, Line, assess, load_rates, schedule
from dokodemo.values.ages import school_year_end_after
from dokodemo.values.names import search_key

ABROAD = "日本国内に住所がなく、留学などにも当たらないため、数えません。"
ABROAD_ARTICLE = "児童手当法第3条第1項"
_NAMESAKE = re.compile(r"（\d+人目）$")  # how for_rule tells two children of one name apart
_COUNTED_UNTIL = 22  # the longest a child may count: how far ahead the ledger is written


@dataclass(frozen=True)
class Claimed:
    """A child as the claim says it."""

    name: str
    birth: date
    supported: bool
    abroad: bool


def children_of(values: Mapping[str, Any]) -> list[Claimed]:
    """The children and older children of the claim; entries without a name or a day of birth are passed over (the
    form's own checks name them)."""
    found = [
        Claimed(
            name=str(item["name"]),
            birth=birth,
            supported=bool(item.get("looks_after")) and item.get("livelihood") in ("same", "maintains"),
            abroad=bool(item.get("abroad")) and not item.get("studying_abroad"),
        )
        for item, birth in _items(values.get("children"))
    ]
    older = [
        Claimed(str(item["name"]), birth, bool(item.get("supported")), abroad=False)
        for item, birth in _items(values.get("older_children"))
    ]
    return found + older


@dataclass(frozen=True)
class Change:
    """Who joins the children of a claimant, and who leaves them (name, day of birth)."""

    joined: tuple[Claimed, ...]
    left: tuple[tuple[str, date], ...]

    def of(self, family: Iterable[Claimed]) -> list[Claimed]:
        """The children after the change. Who joins and was known already is as the change says it."""
        gone = {_key(name, birth) for name, birth in self.left}
        anew = {_key(child.name, child.birth) for child in self.joined}
        stay = [child for child in family if _key(child.name, child.birth) not in gone | anew]
        return [*stay, *self.joined]

    def strangers(self, family: Iterable[Claimed]) -> list[str]:
        """The names of those who leave and are none of the family."""
        known = {_key(child.name, child.birth) for child in family}
        return [name for name, birth in self.left if _key(name, birth) not in known]


def change_of(values: Mapping[str, Any]) -> Change:
    """The change that a revision asks for. Where children leave, none joins: they are other months by law."""
    if is_fewer(values):
        return Change(
            (), tuple((str(item["name"]), birth) for item, birth in _items(values.get("left_children")))
        )
    return Change(tuple(children_of(values)), ())


def is_fewer(values: Mapping[str, Any]) -> bool:
    """Whether the amount falls (額改定届, 児童手当法第9条第3項) rather than rises (額改定請求, 第1項)."""
    return values.get("change") == "fewer"


def family_of(months: Iterable[Iterable[Mapping[str, Any]]]) -> list[Claimed]:
    """The children as the ledger has them in ``months`` (of each the list of children): who counts in one of them is
    supported, whatever its age does to the others."""
    found: dict[tuple[str, date], Claimed] = {}
    for child in (child for month in months for child in month):
        key = (str(child["name"]), date.fromisoformat(child["birth"]))
        counts = child["order"] is not None or (key in found and found[key].supported)
        found[key] = Claimed(*key, supported=counts, abroad=child["reason"] == ABROAD)
    return list(found.values())


def kept(family: Iterable[Claimed]) -> list[list[Any]]:
    """A family as it is kept with a proposal (JSON)."""
    return [[child.name, child.birth.isoformat(), child.supported, child.abroad] for child in family]


def again(family: Iterable[Any]) -> list[Claimed]:
    """What ``kept`` wrote."""
    return [Claimed(name, date.fromisoformat(birth), *rest) for name, birth, *rest in family]


def event_of(values: Mapping[str, Any]) -> date | None:
    """The day of the birth, the move or what else gave the right; None when the claim has none."""
    return _day(values.get("event_date"))


def for_rule(claimed: Iterable[Claimed]) -> list[Child]:
    """The children as the rule takes them: one reference each, the name, told apart where two have one name."""
    seen: dict[str, int] = {}
    children = []
    for each in dict.fromkeys(claimed):
        seen[each.name] = seen.get(each.name, 0) + 1
        reference = each.name if seen[each.name] == 1 else f"{each.name}（{seen[each.name]}人目）"
        children.append(Child(reference, each.birth, each.supported and not each.abroad))
    return children


def said_why(lines: Iterable[Line], claimed: Iterable[Claimed]) -> list[Line]:
    """``lines`` with the true reason for a child who lives abroad: the rule only knows that it does not count."""
    outside = {each.name for each in claimed if each.abroad}
    return [
        replace(line, reason=ABROAD, article=ABROAD_ARTICLE)
        if line.child_ref in outside and line.order is None
        else line
        for line in lines
    ]


@dataclass(frozen=True)
class Step:
    """From the month of ``starts`` until the month before ``ends``: this much a month (yen), for these children."""

    starts: date
    ends: date
    monthly: int
    lines: tuple[Line, ...]


def steps(claimed: list[Claimed], starts: date) -> list[Step]:
    """What the ledger will hold until the last child has left the limits, if nothing else happens. Months without an
    allowance are in no step."""
    children = for_rule(claimed)
    if not children:
        return []
    until = max(school_year_end_after(child.birth, _COUNTED_UNTIL) for child in children) + timedelta(days=1)
    changes = schedule(children, starts, max(until, starts))
    found = []
    for index, (month, monthly) in enumerate(changes):
        if not monthly:
            continue
        ends = changes[index + 1][0] if index + 1 < len(changes) else until
        found.append(Step(month, ends, monthly, tuple(said_why(_lines_of(children, month), claimed))))
    return found


def _lines_of(children: list[Child], month: date) -> tuple[Line, ...]:
    """The lines of one month: those of a claim that would have come in the month before."""
    before = month - timedelta(days=1)
    return assess(children, claimed_on=before, event_on=None, on=month, rates=load_rates()).lines


def listed(value: Any) -> list[Mapping[str, Any]]:
    """The entries of a repeated part; what is none is passed over."""
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def _key(name: str, birth: date) -> tuple[str, date]:
    return search_key(_NAMESAKE.sub("", name)), birth


def _items(value: Any) -> Iterable[tuple[Mapping[str, Any], date]]:
    for item in listed(value):
        birth = _day(item.get("birth"))
        if birth is not None and item.get("name"):
            yield item, birth


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None
