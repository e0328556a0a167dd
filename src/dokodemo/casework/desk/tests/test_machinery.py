"""What the auditor reads and checks, and what the operator sets going again."""

import csv
import io
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit import chain
from dokodemo.base.audit import queries as trail_queries
from dokodemo.base.audit.actions import record
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework.cases.models import Case
from dokodemo.casework.desk import trail as trails
from dokodemo.values.cells import harmless

pytestmark = pytest.mark.django_db
Desk = Callable[..., Client]
Arrive = Callable[..., UUID]


def saved(answer: Any) -> str:
    """A file that came part by part."""
    assert answer.streaming, answer.status_code
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def test_the_auditor_filters_exports_and_verifies(
    at_desk: Desk, arrive: Arrive, office_people: dict[str, Actor]
) -> None:
    id_ = arrive()
    record(
        office_people["clerk"],
        "case.view",
        object_kind="case",
        object_id=str(id_),
        subject="77",
        reason="=1+1",
    )
    record(office_people["colleague"], "case.list")
    auditor = at_desk("auditor")
    receipt = Case.objects.get(id=id_).receipt
    for posted in ({"actor": "clerk"}, {"subject": "77"}, {"case": receipt}):
        rows = auditor.post("/audit", posted, follow=True).context["rows"]
        assert any(row.reason == "=1+1" for row in rows), posted
        assert not any(row.action == "case.list" for row in rows), posted
    assert auditor.post("/audit", {"case": "0000-0000"}, follow=True).context["rows"] == ()
    text = saved(auditor.post("/audit/export", {"subject": "７７", "reason": "review"}))
    assert ",'=1+1," in text
    assert "case.list" not in text
    while chain.extend():
        pass
    assert "記録はつながっています" in auditor.post("/audit/verify").content.decode()
    AuditRow.objects.filter(subject="77").update(reason="nothing")
    assert "記録が書きかえられています" in auditor.post("/audit/verify").content.decode()
    acts = set(AuditRow.objects.filter(actor_id="auditor").values_list("action", flat=True))
    assert {"audit.view", "audit.export", "audit.verify"} <= acts


def test_the_trail_says_receipt_numbers_and_asks_once_for_all(
    at_desk: Desk, arrive: Arrive, office_people: dict[str, Actor], django_assert_max_num_queries: Any
) -> None:
    ids = [arrive() for _ in range(3)]
    for id_ in (*ids, "no-case"):
        record(office_people["clerk"], "case.view", object_kind="case", object_id=str(id_))
    auditor = at_desk("auditor")
    auditor.get("/audit")
    with django_assert_max_num_queries(
        5
    ):  # who it is, the rows, the look's own row, the receipt numbers, what the reader was told
        text = auditor.get("/audit").content.decode()
    for receipt in Case.objects.values_list("receipt", flat=True):
        assert receipt in text
    assert not any(str(id_) in text for id_ in ids)
    assert "no-case" in text
    assert f":{AuditRow.objects.get(object_id='no-case').at:%S}" in text
    exported = saved(auditor.post("/audit/export", {"reason": "review"}))
    assert all(str(id_) in exported for id_ in ids), "the file is for machines"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert harmless(cell) == "'" + cell
    assert harmless("潮見") == "潮見"


def test_the_trail_pages_go_back_without_a_gap(at_desk: Desk, office_people: dict[str, Actor]) -> None:
    for _ in range(120):
        record(office_people["clerk"], "case.view")
    client, before, seen = at_desk("auditor"), "", []
    for _ in range(4):
        answer = client.post("/audit", {"actor": "clerk", "before": before}, follow=True)
        seen += [row.id for row in answer.context["rows"]]
        before = answer.context["before"]
        if before is None:
            break
    mine = list(AuditRow.objects.filter(actor_id="clerk").order_by("-id").values_list("id", flat=True))
    assert seen == mine


def test_the_trail_is_asked_by_days_and_acts(at_desk: Desk, office_people: dict[str, Actor]) -> None:
    auditor = at_desk("auditor")
    AuditRow.objects.all().delete()
    for day, act in ((23, "case.view"), (24, "case.view"), (24, "case.list"), (25, "case.view")):
        record(office_people["clerk"], act)
        row = AuditRow.objects.latest("id")
        AuditRow.objects.filter(id=row.id).update(at=datetime(2026, 11, day, 0, 0, tzinfo=clock.TOKYO))

    def found(**given: str) -> list[tuple[int, str]]:
        rows = auditor.post("/audit", {"actor": "clerk", **given}, follow=True).context["rows"]
        return [(clock.legal_date(row.at).day, row.action) for row in rows]

    assert found(since="2026-11-24", until="令和8年11月24日") == [(24, "case.list"), (24, "case.view")]
    assert found(since="2026-11-24", act="case.view") == [(25, "case.view"), (24, "case.view")]
    assert found(until="2026-11-22") == []
    for wrong, control in (
        ({"since": "yesterday"}, "since"),
        ({"until": "2026-13-01"}, "until"),
        ({"since": "2026-11-25", "until": "2026-11-24"}, "since"),
    ):
        for answer in (
            auditor.post("/audit", wrong, follow=True),
            auditor.post("/audit/export", {**wrong, "reason": "review"}),
        ):
            assert answer.status_code == 422
            assert [each.name for each in answer.context["problems"]] == [control]
            assert answer.context["rows"] == ()


