"""From a case to the ledger and the letter: the real catalog, the real database, the real font."""

import uuid
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework import documents, effects
from dokodemo.casework.cases.rights import NotAllowed
from dokodemo.casework.effects import Assessment, CaseFacts, DecisionFacts
from dokodemo.catalog import versions
from dokodemo.core.child_allowance import actions, queries
from dokodemo.core.child_allowance.effect import Grant
from dokodemo.core.child_allowance.models import AllowanceVersion, Claimant, Decision
from dokodemo.core.child_allowance.tests.conftest import APPROVER, CLERK
from dokodemo.core.residents.tests.factory import person

pytestmark = pytest.mark.django_db
ELSEWHERE = Actor("core", "staff", "kaigo1", "磯部", frozenset({"clerk"}), frozenset({"kaigo"}))
DECIDED = date(2026, 12, 4)


def values(**changes: Any) -> dict[str, Any]:
    child = {
        "kana": "ウミノ　ハルト", "sex": "1", "relation": "child", "living": "together", "looks_after": True,
        "livelihood": "same", "abroad": False,
    }  # fmt: skip
    return {
        "claimant_name": "海野　みお",
        "claimant_address": "海風市汐見台一丁目2番3号",
        "claimant_birth": "1990-03-03",
        "claimant_gender": "2",
        "public_servant": False,
        "event_kind": "birth",
        "event_date": "2026-11-10",
        "has_spouse": False,
        "children": [
            {**child, "name": "海野　はると", "birth": "2019-08-20"},
            {**child, "name": "海野　ひなた", "birth": "2026-11-10"},
        ],
        "has_older": False,
        **changes,
    }


@pytest.fixture
def case(catalog_hash: str) -> CaseFacts:
    return CaseFacts(
        id=uuid.uuid4(),
        receipt="2611-2200-0157",
        procedure_id="jido-teate-nintei",
        catalog_hash=catalog_hash,
        values=values(),
        private={},
        arrived_on=date(2026, 11, 22),
        person=person(name="海野　みお", postal="000-0012"),
    )


def with_values(case: CaseFacts, **changes: Any) -> CaseFacts:
    return CaseFacts(**{**vars(case), "values": values(**changes)})


def decision(assessment: Assessment, outcome: str = "approved") -> DecisionFacts:
    return DecisionFacts(
        outcome=outcome,
        number="海子第1号",
        decided_on=DECIDED,
        amount=assessment.amount if outcome == "approved" else None,
        reasons=assessment.reasons
        if outcome == "approved"
        else ("あなたは公務員であるため、お勤め先に請求してください。",),
        articles=assessment.articles if outcome == "approved" else ("児童手当法第17条第1項",),
        assessment=assessment,
    )


def test_core_carries_out_the_effect_that_the_catalog_names(catalog_hash: str) -> None:
    name = versions.at(catalog_hash).procedures["jido-teate-nintei"].effect
    assert isinstance(effects.get(name), Grant)


# --- what the rule says --------------------------------------------------------------------------------------------


def test_a_claim_within_fifteen_days_counts_from_the_month_after_the_birth(case: CaseFacts) -> None:
    found = Grant().assess(case, DECIDED)
    assert (found.amount, found.amount_unit) == (25000, "円/月")
    assert found.detail["starts"] == "2026-12-01"
    assert [label for label, _ in found.lines] == ["海野　はると", "海野　ひなた"]
    assert "児童手当法第6条第1項" in found.articles
    assert found.refusals == ()
    assert Assessment.from_json(found.to_json()) == found


