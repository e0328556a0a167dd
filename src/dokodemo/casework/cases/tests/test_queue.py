"""The queue: counters that always equal what is there, pages without a gap, search that finds and records."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dokodemo.base import clock, config
from dokodemo.base.actor import Actor
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework.cases import actions, states
from dokodemo.casework.cases.models import Case, CaseCount, CaseDueCount
from dokodemo.casework.cases.queries import queue, searching
from dokodemo.casework.cases.queries.queue import Wanted
from dokodemo.casework.cases.rights import Changed, NotAllowed, NotPossible
from dokodemo.casework.cases.tests.test_deciding import REFUSAL, proposed, version
from dokodemo.casework.conftest import NAGISA, Here, Ledger

pytestmark = pytest.mark.django_db
Arrive = Callable[..., UUID]


def assert_counts_are_true() -> None:
    found = Counter(Case.objects.values_list("section", "stage", "procedure"))
    kept = {(c.section, c.stage, c.procedure): c.n for c in CaseCount.objects.exclude(n=0)}
    assert kept == dict(found)
    due = Counter(Case.objects.filter(state__in=states.OPEN).values_list("section", "due"))
    assert {(c.section, c.due): c.n for c in CaseDueCount.objects.exclude(n=0)} == dict(due)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["arrive", "take", "ready", "approve", "refuse", "decide", "return", "fail", "remove"]
        ),
        st.integers(0, 3),
        st.sampled_from(["clerk", "chief", "both", "stranger"]),
    ),
    max_size=30,
)


@given(steps=STEPS)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_counters_equal_what_is_there_after_any_sequence(
    arrive: Arrive,
    office_people: dict[str, Actor],
    ledger: Ledger,
    here: Here,
    steps: list[tuple[str, int, str]],
) -> None:
    known: list[UUID] = [arrive()]
    for what, which, who in steps:
        id_ = known[which % len(known)]
        try:
            one_step(what, id_, office_people[who], ledger, here)
        except (NotAllowed, NotPossible, Changed, RuntimeError):
            pass
        if what == "arrive":
            known.append(arrive(arrived_at=(clock.now() - timedelta(days=which * 9)).isoformat()))
        assert_counts_are_true()


def one_step(what: str, id_: UUID, me: Actor, ledger: Ledger, here: Here) -> None:
    at = version(id_)
    ledger.fail = RuntimeError("on purpose") if what == "fail" else None
    if what == "take":
        actions.take(me, id_, at)
    elif what == "ready" and here.has_people:
        actions.link(me, id_, at, NAGISA)
    elif what == "ready":
        actions.record_fee(me, id_, at, 3000, clock.today(), "counter")
    elif what == "approve":
        actions.propose(me, id_, at, "approved")
    elif what == "refuse":
        actions.propose(me, id_, at, "refused", (REFUSAL[config.load().zone],))
    elif what in ("decide", "fail"):
        actions.decide(me, id_, at)
    elif what == "return":
        actions.send_back(me, id_, at, "やり直し")
    elif what == "remove":
        # Retention removes whole cases; here only the counted row's section moves, as a reorganisation would do it.
        Case.objects.filter(id=id_).update(section=here.other_section if at % 2 else here.section)


def test_the_counts_a_section_sees(
    arrive: Arrive, office_people: dict[str, Actor], ledger: Ledger, here: Here
) -> None:
    for days in (0, 0, 60):
        arrive(arrived_at=(clock.now() - timedelta(days=days)).isoformat())
    id_ = proposed(office_people, arrive())
    counts = queue.counts(office_people["clerk"])
    assert (counts.open, counts.late, counts.by_state) == (4, 1, {"arrived": 3, "proposed": 1})
    assert counts.by_procedure == {here.procedure: 4}
    actions.decide(office_people["chief"], id_, version(id_))
    counts = queue.counts(office_people["clerk"])
    assert (counts.open, counts.total) == (3, 4)
    Case.objects.filter(state="arrived").update(due=clock.today())
    assert queue.counts(office_people["clerk"]).due_today == 3


def many(arrive: Arrive, count: int) -> list[UUID]:
    """Many cases in one stroke, from one real one; some share their deadline and arrival."""
    first = Case.objects.get(id=arrive())
    rows = []
    for number in range(count):
        row = Case.objects.get(id=first.id)
        row.id = UUID(int=number + 1)
        row.receipt, row.receipt_digits = f"9900-{number:04}", f"9900{number:04}"
        row.due = clock.today() + timedelta(days=number // 3)
        row.arrived_at = clock.now() - timedelta(hours=number // 4)
        row.name_key, row.kana_key = f"潮見{number:04}", f"シオミ{number:04}"
        rows.append(row)
    Case.objects.bulk_create(rows)
    first_gone = Case.objects.get(id=first.id)
    first_gone.section = "nowhere"
    first_gone.save()
    return [row.id for row in rows]


@pytest.mark.parametrize("sort", queue.SORTS)
def test_pages_hold_every_case_once_and_in_order(
    arrive: Arrive, office_people: dict[str, Actor], sort: str
) -> None:
    expected = set(many(arrive, 130))
    seen: list[queue.Row] = []
    after = ""
    for _ in range(5):
        page = queue.page(office_people["clerk"], Wanted(sort=sort, after=after))
        seen += page.rows
        after = page.after
        if not after:
            break
    assert {row.id for row in seen} == expected
    assert len(seen) == 130
    keys = [row.arrived_at if sort == "arrived" else row.due for row in seen]
    assert keys == sorted(keys, reverse=sort == "arrived")


@pytest.mark.parametrize("after", ["nonsense", "2026-01-01~x", "~", "2026-13-01~" + str(UUID(int=1))])
def test_a_broken_place_begins_at_the_top(
    arrive: Arrive, office_people: dict[str, Actor], after: str
) -> None:
    arrive()
    assert len(queue.page(office_people["clerk"], Wanted(after=after)).rows) == 1


def test_filters(arrive: Arrive, office_people: dict[str, Actor], ledger: Ledger, here: Here) -> None:
    one, two = arrive(), arrive()
    actions.take(office_people["clerk"], one, version(one))
    clerk = office_people["clerk"]

    def ids(**wanted: Any) -> set[UUID]:
        return {row.id for row in queue.page(clerk, Wanted(**wanted)).rows}

    assert ids() == {one, two}
    assert ids(state="mine") == {one}
    assert (queue.counts(clerk).mine, queue.counts(office_people["colleague"]).mine) == (1, 0)
    assert ids(state="arrived") == {two}
    assert ids(procedure=here.procedure) == {one, two}
    assert ids(procedure="another") == set()
    assert ids(state="approved", sort="arrived") == set()


def test_search_by_receipt_number_name_and_reading(
    arrive: Arrive, office_people: dict[str, Actor], ledger: Ledger, here: Here
) -> None:
    id_ = arrive({here.name: "髙𠮷　辻\U000e0102子", here.kana: "タカヨシ　ツジコ"})
    other = arrive()
    clerk = office_people["clerk"]
    receipt = Case.objects.get(id=id_).receipt
    for text in (
        receipt,
        receipt.replace("-", ""),
        receipt.translate(str.maketrans("0123456789-", "０１２３４５６７８９－")),
    ):
        assert [row.id for row in searching.search(clerk, text).rows] == [id_], text
    assert {row.id for row in searching.search(clerk, receipt[:9]).rows} == {id_, other}
    for text in ("高吉", "髙𠮷 辻子", "たか", "ﾀｶﾖｼ", "タカヨシツ"):
        assert [row.id for row in searching.search(clerk, text).rows] == [id_], text
    for text in ("高", "%%", "高_", "___", "", "〇〇"):
        assert searching.search(clerk, text).rows == ()
    assert [row.id for row in searching.search(clerk, str(here.values[here.kana])[:2]).rows] == [other]


def test_search_by_document_number(arrive: Arrive, office_people: dict[str, Actor], ledger: Ledger) -> None:
    id_ = proposed(office_people, arrive())
    number = actions.decide(office_people["chief"], id_, version(id_))
    assert [row.id for row in searching.search(office_people["clerk"], f" {number} ").rows] == [id_]


def test_a_search_is_recorded_with_its_hits_and_without_its_words(
    arrive: Arrive, office_people: dict[str, Actor], here: Here
) -> None:
    arrive()
    searching.search(office_people["clerk"], str(here.values[here.name])[:2])
    row = AuditRow.objects.get(action="case.search")
    assert row.detail == {"by": "name", "hits": 1}
    assert str(here.values[here.name])[:2] not in str(row.__dict__)


def test_search_pages_hold_every_hit_once(arrive: Arrive, office_people: dict[str, Actor]) -> None:
    expected = set(many(arrive, 120))
    for text in ("シオミ", "潮見", "9900"):
        seen: list[UUID] = []
        after = ""
        for _ in range(4):
            page = searching.search(office_people["clerk"], text, after)
            seen += [row.id for row in page.rows]
            after = page.after
            if not after:
                break
        assert (set(seen), len(seen)) == (expected, 120), text


def test_the_queue_reads_its_index_and_never_the_table(
    arrive: Arrive, office_people: dict[str, Actor]
) -> None:
    many(arrive, 600)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        plan = explain(
            cursor, "c.section = 'x' AND c.state IN ('arrived', 'examining', 'proposed') ORDER BY c.due, c.id"
        )
        assert "case_open_due" in plan
        mine = "c.section = 'x' AND c.state IN ('arrived', 'examining', 'proposed') AND c.taken_by <> '' AND c.taken_by = 'clerk'"
        assert "case_open_taken" in explain(cursor, mine)
        prefix = "c.section = 'x' AND c.name_key ~>=~ '潮見01' AND c.name_key ~<~ '潮見02' ORDER BY c.name_key USING ~<~, c.id"
        assert "case_name_prefix" in explain(cursor, prefix)


def explain(cursor: Any, where: str) -> str:
    cursor.execute("SET LOCAL enable_seqscan = off")
    cursor.execute(f'EXPLAIN SELECT c.id FROM "case" c WHERE {where} LIMIT 51')
    return "\n".join(row[0] for row in cursor.fetchall())


def test_who_has_it_open_is_in_the_list(arrive: Arrive, office_people: dict[str, Actor]) -> None:
    id_ = arrive()
    actions.note_presence(office_people["colleague"], id_)
    assert queue.page(office_people["clerk"], Wanted()).rows[0].open_by == office_people["colleague"].name
    assert queue.page(office_people["colleague"], Wanted()).rows[0].open_by == ""
    others, now = actions.note_presence(office_people["clerk"], id_)
    assert (others, now) == ([office_people["colleague"].name], 1)
    clock.set_now(clock.now() + timedelta(minutes=2))
    assert actions.note_presence(office_people["clerk"], id_)[0] == []
