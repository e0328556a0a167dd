"""The pages, by who opens them; in both zones."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.casework.cases.models import Case
from dokodemo.casework.conftest import NAGISA, Here
from dokodemo.casework.looking import actions
from dokodemo.casework.looking.models import Alarm, Notable, OwnNumber
from dokodemo.casework.looking.tests.making import AT, judge, seen

pytestmark = pytest.mark.django_db
Desk = Callable[..., Client]
NIGHT = AT.replace(hour=23)


@pytest.fixture
def alarm(office_people: dict[str, Actor], catalog: Any) -> Alarm:
    seen("clerk", action="case.view", at=NIGHT)
    judge()
    return Alarm.objects.get()


def text_of(answer: Any) -> str:
    assert answer["Cache-Control"] == "no-store"
    return str(answer.content.decode())


def test_the_chief_reads_and_answers(at_desk: Desk, alarm: Alarm) -> None:
    chief = at_desk("chief")
    listed = text_of(chief.get("/looking"))
    assert "夜間・休日" in listed
    assert "試験 clerk" in listed
    page = f"/looking/{alarm.pk}"
    assert "試験 clerk" in text_of(chief.get(page))
    wrong = chief.post(page, {"word": "", "remark": "聞いたこと"})
    assert wrong.status_code == 422
    assert "聞いたこと" in text_of(wrong)
    assert "点検の結果を選んでください。" in text_of(wrong)
    assert chief.post(page, {"word": "needed", "remark": "停電の対応。"}).status_code == 303
    assert "答えを待つものはありません。" in text_of(chief.get("/looking"))
    assert "業務で必要だった" in text_of(chief.get("/looking?tab=done"))
    again = chief.post(page, {"word": "improper", "remark": "やはりちがう。"})
    assert again.status_code == 422
    assert "やはりちがう。" not in text_of(chief.get(page))


def test_who_may_open_what(at_desk: Desk, alarm: Alarm, here: Here) -> None:
    core = 200 if here.has_people else 404
    core_403 = 403 if here.has_people else 404
    people = ("clerk", "chief", "approver", "stranger", "operator", "administrator", "auditor")
    expected = {
        "/looking": (403, 200, 403, 200, 403, 403, 200),
        f"/looking/{alarm.pk}": (403, 200, 403, 404, 403, 403, 200),
        "/looking/999999": (403, 404, 403, 404, 403, 403, 404),
        "/looking/report": (403, 403, 403, 403, 403, 403, 200),
        "/looking/whose": (core, core, core, core, core_403, core_403, core),
        "/looking/notable": (core_403, core_403, core_403, core_403, core_403, core, core),
        "/looking/own-numbers": (core_403, core_403, core_403, core_403, core_403, core, core),
    }
    for address, statuses in expected.items():
        for who, status in zip(people, statuses, strict=True):
            assert at_desk(who).get(address).status_code == status, (address, who)
        assert at_desk("").get(address).status_code == (404 if statuses[0] == 404 else 303)


def test_ones_own_alarm_offers_no_answer(at_desk: Desk, office_people: Any, catalog: Any) -> None:
    seen("chief", action="case.view", at=NIGHT)
    judge()
    page = f"/looking/{Alarm.objects.get().pk}"
    assert "自分の閲覧には、自分では答えられません。" in text_of(at_desk("chief").get(page))
    assert at_desk("chief").post(page, {"word": "needed", "remark": "仕事。"}).status_code == 403


def test_the_report_as_page_and_files(at_desk: Desk, alarm: Alarm, here: Here) -> None:
    auditor = at_desk("auditor")
    page = text_of(auditor.get("/looking/report?month=2026-11"))
    assert "夜間・休日" in page
    assert "試験" not in page.partition("<main")[2]
    assert "点検が必要な閲覧はありませんでした" in text_of(auditor.get("/looking/report?month=2001-01"))
    for odd in ("", "2026-13", "%00", "あ", "9999-12", "0001-01"):
        assert auditor.get(f"/looking/report?month={odd}").status_code == 200
        assert auditor.post("/looking/report/file", {"month": odd, "as": "csv"}).status_code == 200
    csv = auditor.post("/looking/report/file", {"month": "2026-11", "as": "csv"})
    assert csv["Content-Disposition"] == 'attachment; filename="looks-2026-11.csv"'
    assert csv.content.startswith("\ufeff課,".encode())
    pdf = auditor.post("/looking/report/file", {"month": "2026-11", "as": "pdf"})
    assert pdf.content.startswith(b"%PDF")
    empty = auditor.post("/looking/report/file", {"month": "2001-01", "as": "pdf"})
    assert empty.content.startswith(b"%PDF")
    assert at_desk("chief").post("/looking/report/file", {}).status_code == 403


def test_who_has_looked(at_desk: Desk, office_people: Any, arrive: Callable[..., UUID], here: Here) -> None:
    if not here.has_people:
        pytest.skip("residents are kept in core")
    Case.objects.filter(id=arrive()).update(person=NAGISA)
    seen("clerk", NAGISA, at=clock.now() - timedelta(days=1))
    clerk = at_desk("clerk")
    wrong = clerk.post("/looking/whose", {"person": NAGISA, "since": "いつか", "reason": ""})
    assert wrong.status_code == 422
    assert all(each in text_of(wrong) for each in (NAGISA, "いつか", "調べる理由を選んでください。"))
    far = {"person": NAGISA, "since": "2026-01-01", "until": "9999-12-31", "reason": "asked"}
    assert clerk.post("/looking/whose", far).status_code == 422
    asked = {"person": NAGISA, "since": "令和8年1月1日", "until": "2026-12-31", "reason": "asked"}
    page = text_of(clerk.post("/looking/whose", asked, follow=True))
    assert "潮見　渚 様の情報を見た記録" in page
    assert "住民の記録" in page
    assert "試験 clerk" not in page.partition("<main")[2]
    pdf = clerk.post("/looking/whose", {**asked, "as": "pdf"})
    assert pdf["Content-Disposition"] == 'attachment; filename="looks.pdf"'
    assert pdf.content.startswith(b"%PDF")


def test_the_lists(at_desk: Desk, office_people: Any, here: Here) -> None:
    if not here.has_people:
        pytest.skip("residents are kept in core")
    keeper, auditor = at_desk("administrator"), at_desk("auditor")
    wrong = keeper.post("/looking/notable", {"person": "1", "reason": "市長"})
    assert wrong.status_code == 422
    assert 'value="市長"' in text_of(wrong)
    assert keeper.post("/looking/notable", {"person": NAGISA, "reason": "市長"}).status_code == 303
    assert NAGISA in text_of(keeper.get("/looking/notable"))
    assert NAGISA in text_of(auditor.get("/looking/notable"))
    assert (
        at_desk("operator").post("/looking/notable", {"person": NAGISA, "reason": "市長"}).status_code == 403
    )
    assert keeper.post("/looking/notable", {"end": "999999"}).status_code == 404
    assert keeper.post("/looking/notable", {"end": str(Notable.objects.get().pk)}).status_code == 303
    given = {"member": "clerk", "person": NAGISA, "consented_on": "2026-11-01"}
    assert keeper.post("/looking/own-numbers", given | {"member": "x"}).status_code == 422
    assert keeper.post("/looking/own-numbers", given).status_code == 303
    page = text_of(keeper.get("/looking/own-numbers"))
    assert "試験 clerk" in page
    assert NAGISA not in page
    assert keeper.post("/looking/own-numbers", {"forget": "clerk"}).status_code == 303
    assert not OwnNumber.objects.exists()


def test_in_english(at_desk: Desk, alarm: Alarm) -> None:
    chief = at_desk("chief", headers={"accept-language": "en"})
    for address in ("/looking", f"/looking/{alarm.pk}"):
        assert "At night or on a closed day" in text_of(chief.get(address))


def test_a_desk_asks_the_browser_to_keep_nothing(at_desk: Desk, alarm: Alarm) -> None:
    page = text_of(at_desk("chief").get(f"/looking/{alarm.pk}"))
    assert '<textarea id="remark" name="remark" autocomplete="off"' in page


def test_the_trail_says_it_in_words(at_desk: Desk, alarm: Alarm, office_people: Any) -> None:
    actions.answer(office_people["chief"], alarm.pk, "needed", "停電の対応。")
    assert "閲覧の点検に答えた" in text_of(at_desk("auditor").get("/audit"))
