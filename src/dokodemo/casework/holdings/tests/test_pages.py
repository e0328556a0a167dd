"""The pages: a proposal judged by a second person, what is held back, the records, the register."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.casework.cases.models import Case
from dokodemo.casework.conftest import Here, Ledger
from dokodemo.casework.holdings import actions
from dokodemo.casework.holdings.models import Hold, Item, Run
from dokodemo.casework.holdings.queries import records as record_queries
from dokodemo.casework.holdings.tests.parts import NAME, aged, decided, full

pytestmark = pytest.mark.django_db
Desk = Callable[..., Client]
Arrive = Callable[..., UUID]
People = dict[str, Actor]


def test_from_the_proposal_to_the_record(
    at_desk: Desk, arrive: Arrive, office_people: People, ledger: Ledger, here: Here
) -> None:
    id_, stays = full(office_people, arrive, here), decided(office_people, arrive)
    receipt, left = (Case.objects.get(id=each).receipt for each in (id_, stays))
    aged(id_, stays)
    actions.hold(office_people["clerk"], left, "lawsuit", "令和8年（行ウ）第9号", clock.today())
    clerk, chief = at_desk("clerk"), at_desk("chief")
    assert "廃棄できる申請を探して、提案を作る" in clerk.get("/disposal").content.decode()
    answer = clerk.post("/disposal", {"section": here.section})
    assert answer.status_code == 303
    page = answer["Location"]
    seen = clerk.get(page).content.decode()
    assert receipt in seen, "a sample"
    assert left in seen, "and what stays, with why"
    assert "保存を延長しています" in seen
    assert NAME not in seen
    assert "あなたの提案です" in seen
    assert f"{page}/confirm" not in seen
    assert clerk.post(f"{page}/confirm", {"understood": "yes"}).status_code == 403
    judged = chief.get(page).content.decode()
    assert "1件を廃棄する" in judged
    assert chief.post(f"{page}/confirm", {}).status_code == 409, "the tick is missing"
    assert chief.post(f"{page}/confirm", {"understood": "yes"}).status_code == 303
    assert "これから：1件" in chief.get(page).content.decode()
    actions.carry_out(Run.objects.get().pk)
    assert "1件を廃棄しました。1件は残しました。" in chief.get(page).content.decode()
    asked = clerk.post("/disposal/records", {"q": receipt.replace("-", "")})
    assert (asked.status_code, receipt in asked["Location"]) == (303, False)
    found = clerk.get(asked["Location"]).content.decode()
    assert receipt in found
    for unknown in (left, "あ"):
        page_ = clerk.post("/disposal/records", {"q": unknown}, follow=True).content.decode()
        assert "この番号の記録はありません" in page_
    assert "記録は30年残します" in page_
    assert clerk.get(f"/cases/{id_}").status_code == 404
    saved = at_desk("auditor").post("/disposal/records/export")
    assert saved["Content-Type"].startswith("text/csv")
    head, row = csv.reader(io.StringIO(saved.content.decode().removeprefix("\ufeff")))
    said = dict(zip(head, row, strict=True))
    assert (said["受付番号"], said["提案した人"], said["確認した人"]) == (receipt, "試験 clerk", "試験 chief")
    assert said["廃棄の番号"] == page.rpartition("/")[2]


def test_nothing_to_propose_says_so_and_a_proposal_is_taken_back(
    at_desk: Desk, arrive: Arrive, office_people: People, ledger: Ledger, here: Here
) -> None:
    clerk = at_desk("clerk")
    id_ = decided(office_people, arrive)
    answer = clerk.post("/disposal", {"section": here.section})
    assert (answer.status_code, "いまありません" in answer.content.decode()) == (409, True)
    aged(id_)
    page = clerk.post("/disposal", {"section": here.section})["Location"]
    again = clerk.post("/disposal", {"section": here.section})
    assert (again.status_code, "終わっていない廃棄があります" in again.content.decode()) == (409, True)
    assert clerk.post(f"{page}/drop").status_code == 303
    assert "何も消えていません" in clerk.get(page).content.decode()
    assert clerk.post(f"{page}/drop").status_code == 409
    assert clerk.post("/disposal", {"section": here.other_section}).status_code == 403


def test_another_sections_disposal_is_not_there_and_the_auditor_only_looks(
    at_desk: Desk, arrive: Arrive, office_people: People, ledger: Ledger, here: Here
) -> None:
    aged(decided(office_people, arrive))
    number = actions.propose(office_people["clerk"], here.section)
    page, stranger = f"/disposal/{number}", at_desk("stranger")
    for answer in (stranger.get(page), stranger.post(f"{page}/confirm", {"understood": "yes"}), stranger.post(f"{page}/drop")):  # fmt: skip
        assert answer.status_code == 404
    assert f'href="{page}"' not in stranger.get("/disposal").content.decode()
    for who in ("auditor", "operator"):
        assert at_desk(who).get(page).status_code == 200
        assert f'href="{page}"' in at_desk(who).get("/disposal").content.decode()
        assert at_desk(who).post(f"{page}/confirm", {"understood": "yes"}).status_code == 403
    assert at_desk("clerk").get("/disposal/999999").status_code == 404
    assert Run.objects.get().state == "proposed"


def test_holding_says_what_is_wrong_and_loses_nothing(
    at_desk: Desk, arrive: Arrive, office_people: People, here: Here, catalog: Any
) -> None:
    clerk, receipt = at_desk("clerk"), Case.objects.get(id=arrive()).receipt
    bad = {"receipt": "0000", "reason": "other", "note": "", "until": "きのう"}
    answer = clerk.post("/disposal/holds", bad)
    page = answer.content.decode()
    assert answer.status_code == 422
    for said in ("あなたの課にありません", "どういう理由か", "今日か、それより後の日"):
        assert said in page
    assert 'value="きのう"' in page
    stranger = at_desk("stranger")
    right = {
        "receipt": receipt,
        "reason": "disclosure",
        "note": "",
        "until": (clock.today() + timedelta(days=30)).isoformat(),
    }
    assert stranger.post("/disposal/holds", right).status_code == 422, "another section's is not there"
    assert at_desk("auditor").post("/disposal/holds", right).status_code == 403
    assert clerk.post("/disposal/holds", right).status_code == 303
    listed = clerk.get("/disposal/holds").content.decode()
    assert receipt in listed
    assert "開示・訂正・利用停止の請求" in listed
    held = Hold.objects.get()
    assert stranger.post(f"/disposal/holds/{held.pk}/end").status_code == 404
    assert clerk.post("/disposal/holds/999999/end").status_code == 404
    assert clerk.post(f"/disposal/holds/{held.pk}/end").status_code == 303
    assert receipt not in clerk.get("/disposal/holds").content.decode()


def test_a_hold_that_is_over_says_so(at_desk: Desk, arrive: Arrive, office_people: People) -> None:
    receipt = Case.objects.get(id=arrive()).receipt
    actions.hold(office_people["clerk"], receipt.replace("-", ""), "audit", "", clock.today())
    assert "過ぎました" not in at_desk("clerk").get("/disposal/holds").content.decode()
    clock.set_now(clock.now() + timedelta(days=1))
    assert "過ぎました" in at_desk("clerk").get("/disposal/holds").content.decode()


def test_records_follow_each_other_page_by_page_with_as_many_statements(
    at_desk: Desk, office_people: People, here: Here, catalog: Any
) -> None:
    run = Run.objects.create(
        section=here.section, counted_on=clock.today(), proposed_by="clerk", proposed_name="試験"
    )

    def gone(n: int) -> Item:
        return Item(
            run=run, section=here.section, case_id=UUID(int=n), receipt=f"2101-0100-{n:04}", receipt_digits=f"21010100{n:04}",
            procedure=here.procedure, decided_on=clock.today(), state="gone", why="", at=clock.now(),
        )  # fmt: skip

    Item.objects.bulk_create(gone(n) for n in range(1, 3))
    clerk = at_desk("clerk")
    clerk.get("/disposal/records")
    with CaptureQueriesContext(connection) as few:
        clerk.get("/disposal/records")
    Item.objects.bulk_create(gone(n) for n in range(3, 60))
    with CaptureQueriesContext(connection) as many:
        page = clerk.get("/disposal/records").content.decode()
    assert len(many) == len(few)
    assert "2101-0100-0059" in page
    first = record_queries.page(office_people["clerk"])
    second = record_queries.page(office_people["clerk"], after=first.after or 0)
    assert (len(first.rows), len(second.rows), second.after) == (50, 9, None)
    assert record_queries.page(office_people["stranger"]).rows == ()


def test_the_register_as_pages_table_and_pdf(
    at_desk: Desk, office_people: People, here: Here, catalog: Any
) -> None:
    for who in ("operator", "auditor"):
        client = at_desk(who)
        page = client.get("/holdings").content.decode()
        assert f'href="/holdings/case-{here.procedure}"' in page
        one = client.get(f"/holdings/case-{here.procedure}").content.decode()
        assert "記録範囲" in one
        assert "保存期間：" in one
        assert client.get("/holdings/nothing-like-that").status_code == 404
        table = client.get("/holdings/csv?all=1")
        assert table["Content-Type"].startswith("text/csv")
        assert table.content.decode().startswith("\ufeff個人情報ファイルの名称")
        assert client.get("/holdings/pdf").content.startswith(b"%PDF")
    for who in ("clerk", "chief", "stranger"):
        assert at_desk(who).get("/holdings").status_code == 403


def test_before_the_first_catalog_the_register_says_so(
    at_desk: Desk, office_people: People, db: None
) -> None:
    from dokodemo.catalog import versions
    from dokodemo.catalog.models import CatalogVersion

    CatalogVersion.objects.update(activated_at=None)
    versions.forget()
    auditor = at_desk("auditor")
    assert "帳簿を作れません" in auditor.get("/holdings").content.decode()
    assert auditor.get("/holdings/pdf").status_code == 404
