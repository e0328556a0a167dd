"""The sample city's guide: every answer to every question is walked, alone and in pairs of life events."""

import itertools
import random
from collections.abc import Iterator, Set
from datetime import date
from typing import Any

import pytest

from dokodemo.catalog import guide
from dokodemo.catalog.guide import Walked
from dokodemo.catalog.schema import Catalog
from dokodemo.catalog.terms import Field
from dokodemo.operate import testing

MOST_QUESTIONS = 12
TODAY = date(2026, 11, 29)
#: Nobody needs two of one line.
CONTRADICTIONS = (
    {"tennyu", "tenkyo", "tenshutsu"},
    {"jido-teate-nintei", "jido-teate-gakukaitei"},
    {"jido-fuyo-nintei", "jido-fuyo-genkyo"},
    {"kaigo-shinki", "kaigo-koshin", "kaigo-kubun"},
    {"kaigo-tennyu", "kaigo-tenshutsu"},
    {"dairi-todoke", "dairi-kaijo"},
    {"ninshin", "shussho"},
    {"konin", "rikon"},
    {"inu-toroku", "inu-henko", "inu-shibo"},
    {"juminhyo-yuso", "zei-shomei"},
)


@pytest.fixture(scope="module")
def city() -> Catalog:
    return testing.sample_city()


def possible(question: Field) -> list[Any]:
    if question.type == "choice":
        return question.codes
    return [True, False] if question.type == "boolean" else ["2026-11-10"]


def paths(city: Catalog, events: Set[str]) -> Iterator[Walked]:
    """Every way through the questions of these events."""
    open_ = [guide.walk(city, events, {})]
    while open_:
        walked = open_.pop()
        if walked.next is None:
            yield walked
            continue
        given = {**walked.given}
        open_ += [
            guide.walk(city, events, {**given, walked.next.id: answer}) for answer in possible(walked.next)
        ]


def events_of_the_city() -> list[str]:
    found = testing.sample_city()
    assert found.guide is not None
    return [event.id for event in found.guide.events]


EVENTS = events_of_the_city()


def test_there_are_eight_life_events_and_forty_procedures(city: Catalog) -> None:
    assert city.guide is not None
    assert len(city.guide.events) == 8
    assert len(guide.listed(city)) >= 40


def assert_right(city: Catalog, walked: Walked) -> None:
    steps = guide.steps(city, walked, TODAY)
    ids = [step.procedure.id for step in steps]
    assert len(ids) == len(set(ids))
    assert [each for each in CONTRADICTIONS if len(each.intersection(ids)) > 1] == []
    for_another = "kokuho" in (walked.environment["baby_insurance"], walked.environment["deceased_insurance"])
    assert for_another or not {"kokuho-kanyu", "kokuho-soshitsu"} <= {*ids}, "nobody joins and leaves at once"
    orders = [step.procedure.guide.order for step in steps if step.procedure.guide]
    assert orders == sorted(orders)


@pytest.mark.parametrize("event", EVENTS)
def test_every_path_of_an_event_ends_and_contradicts_nothing(city: Catalog, event: str) -> None:
    walks = list(paths(city, {event}))
    assert len(walks) > 1
    for walked in walks:
        assert len(walked.asked) <= MOST_QUESTIONS
        assert_right(city, walked)


def test_paths_of_several_events_at_once_contradict_nothing(city: Catalog) -> None:
    """All of them are walked at night; here a thousand households."""
    fixed = random.Random(3)
    for _ in range(1000):
        events = frozenset(fixed.sample(EVENTS, fixed.randint(2, 4)))
        walked = guide.walk(city, events, {})
        while walked.next is not None:
            answers = {**walked.given, walked.next.id: fixed.choice(possible(walked.next))}
            walked = guide.walk(city, events, answers)
        assert_right(city, walked)


@pytest.mark.nightly
@pytest.mark.parametrize("pair", itertools.combinations(EVENTS, 2), ids="+".join)
def test_every_path_of_two_events_contradicts_nothing(city: Catalog, pair: tuple[str, str]) -> None:
    for walked in itertools.islice(paths(city, frozenset(pair)), 100_000):
        assert_right(city, walked)


def test_every_procedure_is_reached_and_every_question_asked(city: Catalog) -> None:
    assert city.guide is not None
    reached, asked, reasons = set(), set(), set()
    for event in city.guide.events:
        for walked in paths(city, {event.id}):
            asked |= {each.id for each in walked.asked}
            for step in guide.steps(city, walked, TODAY):
                reached.add(step.procedure.id)
                reasons.add((step.procedure.id, step.why.en))
    assert {each.id for each in guide.listed(city)} - reached == set()
    assert {each.id for each in city.guide.questions} - asked == set()


def test_a_deadline_is_told_whenever_its_reason_holds(city: Catalog) -> None:
    """The date it is counted from has been asked by then."""
    assert city.guide is not None
    counted = {
        (each.id, reason.text.en)
        for each in guide.listed(city)
        for reason in (each.guide.reasons if each.guide else ())
        if reason.deadline
    }
    for event in city.guide.events:
        for walked in paths(city, {event.id}):
            for step in guide.steps(city, walked, TODAY):
                assert (step.due is not None) == ((step.procedure.id, step.why.en) in counted), step
