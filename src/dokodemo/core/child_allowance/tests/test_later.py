"""What happens to a ledger after the grant: revised, ended, noted. All invented."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from dokodemo.base import clock
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework import effects
from dokodemo.casework.effects import Assessment, CaseFacts, DecisionFacts, Effect
from dokodemo.catalog import versions
from dokodemo.core.child_allowance import queries, saying
from dokodemo.core.child_allowance.actions import NotPayable
from dokodemo.core.child_allowance.effect import Grant
from dokodemo.core.child_allowance.later import End, Note, Revise
from dokodemo.core.child_allowance.models import AllowanceVersion, Decision
from dokodemo.core.child_allowance.tests.conftest import APPROVER, CLERK
from dokodemo.core.residents.tests.factory import person

pytestmark = pytest.mark.django_db
_serial = iter(range(1, 10_000))


@pytest.fixture(autouse=True)
def winter() -> Iterator[None]:
    """The tests' day, so that the screen has something to show."""
    clock.set_now(datetime(2026, 12, 4, 3, tzinfo=UTC))
    yield
    clock.reset()


def child(name: str, birth: str, **more: Any) -> dict[str, Any]:
    return {
        "name": name, "birth": birth, "living": "together", "looks_after": True, "livelihood": "same", "abroad": False,
        **more,
    }  # fmt: skip


HARUTO, NAMI = child("海野　はると", "2019-08-20"), child("海野　なみ", "2012-04-02")
HINATA = child("海野　ひなた", "2026-11-10")


@pytest.fixture
def mio() -> str:
    return person(name="海野　みお")


@pytest.fixture
def filed(catalog_hash: str, mio: str) -> Callable[..., CaseFacts]:
    """A case of somebody: ``filed(procedure, arrived_on, **values)``."""

    def make(procedure: str, arrived_on: date, of: str | None = mio, **values: Any) -> CaseFacts:
        return CaseFacts(uuid.uuid4(), "2611-2200-0157", procedure, catalog_hash, values, {}, arrived_on, of)

    return make


@pytest.fixture
def granted(filed: Callable[..., CaseFacts]) -> CaseFacts:
    """はると and なみ are paid from June 2026: 20,000 yen a month."""
    case = filed(
        "jido-teate-nintei",
        date(2026, 5, 20),
        event_kind="moved_in",
        event_date="2026-05-10",
        children=[HARUTO, NAMI],
    )
    decide(Grant(), case, date(2026, 6, 1))
    return case


def decide(
    effect: Effect, case: CaseFacts, on: date, outcome: str = "approved", **findings: Any
) -> DecisionFacts:
    """Propose and decide on one day; returns the decision."""
    made = decision(effect.assess(case, on), on, outcome, **findings)
    effect.apply(case, made, APPROVER)
    return made


def decision(found: Assessment, on: date, outcome: str = "approved", **findings: Any) -> DecisionFacts:
    return DecisionFacts(
        outcome=outcome,
        number=f"海子第{next(_serial)}号",
        decided_on=on,
        amount=found.amount,
        reasons=found.reasons,
        articles=found.articles,
        assessment=found,
        findings=findings,
    )


def paid(of: str | None, *months: date) -> list[int]:
    held = [queries.ledger(of or "", month) for month in months]
    return [each.monthly if each else 0 for each in held]


def birth_of_hinata(filed: Callable[..., CaseFacts], arrived_on: date, **changes: Any) -> CaseFacts:
    return filed(
        "jido-teate-gakukaitei",
        arrived_on,
        **{
            "receiving_now": True, "change": "more", "reason_more": "birth", "event_date": "2026-11-10",
            "children": [HINATA], **changes,
        },
    )  # fmt: skip


def leaving(filed: Callable[..., CaseFacts], arrived_on: date, event: str, *children: Any) -> CaseFacts:
    gone = [{"name": each["name"], "birth": each["birth"]} for each in children]
    return filed(
        "jido-teate-gakukaitei",
        arrived_on,
        receiving_now=True,
        change="fewer",
        reason_fewer="no_care",
        event_date=event,
        left_children=gone,
    )


def ending(filed: Callable[..., CaseFacts], arrived_on: date, event: str) -> CaseFacts:
    return filed(
        "jido-teate-shometsu", arrived_on, applicant_is="self", end_reason="moved_out", event_date=event
    )


