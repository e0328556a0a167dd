"""At the desk it is a case like any other; what becomes of it is told to the portal, and nothing to ``internet``."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from dokodemo.base import clock, config
from dokodemo.base.actor import Actor
from dokodemo.base.audit.models import AuditRow
from dokodemo.base.opening import room as opening_room
from dokodemo.casework.cases import actions as cases
from dokodemo.casework.cases import locked
from dokodemo.casework.cases.actions.papers import render_documents
from dokodemo.casework.cases.models import Case, CaseDocument
from dokodemo.casework.portal import actions
from dokodemo.casework.portal.client import Portal, PortalAway
from dokodemo.casework.portal.models import Intake, Told
from dokodemo.casework.portal.process import round_
from dokodemo.casework.tests import every, staff
from dokodemo.catalog.schema import Catalog
from dokodemo.gateway.models import Outbox
from dokodemo.operate import samples
from doubles.portal import Arrival, Desk

Emit = Callable[..., Arrival]
CORE = pytest.mark.skipif(config.load().zone != "core", reason="residents are core's")


def sections(page: str) -> list[str]:
    """The parts of a page that people read first: its headings."""
    import lxml.html

    root = lxml.html.fromstring(page)
    return [" ".join(each.text_content().split()) for each in root.xpath("//h2 | //dl[@class='lines']//dt")]


def arrived(portal: Portal, sent: Arrival) -> Case:
    round_(portal)
    return Case.objects.get(id=Intake.objects.get(number=sent.number).application)


def clerk_of(case: Case) -> tuple[Actor, Actor]:
    return every.people_of(case.section)


@pytest.fixture
def signed_in(mine: str, catalog: Catalog) -> Callable[..., Any]:
    """A browser of a clerk of the section that handles what the portal sends here."""

    def open_(who: str, section: str, *roles: str) -> Any:
        staff.hired(who, section, *roles)
        return staff.signed_in(who)

    return open_


def test_the_same_parts_on_the_desk(
    portal: Portal,
    emit: Emit,
    catalog: Catalog,
    mine: str,
    arrive: Callable[..., UUID],
    signed_in: Callable[..., Any],
) -> None:
    by_portal = arrived(portal, emit())
    version = by_portal.versions.get()
    private = locked.unlock_private(by_portal.id, bytes(version.private))
    by_web = arrive(version.values, procedure=mine, private=private)
    clerk = signed_in("tester1", by_portal.section, "clerk")
    pages = {
        case: {tab: clerk.get(f"/cases/{case}?tab={tab}").content.decode() for tab in ("application", "resident", "files", "timeline")}
        for case in (by_portal.id, by_web)
    }  # fmt: skip
    for tab in ("resident", "timeline") if config.load().zone == "core" else ("timeline",):
        assert sections(pages[by_portal.id][tab]) == sections(pages[by_web][tab])
    theirs, ours = sections(pages[by_portal.id]["application"]), sections(pages[by_web]["application"])
    assert [each for each in theirs if each not in ours and each not in ("氏名", "生年月日", "住所")] == []
    assert [each for each in ours if each not in theirs] == []
    assert "マイナポータルの受付番号" in pages[by_portal.id]["application"]
    assert by_portal.entrance_number in pages[by_portal.id]["application"]
    assert "この市のオンライン申請" in pages[by_web]["application"]
    queue = clerk.get("/").content.decode()
    assert queue.count(">マイナポータル</span>") == 1
    assert by_portal.receipt in queue
    assert (
        by_portal.receipt in clerk.post("/", {"q": by_portal.entrance_number}, follow=True).content.decode()
    )
    filtered = clerk.get("/?entrance=portal").content.decode()
    assert by_portal.receipt in filtered
    assert Case.objects.get(id=by_web).receipt not in filtered


def told(double: Desk, sent: Arrival) -> list[str]:
    return [each["code"] for each in double.arrivals[sent.id].states]


@pytest.mark.parametrize("outcome", ["approved", "refused"])
def test_what_becomes_of_it_is_told_to_the_portal(
    outcome: str, portal: Portal, double: Desk, emit: Emit, catalog: Catalog, mine: str, village: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    from dokodemo.casework import effects
    from dokodemo.casework.conftest import NAGISA, Ledger

    monkeypatch.setitem(effects._effects, catalog.procedures[mine].effect, Ledger())
    sent = emit()
    case = arrived(portal, sent)
    part = samples.of(mine).approve if outcome == "approved" else samples.of(mine).refuse
    every.decide(case.id, outcome, part, NAGISA if village.rows else None)
    round_(portal)
    assert told(double, sent) == ["accepted", "examining", outcome]
    assert not Outbox.objects.filter(
        stream=case.id, destination="internet"
    ).exists()  # core may be asked for a mandate
    assert set(CaseDocument.objects.filter(case=case).values_list("delivery", flat=True)) <= {"paper"}
    round_(portal)
    assert told(double, sent) == ["accepted", "examining", outcome]


def test_that_a_paper_came_back_is_told_to_nobody(
    portal: Portal, double: Desk, emit: Emit, catalog: Catalog, mine: str, village: Any, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    from dokodemo.casework import effects
    from dokodemo.casework.conftest import NAGISA, Ledger

    monkeypatch.setitem(effects._effects, catalog.procedures[mine].effect, Ledger())
    sent = emit()
    case = arrived(portal, sent)
    every.decide(case.id, "approved", samples.of(mine).approve, NAGISA if village.rows else None)
    render_documents(case.id)
    clerk, letters = clerk_of(case)[0], list(case.documents.values_list("id", flat=True))
    cases.mark(clerk, letters, "posted")
    round_(portal)
    before = told(double, sent)
    for letter in letters:
        cases.bring_back(clerk, letter, clock.today(), "moved")
    round_(portal)
    assert told(double, sent) == before
    assert not Outbox.objects.filter(stream=case.id, destination="internet").exists()


def test_the_portal_away_keeps_what_is_to_be_told(
    portal: Portal, double: Desk, emit: Emit, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = emit()
    case = arrived(portal, sent)
    cases.take(clerk_of(case)[0], case.id, case.version)

    def away(*arguments: object) -> None:
        raise PortalAway("down")

    with monkeypatch.context() as patch:
        patch.setattr(portal, "tell", away)
        with pytest.raises(PortalAway):
            round_(portal)
    assert told(double, sent) == ["accepted"]
    round_(portal)
    assert told(double, sent) == ["accepted", "examining"]


def test_a_message_told_twice_counts_once(portal: Portal, double: Desk, emit: Emit, catalog: Catalog) -> None:
    sent = emit()
    arrived(portal, sent)
    Told.objects.update(delivered_at=None)  # as if we had died before we wrote that it was taken
    round_(portal)
    assert told(double, sent) == ["accepted"]


def test_a_message_that_is_refused_does_not_stop_the_others(
    portal: Portal, double: Desk, emit: Emit, catalog: Catalog
) -> None:
    first, second = emit(), emit()
    round_(portal)
    del double.arrivals[first.id]
    for each in Intake.objects.all():
        actions.tell(each.application, "application.state", clock.now(), {"state": "examining"})
    round_(portal)
    assert told(double, second) == ["accepted", "examining"]
    assert list(Told.objects.exclude(refused="").values_list("refused", flat=True)) == ["404"]


@CORE
def test_a_card_that_a_clerk_linked_is_known_the_next_time(
    portal: Portal, emit: Emit, catalog: Catalog, village: Any
) -> None:
    from dokodemo.casework.conftest import NAGISA

    first = arrived(portal, emit())
    clerk, _chief = clerk_of(first)
    assert first.person is None
    cases.take(clerk, first.id, first.version)
    cases.link(clerk, first.id, first.version + 1, NAGISA)
    assert village.links == {("jpki", first.evidence["signature"]["serial"]): NAGISA}
    second = arrived(portal, emit())
    assert second.person == NAGISA
    altered = arrived(portal, emit("altered"))
    assert altered.person is None  # a serial alone, without a signature that holds, is nobody


@CORE
def test_a_card_is_not_remembered_where_it_says_otherwise_than_the_answers(
    portal: Portal, emit: Emit, catalog: Catalog, village: Any
) -> None:
    from dokodemo.casework.conftest import NAGISA

    case = arrived(portal, emit(KT001="潮見　渚"))
    clerk, _chief = clerk_of(case)
    cases.take(clerk, case.id, case.version)
    cases.link(clerk, case.id, case.version + 1, NAGISA)
    assert village.links == {}


def test_the_page_lists_what_came_and_reads_again(
    portal: Portal, emit: Emit, catalog: Catalog, mine: str, signed_in: Callable[..., Any]
) -> None:
    good, broken, unknown = emit(), emit("unknown_item"), emit("unknown_procedure")
    case = arrived(portal, good)
    clerk = signed_in("tester1", case.section, "clerk")
    page = clerk.get("/portal").content.decode()
    assert good.number in page
    assert case.receipt in page
    assert "定義にない項目IDがあります" in page
    assert unknown.number not in page  # nobody knows whose it is: the operator's
    assert "海野" not in page
    only = clerk.get("/portal?state=broken").content.decode()
    assert (good.number in only, broken.number in only) == (False, True)
    intake = Intake.objects.get(number=broken.number)
    answer = clerk.post("/portal/retry", {"intake": str(intake.pk)})
    assert (answer.status_code, answer["Location"]) == (303, "/portal?result=again")
    assert Intake.objects.get(pk=intake.pk).state == "fetched"
    operator = signed_in("tester2", "", "operator").get("/portal").content.decode()
    assert unknown.number in operator
    assert f"/cases/{case.id}" not in operator
    stranger = signed_in("tester3", "zeimu", "clerk")
    assert stranger.get("/portal").status_code == 404
    theirs = {"intake": str(Intake.objects.get(number=unknown.number).pk)}
    assert stranger.post("/portal/retry", theirs).status_code == 404
    assert clerk.post("/portal/retry", theirs).status_code == 403
    assert AuditRow.objects.filter(action="portal.retry", object_id=broken.number).exists()


def test_a_word_for_every_reason() -> None:
    """Every code that a package can be broken with is said in words."""
    import re
    from pathlib import Path

    from dokodemo.casework.portal import words

    room = Path(words.__file__).parent
    codes = {
        code
        for name in ("package.py", "reading.py", "actions.py")
        for code in re.findall(r'(?:Broken\(|_broken\(intake, |_xml\([^,]+, |BROKEN, )"([a-z_]+)"', (room / name).read_text("utf-8"))
    } | {"shape", "data_missing", *actions._FINAL}  # fmt: skip
    codes |= {"not_zip", "slow", *opening_room._ARCHIVE_REFUSED} - {"pixels", "room"}
    assert len(codes) > 20
    assert [code for code in codes if words.why(code) == code] == []


def test_a_case_of_the_web_is_answered_as_ever(
    arrive: Callable[..., UUID], sent: Callable[..., list[str]]
) -> None:
    case_id = arrive()
    assert "application.registered" in sent(case_id)
    assert not Told.objects.exists()
