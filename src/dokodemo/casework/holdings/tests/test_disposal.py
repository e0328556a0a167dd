"""Proposed by one, confirmed by another, carried out whole: what goes, what stays, and what is left of what went."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from dokodemo.base import clock, files
from dokodemo.base.actor import Actor
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework import disposing
from dokodemo.casework.cases import actions as cases
from dokodemo.casework.cases.actions.contacts import Contact
from dokodemo.casework.cases.actions.disposing import count
from dokodemo.casework.cases.models import (
    Case,
    CaseAttachment,
    CaseCount,
    CaseDueCount,
    CaseFee,
    CasePrint,
)
from dokodemo.casework.cases.rights import NotAllowed, NotPossible
from dokodemo.casework.cases.tests.test_deciding import examined, version
from dokodemo.casework.conftest import Here, Ledger
from dokodemo.casework.holdings import actions
from dokodemo.casework.holdings.actions import carrying, proposing
from dokodemo.casework.holdings.models import Hold, Item, Rule, Run, Shred
from dokodemo.casework.holdings.tests.parts import TRACES, aged, decided, full
from dokodemo.catalog import versions

pytestmark = pytest.mark.django_db
Arrive = Callable[..., UUID]
People = dict[str, Actor]


#: Where the name of somebody whose case is decided stands: what the search must find, or it would find nothing ever.
WHERE = {
    "case", "case_version", "case_attachment", "case_correction", "case_decision", "case_document", "case_note", "case_contact",
    "case_print",
}  # fmt: skip


def confirmed(people: People, section: str) -> int:
    run = actions.propose(people["clerk"], section)
    actions.confirm(people["chief"], run)
    return run


def carried_out(people: People, section: str) -> Run:
    run = confirmed(people, section)
    actions.carry_out(run)
    return Run.objects.get(pk=run)


def anywhere(*texts: str) -> list[str]:
    """The tables and columns of this database in which one of these stands: every text, JSON and bytes, and the file names."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c "
            "JOIN information_schema.tables t ON t.table_name = c.table_name AND t.table_type = 'BASE TABLE' "
            "WHERE c.table_schema = 'public'"
        )
        for table, column, kind in cursor.fetchall():
            as_text = f'"{column}"::text'
            if kind == "bytea":
                as_text = f"encode(\"{column}\", 'hex')"
            for text in texts:
                looked = text.encode().hex() if kind == "bytea" else text
                escaped = text.encode("unicode_escape").decode()
                cursor.execute(
                    f'SELECT count(*) FROM "{table}" WHERE strpos({as_text}, %s) > 0 OR strpos({as_text}, %s) > 0',
                    [looked, escaped],
                )
                if cursor.fetchone()[0]:
                    found.append(f"{table}.{column}: {text}")
    return found


def files_of(*ids: UUID) -> set[str]:
    """The files that these cases name; other tests write into the same folder at the same time."""
    return count(ids).files


def on_disk(names: set[str]) -> set[str]:
    """Which of these files are there."""
    return {name for name in names if files.path_of(name).exists()}


def counts() -> dict[tuple[str, str], int]:
    """The counters that are not nothing, as they must be by the cases themselves."""
    kept = {(each.stage, each.procedure): each.n for each in CaseCount.objects.all() if each.n}
    true: dict[tuple[str, str], int] = {}
    for case in Case.objects.all():
        true[case.stage, case.procedure] = true.get((case.stage, case.procedure), 0) + 1
    assert kept == true
    assert not any(
        each.n for each in CaseDueCount.objects.all() if not Case.objects.filter(due=each.due).exists()
    )
    return kept