def test_core_carries_out_the_effects_that_the_catalog_names(catalog_hash: str) -> None:
    procedures = versions.at(catalog_hash).procedures
    wanted: dict[str, type] = {
        "jido-teate-gakukaitei": Revise,
        "jido-teate-shometsu": End,
        "jido-teate-henko": Note,
        "jido-teate-genkyo": Note,
        "jido-teate-mishiharai": Note,
    }
    for name, effect in wanted.items():
        assert isinstance(effects.get(procedures[name].effect), effect)


# --- 額の改定 (児童手当法第9条) -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "arrived", "starts", "article"),
    [
        ("2026-11-10", date(2026, 11, 22), "2026-12-01", "児童手当法第9条第1項"),
        ("2026-11-25", date(2026, 12, 10), "2026-12-01", "児童手当法第9条第2項"),  # within 15 days
        ("2026-11-25", date(2026, 12, 11), "2027-01-01", "児童手当法第9条第1項"),  # a day late
        (
            "2026-10-30",
            date(2026, 11, 16),
            "2026-11-01",
            "地方自治法第4条の2第4項",
        ),  # the 15th day is a Saturday
    ],
)
def test_more_counts_from_the_month_after_the_claim_or_the_event(
    granted: CaseFacts,
    filed: Callable[..., CaseFacts],
    event: str,
    arrived: date,
    starts: str,
    article: str,
) -> None:
    case = birth_of_hinata(filed, arrived, event_date=event, children=[child("海野　ひなた", event)])
    found = Revise().assess(case, date(2026, 12, 20))
    assert (found.amount, found.detail["starts"]) == (
        50000,
        starts,
    )  # なみ 10,000 はると 10,000 ひなた 30,000
    assert article in found.articles
    assert "児童手当法第8条第2項" not in found.articles
    assert Assessment.from_json(found.to_json()) == found


@pytest.mark.parametrize(
    ("event", "arrived"),
    [("2026-09-01", date(2026, 9, 2)), ("2026-09-30", date(2026, 11, 22)), ("2026-09-15", date(2026, 12, 1))],
)
def test_fewer_counts_from_the_month_after_the_event_however_late(
    granted: CaseFacts, filed: Callable[..., CaseFacts], event: str, arrived: date
) -> None:
    found = Revise().assess(leaving(filed, arrived, event, NAMI), date(2026, 12, 4))
    assert (found.amount, found.detail["starts"]) == (10000, "2026-10-01")
    assert "児童手当法第9条第3項" in found.articles


def test_a_birth_is_entered_from_its_month_and_what_was_known_stays(
    granted: CaseFacts, filed: Callable[..., CaseFacts]
) -> None:
    case = birth_of_hinata(filed, date(2026, 11, 22))
    made = decide(Revise(), case, date(2026, 12, 4))
    # なみ is paid for until March 2031 and counts until March 2035.
    months = (date(2026, 11, 1), date(2026, 12, 1), date(2031, 4, 1), date(2035, 4, 1))
    assert paid(case.person, *months) == [20000, 50000, 40000, 20000]
    entry = Decision.objects.get(case_id=case.id)
    assert (entry.kind, entry.number, entry.starts) == ("revise", made.number, date(2026, 12, 1))
    then = queries.sheet(case.person or "", CLERK, AllowanceVersion.objects.earliest("pk").known.lower)
    assert then is not None
    assert max(each.monthly for each in then.months) == 20000
    letter = Revise().notice(case, made)
    assert (letter["amount"], letter["rows"]) == (
        50000,
        [["額が変わる月", "令和8年12月分"], ["理由となった日", "2026年11月10日"]],
    )
    assert [each["amount"] for each in letter["children"]] == [10000, 10000, 30000]


def test_an_older_child_counts_and_is_paid_nothing(
    granted: CaseFacts, filed: Callable[..., CaseFacts]
) -> None:
    older = {"name": "海野　そら", "birth": "2006-05-05", "supported": True}
    case = birth_of_hinata(
        filed, date(2026, 11, 22), reason_more="older_supported", children=[], older_children=[older]
    )
    assert decide(Revise(), case, date(2026, 12, 4)).amount == 40000  # そら first, なみ 10,000, はると 30,000