def test_the_fifteen_days_count_from_legal_arrival_across_the_month(case: CaseFacts) -> None:
    born = {"event_date": "2026-11-25", "children": [{**values()["children"][1], "birth": "2026-11-25"}]}
    in_time = CaseFacts(**{**vars(with_values(case, **born)), "arrived_on": date(2026, 12, 10)})
    late = CaseFacts(**{**vars(in_time), "arrived_on": date(2026, 12, 11)})
    assert Grant().assess(in_time, date(2026, 12, 20)).detail["starts"] == "2026-12-01"
    assert Grant().assess(late, date(2026, 12, 20)).detail["starts"] == "2027-01-01"


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"public_servant": True}, "public-servant"),
        ({"children": [{**values()["children"][0], "looks_after": False}]}, "no-custody"),
        ({"children": [{**values()["children"][0], "living": "apart", "abroad": True, "studying_abroad": False}]}, "child-abroad"),
    ],
)  # fmt: skip
def test_answers_that_suggest_a_refusal(case: CaseFacts, changes: dict[str, Any], refusal: str) -> None:
    assert refusal in Grant().assess(with_values(case, **changes), DECIDED).refusals


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"has_spouse": True, "spouse_earns_more": True}, "所得の方が高い"),
        ({"has_spouse": True, "spouse_public_servant": True}, "配偶者が公務員"),
        ({"event_kind": "other", "event_detail": "そのほか"}, "15日の特例"),
    ],
)
def test_what_the_rule_cannot_see_is_said(case: CaseFacts, changes: dict[str, Any], words: str) -> None:
    assert any(words in warning for warning in Grant().assess(with_values(case, **changes), DECIDED).warnings)


def test_a_claimant_without_a_person_is_said(case: CaseFacts) -> None:
    nobody = CaseFacts(**{**vars(case), "person": None})
    assert any("ひもづいていません" in warning for warning in Grant().assess(nobody, DECIDED).warnings)


def test_a_month_without_rates_is_said_and_nothing_is_guessed(case: CaseFacts) -> None:
    early = CaseFacts(**{**vars(with_values(case, event_date="2020-01-10")), "arrived_on": date(2020, 1, 15)})
    found = Grant().assess(early, date(2020, 2, 1))
    assert found.amount is None
    assert found.warnings


# --- the ledger ----------------------------------------------------------------------------------------------------


def test_approving_writes_the_months(case: CaseFacts) -> None:
    reference = Grant().apply(case, decision(Grant().assess(case, DECIDED)), APPROVER)
    entered = Decision.objects.get()
    assert reference == f"child_allowance/{entered.pk}"
    assert (entered.kind, entered.number, entered.claimed_on, entered.starts) == (
        "grant",
        "海子第1号",
        date(2026, 11, 22),
        date(2026, 12, 1),
    )
    assert case.person is not None
    now = queries.ledger(case.person, date(2027, 1, 15))
    later = queries.ledger(case.person, date(2030, 1, 1))
    assert now is not None
    assert later is not None
    assert (now.monthly, later.monthly) == (25000, 20000)
    assert [child["amount"] for child in now.children] == [10000, 15000]
    assert queries.ledger(case.person, date(2026, 11, 30)) is None
    assert queries.ledger(case.person, date(2045, 4, 1)) is None
    (row,) = AuditRow.objects.filter(action="ledger.write")
    assert (row.subject, row.actor_id) == (case.person, "kosodate2")


def test_the_same_case_is_granted_once(case: CaseFacts) -> None:
    made = decision(Grant().assess(case, DECIDED))
    first = Grant().apply(case, made, APPROVER)
    rows = AllowanceVersion.objects.count()
    assert Grant().apply(case, made, APPROVER) == first
    assert AllowanceVersion.objects.count() == rows


def test_refusing_writes_nothing(case: CaseFacts) -> None:
    assert Grant().apply(case, decision(Grant().assess(case, DECIDED), "refused"), APPROVER) == ""
    assert not Decision.objects.exists()


@pytest.mark.parametrize("changes", [{"person": None}, {"person": "000000000000019"}])
def test_nobody_is_paid_who_is_not_in_the_register(case: CaseFacts, changes: dict[str, Any]) -> None:
    unknown = CaseFacts(**{**vars(case), **changes})
    with pytest.raises(actions.NotPayable) as refused:
        Grant().apply(unknown, decision(Grant().assess(unknown, DECIDED)), APPROVER)
    assert "ひもづけて" in str(refused.value)
    assert not Decision.objects.exists()


def test_nothing_is_granted_where_no_child_counts(case: CaseFacts) -> None:
    none = with_values(case, children=[{**values()["children"][0], "livelihood": "separate"}])
    with pytest.raises(actions.NotPayable):
        Grant().apply(none, decision(Grant().assess(none, DECIDED)), APPROVER)
    assert not Decision.objects.exists()