def test_nothing_of_a_person_is_left_but_the_record(
    arrive: Arrive, office_people: People, ledger: Ledger, here: Here
) -> None:
    id_, other = full(office_people, arrive, here), decided(office_people, arrive)
    receipt = Case.objects.get(id=id_).receipt
    own, others = files_of(id_), files_of(other)
    assert len(own) >= 3, "two of the attachment and one of the letter"
    assert on_disk(own | others) == own | others
    found = {each.partition(".")[0] for each in anywhere(*TRACES)}
    assert found >= WHERE, "the search finds it before"
    aged(id_)
    run = carried_out(office_people, here.section)
    assert (run.state, run.chosen, run.gone, run.left) == ("done", 1, 1, 0)
    assert anywhere(*TRACES) == []
    assert not Case.objects.filter(id=id_).exists()
    assert Case.objects.filter(id=other).exists()
    assert on_disk(own | others) == others
    item = Item.objects.get()
    assert (item.receipt, item.state, item.why) == (receipt, "gone", "")
    assert Shred.objects.count() == 0
    counts()
    where = [model._meta.label for model in apps.get_models() if _names_case(model, id_)]
    assert where == ["register.OfficialDocument", "holdings.Item"], (
        "beside the trail and the messages' own numbers"
    )


def _names_case(model: Any, id_: UUID) -> bool:
    """Whether a row of that table points to this case."""
    columns = [f for f in model._meta.concrete_fields if f.name in ("case", "case_id", "application")]
    return any(model.objects.filter(**{each.attname: id_}).exists() for each in columns)


def test_the_trail_stays_and_says_who_and_by_which_run(
    arrive: Arrive, office_people: People, ledger: Ledger, here: Here
) -> None:
    id_ = decided(office_people, arrive)
    person = Case.objects.get(id=id_).person or ""
    aged(id_)
    before = AuditRow.objects.filter(object_id=str(id_)).count()
    run = carried_out(office_people, here.section)
    assert AuditRow.objects.filter(object_id=str(id_)).count() == before + 1
    row = AuditRow.objects.get(action="case.dispose")
    assert (row.actor_id, row.subject, row.detail) == ("worker", person, {"run": run.pk})
    acts = AuditRow.objects.filter(object_kind="disposal").order_by("id").values_list("action", "actor_id")
    assert list(acts) == [
        ("disposal.propose", "clerk"),
        ("disposal.confirm", "chief"),
        ("disposal.done", "worker"),
    ]


def test_the_proposal_says_what_it_takes_by_rule(
    arrive: Arrive, office_people: People, ledger: Ledger, here: Here
) -> None:
    old, older = decided(office_people, arrive), decided(office_people, arrive)
    aged(old)
    aged(older, by=timedelta(days=366 * 12))
    number = actions.propose(office_people["clerk"], here.section)
    rule = Rule.objects.get(run=number)
    declared = versions.current().procedures[here.procedure].retention_years  # type: ignore[union-attr]
    assert (rule.procedure, rule.years, rule.chosen) == (here.procedure, declared, 2)
    assert rule.rows >= 2 * 5
    assert rule.files >= 2
    dates = sorted(clock.legal_date(case.decided_at) for case in Case.objects.all() if case.decided_at)
    assert [rule.first, rule.last] == dates
    assert Item.objects.filter(run=number, state="waiting").count() == 2
    assert Case.objects.count() == 2, "nothing is gone yet"


def test_what_was_decided_this_year_or_within_its_time_is_not_found(
    arrive: Arrive, office_people: People, ledger: Ledger, here: Here
) -> None:
    fresh = decided(office_people, arrive)
    declared = versions.current().procedures[here.procedure].retention_years  # type: ignore[union-attr]
    with pytest.raises(NotPossible, match="nothing"):
        actions.propose(office_people["clerk"], here.section)
    # Decided on the last day of March, `declared` fiscal years ago: over on the first of April.
    moment = clock.midnight(clock.today().replace(year=clock.today().year - declared, month=4, day=1))
    first, last = moment, moment - timedelta(minutes=1)
    Case.objects.filter(id=fresh).update(
        decided_at=first, arrived_on=clock.legal_date(first) - timedelta(days=9)
    )
    with pytest.raises(NotPossible, match="nothing"):
        actions.propose(office_people["clerk"], here.section)
    Case.objects.filter(id=fresh).update(decided_at=last)
    assert actions.propose(office_people["clerk"], here.section)
    assert Run.objects.count() == 1, "a proposal that found nothing is not kept"


