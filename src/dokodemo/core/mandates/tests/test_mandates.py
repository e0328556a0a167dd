"""Who may act for whom: entered only where the register and the law allow it, shown at the desk, ended, and always told."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework import documents
from dokodemo.casework import mandates as seam
from dokodemo.casework.cases import actions as casework
from dokodemo.casework.cases.actions.papers import render_documents
from dokodemo.casework.cases.loading import load
from dokodemo.casework.cases.models import Case, CaseDocument, CasePrint
from dokodemo.casework.cases.queries.acting import acting
from dokodemo.casework.cases.rights import NotAllowed, NotPossible
from dokodemo.casework.effects import NotCarriedOut
from dokodemo.casework.mandates import Agent
from dokodemo.casework.tests import every, staff
from dokodemo.catalog.schema import Catalog
from dokodemo.core.mandates import actions, jobs, queries
from dokodemo.core.mandates.models import Mandate
from dokodemo.core.residents.tests.factory import person
from dokodemo.gateway.models import Outbox
from dokodemo.operate import samples, testing
from dokodemo.values.ages import attained_on
from dokodemo.values.names import search_key

pytestmark = pytest.mark.django_db
HOME, ELSEWHERE = "000000000000019", "000000000000027"
ADDRESS = "海風市中央一丁目2番3号"
TAKUMI: dict[str, Any] = {
    "name": "海野　拓海",
    "kana": "ウミノ　タクミ",
    "birth": date(1990, 2, 11),
    "sex": "1",
}
USHIO: dict[str, Any] = {
    "name": "海野　うしお",
    "kana": "ウミノ　ウシオ",
    "birth": date(1948, 3, 2),
    "sex": "1",
    "address": "海風市岬町6番12号",
}


@pytest.fixture
def sakura() -> str:
    return person(
        name="海野　さくら", kana="ウミノ　サクラ", birth=date(1992, 5, 14), setaibango=HOME, address=ADDRESS
    )


@pytest.fixture
def takumi() -> str:
    return person(**TAKUMI, setaibango=HOME, order=1, address=ADDRESS)


@pytest.fixture
def ushio() -> str:
    """Her father, who lives elsewhere in the city."""
    return person(**USHIO, setaibango=ELSEWHERE)


def day(days: int) -> str:
    return (clock.today() + timedelta(days)).isoformat()


BASE = {"filer_kana": "ウミノ サクラ", "filer_phone": "09000001234", "declare_truth": "true"}


def by_principal(**changes: str) -> dict[str, str]:
    """Sakura asks Takumi."""
    mine = {
        **BASE, "filer_is": "principal", "relation_given": "family", "agent_name": "海野 拓海",
        "agent_kana": "ウミノ タクミ", "agent_birth": "1990-02-11", "agent_address": ADDRESS, "scope": "listed",
        "scope_procedures-0-scope_procedure": "kaigo_shinki", "from_day": day(0), "until_day": day(365),
        "give_mandate": "true",
    }  # fmt: skip
    return mine | changes


def by_agent(relation: str, principal: dict[str, Any], **changes: str) -> dict[str, str]:
    """Sakura acts for somebody."""
    mine = {
        **BASE, "filer_is": "agent", "relation": relation, "principal_name": principal["name"],
        "principal_kana": principal["kana"].replace("　", " "), "principal_birth": principal["birth"].isoformat(),
        "principal_address": principal.get("address", ADDRESS), "from_day": day(0), "until_day": day(365),
        "declare_will": "true",
    }  # fmt: skip
    if relation not in ("parent", "guardian"):
        mine |= {"scope": "section", "scope_section": "kaigo"}
    return mine | changes


def arrived(procedure: str, typed: dict[str, str]) -> Case:
    now = every.in_force()
    declared = now.procedures[procedure]
    return Case.objects.get(id=every.arrive(declared, every.filled(declared, typed), now.hash))


def decided(case: Case, who: str, findings: dict[str, str] | None = None) -> Case:
    every.decide(case.id, "approved", samples.Part({}, findings or {"checked_proof": "signature"}), who)
    return Case.objects.get(id=case.id)


def granted(sakura: str, **changes: str) -> Mandate:
    case = decided(arrived("dairi-todoke", by_principal(**changes)), sakura)
    return Mandate.objects.get(case_id=case.id)


def told(case: Case) -> list[CaseDocument]:
    return list(CaseDocument.objects.filter(case=case, kind="told"))


# given


def test_the_person_signs_and_is_told_on_paper_besides_the_answer(sakura: str, takumi: str) -> None:
    mandate = granted(sakura)
    assert (mandate.principal, mandate.agent, mandate.relation) == (sakura, takumi, "family")
    assert mandate.scope == {"kind": "listed", "procedures": ["kaigo-shinki"]}
    assert (mandate.starts, mandate.ends) == (clock.today(), clock.today() + timedelta(365))
    case = Case.objects.get(id=mandate.case_id)
    assert case.evidence["signature"]["verified"]
    papers = {each.declared: each for each in CaseDocument.objects.filter(case=case)}
    assert papers.keys() == {"notice", "represented"}
    assert papers["represented"].delivery == "paper"
    assert papers["represented"].facts["recipient"] == "海野　さくら"
    rows = dict(papers["represented"].facts["rows"])
    assert rows["代理人"] == "海野 拓海"
    assert "要介護" in rows["できる手続き"]
    render_documents(case.id)
    assert CasePrint.objects.filter(document__declared="represented").count() == 1
    assert AuditRow.objects.get(action="ledger.write").subject == sakura


def test_by_the_representative_the_answer_and_the_letter_go_to_different_people(
    sakura: str, ushio: str
) -> None:
    case = arrived("dairi-todoke", by_agent("family", USHIO))
    assert [each.facts["recipient"] for each in told(case)] == ["海野　うしお"]
    case = decided(case, ushio, {"checked_proof": "ininjo", "will_asked": "phone", "agent_number": sakura})
    papers = {each.declared: each.facts for each in CaseDocument.objects.filter(case=case, kind="notice")}
    assert papers["notice"]["recipient"] == "海野　さくら"
    assert papers["notice"]["address"] == ADDRESS
    assert (papers["represented"]["recipient"], papers["represented"]["address"]) == (
        "海野　うしお",
        "海風市岬町6番12号",
    )
    assert sakura not in str(papers)
    mandate = Mandate.objects.get()
    assert (mandate.principal, mandate.agent) == (ushio, sakura)
    assert mandate.scope == {"kind": "section", "section": "kaigo"}


def test_a_parent_of_the_household_until_the_child_comes_of_age(sakura: str) -> None:
    birth = clock.today().replace(day=1) - timedelta(days=17 * 365)
    child: dict[str, Any] = {"name": "海野　なぎさ", "kana": "ウミノ　ナギサ", "birth": birth, "sex": "2"}
    number = person(since=birth, **child, setaibango=HOME, order=2, relation="子", address=ADDRESS)
    case = arrived("dairi-todoke", by_agent("parent", child, until_day=day(1000)))
    decided(case, number, {"checked_proof": "juminhyo"})
    mandate = Mandate.objects.get()
    assert (mandate.agent, mandate.scope) == (sakura, {"kind": "all"})
    assert mandate.ends == attained_on(birth, 18)


def test_a_parent_elsewhere_needs_the_family_register(sakura: str) -> None:
    child: dict[str, Any] = {
        "name": "海野　なぎさ",
        "kana": "ウミノ　ナギサ",
        "birth": date(2020, 6, 1),
        "sex": "2",
        "address": "海風市岬町6番12号",
    }
    number = person(since=date(2020, 6, 1), **child, setaibango=ELSEWHERE)
    case = arrived("dairi-todoke", by_agent("parent", child))
    with pytest.raises(NotCarriedOut, match="同じ世帯"):
        decided(case, number, {"checked_proof": "juminhyo"})
    assert any(
        "世帯" in each for each in casework.assess(load(Case.objects.get(id=case.id)), clock.today()).warnings
    )
    assert not Mandate.objects.exists()


# refused by the register


def test_nobody_represents_themselves(sakura: str) -> None:
    with pytest.raises(NotCarriedOut, match="同じ人"):
        granted(sakura, agent_name="海野 さくら", agent_birth="1992-05-14")


def test_the_dead_are_not_represented(sakura: str) -> None:
    gone = person(**USHIO, setaibango=ELSEWHERE, status="dead")
    case = arrived("dairi-todoke", by_agent("family", USHIO))
    with pytest.raises(NotCarriedOut, match="亡くなって"):
        decided(case, gone, {"checked_proof": "ininjo", "will_asked": "phone"})


def test_nobody_writes_to_the_dead(sakura: str) -> None:
    gone = person(**USHIO, setaibango=ELSEWHERE, status="dead")
    case = kaigo_case(gone)
    assert told(case) == []
    found = acting(load(case))
    assert found is not None
    assert found.has_died
    assert "本人は亡くなっている" in browser("kaigo1", "kaigo").get(f"/cases/{case.id}").content.decode()


def test_the_number_of_the_representative_has_to_be_theirs(sakura: str, ushio: str) -> None:
    case = arrived("dairi-todoke", by_principal())
    for number, says in (("0" * 15, "住民はいません"), (ushio, "氏名か生年月日が違います")):
        with pytest.raises(NotCarriedOut, match=says), transaction.atomic():
            decided(case, sakura, {"checked_proof": "signature", "agent_number": number})


def test_a_period_that_is_over_when_it_is_decided(sakura: str) -> None:
    case = arrived("dairi-todoke", by_principal(until_day=day(1)))
    now = clock.now()
    clock.set_now(now + timedelta(days=3))
    with pytest.raises(NotCarriedOut, match="もう終わって"):
        decided(case, sakura)


def test_the_database_holds_the_period(sakura: str) -> None:
    mandate = granted(sakura)
    mandate.ends = mandate.starts - timedelta(1)
    with pytest.raises(IntegrityError), transaction.atomic():
        mandate.save()


# shown where somebody applies for somebody else


def kaigo_case(ushio: str, link: bool = True) -> Case:
    now = every.in_force()
    part = samples.of("kaigo-shinki").approve
    typed = part.answers | {
        "insured_name": "海野 うしお", "insured_birth": "1948-03-02", "insured_address": "海風市岬町6番12号",
    }  # fmt: skip
    declared = now.procedures["kaigo-shinki"]
    case_id = every.arrive(declared, every.filled(declared, typed), now.hash)
    if link:
        clerk, _chief = every.people_of("kaigo")
        casework.take(clerk, case_id, 1)
        casework.link(clerk, case_id, 2, ushio)
    return Case.objects.get(id=case_id)


def give(ushio: str, **changes: Any) -> Mandate:
    """A mandate of Ushio for Sakura, as a decision has entered it."""
    values: dict[str, Any] = {
        "principal": ushio, "agent_name": "海野　さくら", "agent_name_key": "海野サクラ", "agent_kana": "ウミノ サクラ",
        "agent_kana_key": "ウミノサクラ", "agent_birth": date(1992, 5, 14), "agent_address": ADDRESS, "relation": "family",
        "proof": "ininjo", "scope": {"kind": "section", "section": "kaigo"}, "starts": clock.today(),
        "ends": clock.today() + timedelta(30), "case_id": uuid.uuid4(), "number": "海市第99号",
    }  # fmt: skip
    return Mandate.objects.create(**values | changes)


def test_the_desk_says_whether_somebody_may(sakura: str, ushio: str) -> None:
    case = kaigo_case(ushio, link=False)
    found = acting(load(case))
    assert found is not None
    assert (found.state, found.standing) == ("unlinked", None)
    case = kaigo_case(ushio)
    found = acting(load(case))
    assert found is not None
    assert found.state == "none"
    give(ushio, agent_birth=date(1993, 1, 1))  # another of that name
    assert (acting(load(case)) or found).state == "none"
    key = search_key("海野　さくら")
    give(
        ushio, number="海市第98号", agent_name_key=key, scope={"kind": "listed", "procedures": ["zei-shomei"]}
    )
    # Her day of birth is not in this form when she applies for somebody: it comes with the sign-in.
    case.evidence |= {"verified": True, "claims": {"name": "海野　さくら", "birthdate": "1992-05-14"}}
    case.save()
    found = acting(load(case))
    assert found is not None
    assert found.state == "outside"
    give(ushio, number="海市第97号", agent_name_key=key)
    found = acting(load(case))
    assert found is not None
    assert found.standing is not None
    assert (found.state, found.standing.number, found.standing.certain) == ("covered", "海市第97号", False)
    assert found.standing.scope == "介護保険課の手続きすべて"


def test_a_known_number_says_more_than_a_name(sakura: str, ushio: str, takumi: str) -> None:
    catalog: Catalog = every.in_force()
    give(ushio, agent=takumi, agent_name_key=search_key("海野　さくら"))
    ledger, kaigo = seam.source(), catalog.procedures["kaigo-shinki"]
    assert isinstance(ledger, queries.Ledger)

    def asks(number: str, on: date | None = None) -> Any:
        agent = Agent("海野 さくら", "1992-05-14", number)
        return ledger.standing(ushio, agent, kaigo, on or clock.today())

    assert asks(takumi).certain
    assert asks(sakura) is None  # the number is somebody else's, whatever the name says
    assert asks("").certain is False
    assert asks(takumi, clock.today() - timedelta(1)) is None
    assert asks(takumi, clock.today() + timedelta(31)) is None
    assert not ledger.concerns(catalog.procedures["dairi-todoke"])


# the person represented is told


def test_told_at_arrival_where_the_register_knows_exactly_that_person(ushio: str) -> None:
    case = kaigo_case(ushio, link=False)
    (letter,) = told(case)
    assert letter.facts["recipient"] == "海野　うしお"
    assert letter.facts["address"] == "海風市岬町6番12号"
    assert case.number == ""
    render_documents(case.id)
    text = every.texts_of(case.id)["told"]
    assert "海野さくらさんが" in text
    assert CasePrint.objects.get(document=letter).label["recipient"] == "海野　うしお"


def test_never_to_an_address_that_only_the_applicant_has_said(ushio: str) -> None:
    now = every.in_force()
    declared = now.procedures["kaigo-shinki"]
    typed = samples.of("kaigo-shinki").approve.answers | {
        "insured_name": "海野 うしお", "insured_birth": "1948-03-02", "insured_address": ADDRESS,
    }  # fmt: skip
    case_id = every.arrive(declared, every.filled(declared, typed), now.hash)
    assert told(Case.objects.get(id=case_id)) == []
    clerk, _chief = every.people_of("kaigo")
    casework.take(clerk, case_id, 1)
    casework.link(clerk, case_id, 2, ushio)
    (letter,) = told(Case.objects.get(id=case_id))
    assert letter.facts["address"] == "海風市岬町6番12号"
    casework.link(clerk, case_id, 3, ushio)
    assert len(told(Case.objects.get(id=case_id))) == 1


def test_posting_it_is_not_the_posting_of_a_decision(ushio: str) -> None:
    case = kaigo_case(ushio)
    render_documents(case.id)
    (letter,) = told(case)
    clerk, _chief = every.people_of("kaigo")
    before = Outbox.objects.filter(stream=case.id).count()
    casework.mark(clerk, [letter.id], "posted")
    assert CasePrint.objects.get(document=letter).state == "posted"
    assert Outbox.objects.filter(stream=case.id).count() == before


def test_a_name_that_cannot_be_printed_stops_no_arrival() -> None:
    case = kaigo_case(person(**{**USHIO, "name": "海野\U0002ffff"}, setaibango=ELSEWHERE))
    assert told(case) == []
    found = acting(load(case))
    assert found is not None
    assert found.told is None


# ended


END = {**BASE, "filer_is": "principal", "agent_name": "海野 拓海", "quit_reason": "unasked"}


def test_the_person_ends_it_and_both_are_told(sakura: str, takumi: str) -> None:
    mandate = granted(sakura)
    case = decided(
        arrived("dairi-kaijo", END | {"quit_day": day(7)}), sakura, {"mandate_number": mandate.number}
    )
    mandate.refresh_from_db()
    assert (mandate.revoked_on, mandate.revoked_case) == (clock.today() + timedelta(7), case.id)
    letters = {each.declared: each for each in CaseDocument.objects.filter(case=case)}
    assert letters.keys() == {"notice", "represented", "agent"}
    assert letters["agent"].facts["recipient"] == "海野 拓海"
    assert {letters[each].delivery for each in ("agent", "represented")} == {"paper"}
    ledger, agent = queries.Ledger(), Agent("", "", takumi)
    kaigo = every.in_force().procedures["kaigo-shinki"]
    assert ledger.standing(sakura, agent, kaigo, clock.today() + timedelta(6))
    assert ledger.standing(sakura, agent, kaigo, clock.today() + timedelta(7)) is None


def test_what_ends_has_to_be_certain(sakura: str) -> None:
    granted(sakura)
    granted(sakura, **{"scope_procedures-0-scope_procedure": "zei_shomei"})
    case = arrived("dairi-kaijo", END | {"quit_day": day(0)})
    with pytest.raises(NotCarriedOut, match="文書番号"):
        decided(case, sakura, {})


def clerk_of(section: str) -> Actor:
    return every.people_of(section)[0]


def test_a_clerk_ends_it_with_a_reason_and_the_person_is_told(sakura: str) -> None:
    mandate = granted(sakura)
    with pytest.raises(NotPossible) as lacking:
        actions.revoke(clerk_of("shimin"), mandate.pk, " ")
    assert "why" in lacking.value.problems
    with pytest.raises(NotAllowed):
        actions.revoke(clerk_of("kaigo"), mandate.pk, "試験")
    actions.revoke(clerk_of("shimin"), mandate.pk, "委任状が事実と違ったため")
    mandate.refresh_from_db()
    assert mandate.revoked_on == clock.today()
    letter = CaseDocument.objects.get(case=mandate.case_id, kind="told")
    assert letter.facts["recipient"] == "海野　さくら"
    assert AuditRow.objects.filter(action="mandate.revoke", subject=sakura).count() == 1
    with pytest.raises(NotPossible):
        actions.revoke(clerk_of("shimin"), mandate.pk, "もう一度")


# about to end


def in_a_month(mandate: Mandate, days: int = queries.REMIND_BEFORE) -> None:
    """The day so many days before its last."""
    until_then = mandate.ends - clock.today() - timedelta(days)
    clock.set_now(clock.now() + until_then)


def morning() -> None:
    """What the morning finds, done at once."""
    for each in queries.to_remind(0):
        actions.remind(each)


def letters(case_id: uuid.UUID) -> dict[str, CaseDocument]:
    return {
        each.declared: each
        for each in CaseDocument.objects.filter(case=case_id, declared__startswith="told-")
    }


def test_both_are_told_once_a_month_before_it_ends(sakura: str, takumi: str) -> None:
    mandate = granted(sakura)
    in_a_month(mandate, queries.REMIND_BEFORE + 1)
    assert queries.to_remind(0) == []
    in_a_month(mandate)
    assert queries.to_remind(0) == [mandate.pk]
    morning()
    told_now = letters(mandate.case_id)
    assert {name: each.facts["recipient"] for name, each in told_now.items()} == {
        "told-ending": "海野　さくら", "told-ending-agent": "海野　拓海",
    }  # fmt: skip
    # Sakura notified it: the inbox of that case is hers, so Takumi gets paper, at the address of the register.
    assert {each.delivery for each in told_now.values()} == {"paper"}
    assert told_now["told-ending-agent"].facts["address"] == ADDRESS
    assert queries.to_remind(0) == []
    assert not actions.remind(mandate.pk)
    assert len(letters(mandate.case_id)) == 2
    render_documents(mandate.case_id)
    queued = CasePrint.objects.filter(document__in=[each.id for each in told_now.values()])
    assert {each.label["recipient"] for each in queued} == {"海野　さくら", "海野　拓海"}


def test_who_notified_it_for_another_finds_it_in_the_inbox(sakura: str, ushio: str) -> None:
    case = arrived("dairi-todoke", by_agent("guardian", USHIO, until_day=day(60)))
    Case.objects.filter(id=case.id).update(delivery="inbox")
    decided(case, ushio, {"checked_proof": "touki", "agent_number": sakura})
    mandate = Mandate.objects.get()
    assert (mandate.relation, mandate.scope) == ("guardian", {"kind": "all"})
    render_documents(case.id)
    in_a_month(mandate)
    morning()
    told_now = letters(case.id)
    assert {name: (each.delivery, each.facts["recipient"]) for name, each in told_now.items()} == {
        "told-ending": ("paper", "海野　うしお"), "told-ending-agent": ("inbox", "海野　さくら"),
    }  # fmt: skip
    before = Outbox.objects.filter(stream=case.id).count()
    render_documents(case.id)
    assert Outbox.objects.filter(stream=case.id).count() == before + 1
    assert CasePrint.objects.filter(document=told_now["told-ending"]).exists()
    assert "海野　うしおさんの代わりに" in "".join(told_now["told-ending-agent"].facts["paragraphs"])


def test_nobody_is_told_of_what_was_ended_or_goes_on_or_of_the_dead(sakura: str, takumi: str) -> None:
    tax = {"scope_procedures-0-scope_procedure": "zei_shomei", "until_day": day(60)}
    ended, going_on = granted(sakura), granted(sakura, **tax)
    granted(sakura, **tax | {"until_day": day(90)})  # notified again
    actions.revoke(clerk_of("shimin"), ended.pk, "試験のため")
    gone = person(**USHIO, setaibango=ELSEWHERE, status="dead")
    orphan = give(gone, case_id=kaigo_case(gone).id, ends=clock.today() + timedelta(60))
    in_a_month(going_on)
    assert queries.to_remind(0) == [going_on.pk, orphan.pk]
    morning()
    assert letters(ended.case_id).keys() == {"told-ended"}
    assert not letters(going_on.case_id)
    assert not letters(orphan.case_id)


def test_what_went_on_and_was_ended_after_all_is_told_of(sakura: str, takumi: str) -> None:
    first, second = granted(sakura, until_day=day(60)), granted(sakura, until_day=day(90))
    in_a_month(first)
    morning()
    assert not letters(first.case_id)
    actions.revoke(clerk_of("shimin"), second.pk, "試験のため")
    morning()
    assert letters(first.case_id).keys() == {"told-ending", "told-ending-agent"}
    assert queries.to_remind(0) == []


def test_it_counts_as_told_once_both_letters_can_be_printed(
    sakura: str, takumi: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    mandate, check = granted(sakura), documents.check
    page = f"/mandates/{mandate.pk}"

    def no_glyph(facts: dict[str, Any]) -> None:
        if facts["recipient"] == "海野　さくら":
            raise documents.GlyphsMissing(["\U0002ffff"], mj_installed=True)

    in_a_month(mandate)
    desk = browser("shimin1", "shimin")
    monkeypatch.setattr(documents, "check", no_glyph)
    morning()
    assert letters(mandate.case_id).keys() == {"told-ending-agent"}
    assert queries.to_remind(0) == [mandate.pk]
    assert "cannot be printed" in caplog.text
    assert (
        "お知らせを作れませんでした" not in desk.get(page).content.decode()
    )  # this morning's may still come
    in_a_month(mandate, queries.REMIND_BEFORE - 1)
    desk = browser("shimin2", "shimin")
    assert "お知らせを作れませんでした" in desk.get(page).content.decode()
    monkeypatch.setattr(documents, "check", check)
    morning()
    assert letters(mandate.case_id).keys() == {"told-ending", "told-ending-agent"}
    assert queries.to_remind(0) == []
    assert "お知らせを作れませんでした" not in desk.get(page).content.decode()


def test_the_morning_finds_all_of_them_in_turn(
    sakura: str, takumi: str, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(queries, "_REMIND_AT_ONCE", 2)
    given = [give(sakura, number=f"海市第{each}号") for each in range(5)]
    later = give(sakura, number="海市第9号", ends=clock.today() + timedelta(queries.REMIND_BEFORE + 1))
    asked_for: list[int] = []
    monkeypatch.setattr(jobs.remind, "defer", lambda mandate_id: asked_for.append(mandate_id))
    with django_assert_num_queries(4):
        jobs.look_for_ending.func(timestamp=0)
    assert asked_for == [each.pk for each in given]
    assert later.pk not in asked_for


# looked up


def test_who_may_look_and_what_is_recorded(sakura: str, takumi: str) -> None:
    mandate = granted(sakura)
    with pytest.raises(NotAllowed):
        queries.page(clerk_of("kenko"))
    listed = queries.page(clerk_of("kaigo"))
    assert [(each.principal, each.name) for each in listed.rows] == [(sakura, "")]
    assert not AuditRow.objects.filter(action="person.view", object_kind="mandate").exists()
    for text in (sakura, takumi, "海野", "ウミノ", mandate.number, "拓", "うみの たくみ"):
        found = queries.page(clerk_of("shimin"), text).rows
        assert len(found) == (0 if text == "拓" else 1), text
    assert found[0].name == "海野　さくら"
    assert AuditRow.objects.filter(action="person.view", object_kind="mandate", subject=sakura).count() == 6
    sheet = queries.sheet(clerk_of("kaigo"), mandate.pk)
    assert sheet is not None
    assert (sheet.mine, sheet.proof) == (False, "本人の電子署名")
    assert AuditRow.objects.get(action="mandate.view").subject == sakura
    assert queries.sheet(clerk_of("shimin"), mandate.pk + 1) is None


def test_what_may_be_chosen_is_what_somebody_may_do_for_another() -> None:
    catalog = testing.sample_city()
    chosen = {each.code.replace("_", "-") for each in catalog.code_lists["dairi-tetsuzuki"].codes}
    possible = {each.id for each in catalog.procedures.values() if each.about}
    assert chosen == possible - {"dairi-todoke", "dairi-kaijo"}
    scope = next(
        f for p in catalog.procedures["dairi-todoke"].pages for f in p.fields if f.id == "scope_section"
    )
    assert set(scope.codes) == {catalog.procedures[each].section for each in chosen}


def browser(who: str, section: str) -> Client:
    staff.hired(who, section, "clerk")
    return staff.signed_in(who)


def test_the_pages(sakura: str, ushio: str) -> None:
    mandate = granted(sakura)
    case = kaigo_case(ushio)
    desk = browser("shimin1", "shimin")
    assert "海野" not in desk.get("/mandates").content.decode()
    assert "海野　さくら" in desk.post("/mandates", {"q": "海野"}, follow=True).content.decode()
    page = f"/mandates/{mandate.pk}"
    assert "本人の電子署名" in desk.get(page).content.decode()
    wrong = desk.post(page, {"why": ""})
    assert (wrong.status_code, "500文字以内" in wrong.content.decode()) == (422, True)
    assert desk.post(page, {"why": "届出が事実と違ったため"}).status_code == 303
    assert "終わらせた" in desk.get(page).content.decode()
    kaigo = browser("kaigo1", "kaigo")
    assert "代理の届出がありません。" in kaigo.get(f"/cases/{case.id}").content.decode()
    assert kaigo.post(page, {"why": "試験"}).status_code == 403
    assert browser("kenko1", "kenko").get("/mandates").status_code == 404
