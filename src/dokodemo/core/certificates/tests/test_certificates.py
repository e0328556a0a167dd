"""A copy of the resident record: for whom, with what, numbered without a gap, and never for who has no right to it."""

from datetime import date
from typing import Any

import pytest

from dokodemo.base import clock
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework.cases import actions
from dokodemo.casework.cases.models import Case, CaseDocument, CaseFee, CasePrint
from dokodemo.casework.cases.rights import NotPossible
from dokodemo.casework.conftest import opened_outbox
from dokodemo.casework.effects import NotCarriedOut
from dokodemo.casework.tests import every
from dokodemo.core.certificates.models import Issued
from dokodemo.core.residents import queries as residents
from dokodemo.core.residents.tests.factory import person, version

pytestmark = pytest.mark.django_db
PROCEDURE = "juminhyo-yuso"
HOME, ELSEWHERE = "000000000000019", "000000000000027"


@pytest.fixture
def sakura() -> str:
    number = person(name="海野　さくら", setaibango=HOME, birth=date(1991, 5, 14))
    person(
        since=date(2019, 8, 20),
        name="海野　はると",
        setaibango=HOME,
        order=1,
        relation="子",
        sex="1",
        birth=date(2019, 8, 20),
    )
    return number


@pytest.fixture
def naoki() -> str:
    return person(
        name="潮見　直樹", setaibango=ELSEWHERE, birth=date(1979, 10, 9), address="海風市岬町6番12号"
    )


def answers(**changes: str) -> dict[str, str]:
    mine = {
        "requester_kana": "ウミノ サクラ", "requester_phone": "09000001234", "asker": "private", "whose": "household",
        "scope": "household", "with_relation": "true", "purpose": "work", "copies": "1", "declare_use": "true",
    }  # fmt: skip
    return mine | changes


OTHER = {
    "whose": "other", "holder_name": "潮見 直樹", "holder_address": "海風市岬町6番12号", "ground": "rights",
    "ground_text": "2026年4月に貸したお金を返してもらうため。",
}  # fmt: skip


def arrived(typed: dict[str, str], requester: str) -> Any:
    now = every.in_force()
    procedure = now.procedures[PROCEDURE]
    case_id = every.arrive(procedure, every.filled(procedure, typed), now.hash)
    clerk, _chief = every.people_of("shimin")
    actions.take(clerk, case_id, 1)
    actions.link(clerk, case_id, 2, requester)
    return case_id


def approved(case_id: Any, findings: dict[str, str] | None = None, note: str = "") -> Case:
    clerk, chief = every.people_of("shimin")
    fee = CaseFee.objects.filter(case=case_id).first()
    if fee:
        actions.record_fee(
            clerk, case_id, Case.objects.get(id=case_id).version, fee.amount, clock.today(), "postal_order"
        )
    version_ = Case.objects.get(id=case_id).version
    actions.propose(clerk, case_id, version_, "approved", (), note, findings or {})
    actions.decide(chief, case_id, Case.objects.get(id=case_id).version)
    return Case.objects.get(id=case_id)


def test_the_whole_household_in_the_order_of_the_record_only_on_paper(sakura: str) -> None:
    case = approved(arrived(answers(copies="3"), sakura))
    issued = Issued.objects.get()
    assert (issued.number, issued.copies, issued.household, issued.requester) == (1, 3, True, sakura)
    assert len(issued.persons) == 2
    papers = {each.kind: each for each in CaseDocument.objects.filter(case=case)}
    assert {kind: each.delivery for kind, each in papers.items()} == {"notice": "paper", "juminhyo": "paper"}
    text = every.texts_of(case.id)["juminhyo"]
    assert text.count("この写しは、住民票の原本と相違ないことを証明する。") == 3
    assert text.index("海野さくら") < text.index("海野はると")
    assert "世帯主" in text
    assert AuditRow.objects.filter(action="ledger.write", object_kind="certificate").count() == 2


def test_relations_only_where_they_are_asked_for(sakura: str) -> None:
    typed = answers(whose="self", with_relation="false")
    del typed["scope"]  # nobody is asked how much of a household for one person
    case = approved(arrived(typed, sakura))
    text = every.texts_of(case.id)["juminhyo"]
    assert "海野はると" not in text
    assert text.count("【省略】") == 4


