"""The sample city's guide: every answer to every question is walked, of each life event alone and of any number at once."""

import itertools
import random
from collections.abc import Collection, Iterable, Iterator, Set
from datetime import date
from typing import Any

import pytest

from dokodemo.catalog import guide
from dokodemo.catalog.conditions import compile_condition
from dokodemo.catalog.guide import Walked
from dokodemo.catalog.guiding import Guide, Proposal
from dokodemo.catalog.schema import Catalog
from dokodemo.catalog.terms import Field
from dokodemo.operate import testing

MOST_QUESTIONS = 12
TODAY = date(2026, 11, 29)
#: Nobody needs two of one line.
CONTRADICTIONS = (
    frozenset({"tennyu", "tenkyo", "tenshutsu"}),
    frozenset({"tenshutsu", "tenshutsu-kokugai"}),
    frozenset({"risai", "kasai-shomei"}),
    frozenset({"jido-teate-nintei", "jido-teate-gakukaitei"}),
    frozenset({"jido-fuyo-nintei", "jido-fuyo-genkyo"}),
    frozenset({"kaigo-shinki", "kaigo-koshin", "kaigo-kubun"}),
    frozenset({"kaigo-tennyu", "kaigo-tenshutsu"}),
    frozenset({"dairi-todoke", "dairi-kaijo"}),
    frozenset({"ninshin", "shussho"}),
    frozenset({"konin", "rikon"}),
    frozenset({"inu-toroku", "inu-henko", "inu-shibo"}),
    frozenset({"juminhyo-yuso", "koseki-fuhyo", "zei-shomei", "inkan-shomei", "shokyaku-shisan"}),
)
#: What an answer in the guide says of a form: under which condition of the guide, which field has which answer there.
SAME_FACTS: dict[str, tuple[tuple[str, str, Any], ...]] = {
    "tennyu": (('move_kind == "within"', "coming", "within"),),
    "tenkyo": (('move_kind == "in" || move_kind == "out"', "new_place", "elsewhere"),),
    "tenshutsu": (('move_kind == "out" && abroad', "going", "abroad"),),
    "risai": (("by_fire", "cause", "fire"),),
    "jido-fuyo-genkyo": (('!single_allowance_now || move_kind == "in"', "receiving", "none"),),
    "jido-teate-genkyo": (("!survey_arrived", "asked", False),),
    "jido-teate-gakukaitei": (("!allowance_now", "receiving_now", False),),
}
JOINED_AND_LEFT = frozenset({"kokuho-kanyu", "kokuho-soshitsu"})


def declared() -> Guide:
    found = testing.sample_city().guide
    assert found is not None
    return found


EVENTS = [event.id for event in declared().events]
QUESTIONS = [question.id for question in declared().questions]
PROCEDURES = [each.id for each in guide.listed(testing.sample_city())]


@pytest.fixture(scope="module")
def city() -> Catalog:
    return testing.sample_city()


def possible(question: Field) -> list[Any]:
    if question.type == "choice":
        return question.codes
    return [True, False] if question.type == "boolean" else ["2026-11-10"]


def paths(city: Catalog, events: Collection[str], given: dict[str, Any]) -> Iterator[Walked]:
    """Every way through the questions of these events that ``given`` does not answer."""
    open_ = [given]
    while open_:
        answers = open_.pop()
        walked = guide.walk(city, events, answers)
        if walked.next is None:
            yield walked
        else:
            open_ += [{**answers, walked.next.id: answer} for answer in possible(walked.next)]


def proposal(city: Catalog, procedure: str) -> Proposal:
    found = city.listed(procedure)
    assert found is not None
    assert found.guide is not None
    return found.guide


def ids(city: Catalog, walked: Walked) -> list[str]:
    return [step.procedure.id for step in guide.steps(city, walked, TODAY)]


def test_there_are_eight_life_events_and_sixty_five_procedures() -> None:
    assert len(EVENTS) == 8
    assert len(PROCEDURES) >= 65


