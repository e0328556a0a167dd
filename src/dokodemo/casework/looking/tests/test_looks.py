"""Who has seen one person's data: asked with a reason, recorded, by sections and not by names."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework.cases.models import Case
from dokodemo.casework.cases.rights import NotAllowed, NotPossible
from dokodemo.casework.conftest import NAGISA, SOMEONE, Here
from dokodemo.casework.looking import papers
from dokodemo.casework.looking.queries import looks as queries
from dokodemo.casework.looking.queries.looks import Looks
from dokodemo.casework.looking.tests.making import AT, seen

pytestmark = pytest.mark.django_db
People = dict[str, Actor]


@pytest.fixture(autouse=True)
def core_only(here: Here) -> None:
    if not here.has_people:
        pytest.skip("residents are kept in core")


@pytest.fixture
def of_nagisa(arrive: Callable[..., UUID]) -> str:
    """She has a case in the section."""
    id_ = arrive()
    Case.objects.filter(id=id_).update(person=NAGISA)
    return str(id_)


def ask(actor: Actor, person: str = NAGISA, **changes: Any) -> Looks:
    given: dict[str, Any] = {"since": AT.date(), "until": AT.date(), "reason": "asked"} | changes
    return queries.looks(actor, person, given["since"], given["until"], given["reason"])


def test_by_day_section_and_what_was_seen(office_people: People, of_nagisa: str, here: Here) -> None:
    for _ in range(3):
        seen("clerk", NAGISA, action="case.view", case=of_nagisa)
    seen("stranger", NAGISA)
    seen("clerk", NAGISA, action="case.take", case=of_nagisa)  # no look
    seen("clerk", SOMEONE)
    seen("clerk", NAGISA, at=AT - timedelta(days=1))
    seen("clerk", NAGISA, at=AT + timedelta(days=1))
    AuditRow.objects.create(
        at=AT, actor_kind="system", actor_id="x", actor_name="x", action="person.view", subject=NAGISA
    )
    found = ask(office_people["clerk"], " 000000000012343 ")
    assert {(each.section, each.action, each.number) for each in found.lines} == {
        (here.section, "case.view", 3), (here.other_section, "person.view", 1),
    }  # fmt: skip
    assert (found.name, found.more) == ("潮見　渚", False)
    assert {each.day for each in found.lines} == {AT.date()}


def test_a_clerk_who_moved_is_told_by_the_case_and_not_by_the_desk(
    office_people: People, of_nagisa: str, here: Here
) -> None:
    from dokodemo.casework.staff.models import StaffMember

    seen("colleague", NAGISA, action="case.view", case=of_nagisa)
    StaffMember.objects.filter(id="colleague").update(section=here.other_section)
    assert [each.section for each in ask(office_people["clerk"]).lines] == [here.section]


def test_being_asked_is_recorded_and_is_itself_a_look(office_people: People, of_nagisa: str) -> None:
    ask(office_people["auditor"], reason="incident")
    row = AuditRow.objects.get(action="looks.view")
    assert (row.actor_id, row.subject, row.reason) == ("auditor", NAGISA, "incident")
    today = clock.legal_date(row.at)
    assert [each.action for each in ask(office_people["clerk"], since=today, until=today).lines] == [
        "looks.view"
    ]


def test_who_is_in_charge(office_people: People, of_nagisa: str) -> None:
    for who in ("clerk", "chief", "colleague", "auditor"):
        ask(office_people[who])
    with pytest.raises(NotPossible) as elsewhere:
        ask(office_people["stranger"])
    with pytest.raises(NotPossible) as nobody:
        ask(office_people["stranger"], "123")
    assert elsewhere.value.problems == nobody.value.problems, "not yours and not there look the same"
    with pytest.raises(NotPossible):
        ask(office_people["auditor"], "123")
    with pytest.raises(NotAllowed):
        ask(office_people["operator"])
    assert AuditRow.objects.filter(action="looks.view").count() == 4


def test_what_is_missing_is_said(office_people: People, of_nagisa: str) -> None:
    for changes, wrong in (
        ({"reason": ""}, {"reason"}), ({"reason": "curious"}, {"reason"}), ({"since": None}, {"since"}),
        ({"since": AT.date() + timedelta(days=1)}, {"since"}),
    ):  # fmt: skip
        with pytest.raises(NotPossible) as refused:
            ask(office_people["clerk"], **changes)
        assert set(refused.value.problems) == wrong
    assert not AuditRow.objects.filter(action="looks.view").exists()


def test_it_costs_the_same_whatever_there_is(
    office_people: People, of_nagisa: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries_:
            ask(office_people["clerk"])
        return len(queries_)

    seen("clerk", NAGISA, action="case.view", case=of_nagisa)
    first = cost()
    for n in range(20):
        seen("clerk", NAGISA, action="case.view", case=of_nagisa, at=AT + timedelta(minutes=n))
    assert cost() == first <= 5
    monkeypatch.setattr(queries, "MOST", 10)
    found = ask(office_people["clerk"])
    assert found.more
    assert sum(each.number for each in found.lines) == 10


def test_the_index_of_subjects_is_used(office_people: People) -> None:
    from dokodemo.base.audit import queries as trail

    AuditRow.objects.bulk_create(
        AuditRow(at=AT, actor_kind="staff", actor_id="x", actor_name="x", action="person.view", subject=f"{n % 500}")
        for n in range(5_000)
    )  # fmt: skip
    with CaptureQueriesContext(connection) as made:
        assert len(trail.acts_on("7", AT, AT + timedelta(days=1), 100)) == 10
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE audit_row")
        cursor.execute(f"EXPLAIN {made[0]['sql']}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "audit_row_subject" in plan, plan


def test_the_paper_names_no_clerk_and_holds_no_number(
    office_people: People, of_nagisa: str, catalog: Any
) -> None:
    seen("clerk", NAGISA, action="case.view", case=of_nagisa)
    for found, said in ((ask(office_people["clerk"]), "申請の内容"), (ask(office_people["clerk"], since=AT.date() - timedelta(days=9), until=AT.date() - timedelta(days=8)), "記録はありません")):  # fmt: skip
        pdf = pypdfium2.PdfDocument(BytesIO(papers.of_looks(found)))
        text = "".join("".join(page.get_textpage().get_text_range().split()) for page in pdf)
        assert said in text
        assert "潮見渚様" in text
        assert "試験" not in text
        assert NAGISA not in text