def test_the_fee_counts_copies_and_is_needed_before_an_approval(sakura: str) -> None:
    case_id = arrived(answers(copies="4"), sakura)
    assert CaseFee.objects.get(case=case_id).amount == 1200
    clerk, _chief = every.people_of("shimin")
    with pytest.raises(NotPossible) as refused:
        actions.propose(clerk, case_id, 3, "approved")
    assert refused.value.code == "fee"


def fees_told(case_id: Any) -> int:
    return sum(message.type == "fee.due" for message in opened_outbox(case_id))


def test_a_corrected_number_of_copies_is_a_new_fee(sakura: str) -> None:
    case_id = arrived(answers(copies="4"), sakura)
    clerk, _chief = every.people_of("shimin")
    actions.correct(clerk, case_id, 3, "copies", "2", "電話で本人に聞いた")
    assert CaseFee.objects.get(case=case_id).amount == 600
    told = fees_told(case_id)
    actions.correct(clerk, case_id, 4, "purpose", "pension", "電話で本人に聞いた")
    assert not CaseFee.objects.filter(case=case_id).exists()
    assert fees_told(case_id) == told + 1


def test_no_fee_for_the_pension(sakura: str) -> None:
    case_id = arrived(answers(purpose="pension"), sakura)
    assert not CaseFee.objects.filter(case=case_id).exists()
    assert approved(case_id).state == "approved"
    assert Issued.objects.get().basis == "住民基本台帳法第12条第1項"


# --- 公用: an authority asks, whose official is no resident of the city ---------------------------------------------


def official(**changes: str) -> dict[str, str]:
    asked = {
        "requester_kana": "ヤクショ ハナコ", "requester_phone": "0300001234", "asker": "official", "office_name": "汐路市 福祉課",
        "office_letter": "汐福第12号", "office_postal": "1000001", "office_address": "潮見県汐路市一丁目1番1号",
        "scope": "household", "holder_name": "潮見 直樹", "holder_address": "海風市岬町6番12号",
        "office_law": "生活保護法第29条", "ground_text": "保護の決定のため。", "with_relation": "true", "purpose": "other",
        "copies": "1", "declare_use": "true",
    }  # fmt: skip
    return asked | changes


def from_an_authority(**changes: str) -> Any:
    now = every.in_force()
    procedure = now.procedures[PROCEDURE]
    case_id = every.arrive(procedure, every.filled(procedure, official(**changes)), now.hash)
    clerk, _chief = every.people_of("shimin")
    actions.take(clerk, case_id, 1)
    return case_id


def test_an_authority_gets_the_copy_at_its_office_without_a_fee(naoki: str) -> None:
    from dokodemo.casework.cases.actions.papers import render_documents

    case = approved(from_an_authority(), {"holder_number": naoki})
    assert (case.state, case.person) == ("approved", None)
    assert not CaseFee.objects.filter(case=case).exists()
    issued = Issued.objects.get()
    assert (issued.requester, issued.office, issued.persons) == ("", "汐路市 福祉課", [naoki])
    assert issued.basis == "住民基本台帳法第12条の2第1項"
    render_documents(case.id)
    labels = [row.label for row in CasePrint.objects.filter(document__case=case)]
    assert len(labels) == 2
    for label in labels:
        assert (label["postal"], label["address"]) == ("100-0001", "潮見県汐路市一丁目1番1号　汐路市 福祉課")
    text = every.texts_of(case.id)
    assert "潮見直樹" in text["juminhyo"]
    assert "汐路市" in text["notice"]


def test_for_an_authority_a_clerk_says_whose_record_it_is(naoki: str) -> None:
    case_id = from_an_authority()
    with pytest.raises(NotPossible) as lacking:
        approved(case_id)
    assert "holder_number" in lacking.value.problems


def test_what_an_authority_is_refused_goes_to_its_office(naoki: str) -> None:
    case_id = from_an_authority()
    clerk, chief = every.people_of("shimin")
    actions.propose(clerk, case_id, Case.objects.get(id=case_id).version, "refused", ("not-official",))
    actions.decide(chief, case_id, Case.objects.get(id=case_id).version)
    facts = CaseDocument.objects.get(case_id=case_id).facts
    assert facts["address"].endswith("汐路市 福祉課")
    assert not Issued.objects.exists()


def test_who_asks_for_themselves_is_still_to_be_found_in_the_register(sakura: str) -> None:
    now = every.in_force()
    procedure = now.procedures[PROCEDURE]
    case_id = every.arrive(procedure, every.filled(procedure, answers(purpose="pension")), now.hash)
    clerk, _chief = every.people_of("shimin")
    actions.take(clerk, case_id, 1)
    with pytest.raises(NotPossible) as lacking:
        approved(case_id)
    assert lacking.value.code == "person"