def test_a_failure_later_in_the_decision_leaves_no_month(case: CaseFacts) -> None:
    class Broken(Exception):
        pass

    with pytest.raises(Broken), transaction.atomic():
        Grant().apply(case, decision(Grant().assess(case, DECIDED)), APPROVER)
        raise Broken
    assert not AllowanceVersion.objects.exists()


def test_a_second_claim_supersedes_from_its_month_and_the_past_stays_known(case: CaseFacts) -> None:
    assert case.person is not None
    clock.set_now(datetime(2026, 12, 4, 1, tzinfo=UTC))
    Grant().apply(case, decision(Grant().assess(case, DECIDED)), APPROVER)
    clock.set_now(datetime(2028, 2, 4, 1, tzinfo=UTC))
    third = {**values()["children"][1], "name": "海野　なみ", "birth": "2028-01-20"}
    again = CaseFacts(
        **{
            **vars(with_values(case, children=[*values()["children"], third], event_date="2028-01-20")),
            "id": uuid.uuid4(),
            "arrived_on": date(2028, 1, 25),
        }
    )
    assert any("すでに支給の記録" in each for each in Grant().assess(again, date(2028, 2, 4)).warnings)
    Grant().apply(again, decision(Grant().assess(again, date(2028, 2, 4))), APPROVER)
    before, after = (
        queries.ledger(case.person, date(2028, 1, 1)),
        queries.ledger(case.person, date(2028, 2, 1)),
    )
    assert before is not None
    assert after is not None
    assert (before.monthly, after.monthly) == (25000, 55000)
    then = queries.sheet(case.person, CLERK, datetime(2027, 6, 1, tzinfo=UTC))
    assert then is not None
    assert [months.monthly for months in then.months] == [25000, 20000, 10000]
    assert {months.number for months in then.months} == {"海子第1号"}


# --- the letter ----------------------------------------------------------------------------------------------------


def letter_of(case: CaseFacts, made: DecisionFacts) -> str:
    facts = {
        "number": made.number, "date": made.decided_on.isoformat(), "outcome": made.outcome, "title": "児童手当 認定通知書",
        "head": "海風市長", "section": "子育て支援課", "city": "海風市",
        **Grant().notice(case, made),
    }  # fmt: skip
    documents.check(facts)
    pdf = pypdfium2.PdfDocument(BytesIO(documents.render("notice", facts)))
    return "".join(pdf[index].get_textpage().get_text_range() for index in range(len(pdf)))


def test_the_letter_says_what_was_decided(case: CaseFacts) -> None:
    text = letter_of(case, decision(Grant().assess(case, DECIDED)))
    for words in (
        "海野　みお",
        "25,000円",
        "令和8年12月分",
        "海野　はると",
        "10,000円",
        "第2子",
        "児童手当法第6条第1項",
        "海子第1号",
    ):
        assert words in text
    assert text.count("海野　はると") == 1  # in the table, and not again among the reasons


def test_the_letter_of_a_refusal_says_why(case: CaseFacts) -> None:
    text = letter_of(case, decision(Grant().assess(case, DECIDED), "refused"))
    assert "公務員" in text
    assert "児童手当法第17条第1項" in text
    assert "月額" not in text


# --- the page ------------------------------------------------------------------------------------------------------


def test_only_the_section_looks_into_its_ledger(case: CaseFacts) -> None:
    assert case.person is not None
    Grant().apply(case, decision(Grant().assess(case, DECIDED)), APPROVER)
    with pytest.raises(NotAllowed):
        queries.sheet(case.person, ELSEWHERE)
    assert not AuditRow.objects.filter(action="person.view").exists()
    sheet = queries.sheet(case.person, CLERK)
    assert sheet is not None
    assert sheet.name == "海野　みお"
    assert AuditRow.objects.filter(action="person.view", subject=case.person).count() == 1
    assert queries.sheet(person(), CLERK) is None