def test_open_cases_are_never_found_however_old(
    arrive: Arrive, office_people: People, ledger: Ledger, here: Here
) -> None:
    id_ = examined(office_people, arrive())
    Case.objects.update(arrived_on=clock.today() - timedelta(days=9999))
    with pytest.raises(NotPossible, match="nothing"):
        actions.propose(office_people["clerk"], here.section)
    assert Case.objects.filter(id=id_).exists()


def _unpaid(people: People, id_: UUID) -> None:
    CaseFee.objects.update_or_create(
        case_id=id_, defaults={"amount": 300, "received_amount": None, "recorded_at": None}
    )


def _unposted(people: People, id_: UUID) -> None:
    papers = list(CasePrint.objects.filter(document__case=id_).values_list("document_id", flat=True))
    cases.mark(people["clerk"], papers, "printed")


def _promised(people: People, id_: UUID) -> None:
    contact = Contact(
        "telephone", "applicant", clock.now() - timedelta(hours=1), "話した", "送る", clock.today()
    )
    cases.log_contact(people["clerk"], id_, version(id_), contact)


def _held(people: People, id_: UUID) -> None:
    actions.hold(people["clerk"], Case.objects.get(id=id_).receipt, "appeal", "", clock.today())


STAYS = {"fee": _unpaid, "paper": _unposted, "promise": _promised, "held": _held}


@pytest.mark.parametrize("why", STAYS)
@pytest.mark.parametrize("late", [False, True], ids=["before the proposal", "after it was confirmed"])
def test_what_has_something_left_to_be_done_stays(
    why: str, late: bool, arrive: Arrive, office_people: People, ledger: Ledger, here: Here
) -> None:
    stays, goes = decided(office_people, arrive), decided(office_people, arrive)
    aged(stays, goes)
    if not late:
        STAYS[why](office_people, stays)
    run = confirmed(office_people, here.section)
    if late:
        STAYS[why](office_people, stays)
    actions.carry_out(run)
    made = Run.objects.get(pk=run)
    assert (made.chosen, made.gone, made.left, made.state) == (2, 1, 1, "done")
    assert Item.objects.get(state="left").why == why
    assert list(Case.objects.values_list("id", flat=True)) == [stays]


def test_when_all_have_a_reason_to_stay_nothing_is_proposed(
    arrive: Arrive, office_people: People, ledger: Ledger, here: Here
) -> None:
    id_ = decided(office_people, arrive)
    aged(id_)
    _held(office_people, id_)
    with pytest.raises(NotPossible, match="stay"):
        actions.propose(office_people["clerk"], here.section)
    clock.set_now(clock.now() + timedelta(days=1))  # the hold is over
    assert actions.propose(office_people["clerk"], here.section)


def test_a_hold_that_is_ended_or_gone_with_its_case(
    arrive: Arrive, office_people: People, ledger: Ledger, here: Here
) -> None:
    id_ = decided(office_people, arrive)
    aged(id_)
    _held(office_people, id_)
    held = Hold.objects.get()
    actions.end_hold(office_people["colleague"], held.pk)
    actions.end_hold(office_people["colleague"], held.pk)  # once more changes nothing
    assert AuditRow.objects.filter(action="disposal.hold_end").count() == 1
    carried_out(office_people, here.section)
    assert not Hold.objects.exists()


def test_a_file_that_another_case_names_stays(
    arrive: Arrive, office_people: People, ledger: Ledger, here: Here
) -> None:
    id_, other = full(office_people, arrive, here), decided(office_people, arrive)
    shared = CaseAttachment.objects.get(case=id_).sha256_cipher
    CaseAttachment.objects.create(
        id="00000000-0000-4000-8000-00000000000a", case_id=other, attachment="koza", name="同じもの.jpg", size=1,
        sha256_plain="", sha256_cipher=shared, key=b"k", state="ready",
    )  # fmt: skip
    aged(id_)
    carried_out(office_people, here.section)
    assert files.path_of(shared).exists()
    aged(other)
    carried_out(office_people, here.section)
    assert not files.path_of(shared).exists()