def test_somebody_of_another_household_needs_who_it_is(sakura: str, naoki: str) -> None:
    case_id = arrived(answers(**OTHER), sakura)
    with pytest.raises(NotPossible) as lacking:
        approved(case_id)
    assert "holder_number" in lacking.value.problems
    clerk, chief = every.people_of("shimin")
    actions.propose(
        clerk,
        case_id,
        Case.objects.get(id=case_id).version,
        "approved",
        (),
        "契約書を確かめた",
        {"holder_number": naoki},
    )
    actions.decide(chief, case_id, Case.objects.get(id=case_id).version)
    assert Issued.objects.get().persons == [naoki]
    assert "潮見直樹" in every.texts_of(case_id)["juminhyo"]
    assert "海野さくら" in every.texts_of(case_id)["notice"]


def test_who_is_not_of_the_household_is_refused_by_what_the_register_says(sakura: str, naoki: str) -> None:
    typed = answers(scope="part", **{"persons-0-person_name": "潮見 直樹"})
    case_id = arrived(typed, sakura)
    with pytest.raises(NotPossible) as against:
        approved(case_id)
    assert "note" in against.value.problems
    with pytest.raises(NotCarriedOut, match="潮見"):
        approved(case_id, note="本人から聞いた")
    assert not Issued.objects.exists()


def test_numbers_have_no_gap_when_a_decision_is_undone(sakura: str, naoki: str) -> None:
    approved(arrived(answers(), sakura))
    with pytest.raises(NotCarriedOut):
        approved(
            arrived(answers(scope="part", **{"persons-0-person_name": "潮見 直樹"}), sakura), note="念のため"
        )
    approved(arrived(answers(), sakura))
    assert list(Issued.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_without_a_signature_that_holds_nobody_approves(sakura: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = every.signed
    monkeypatch.setattr(every, "signed", lambda content: real(content + b" "))
    case_id = arrived(answers(), sakura)
    kept = Case.objects.get(id=case_id).evidence["signature"]
    assert (kept["verified"], kept["problems"]) == (False, ["signature_differs"])
    with pytest.raises(NotPossible) as refused:
        approved(case_id)
    assert refused.value.code == "signature"


def test_the_copy_waits_in_the_print_queue_with_its_address(sakura: str) -> None:
    from dokodemo.casework.cases.actions.papers import render_documents

    case = approved(arrived(answers(), sakura))
    render_documents(case.id)
    rows = list(CasePrint.objects.filter(document__case=case))
    assert {row.kind for row in rows} == {"notice", "juminhyo"}
    assert all(row.label["recipient"] == "海野　さくら" for row in rows)


def test_since_when_somebody_lives_where(sakura: str) -> None:
    moved = person(since=date(2010, 4, 1), until=date(2020, 4, 1), address="海風市古町1番1号")
    version(moved, date(2020, 4, 1), address="海風市新町2番2号")
    found = residents.history(moved)
    assert (found.resident, found.address) == (date(2010, 4, 1), date(2020, 4, 1))


def test_a_break_begins_a_new_residence() -> None:
    back = person(since=date(2010, 4, 1), until=date(2012, 4, 1))
    version(back, date(2015, 4, 1))
    assert residents.history(back).resident == date(2015, 4, 1)
    with pytest.raises(LookupError):
        residents.history("000000000000000")


def test_who_asks_is_corrected_to_an_authority_and_their_own_household_is_not_given(
    sakura: str, naoki: str
) -> None:
    case_id = arrived(answers(), sakura)
    clerk, _chief = every.people_of("shimin")
    for name, text in {
        "asker": "official", "office_name": "汐路市 福祉課", "office_letter": "総第1号", "office_postal": "1000001",
        "office_address": "潮見県汐路市一丁目1番1号", "office_law": "生活保護法第29条", "ground_text": "保護の決定のため。",
    }.items():  # fmt: skip
        actions.correct(clerk, case_id, Case.objects.get(id=case_id).version, name, text, "電話で聞いた")
    approved(case_id, {"holder_number": naoki})
    assert Issued.objects.get().persons != [sakura]
    assert Issued.objects.get().basis == "住民基本台帳法第12条の2第1項"