def test_the_page_shows_months_and_history(case: CaseFacts, sign_in: Any) -> None:
    assert case.person is not None
    Grant().apply(case, decision(Grant().assess(case, DECIDED)), APPROVER)
    page = sign_in("kosodate1").get(reverse("child_allowance", args=[Decision.objects.get().pk]))
    text = page.content.decode()
    assert page.status_code == 200
    for words in ("海野　みお", "25,000円", "令和8年12月分", "海子第1号", "海野　ひなた"):
        assert words in text
    instant = AllowanceVersion.objects.earliest("pk").known.lower.isoformat()
    then = sign_in("kosodate1").get(
        reverse("child_allowance", args=[Decision.objects.get().pk]), {"known": instant}
    )
    assert "前の記録を見ています" in then.content.decode()


@pytest.mark.parametrize(
    ("member", "status"), [("kosodate2", 200), ("kaigo1", 404), ("unyo1", 403), ("kansa1", 403)]
)
def test_who_may_open_the_page(case: CaseFacts, sign_in: Any, member: str, status: int) -> None:
    assert case.person is not None
    Grant().apply(case, decision(Grant().assess(case, DECIDED)), APPROVER)
    browser = sign_in(member)
    assert browser.get(reverse("child_allowance", args=[Decision.objects.get().pk])).status_code == status
    assert browser.get(reverse("child_allowances")).status_code == status


def test_a_visitor_is_asked_to_sign_in(client: Client) -> None:
    from dokodemo.base import config

    for address in (reverse("child_allowance", args=[1]), reverse("child_allowances")):
        assert client.get(address, HTTP_HOST=config.load().host).status_code == 303


def test_the_list_of_decisions_names_nobody(case: CaseFacts, sign_in: Any) -> None:
    browser = sign_in("kosodate1")
    assert "まだ認定された請求はありません" in browser.get(reverse("child_allowances")).content.decode()
    Grant().apply(case, decision(Grant().assess(case, DECIDED)), APPROVER)
    text = browser.get(reverse("child_allowances")).content.decode()
    assert "海子第1号" in text
    assert case.person is not None
    assert case.person in text
    assert "海野" not in text
    assert browser.get(reverse("child_allowances"), {"before": "x" * 30}).status_code == 200


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("海子第1号", True), ("海子第１号", True), ("1", True), ("person", True),
        ("海子第2号", False), ("海子", False), ("000000000000019", False), ("海野", False), ("\x00", True),
    ],
)  # fmt: skip
def test_the_ledger_is_searched_by_numbers(case: CaseFacts, sign_in: Any, text: str, found: bool) -> None:
    Grant().apply(case, decision(Grant().assess(case, DECIDED)), APPROVER)
    browser = sign_in("kosodate1")
    page = browser.post(
        reverse("child_allowances"), {"q": case.person if text == "person" else text}, follow=True
    )
    assert page.status_code == 200
    assert ("海子第1号</td>" in page.content.decode()) is found
    assert found or "見つかりませんでした" in page.content.decode()


def test_decisions_follow_each_other_page_by_page(
    case: CaseFacts, django_assert_max_num_queries: Any
) -> None:
    for number in range(queries.PAGE + 2):
        Decision.objects.create(
            claimant=Claimant.objects.get_or_create(atenabango="000000000000019")[0], case_id=uuid.uuid4(),
            kind="grant", procedure="jido-teate-nintei",
            number=f"海子第{number}号", decided_on=DECIDED, claimed_on=DECIDED, starts=date(2026, 12, 1),
            rule_version="2024-10", decided_by="kosodate2",
        )  # fmt: skip
    versions.gone()  # with the version in force: read once, then known
    with django_assert_max_num_queries(2):
        first, place = queries.entries(CLERK)
        second, end = queries.entries(CLERK, place)
    assert [each.number for each in first + second] == [
        f"海子第{n}号" for n in reversed(range(queries.PAGE + 2))
    ]
    assert end is None


@pytest.mark.parametrize("known", ["", "yesterday", "2026-12-04", "2026-12-04T00:00:00", "%00"])
def test_an_instant_that_is_none_shows_what_is_known_now(case: CaseFacts, sign_in: Any, known: str) -> None:
    assert case.person is not None
    Grant().apply(case, decision(Grant().assess(case, DECIDED)), APPROVER)
    page = sign_in("kosodate1").get(
        reverse("child_allowance", args=[Decision.objects.get().pk]), {"known": known}
    )
    assert page.status_code == 200
    assert "前の記録" not in page.content.decode()