def assert_right(city: Catalog, walked: Walked) -> None:
    steps = guide.steps(city, walked, TODAY)
    found = [step.procedure.id for step in steps]
    assert len(found) == len(set(found))
    assert [each for each in CONTRADICTIONS if len(each.intersection(found)) > 1] == []
    assert_nobody_joins_and_leaves(walked, found)
    orders = [step.procedure.guide.order for step in steps if step.procedure.guide]
    assert orders == sorted(orders)


def assert_nobody_joins_and_leaves(walked: Walked, found: Collection[str]) -> None:
    """Unless one of the two is for a baby, or for who has died."""
    for_another = "kokuho" in (walked.environment["baby_insurance"], walked.environment["deceased_insurance"])
    assert for_another or not {*found} >= JOINED_AND_LEFT, walked.given


@pytest.mark.parametrize("event", EVENTS)
def test_every_path_of_an_event_ends_and_contradicts_nothing(city: Catalog, event: str) -> None:
    walks = list(paths(city, {event}, {}))
    assert len(walks) > 1
    for walked in walks:
        assert len(walked.asked) <= MOST_QUESTIONS
        assert_right(city, walked)


def test_whole_sheets_of_several_events_are_right(city: Catalog) -> None:
    """A thousand households. What they need is looked at below on every way; here as it comes together."""
    fixed = random.Random(3)
    for _ in range(1000):
        events = fixed.sample(EVENTS, fixed.randint(2, 4))
        answers = {each.id: fixed.choice(possible(each)) for each in declared().questions}
        assert_right(city, guide.walk(city, events, answers))


def decided_by(names: Collection[str]) -> set[str]:
    """These questions and events, and whatever decides whether they are asked."""
    found, open_ = set[str](), set(names)
    while open_:
        name = open_.pop()
        found.add(name)
        question = declared().question(name)
        if question is not None and question.when:
            open_ |= {*compile_condition(question.when).names} - found
    return found


def deciding(city: Catalog, procedures: Iterable[str]) -> set[str]:
    """What decides whether these procedures are needed, why and until when."""
    names = set[str]()
    for reason in (reason for each in procedures for reason in proposal(city, each).reasons):
        names.update(compile_condition(reason.cel).names)
        names |= {reason.deadline.after} if reason.deadline else set()
    return decided_by(names)


def ways(city: Catalog, names: Set[str]) -> Iterator[Walked]:
    """Every way through the guide, of any number of life events at once, as far as ``names`` (closed by ``decided_by``)
    are concerned: each set of the events among them, and each path of the questions among them. Every other event is left
    out, every other question has one fixed answer.

    That leaves out no way. Take any events and any path of theirs, keep the events and answers that are in ``names``, and
    go through the questions in their order: the condition of a question in ``names`` sees nothing but what is in
    ``names`` (that is what closed means), and of those it sees the same values as before; so it is asked here if and only
    if it was asked there, and what is not asked is neutral in both. The path that is kept is therefore one of these, and
    every condition over ``names`` says here what it said there. The other way round each of these is a path of the guide
    itself. Dates decide nothing (``test_no_condition_asks_for_a_date``): one stands for all."""
    others = {each.id: possible(each)[0] for each in declared().questions if each.id not in names}
    concerned = [event for event in EVENTS if event in names]
    for count in range(len(concerned) + 1):
        for events in itertools.combinations(concerned, count):
            yield from paths(city, events, others)


def test_no_condition_asks_for_a_date(city: Catalog) -> None:
    conditions = [each.when for each in declared().questions if each.when]
    conditions += [reason.cel for each in PROCEDURES for reason in proposal(city, each).reasons]
    dates = {each.id for each in declared().questions if each.type == "date"}
    assert [each for each in conditions if dates.intersection(compile_condition(each).names)] == []


