"""The guide: which question comes next, and which procedures these answers need, why and until when. Pure.

``answers`` are good values by question (``answers.read``): a bool, a code, or an ISO date. What they hold for questions
that are not asked is passed over, so that going back and answering otherwise leaves nothing behind.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from dokodemo.catalog import answers as types
from dokodemo.catalog.conditions import Condition, compile_condition
from dokodemo.catalog.guiding import Deadline, Guide, Reason, Term, Yearly
from dokodemo.catalog.schema import Catalog, Listed, Procedure
from dokodemo.catalog.terms import Field, Text
from dokodemo.values import days


@dataclass(frozen=True)
class Walked:
    """``asked``: the questions that these answers call for, in order, up to ``next``, the first without an answer (None:
    all are answered). ``environment``: what conditions see."""

    environment: Mapping[str, Any]
    asked: tuple[Field, ...]
    next: Field | None

    @property
    def given(self) -> dict[str, Any]:
        """The answers that count."""
        return {each.id: self.environment[each.id] for each in self.asked if each is not self.next}


@dataclass(frozen=True)
class Due:
    """The last day, and the day that the count alone gives; ``moved``: the offices are closed on that. ``opens``: the first
    day on which it can be done (None: any)."""

    by: date
    counted: date
    basis: Text
    opens: date | None = None

    @property
    def moved(self) -> bool:
        return self.by != self.counted


@dataclass(frozen=True)
class Step:
    """One procedure that is needed. ``online``: it is finished here. ``undated``: why there is no last day, where the city
    says so."""

    procedure: Listed
    why: Text
    due: Due | None

    @property
    def undated(self) -> Text | None:
        return self.procedure.guide.undated if self.procedure.guide and self.due is None else None

    @property
    def online(self) -> bool:
        return isinstance(self.procedure, Procedure)


@dataclass(frozen=True)
class _Compiled:
    neutral: dict[str, Any]
    questions: tuple[tuple[Field, Condition | None], ...]
    proposals: tuple[tuple[Listed, tuple[tuple[Reason, Condition], ...]], ...]


def walk(catalog: Catalog, events: Collection[str], answers: Mapping[str, Any]) -> Walked:
    """Go through the questions as these events and answers lead. Raises LookupError: the city has no guide."""
    compiled = _compiled(catalog)
    environment = compiled.neutral | dict.fromkeys(_guide(catalog).event_ids & set(events), True)
    asked = []
    for question, when in compiled.questions:
        if when is not None and not when.holds(environment):
            continue
        asked.append(question)
        if question.id not in answers:
            return Walked(environment, tuple(asked), question)
        environment[question.id] = answers[question.id]
    return Walked(environment, tuple(asked), None)


def steps(catalog: Catalog, walked: Walked, today: date) -> list[Step]:
    """What is needed, in the order to do it; fixed days are those that come next, from ``today`` on. Raises LookupError:
    the city has no guide."""
    found = []
    for procedure, reasons in _compiled(catalog).proposals:
        held = next((reason for reason, condition in reasons if condition.holds(walked.environment)), None)
        if held is not None:
            found.append(Step(procedure, held.text, _due(held, walked.environment, today)))
    return sorted(found, key=_when)


def _when(step: Step) -> tuple[int, date]:
    """In the declared order; what has the same place, by its deadline."""
    assert step.procedure.guide is not None
    return step.procedure.guide.order, step.due.by if step.due else date.max


def due(deadline: Deadline, start: date) -> Due:
    """The last day of a period that ``start`` begins, or that ends before it."""
    count = deadline.count
    if deadline.unit == "days":
        counted = start + timedelta(days=count - deadline.first_day)
    else:
        counted = days.months_after(start, count * (12 if deadline.unit == "years" else 1))
    if deadline.day is not None:
        counted = days.in_month(counted, deadline.day)
    return _ending(deadline, counted, moves=deadline.closed_day and count >= 0)


def next_due(yearly: Yearly, today: date) -> Due:
    """The next of these days that is not over; one that has moved onto ``today`` is not."""
    years = (today.year - 1, today.year, today.year + 1)
    every = [date.fromisoformat(f"{year}-{each}") for year in years for each in yearly.on]
    ends = (_ending(yearly, each, moves=yearly.closed_day) for each in sorted(every))
    return next(each for each in ends if each.by >= today)


def _ending(term: Term, counted: date, *, moves: bool) -> Due:
    opens = counted - timedelta(days=term.opens_before) if term.opens_before else None
    return Due(days.next_open_day(counted) if moves else counted, counted, term.basis, opens)


def listed(catalog: Catalog) -> list[Listed]:
    """Every procedure of the city, here or elsewhere, in the order of the guide; those without a place in it last."""
    every: list[Listed] = [*catalog.procedures.values(), *catalog.counter.values()]
    return sorted(every, key=lambda each: (each.guide.order if each.guide else 1000, each.id))


def _due(reason: Reason, environment: Mapping[str, Any], today: date) -> Due | None:
    if reason.yearly is not None:
        return next_due(reason.yearly, today)
    start = environment[reason.deadline.after] if reason.deadline else ""
    return due(reason.deadline, date.fromisoformat(start)) if reason.deadline and start else None


def _guide(catalog: Catalog) -> Guide:
    if catalog.guide is None:
        raise LookupError(f"{catalog.city.id} declares no guide")
    return catalog.guide


def _compiled(catalog: Catalog) -> _Compiled:
    if catalog._guided is None:
        catalog._guided = _compile(catalog)
    return cast(_Compiled, catalog._guided)


def _compile(catalog: Catalog) -> _Compiled:
    guide = _guide(catalog)
    neutral = {each.id: types.neutral(each) for each in guide.questions}
    return _Compiled(
        neutral | dict.fromkeys(guide.event_ids, False),
        tuple((each, compile_condition(each.when) if each.when else None) for each in guide.questions),
        tuple(
            (each, tuple((reason, compile_condition(reason.cel)) for reason in each.guide.reasons))
            for each in listed(catalog)
            if each.guide is not None
        ),
    )
