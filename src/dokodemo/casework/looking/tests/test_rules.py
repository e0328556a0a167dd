"""The rules without a database: what breaks them, what only looks like it, and the edges of each."""

from datetime import UTC, datetime, timedelta

import pytest

from dokodemo.base.clock import TOKYO
from dokodemo.casework.desk import words
from dokodemo.casework.looking import rules
from dokodemo.casework.looking.rules import Home, Known, Look, Span

# A Tuesday at ten in Tokyo.
AT = datetime(2026, 11, 24, 10, tzinfo=TOKYO)


def look(subject: str = "77", *, row: int = 1, at: datetime = AT, action: str = "person.view", case: str = "") -> Look:  # fmt: skip
    return Look(row, at, "m1", action, "case" if case else "", case, subject)


def broken(known: Known, subject: str = "77") -> list[str]:
    return list(rules.broken(look(subject), known))


#: What somebody did, and saw nothing by it that a look before has not shown; ``look`` is the request by a grant, and what it
#: shows is recorded once more as any look at a case.
DEEDS = """
add again agree answer approve ask assign attach begin broken came_back change close close_all codes contact correct detach discard dispose done end fee flag grant keep
late let_go letter link look moved note note_back offer open posted printed promise_kept propose queue ready refuse refused
register remove reopen reset restored retry return revoke save seen_later send take take_back tell track undo unlink withdraw write
"""
HOME = Home("潮田　みなと", "シオミダイ1-2-3", "H1")


@pytest.mark.parametrize(
    ("known", "found"),
    [
        (Known(HOME, "77", HOME), ["own"]),
        (Known(HOME, "76", Home("潮田　凪", "", "H1")), ["own"]),
        (Known(HOME, "76", Home("浜辺　歩", HOME.address_key, "H2")), ["address"]),
        (Known(HOME, "76", Home("潮田　凪", "X", "H2")), ["surname"]),
        (Known(HOME, "76", Home("潮田　凪", HOME.address_key, "H2")), ["address", "surname"]),
        (Known(HOME, "", Home("浜辺　歩", "X", "H2"), notable=True), ["notable"]),
        (Known(), []),
        (Known(Home("潮田　みなと"), "", Home("浜辺　歩")), []),
        (Known(works_in="kosodate"), ["section"]),
        (Known(works_in="kosodate", cases=(Span(AT, None),)), []),
    ],
)
def test_what_breaks_a_rule(known: Known, found: list[str]) -> None:
    assert broken(known) == found


def test_nobody_is_looked_at_in_a_list() -> None:
    assert broken(Known(HOME, "", HOME, True, "kosodate"), subject="") == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("沖　奈々", "沖　太郎", True),
        ("沖　奈々", "沖田　太郎", False),
        ("沖　奈々", "沖田太郎", False),  # one character is not enough to tell
        ("潮田　みなと", "潮田太郎", True),
        ("潮田太郎", "潮田 みなと", True),
        ("高橋　一", "髙橋　二", True),
        ("高橋一", "高橋二", False),
        ("", "潮田　みなと", False),
        ("MARIA SANTOS", "maria silva", True),
    ],
)
def test_same_surname(one: str, other: str, same: bool) -> None:
    assert rules.same_surname(one, other) is same
    assert rules.same_surname(other, one) is same


@pytest.mark.parametrize(
    ("days", "ended", "excused"),
    [
        (0, None, True), (-30, None, True), (400, None, True), (-31, None, False),
        (400, 30, True), (400, 31, False),
    ],
)  # fmt: skip
def test_a_case_excuses_thirty_days_on_either_side(days: int, ended: int | None, excused: bool) -> None:
    """``days`` ago it arrived (before zero: later), ``ended`` ago it was done."""
    case = Span(AT - timedelta(days), AT - timedelta(ended) if ended is not None else None)
    assert rules.excuses(case, AT) is excused


@pytest.mark.parametrize(
    ("at", "night"),
    [
        (datetime(2026, 11, 24, 6, 59, 59, tzinfo=TOKYO), True),
        (datetime(2026, 11, 24, 7, 0, tzinfo=TOKYO), False),
        (datetime(2026, 11, 24, 21, 59, 59, tzinfo=TOKYO), False),
        (datetime(2026, 11, 24, 22, 0, tzinfo=TOKYO), True),
        (datetime(2026, 11, 24, 1, 0, tzinfo=UTC), False),  # ten in the morning there
        (datetime(2026, 11, 23, 10, 0, tzinfo=TOKYO), True),  # 勤労感謝の日
        (datetime(2026, 11, 22, 10, 0, tzinfo=TOKYO), True),  # Sunday
        (datetime(2026, 12, 29, 10, 0, tzinfo=TOKYO), True),
    ],
)
def test_night_and_closed_days_are_those_of_tokyo(at: datetime, night: bool) -> None:
    assert rules.at_night(at) is night