def test_the_second_person_is_another_one_here_and_in_the_database(
    arrive: Arrive, office_people: People, ledger: Ledger, here: Here
) -> None:
    id_ = decided(office_people, arrive)
    aged(id_)
    both = office_people["both"]
    run = actions.propose(both, here.section)
    for who in ("both", "clerk", "stranger", "operator", "auditor"):
        with pytest.raises(NotAllowed):
            actions.confirm(office_people[who], run)
    made = Run.objects.get(pk=run)
    made.state, made.confirmed_by, made.confirmed_at = "confirmed", both.id, clock.now()
    with pytest.raises(IntegrityError, match="disposal_run_two_people"), transaction.atomic():
        made.save()
    actions.confirm(office_people["chief"], run)
    for act in (actions.confirm, actions.drop):
        with pytest.raises(NotPossible, match="closed"):
            act(office_people["chief"], run)


def test_nobody_proposes_for_another_section(office_people: People, here: Here, catalog: Any) -> None:
    for who in ("stranger", "operator", "auditor"):
        with pytest.raises(NotAllowed):
            actions.propose(office_people[who], here.section)


def test_one_at_a_time_and_a_dropped_one_forgets_its_list(
    arrive: Arrive, office_people: People, ledger: Ledger, here: Here
) -> None:
    aged(decided(office_people, arrive))
    run = actions.propose(office_people["clerk"], here.section)
    with pytest.raises(NotPossible, match="open"):
        actions.propose(office_people["colleague"], here.section)
    actions.drop(office_people["chief"], run)
    assert not Item.objects.exists()
    actions.carry_out(run)
    assert Case.objects.count() == 1, "what was dropped takes nothing"
    assert actions.propose(office_people["colleague"], here.section)


def test_more_than_one_run_takes_are_left_for_the_next(
    arrive: Arrive, office_people: People, ledger: Ledger, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proposing, "MOST", 2)
    aged(*(decided(office_people, arrive) for _ in range(3)))
    run = carried_out(office_people, here.section)
    assert (run.more, run.gone) == (True, 2)
    run = carried_out(office_people, here.section)
    assert (run.more, run.gone) == (False, 1)
    assert not Case.objects.exists()


def test_a_longer_retention_published_meanwhile_keeps_them(
    arrive: Arrive, office_people: People, ledger: Ledger, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    aged(decided(office_people, arrive))
    run = confirmed(office_people, here.section)
    monkeypatch.setattr(carrying, "years_of", lambda names: dict.fromkeys(names, 30))
    actions.carry_out(run)
    assert Item.objects.get().why == "period"
    assert Case.objects.count() == 1


def test_a_case_that_moved_to_another_section_stays(
    arrive: Arrive, office_people: People, ledger: Ledger, here: Here
) -> None:
    id_ = decided(office_people, arrive)
    aged(id_)
    run = confirmed(office_people, here.section)
    Case.objects.filter(id=id_).update(section=here.other_section)
    actions.carry_out(run)
    assert Item.objects.get().why == "changed"
    assert Case.objects.count() == 1


def test_as_many_statements_for_ten_cases_as_for_two(
    arrive: Arrive, office_people: People, ledger: Ledger, here: Here
) -> None:
    """A batch asks by sets, not case by case; only the trail has a row for each."""

    def cost(number: int) -> int:
        aged(*(decided(office_people, arrive) for _ in range(number)))
        with CaptureQueriesContext(connection) as made:
            actions.carry_out(confirmed(office_people, here.section))
        assert not Case.objects.exists()
        # The process looks every two seconds which catalog is in force.
        apart = ("audit_row", "catalog_version")
        return sum(not any(table in each["sql"] for table in apart) for each in made)

    cost(1)  # what a process reads once is read
    assert cost(10) == cost(2)


def test_whatever_the_application_may_do_is_enough(
    arrive: Arrive, office_people: People, ledger: Ledger, here: Here, as_application: Any
) -> None:
    """With the rights of the zone's own processes, which make no table and change no trail."""
    aged(decided(office_people, arrive))
    with as_application():
        run = carried_out(office_people, here.section)
    assert run.gone == 1


def test_every_holder_of_the_zone_is_asked(catalog: Any) -> None:
    rooms = set(disposing._holders)
    assert {"transfer", "portal", "mandates"} <= rooms