def test_who_leaves_is_gone_and_the_others_stay(granted: CaseFacts, filed: Callable[..., CaseFacts]) -> None:
    decide(Revise(), leaving(filed, date(2026, 11, 22), "2026-11-15", NAMI), date(2026, 12, 4))
    assert paid(granted.person, date(2026, 11, 1), date(2026, 12, 1), date(2045, 4, 1)) == [20000, 10000, 0]
    assert [each.name for each in queries.family(granted.person or "", date(2026, 12, 1))] == ["海野　はると"]


def test_refusing_a_revision_writes_nothing(granted: CaseFacts, filed: Callable[..., CaseFacts]) -> None:
    before = AllowanceVersion.objects.count()
    case = birth_of_hinata(filed, date(2026, 11, 22), receiving_now=False)
    assert Revise().assess(case, date(2026, 12, 4)).refusals == ("not-receiving",)
    decide(Revise(), case, date(2026, 12, 4), "refused")
    assert (AllowanceVersion.objects.count(), Decision.objects.count()) == (before, 1)


def test_the_same_revision_is_entered_once(granted: CaseFacts, filed: Callable[..., CaseFacts]) -> None:
    case = birth_of_hinata(filed, date(2026, 11, 22))
    made = decide(Revise(), case, date(2026, 12, 4))
    rows = AllowanceVersion.objects.count()
    assert (
        Revise().apply(case, made, APPROVER) == f"child_allowance/{Decision.objects.get(case_id=case.id).pk}"
    )
    assert AllowanceVersion.objects.count() == rows


def test_what_a_clerk_has_to_look_at(granted: CaseFacts, filed: Callable[..., CaseFacts]) -> None:
    def warned(case: CaseFacts) -> str:
        return " ".join(Revise().assess(case, date(2026, 12, 4)).warnings)

    assert "ひもづいていません" in warned(replace(birth_of_hinata(filed, date(2026, 11, 22)), person=None))
    assert "いません: 海野　だれか" in warned(
        leaving(filed, date(2026, 11, 22), "2026-11-15", child("海野　だれか", "2019-08-20"))
    )
    assert "月額が変わりません" in warned(birth_of_hinata(filed, date(2026, 11, 22), children=[HARUTO]))
    assert "残りません" in warned(leaving(filed, date(2026, 11, 22), "2026-11-15", NAMI, HARUTO))
    apart = {**HINATA, "living": "apart"}
    assert "別居監護申立書" in warned(birth_of_hinata(filed, date(2026, 11, 22), children=[apart]))


def test_nobody_is_revised_who_is_not_paid(filed: Callable[..., CaseFacts]) -> None:
    case = birth_of_hinata(filed, date(2026, 11, 22))
    found = Revise().assess(case, date(2026, 12, 4))
    assert any("認定の請求に当たらないか" in each for each in found.warnings)
    with pytest.raises(NotPayable, match="台帳がありません"):
        decide(Revise(), case, date(2026, 12, 4))
    assert not Decision.objects.exists()


def test_a_ledger_that_has_ended_is_not_revised_again(
    granted: CaseFacts, filed: Callable[..., CaseFacts]
) -> None:
    proposed = birth_of_hinata(filed, date(2026, 11, 22))
    made = decision(Revise().assess(proposed, date(2026, 12, 4)), date(2026, 12, 4))
    decide(End(), ending(filed, date(2026, 11, 24), "2026-11-30"), date(2026, 12, 4))
    with pytest.raises(NotPayable, match="支給していません"):
        Revise().apply(proposed, made, APPROVER)
    assert paid(granted.person, date(2026, 11, 1), date(2026, 12, 1)) == [20000, 0]


def test_a_revision_never_reaches_behind_an_end(granted: CaseFacts, filed: Callable[..., CaseFacts]) -> None:
    decide(End(), ending(filed, date(2026, 11, 24), "2027-01-31"), date(2026, 12, 4))
    decide(Revise(), birth_of_hinata(filed, date(2026, 11, 22)), date(2026, 12, 4))
    assert paid(granted.person, date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1)) == [50000, 50000, 0]


def test_a_revision_is_judged_again_when_the_ledger_changed(
    granted: CaseFacts, filed: Callable[..., CaseFacts]
) -> None:
    first, second = (
        birth_of_hinata(filed, date(2026, 11, 22)),
        leaving(filed, date(2026, 11, 22), "2026-11-15", NAMI),
    )
    stale = decision(Revise().assess(second, date(2026, 12, 4)), date(2026, 12, 4))
    decide(Revise(), first, date(2026, 12, 4))
    with pytest.raises(NotPayable, match="台帳が変わりました"):
        Revise().apply(second, stale, APPROVER)
    decide(Revise(), second, date(2026, 12, 4))
    assert paid(granted.person, date(2026, 12, 1)) == [25000]  # はると 10,000, ひなた 15,000