def test_a_list_of_many_is_one_look_for_what_a_common_name_breaks() -> None:
    known = Known(Home("佐藤　一"), "", Home("佐藤　二"), works_in="kosodate")
    few = [(look(str(n), row=n), known) for n in range(rules.FEW)]
    assert [(each.rule, each.subject) for each in rules.judged(few)][:2] == [
        ("surname", "0"),
        ("section", "0"),
    ]
    many = [(look(str(n), row=n), known) for n in range(rules.FEW + 1)]
    assert {(each.rule, each.subject) for each in rules.judged(many)} == {("surname", ""), ("section", "")}
    # Somebody's own people and the notable are named in any list.
    assert {each.subject for each in rules.judged([(each, Known(notable=True)) for each, _ in many])} == {
        str(n) for n in range(rules.FEW + 1)
    }


def test_a_list_is_written_row_by_row() -> None:
    """The database gives each row the time of its own statement: what follows within a breath is one act."""
    known = Known(works_in="kosodate")
    listed = [(look(str(n), row=n, at=AT + timedelta(milliseconds=300 * n)), known) for n in range(20)]
    assert {(each.rule, each.subject) for each in rules.judged(listed)} == {("section", "")}
    opened = [(look(str(n), row=n, at=AT + rules.BREATH * n), known) for n in range(20)]
    assert len({each.subject for each in rules.judged(opened)}) == 20


def test_the_search_itself_is_nobody() -> None:
    """Five that were found, and the row of the search: still a short list."""
    known = Known(Home("佐藤　一"), "", Home("佐藤　二"))
    found = [(look("", row=9, action="person.search"), Known())] + [
        (look(str(n), row=n), known) for n in range(rules.FEW)
    ]
    assert len(rules.judged(found)) == rules.FEW


def test_too_many_is_counted_in_any_hour_and_once_for_each_person() -> None:
    looks = [look(str(n % 3), row=n, at=AT + timedelta(minutes=n)) for n in range(50)]
    assert list(rules.too_many(looks, 3)) == []
    spread = [look(str(n), row=n, at=AT + timedelta(minutes=20 * n)) for n in range(50)]
    assert list(rules.too_many(spread, 3)) == []
    assert list(rules.too_many(spread, 2)) == spread[2:]
    across = [look(str(n), row=n, at=AT + timedelta(minutes=58 + n)) for n in range(5)]
    assert list(rules.too_many(across, 4)) == [across[4]], "over the turn of the hour"


def test_what_is_counted() -> None:
    assert look("77", case="c1", action="case.view").whom == "77"
    assert look("", case="c1", action="case.view").whom == "case c1"
    assert look("", action="case.list").whom == ""
    assert Look(1, AT, "m1", "case.export", "section", "kosodate", "").whom == ""
    assert Look(1, AT, "m1", "dog.view", "dog", "2026-000001", "").whom == "dog 2026-000001"


@pytest.mark.parametrize(
    ("action", "is_one"),
    [
        ("case.view", True), ("person.view", True), ("person.search", True), ("number.view", True), ("case.list", True),
        ("case.export", True), ("case.related", True), ("looks.view", True), ("dog.view", True),
        ("case.take", False), ("audit.view", False), ("audit.export", False), ("alarm.list", False), ("notable.list", False),
        ("own_number.list", False), ("catalog.view", False), ("voices.view", False), ("mention.list", False),
        ("case.approvals", True), ("figures.view", False), ("disposal.records", False), ("register.export", False),
        ("session.open", False), ("", False),
    ],
)  # fmt: skip
def test_what_a_look_is(action: str, is_one: bool) -> None:
    assert rules.is_look(action) is is_one


def test_every_act_that_the_trail_has_words_for_is_a_look_nobodys_or_a_deed() -> None:
    """A new act stands in none of the three until somebody has judged it."""
    acts = [code for code, _words in words.acts()]
    assert len(acts) > 100
    deeds = set(DEEDS.split())
    unjudged = {
        each
        for each in acts
        if not rules.is_look(each)
        and each.partition(".")[0] not in rules._NOBODYS
        and each.rpartition(".")[2] not in deeds
    }
    assert unjudged == set()
    assert not {each.rpartition(".")[2] for each in acts if rules.is_look(each)} & deeds


@pytest.mark.parametrize(
    ("hours", "exceeded", "most"), [(0, None, 40), (39, 100, 40), (40, 100, 200), (4000, 5, 40)]
)
def test_what_is_usual_comes_from_the_sections_own_hours(hours: int, exceeded: int | None, most: int) -> None:
    assert rules.usual(hours, exceeded) == most