@pytest.mark.parametrize("event", EVENTS)
def test_the_ways_of_one_event_are_its_paths(city: Catalog, event: str) -> None:
    """The docstring of ``ways``, held against every path of each event alone."""
    full = [ids(city, walked) for walked in paths(city, {event}, {})]
    for lines in (*CONTRADICTIONS, JOINED_AND_LEFT):
        names = deciding(city, lines)
        on = {event} & names
        found = {
            lines.intersection(ids(city, walked))
            for walked in ways(city, names)
            if {each for each in EVENTS if walked.environment[each]} == on
        }
        assert found == {lines.intersection(each) for each in full}, lines


@pytest.mark.parametrize("lines", CONTRADICTIONS, ids=lambda lines: "+".join(sorted(lines)))
def test_no_way_of_any_events_contradicts_itself(city: Catalog, lines: frozenset[str]) -> None:
    found = [lines.intersection(ids(city, walked)) for walked in ways(city, deciding(city, lines))]
    assert [each for each in found if len(each) > 1] == []
    assert lines <= frozenset().union(*found)


def test_nobody_joins_and_leaves_at_once_whatever_happened(city: Catalog) -> None:
    names = deciding(city, JOINED_AND_LEFT) | decided_by(["baby_insurance", "deceased_insurance"])
    for walked in ways(city, names):
        assert_nobody_joins_and_leaves(walked, ids(city, walked))


def refused(city: Catalog, procedure: str, known: dict[str, Any]) -> list[str]:
    """The refusals that follow from these answers of the form alone."""
    conditions = [
        (each.refusal, compile_condition(each.cel)) for each in city.procedures[procedure].refused_when
    ]
    return [refusal for refusal, when in conditions if known.keys() >= {*when.names} and when.holds(known)]


@pytest.mark.parametrize("procedure", SAME_FACTS)
def test_no_form_refuses_whom_the_guide_sends_to_it(city: Catalog, procedure: str) -> None:
    facts = [(compile_condition(cel), field, answer) for cel, field, answer in SAME_FACTS[procedure]]
    assert all(refused(city, procedure, {field: answer}) for _, field, answer in facts)
    names = deciding(city, [procedure]) | decided_by({name for when, _, _ in facts for name in when.names})
    for walked in ways(city, names):
        if procedure in ids(city, walked):
            known = {field: answer for when, field, answer in facts if when.holds(walked.environment)}
            assert refused(city, procedure, known) == [], walked.given


def test_a_dog_that_leaves_the_city_is_not_reported_here_for_its_move(city: Catalog) -> None:
    """Its form refuses 海風市の外へ引っ越す; a dog of who has died is reported all the same."""
    of_the_dead = proposal(city, "inu-henko").reasons[1].text
    for walked in ways(city, deciding(city, ["inu-henko"])):
        if walked.environment["move_kind"] == "out":
            told = [step.why for step in guide.steps(city, walked, TODAY) if step.procedure.id == "inu-henko"]
            assert told in ([], [of_the_dead]), walked.given


@pytest.mark.parametrize("procedure", PROCEDURES)
def test_every_reason_is_told_on_some_way_and_says_until_when(city: Catalog, procedure: str) -> None:
    """A date that is counted from has been asked by then; where there is none, the city says why."""
    reasons, told = proposal(city, procedure).reasons, set()
    for walked in ways(city, deciding(city, [procedure])):
        for step in guide.steps(city, walked, TODAY):
            if step.procedure.id != procedure:
                continue
            (at,) = (at for at, each in enumerate(reasons) if each.text is step.why)
            told.add(at)
            dated = reasons[at].deadline or reasons[at].yearly
            assert (step.due is not None) == (dated is not None), walked.given
            assert (step.undated is None) == (dated is not None), walked.given
    assert told == set(range(len(reasons)))


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_answer_of_every_question_leads_to_the_end(city: Catalog, question: str) -> None:
    asked = declared().question(question)
    assert asked is not None
    given = {walked.given[question] for walked in ways(city, decided_by([question])) if asked in walked.asked}
    assert given == set(possible(asked))