def test_nothing_before_the_grant_is_revised(granted: CaseFacts, filed: Callable[..., CaseFacts]) -> None:
    with pytest.raises(NotPayable, match="令和8年6月分からの認定より前"):
        decide(Revise(), leaving(filed, date(2026, 11, 22), "2026-04-15", NAMI), date(2026, 12, 4))


def test_a_revision_to_nobody_is_an_end(granted: CaseFacts, filed: Callable[..., CaseFacts]) -> None:
    with pytest.raises(NotPayable, match="受給事由消滅"):
        decide(Revise(), leaving(filed, date(2026, 11, 22), "2026-11-15", NAMI, HARUTO), date(2026, 12, 4))


# --- 受給事由の消滅 (第8条第2項) -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "last", "first_without"),
    [
        ("2026-11-01", date(2026, 11, 1), date(2026, 12, 1)),
        ("2026-11-30", date(2026, 11, 1), date(2026, 12, 1)),
        ("2026-12-31", date(2026, 12, 1), date(2027, 1, 1)),
    ],
)
def test_the_month_of_the_event_is_the_last(
    granted: CaseFacts, filed: Callable[..., CaseFacts], event: str, last: date, first_without: date
) -> None:
    case = ending(filed, date(2026, 11, 24), event)
    made = decide(End(), case, date(2026, 12, 4), overpaid_amount=10000)
    assert paid(case.person, last, first_without, date(2030, 1, 1)) == [20000, 0, 0]
    assert made.articles == ("児童手当法第8条第2項",)
    entry = Decision.objects.get(case_id=case.id)
    assert (entry.kind, entry.starts) == ("end", first_without)
    assert ["返していただく額（円）", "10,000"] in entry.stated
    assert AuditRow.objects.filter(action="ledger.write", subject=case.person).count() == 2


def test_an_end_is_entered_once_and_a_refusal_closes_nothing(
    granted: CaseFacts, filed: Callable[..., CaseFacts]
) -> None:
    case = ending(filed, date(2026, 11, 24), "2026-11-30")
    decide(End(), case, date(2026, 12, 4), "refused")
    assert paid(case.person, date(2026, 12, 1)) == [20000]
    made = decide(End(), case, date(2026, 12, 4))
    rows = AllowanceVersion.objects.count()
    End().apply(case, made, APPROVER)
    assert (AllowanceVersion.objects.count(), Decision.objects.count()) == (rows, 2)
    assert ["最後に支給する月", "令和8年11月分"] in End().notice(case, made)["rows"]


def test_an_event_before_the_rates_known_here_is_said_and_ends_nothing(
    granted: CaseFacts, filed: Callable[..., CaseFacts]
) -> None:
    case = ending(filed, date(2026, 11, 24), "2024-08-15")
    assert saying.no_rates() in End().assess(case, date(2026, 12, 4)).warnings
    with pytest.raises(NotPayable, match="始まりの月"):
        decide(End(), case, date(2026, 12, 4))


def test_there_must_be_something_to_close(granted: CaseFacts, filed: Callable[..., CaseFacts]) -> None:
    decide(End(), ending(filed, date(2026, 11, 24), "2026-11-30"), date(2026, 12, 4))
    with pytest.raises(NotPayable, match="より後に支給する記録がありません"):
        decide(End(), ending(filed, date(2026, 11, 25), "2026-12-31"), date(2026, 12, 4))
    with pytest.raises(NotPayable, match="認定より前"):
        decide(End(), ending(filed, date(2026, 11, 25), "2026-04-30"), date(2026, 12, 4))
    with pytest.raises(NotPayable, match="台帳がありません"):
        decide(
            End(),
            replace(ending(filed, date(2026, 11, 25), "2026-12-31"), person=person()),
            date(2026, 12, 4),
        )