def test_a_page_of_an_old_day_is_found_whatever_came_after(
    at_desk: Desk, office_people: dict[str, Actor], django_assert_max_num_queries: Any
) -> None:
    """An act has the moment at which its transaction began, its number when it was written: both orders are kept."""
    AuditRow.objects.all().delete()
    midnight = clock.midnight(date(2026, 11, 24))
    minutes = (-90, -1, 20, -30, 0, 10, 1439, 1441, 1438, 1600)
    for each in minutes:
        record(office_people["clerk"], "case.view", object_id=str(each))
        row = AuditRow.objects.latest("id")
        AuditRow.objects.filter(id=row.id).update(at=midnight + timedelta(minutes=each))
    day = partial(trail_queries.entries, since=midnight, until=midnight + timedelta(days=1))
    with django_assert_max_num_queries(1):
        rows = day().rows
    assert [int(row.object_id) for row in rows] == [1438, 1439, 10, 0, 20]
    first = day(most=2)
    rest = day(most=3, before=first.next_before)
    assert [*first.rows, *rest.rows] == list(rows)
    assert rest.next_before is None


def test_the_file_has_every_row_of_the_filter_in_batches_and_says_why_it_was_made(
    at_desk: Desk, office_people: dict[str, Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trails, "BATCH", 50)
    for n in range(230):
        record(office_people["clerk"], "case.view", subject="77", object_id=f"n{n}")
    auditor = at_desk("auditor")
    for reason in ("", "because"):
        refused = auditor.post("/audit/export", {"subject": "77", "reason": reason})
        assert refused.status_code == 422
        assert [each.name for each in refused.context["problems"]] == ["reason"]
    assert not AuditRow.objects.filter(action="audit.export").exists()
    given = {"subject": "77", "act": "case.view", "since": "2020-01-01", "reason": "incident"}
    answer = auditor.post("/audit/export", given)
    record(office_people["clerk"], "case.view", subject="77", object_id="late")
    table = list(csv.DictReader(io.StringIO(saved(answer))))
    assert [row["object_id"] for row in table] == [f"n{n}" for n in reversed(range(230))]
    made = AuditRow.objects.get(action="audit.export")
    assert (made.reason, made.subject) == ("incident", "77")
    assert made.detail == {"newest": int(table[0]["id"]) + 2, "act": "case.view", "since": "2020-01-01"}
    page = auditor.post("/audit", {"act": "audit.export"}, follow=True).content.decode()
    assert "事故や苦情を調べる" in page


def test_the_trail_keeps_whose_looks_and_which_case_were_asked_for(
    at_desk: Desk, office_people: dict[str, Actor], arrive: Arrive
) -> None:
    id_ = arrive()
    receipt = Case.objects.get(id=id_).receipt
    auditor = at_desk("auditor")
    for case, kept in ((receipt, str(id_)), (str(id_), str(id_)), ("海野　みお", "-")):
        AuditRow.objects.filter(action__startswith="audit.").delete()
        asked = {"actor": "clerk", "case": case}
        auditor.post("/audit", asked, follow=True)
        auditor.post("/audit/export", {**asked, "reason": "review"})
        for row in AuditRow.objects.filter(action__in=("audit.view", "audit.export")):
            assert row.detail.items() >= {"actor": "clerk", "case": kept}.items()
            assert "海野" not in str(row.detail)
    assert AuditRow.objects.filter(action="audit.export").exists()
    assert AuditRow.objects.filter(action="audit.view").exists()


def test_the_operator_sees_what_is_stuck_and_sets_it_going(at_desk: Desk, arrive: Arrive) -> None:
    arrive()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, attempts) VALUES "
            "('opening', 'x.open_attachment', '{\"case_attachment_id\": \"secret-7\"}', 'failed', 16), "
            "('documents', 'x.render_documents', '{}', 'doing', 1), ('documents', 'x.render_documents', '{}', 'todo', 0) "
            "RETURNING id"
        )
        failed, left_behind, waiting = (row[0] for row in cursor.fetchall())
    client = at_desk("operator")
    text = client.get("/operations").content.decode()
    assert "添付の無害化" in text
    assert "置き去り" in text
    assert "secret-7" not in text
    for job in (failed, left_behind):
        assert client.post("/operations/retry", {"job": job})["Location"].endswith("result=again")
    for job in (failed, waiting, "x", "999999999999"):
        assert client.post("/operations/retry", {"job": job})["Location"].endswith("result=gone")
    assert client.post("/operations/retry", {"message": "1"})["Location"].endswith("result=gone")
    with connection.cursor() as cursor:
        jobs = [failed, left_behind, waiting]
        cursor.execute("SELECT status FROM procrastinate_jobs WHERE id = ANY(%s)", [jobs])
        assert [row[0] for row in cursor.fetchall()] == ["todo"] * 3
    assert AuditRow.objects.filter(action="job.retry").count() == 2
