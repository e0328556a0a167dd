"""Medians from kept counts: how many took so many days."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dokodemo.casework.cases.queries.figures import ANSWER, DECIDE, EXAMINE, TAKE, WHOLE

#: A median of fewer says nothing but what those few took.
LEAST = 5
#: One after the other, as a case goes.
ON_THE_WAY = (TAKE, EXAMINE, DECIDE)
SHOWN = (*ON_THE_WAY, WHOLE, ANSWER)


@dataclass(frozen=True)
class Spread:
    """Days in a step: half of ``n`` cases took ``median`` or less, nine of ten ``ninth`` or less; both None where they are
    fewer than LEAST."""

    n: int
    median: int | None
    ninth: int | None


def spread(days: Mapping[int, int], least: int = LEAST) -> Spread:
    """From how many took how many days (nearest rank: a number that one of them really took)."""
    n = sum(days.values())
    if n < least:
        return Spread(n, None, None)
    return Spread(n, _rank(days, n, 50), _rank(days, n, 90))


def _rank(days: Mapping[int, int], n: int, percent: int) -> int:
    wanted, seen = -(-n * percent // 100), 0
    for each in sorted(days):
        seen += days[each]
        if seen >= wanted:
            return each
    raise AssertionError("the counts do not make their sum")


def by_step(rows: Iterable[tuple[str, int, int]]) -> dict[str, Spread]:
    """(step, days, n) → of every step its spread."""
    found: dict[str, dict[int, int]] = {step: {} for step in SHOWN}
    for step, days, n in rows:
        found[step][days] = found[step].get(days, 0) + n
    return {step: spread(days) for step, days in found.items()}
