"""補正: a clerk asks, the portal is told what the person must do, and the corrected package joins the case."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from dokodemo.base import clock, config
from dokodemo.base.actor import Actor
from dokodemo.casework.cases import actions as cases
from dokodemo.casework.cases.loading import load
from dokodemo.casework.cases.models import Case, CaseAsked, CaseAttachment, CaseFee, CaseVersion
from dokodemo.casework.cases.rights import NotAllowed, NotPossible
from dokodemo.casework.portal import actions, client
from dokodemo.casework.portal.client import Portal, PortalAway
from dokodemo.casework.portal.models import BROKEN, REGISTERED, Intake, Told
from dokodemo.casework.portal.process import round_
from dokodemo.casework.tests import every, staff
from dokodemo.catalog import versions
from dokodemo.catalog.schema import Catalog
from doubles import people
from doubles.portal import Arrival, Desk

Emit = Callable[..., Arrival]
OFFICE = pytest.mark.skipif(config.load().zone != "office", reason="the procedure with a fee is office's")
#: In each zone one item of the portal's form, the field of ours, and a better answer.
MENDED = {
    "core": ("KT006", "claimant_phone", "09000001299"),
    "office": ("RS005", "applicant_phone", "09000001299"),
}
TEXT = "電話番号がつながりません。昼間につながる番号に直してください。"


def arrived(portal: Portal, sent: Arrival) -> Case:
    round_(portal)
    return Case.objects.get(id=Intake.objects.get(number=sent.number, version=1).application)


def clerk_of(case: Case) -> Actor:
    return every.people_of(case.section)[0]


def ask(case: Case, text: str = TEXT, until: date | None = None) -> date:
    """Take the case and ask for a correction."""
    clerk, last = clerk_of(case), until or clock.today() + timedelta(days=14)
    case.refresh_from_db()
    if case.state == "arrived":
        cases.take(clerk, case.id, case.version)
        case.refresh_from_db()
    cases.ask(clerk, case.id, case.version, text, last)
    return last


def said(double: Desk, sent: Arrival) -> list[tuple[str, Any]]:
    return [(each["code"], each["todo"]) for each in double.arrivals[sent.id].states]


@pytest.fixture
def mend(double: Desk) -> Callable[..., Arrival]:
    """The applicant corrects one item and sends all of it again."""

    def send(sent: Arrival, kind: str = "", person: str | None = None, **answers: Any) -> Arrival:
        item, _field, better = MENDED[config.load().zone]
        return double.answer(sent.number, kind, person, answers or {item: better}, clock.now())

    return send


def test_the_portal_is_told_what_is_to_be_mended_and_until_when(
    portal: Portal, double: Desk, emit: Emit, catalog: Catalog
) -> None:
    sent = emit()
    until = ask(arrived(portal, sent))
    round_(portal)
    assert said(double, sent) == [
        ("accepted", {}), ("examining", {}), ("correction", {"text": TEXT, "until": until.isoformat()}),
    ]  # fmt: skip


def test_the_portal_is_told_of_a_withdrawal_that_came_on_paper(
    portal: Portal, double: Desk, emit: Emit, catalog: Catalog
) -> None:
    sent = emit()
    case = arrived(portal, sent)
    cases.withdraw(clerk_of(case), case.id, case.version, clock.today(), "mail", "")
    round_(portal)
    assert said(double, sent)[-1] == ("withdrawn", {})


def test_the_answer_joins_the_case_as_its_next_version(
    portal: Portal, emit: Emit, mend: Callable[..., Arrival], catalog: Catalog
) -> None:
    sent = emit()
    case = arrived(portal, sent)
    ask(case)
    _item, field, better = MENDED[config.load().zone]
    cases.correct(clerk_of(case), case.id, case.version + 1, field, "09000001200", "電話で確認")
    mend(sent)
    round_(portal)
    first, second = CaseVersion.objects.filter(case=case).order_by("n")
    assert second.values == first.values | {field: better}
    fresh = Case.objects.get(id=case.id)
    assert load(fresh).values[field] == better  # the clerk's correction was of the version before
    assert (fresh.state, fresh.receipt, fresh.arrived_at) == ("examining", case.receipt, case.arrived_at)
    assert fresh.version > case.version + 1  # a page that was open before is told
    asked = CaseAsked.objects.get()
    assert (asked.answer, asked.closed_at is None) == (2, False)
    assert list(Intake.objects.order_by("version").values_list("version", "state", "receipt")) == [
        (1, REGISTERED, case.receipt), (2, REGISTERED, case.receipt),
    ]  # fmt: skip
    assert Case.objects.count() == 1


def test_a_file_that_was_sent_before_is_not_kept_twice(
    portal: Portal,
    emit: Emit,
    mend: Callable[..., Arrival],
    catalog: Catalog,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from doubles import portal_packages

    photo = portal_packages.photo()
    monkeypatch.setattr(portal_packages, "photo", lambda: photo)
    sent = emit()
    case = arrived(portal, sent)
    ask(case)
    mend(sent)
    round_(portal)
    assert CaseAttachment.objects.filter(case=case).count() == 1
    ask(case)
    monkeypatch.undo()
    mend(sent)  # with another picture
    round_(portal)
    assert CaseAttachment.objects.filter(case=case).count() == 2


@pytest.mark.parametrize(
    ("kind", "code"), [("not_zip", "not_zip"), ("no_data", "data_missing"), ("traversal", "names")]
)
def test_an_answer_that_cannot_be_read_is_answered_and_may_come_again(
    kind: str,
    code: str,
    portal: Portal,
    double: Desk,
    emit: Emit,
    mend: Callable[..., Arrival],
    catalog: Catalog,
) -> None:
    sent = emit()
    case = arrived(portal, sent)
    ask(case)
    mend(sent, kind)
    round_(portal)
    assert Intake.objects.get(version=2).code == code
    last, todo = said(double, sent)[-1]
    assert last == "unreadable"
    assert "もう一度送ってください" in todo["text"]
    mend(sent)
    round_(portal)
    assert CaseVersion.objects.filter(case=case).count() == 2
    assert CaseAsked.objects.get().answer == 2


def test_what_is_too_large_is_answered_and_may_come_again_smaller(
    portal: Portal, double: Desk, emit: Emit, mend: Callable[..., Arrival], catalog: Catalog,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    sent = emit()
    with monkeypatch.context() as patch:
        patch.setattr(client, "MOST_BYTES", 1000)
        round_(portal)
        second = mend(sent)
        round_(portal)
        round_(portal)
    assert (sent.fetched, second.fetched) == (1, 1)
    assert [code for code, _todo in said(double, sent)] == ["unreadable", "unreadable"]
    assert "大きすぎる" in said(double, sent)[0][1]["text"]
    mend(sent)
    round_(portal)
    case = Case.objects.get()
    ask(case)
    with monkeypatch.context() as patch:
        patch.setattr(client, "MOST_BYTES", 1000)
        mend(sent)
        round_(portal)
    mend(sent)
    round_(portal)
    assert list(Intake.objects.order_by("version").values_list("version", "code", "application")) == [
        (1, "too_large", case.id), (2, "too_large", case.id), (3, "", case.id), (4, "too_large", case.id), (5, "", case.id),
    ]  # fmt: skip
    assert CaseAsked.objects.get().answer == 2
    assert [code for code, _todo in said(double, sent)].count("unreadable") == 3


def test_the_same_version_that_is_too_large_twice_is_one(
    portal: Portal, emit: Emit, catalog: Catalog
) -> None:
    emit()
    (listed,) = portal.waiting(config.load().zone)
    assert actions.keep(listed, None) == actions.keep(listed, None)
    assert Told.objects.count() == 1


def test_a_first_package_that_cannot_be_read_becomes_a_case_when_it_is_sent_again(
    portal: Portal, double: Desk, emit: Emit, mend: Callable[..., Arrival], catalog: Catalog
) -> None:
    sent = emit("no_data")
    round_(portal)
    assert [code for code, _todo in said(double, sent)] == ["unreadable"]
    mend(sent)
    round_(portal)
    assert [code for code, _todo in said(double, sent)] == ["unreadable", "accepted"]
    assert CaseVersion.objects.get().n == 1


def test_what_is_read_again_in_vain_is_told_once(
    portal: Portal, double: Desk, emit: Emit, catalog: Catalog, office_people: dict[str, Actor]
) -> None:
    sent = emit("no_data")
    for _time in range(2):
        round_(portal)
        actions.retry(office_people["operator"], Intake.objects.get().pk)
    round_(portal)
    assert Intake.objects.get().code == "data_missing"
    assert [code for code, _todo in said(double, sent)] == ["unreadable"]


def test_what_the_city_has_to_mend_is_not_told_to_the_applicant(
    portal: Portal, double: Desk, emit: Emit, catalog: Catalog
) -> None:
    sent = emit("unknown_item")
    round_(portal)
    assert said(double, sent) == []


def test_an_answer_nobody_asked_for_changes_nothing_and_is_answered(
    portal: Portal, double: Desk, emit: Emit, mend: Callable[..., Arrival], catalog: Catalog,
    office_people: dict[str, Actor],
) -> None:  # fmt: skip
    sent = emit()
    case = arrived(portal, sent)
    mend(sent)
    round_(portal)
    intake = Intake.objects.get(version=2)
    assert (intake.state, intake.code) == (BROKEN, "not_asked")
    assert CaseVersion.objects.filter(case=case).count() == 1
    last, todo = said(double, sent)[-1]
    assert (last, "電話してください" in todo["text"]) == ("unreadable", True)
    with pytest.raises(NotPossible):
        actions.retry(office_people["operator"], intake.pk)


def test_who_answers_is_who_applied(
    portal: Portal, emit: Emit, mend: Callable[..., Arrival], catalog: Catalog
) -> None:
    sent = emit()
    case = arrived(portal, sent)
    ask(case)
    somebody = next(
        each.subject for each in people.read().values() if each.subject != sent.person and not each.revoked
    )
    for version, person in ((2, somebody), (3, "")):
        mend(sent, person=person)
        round_(portal)
        assert Intake.objects.get(version=version).code == "other_signer"
    assert CaseVersion.objects.filter(case=case).count() == 1
    assert CaseAsked.objects.get().closed_at is None
    mend(sent, person=sent.person)
    round_(portal)
    assert CaseVersion.objects.filter(case=case).count() == 2


def test_an_answer_that_comes_while_it_is_proposed_brings_it_back(
    portal: Portal, emit: Emit, mend: Callable[..., Arrival], catalog: Catalog, mine: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    from dokodemo.casework import effects
    from dokodemo.casework.conftest import Ledger

    monkeypatch.setitem(effects._effects, catalog.procedures[mine].effect, Ledger())
    sent = emit()
    case = arrived(portal, sent)
    ask(case)
    case.refresh_from_db()
    refusal = catalog.procedures[mine].refusals[0].id
    cases.propose(clerk_of(case), case.id, case.version, "refused", (refusal,), "答えがありません")
    mend(sent)
    round_(portal)
    case.refresh_from_db()
    assert (case.state, CaseAsked.objects.get().answer, CaseVersion.objects.count()) == ("examining", 2, 2)


def test_an_old_package_that_is_read_late_does_not_undo_a_newer_one(
    portal: Portal, double: Desk, emit: Emit, mend: Callable[..., Arrival], catalog: Catalog,
    office_people: dict[str, Actor], mine: str, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    sent = emit("unknown_item")
    round_(portal)
    mend(sent)
    round_(portal)
    case = Case.objects.get()
    ask(case)
    mapping = catalog.portal[mine]
    mended = mapping.model_copy(update={"ignored": [*mapping.ignored, "ZZ999"]})
    better = catalog.model_copy(update={"portal": {**catalog.portal, mine: mended}})
    monkeypatch.setattr("dokodemo.casework.portal.actions.versions.current", lambda: better)
    actions.retry(office_people["operator"], Intake.objects.get(version=1).pk)
    round_(portal)
    older = Intake.objects.get(version=1)
    assert (older.code, actions.can_retry(older)) == ("older", False)
    assert CaseVersion.objects.count() == 1
    # Who was told that it is accepted and asked for a correction does not hear that it failed.
    assert [code for code, _todo in said(double, sent)] == ["accepted", "examining", "correction"]


def test_a_later_version_that_arrives_first_is_the_same_application(
    portal: Portal, double: Desk, emit: Emit, mend: Callable[..., Arrival], catalog: Catalog,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    sent = emit()
    mend(sent)
    package = portal.package

    def fetched(delivery: str) -> bytes:
        if delivery == sent.id:
            raise PortalAway("a package is answered 500")
        return package(delivery)

    with monkeypatch.context() as patch:
        patch.setattr(portal, "package", fetched)
        with pytest.raises(PortalAway):
            round_(portal)
    round_(portal)
    case = Case.objects.get()
    assert list(Intake.objects.order_by("version").values_list("version", "code", "application")) == [
        (1, "older", case.id), (2, "", case.id),
    ]  # fmt: skip
    assert sent.acknowledged
    ask(case)
    mend(sent)
    round_(portal)
    assert CaseAsked.objects.get().answer == 2
    assert [code for code, _todo in said(double, sent)] == ["accepted", "examining", "correction"]


def test_what_was_asked_for_can_be_answered_after_the_procedure_was_withdrawn(
    portal: Portal, emit: Emit, mend: Callable[..., Arrival], catalog: Catalog, mine: str
) -> None:
    sent = emit()
    case = arrived(portal, sent)
    ask(case)
    plain = json.loads(catalog.to_bytes())
    for name, each in list(plain["procedures"].items()):
        if each["section"] == case.section:  # all of them: the section has no other procedure of the portal's
            del plain["procedures"][name]
            plain["portal"].pop(name, None)
    versions.activate(versions.store(Catalog.model_validate(plain).to_bytes(), b"", "office"))
    versions.forget()
    mend(sent)
    fresh = emit()
    round_(portal)
    answer, another = Intake.objects.get(version=2), Intake.objects.get(number=fresh.number)
    assert (answer.state, answer.procedure, answer.section) == (REGISTERED, mine, case.section)
    assert CaseAsked.objects.get().answer == 2
    assert (another.state, another.code, another.section) == (BROKEN, "procedure_unknown", "")
    staff.hired("tester1", case.section, "clerk")
    clerk = staff.signed_in("tester1")
    assert 'href="/portal"' in clerk.get("/").content.decode()
    page = clerk.get("/portal").content.decode()
    assert "補正された第2版" in page
    assert catalog.procedures[mine].titles.ja in page
    assert fresh.number not in page


def test_an_answer_is_read_for_the_procedure_of_its_case_though_the_portals_means_another_by_now(
    portal: Portal, emit: Emit, mend: Callable[..., Arrival], catalog: Catalog, mine: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    sent = emit()
    case = arrived(portal, sent)
    ask(case)
    mapping, other = catalog.portal[mine], {"risai": "inu-toroku"}.get(mine, "kaigo-shinki")
    moved = {other: catalog.portal[other].model_copy(update={"procedure_id": mapping.procedure_id})}
    later = catalog.model_copy(update={"portal": moved})
    monkeypatch.setattr("dokodemo.casework.portal.actions.versions.current", lambda: later)
    mend(sent)
    round_(portal)
    answer = Intake.objects.get(version=2)
    assert (answer.state, answer.procedure, answer.section) == (REGISTERED, mine, case.section)


@OFFICE
def test_a_fee_is_told_with_its_amount_and_how_to_pay(
    portal: Portal, double: Desk, emit: Emit, mend: Callable[..., Arrival], catalog: Catalog
) -> None:
    sent = emit(procedure="inu-toroku")
    case = arrived(portal, sent)
    fee = catalog.procedures["inu-toroku"].fee
    assert fee is not None
    assert CaseFee.objects.get(case=case).amount == 3000
    assert said(double, sent) == [("accepted", {}), ("fee", {"amount": 3000, "text": fee.how.ja})]


def test_what_is_asked_is_checked(portal: Portal, emit: Emit, catalog: Catalog) -> None:
    case = arrived(portal, emit())
    clerk = clerk_of(case)
    with pytest.raises(NotPossible, match="not_examining"):
        cases.ask(clerk, case.id, case.version, TEXT, clock.today() + timedelta(days=14))
    for text, until in (("", None), ("x" * 1001, clock.today()), (" ", clock.today() + timedelta(days=181))):
        with pytest.raises(NotPossible) as refused:
            ask(case, text, until or clock.today())
        assert set(refused.value.problems) == {"ask_text", "ask_until"}
    ask(case)
    with pytest.raises(NotPossible, match="asked_already"):
        ask(case)
    stranger = every.people_of("zeimu")[0]
    with pytest.raises(NotAllowed):
        cases.ask(stranger, case.id, case.version, TEXT, clock.today() + timedelta(days=14))


def test_at_the_desk_a_clerk_asks_and_reads_the_answer(
    portal: Portal, double: Desk, emit: Emit, mend: Callable[..., Arrival], arrive: Callable[..., Any], catalog: Catalog
) -> None:  # fmt: skip
    sent = emit()
    case = arrived(portal, sent)
    staff.hired("tester1", case.section, "clerk")
    clerk, page = staff.signed_in("tester1"), f"/cases/{case.id}"
    clerk.post(f"{page}/take", {"version": "1"})
    asked = {"version": "2", "ask_text": TEXT, "ask_until": "2026-11-01"}
    wrong = clerk.post(f"{page}/ask", asked)
    assert wrong.status_code == 422
    assert "期限は、明日から180日後まで" in wrong.content.decode()
    assert TEXT in wrong.content.decode()
    until = clock.today() + timedelta(days=10)
    assert clerk.post(f"{page}/ask", asked | {"ask_until": until.isoformat()}).status_code == 303
    shown = clerk.get(page).content.decode()
    assert "答えを待っています" in shown
    assert "補正を求める</button>" not in shown
    mend(sent)
    round_(portal)
    shown = clerk.get(f"{page}?tab=timeline").content.decode()
    assert shown.index("補正を求めました") < shown.index("補正された申請が届きました")
    assert "補正された第2版" in clerk.get("/portal").content.decode()