def test_who_comes_back_is_granted_anew(granted: CaseFacts, filed: Callable[..., CaseFacts]) -> None:
    decide(End(), ending(filed, date(2026, 8, 24), "2026-08-31"), date(2026, 9, 1))
    decide(Grant(), replace(granted, id=uuid.uuid4(), arrived_on=date(2026, 10, 20)), date(2026, 11, 1))
    assert paid(granted.person, date(2026, 8, 1), date(2026, 10, 1), date(2026, 11, 1)) == [20000, 0, 20000]
    decide(Revise(), birth_of_hinata(filed, date(2026, 11, 22)), date(2026, 12, 4))
    assert paid(granted.person, date(2026, 12, 1)) == [50000]


# --- 届出の記録 -----------------------------------------------------------------------------------------------------


def unpaid(filed: Callable[..., CaseFacts]) -> CaseFacts:
    """The child's carer claims: the case is about the recipient who has died."""
    return filed(
        "jido-teate-mishiharai",
        date(2026, 11, 24),
        claimant_is="carer",
        claimant_name="海野　大地",
        recipient_name="海野　みお",
        died_on="2026-11-08",
    )


def test_a_note_changes_no_month_and_says_what_was_decided(
    granted: CaseFacts, filed: Callable[..., CaseFacts]
) -> None:
    before = AllowanceVersion.objects.count()
    case = unpaid(filed)
    assert ("台帳の令和8年12月分", "月額20,000円（海子第") in [
        (label, text[: len("月額20,000円（海子第")])
        for label, text in Note().assess(case, date(2026, 12, 4)).lines
    ]
    made = decide(
        Note(), case, date(2026, 12, 4), unpaid_months="令和8年10月分から11月分まで", unpaid_amount=40000
    )
    entry = Decision.objects.get(case_id=case.id)
    assert (entry.kind, entry.starts, entry.amount, entry.number) == ("note", None, 40000, made.number)
    assert entry.stated == [
        ["未支払の月分", "令和8年10月分から11月分まで"],
        ["未支払の額（円）", "40,000"],
        ["亡くなった方の氏名", "海野　みお"],
        ["亡くなった日", "2026年11月8日"],
    ]
    letter = Note().notice(case, made)
    assert (letter["recipient"], letter["rows"]) == ("海野　大地", entry.stated)  # not to who has died
    assert made.articles == ("児童手当法第12条第1項",)
    assert AllowanceVersion.objects.count() == before
    Note().apply(case, made, APPROVER)
    assert Decision.objects.filter(kind="note").count() == 1


def test_a_refused_note_leaves_no_trace_in_the_ledger(
    granted: CaseFacts, filed: Callable[..., CaseFacts]
) -> None:
    case = filed("jido-teate-genkyo", date(2026, 11, 24), asked=False)
    assert Note().assess(case, date(2026, 12, 4)).refusals == ("not-asked",)
    decide(Note(), case, date(2026, 12, 4), "refused")
    assert Decision.objects.count() == 1


def test_nobody_without_a_ledger_is_noted(filed: Callable[..., CaseFacts]) -> None:
    case = filed("jido-teate-henko", date(2026, 11, 24), whose="me", changed_on="2026-11-15")
    assert any("台帳がありません" in each for each in Note().assess(case, date(2026, 12, 4)).warnings)
    with pytest.raises(NotPayable, match="台帳がありません"):
        decide(Note(), case, date(2026, 12, 4), further="none")
    assert not Decision.objects.exists()


# --- the page -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja", ("決定と届出", "認定", "額の改定", "受給事由の消滅", "児童手当 未支払の請求", "40,000円")),
        (
            "en",
            ("Decisions and notifications", "Granted", "Amount revised", "Ended", "Unpaid child allowance"),
        ),
    ],
)
def test_the_ledger_shows_what_happened_to_it(
    granted: CaseFacts, filed: Callable[..., CaseFacts], sign_in: Any, language: str, words: tuple[str, ...]
) -> None:
    decide(Revise(), birth_of_hinata(filed, date(2026, 11, 22)), date(2026, 12, 4))
    decide(End(), ending(filed, date(2026, 11, 24), "2027-01-31"), date(2026, 12, 4))
    made = decide(Note(), unpaid(filed), date(2026, 12, 4), unpaid_amount=40000)
    browser = sign_in("kosodate1")
    address = reverse("child_allowance", args=[Decision.objects.latest("pk").pk])
    spoken = {"accept-language": language}
    with translation.override("ja"):  # what a request activates is undone
        text = browser.get(address, headers=spoken).content.decode()
        listed = browser.get(reverse("child_allowances"), headers=spoken).content.decode()
    for word in (*words, made.number):
        assert word in text
    assert words[2] in listed
