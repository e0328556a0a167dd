"""What is notified of a registered dog: its death, a change, a move into the city. All invented."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from dokodemo.base import bitemporal
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework import effects
from dokodemo.casework.effects import CaseFacts, DecisionFacts, Effect, NotCarriedOut
from dokodemo.catalog import versions
from dokodemo.office.dogs import actions, queries
from dokodemo.office.dogs.effect import Incomplete
from dokodemo.office.dogs.later import Change, Death
from dokodemo.office.dogs.models import Dog, DogEvent, DogVersion
from dokodemo.office.dogs.tests.conftest import CLERK

pytestmark = pytest.mark.django_db
DECIDED = date(2026, 12, 4)
HOME = "海風市港町三丁目10番15号"


@pytest.fixture
def nami() -> Dog:
    """A dog that is registered since May: R8-00001."""
    dog = actions.Registration(
        owner_name="磯部　健一",
        owner_kana="イソベ　ケンイチ",
        owner_address=HOME,
        owner_phone="0000000000",
        kept_at=HOME,
        name="なみ",
        breed="柴犬",
        color="茶",
        sex="female",
        birth=date(2026, 1, 10),
        microchip="392000000000001",
    )
    number = actions.register(dog, uuid.uuid4(), "海環第1号", date(2026, 5, 10), CLERK)
    assert number == "R8-00001"
    return Dog.objects.get()


@pytest.fixture
def filed(catalog_hash: str) -> Callable[..., CaseFacts]:
    def make(procedure: str, **values: Any) -> CaseFacts:
        said = {"owner_name": "磯部　健一", "owner_kana": "イソベ　ケンイチ", "owner_address": HOME,
                "owner_phone": "09000001234", "dog_name": "なみ", "kept": "home"}  # fmt: skip
        return CaseFacts(
            uuid.uuid4(),
            "2611-2200-0165",
            procedure,
            catalog_hash,
            said | values,
            {},
            date(2026, 11, 24),
            None,
        )

    return make


def died(filed: Callable[..., CaseFacts], **changes: Any) -> CaseFacts:
    return filed("inu-shibo", **{"dog_number": "R8-1", "died_on": "2026-11-10", "kept": "here", **changes})


def changed(filed: Callable[..., CaseFacts], kind: str, **changes: Any) -> CaseFacts:
    said = {"change_kind": kind, "changed_on": "2026-11-10", "dog_number": "令和8年度 第00001号"}
    return filed("inu-henko", **said | changes)


def decide(effect: Effect, case: CaseFacts, outcome: str = "approved", **findings: Any) -> DecisionFacts:
    """Propose and decide; returns the decision."""
    found = effect.assess(case, DECIDED)
    made = DecisionFacts(outcome, "海環第7号", DECIDED, None, found.reasons, found.articles, found, findings)
    effect.apply(case, made, CLERK)
    return made


def on(dog: Dog, day: date) -> DogVersion:
    found = bitemporal.current(DogVersion, dog, day)
    assert found is not None
    return found


def test_office_carries_out_the_effects_that_the_catalog_names(catalog_hash: str) -> None:
    procedures = versions.at(catalog_hash).procedures
    assert isinstance(effects.get(procedures["inu-shibo"].effect), Death)
    assert isinstance(effects.get(procedures["inu-henko"].effect), Change)


# --- 死亡 (狂犬病予防法第4条第4項) ----------------------------------------------------------------------------------


def test_a_dog_is_dead_from_the_day_it_died(nami: Dog, filed: Callable[..., CaseFacts]) -> None:
    case = died(filed)
    made = decide(Death(), case)
    assert [on(nami, day).status for day in (date(2026, 11, 9), date(2026, 11, 10))] == ["registered", "dead"]
    assert on(nami, DECIDED).owner_name == "磯部　健一"
    event = DogEvent.objects.get()
    assert (event.kind, event.happened_on, event.decision, event.case_id) == (
        "death",
        date(2026, 11, 10),
        "海環第7号",
        case.id,
    )
    assert AuditRow.objects.filter(action="ledger.write", object_id="R8-00001").count() == 2
    assert ["登録番号", "令和8年度 第00001号"] in Death().notice(case, made)["rows"]
    assert made.articles == ("狂犬病予防法第4条第4項",)


def test_the_clerk_names_the_dog_whose_number_nobody_knew(nami: Dog, filed: Callable[..., CaseFacts]) -> None:
    case = died(filed, dog_number="")
    found = Death().assess(case, DECIDED)
    assert any("R8-00001" in each for each in found.warnings)
    with pytest.raises(actions.NotInRegister, match="登録番号を書いてください"):
        decide(Death(), case)
    decide(Death(), case, registered_number="R8-00001")
    assert on(nami, DECIDED).status == "dead"


@pytest.mark.parametrize("number", ["R8-00042", "R7-00001", "なみ"])
def test_a_dog_that_is_not_registered_is_said(
    nami: Dog, filed: Callable[..., CaseFacts], number: str
) -> None:
    case = died(filed, dog_number=number)
    assert any("見つかりません" in each for each in Death().assess(case, DECIDED).warnings)
    with pytest.raises(actions.NotInRegister, match="登録されていません"):
        decide(Death(), case)
    assert not DogEvent.objects.exists()


def test_a_dog_dies_once(nami: Dog, filed: Callable[..., CaseFacts]) -> None:
    case = died(filed)
    made = decide(Death(), case)
    rows = DogVersion.objects.count()
    assert Death().apply(case, made, CLERK) == "dogs/R8-00001"
    assert (DogVersion.objects.count(), DogEvent.objects.count()) == (rows, 1)
    for effect, again in ((Death(), died(filed)), (Change(), changed(filed, "place"))):
        with pytest.raises(actions.NotInRegister, match="死亡として記録"):
            decide(effect, again)


def test_a_dog_that_moved_away_is_notified_elsewhere(nami: Dog, filed: Callable[..., CaseFacts]) -> None:
    bitemporal.correct(DogVersion, nami, bitemporal.period(date(2026, 10, 1)), status="moved")
    with pytest.raises(actions.NotInRegister, match="転出"):
        decide(Death(), died(filed))


def test_refusing_changes_nothing(nami: Dog, filed: Callable[..., CaseFacts]) -> None:
    case = died(filed, kept="elsewhere")
    assert Death().assess(case, DECIDED).refusals == ("kept-elsewhere",)
    decide(Death(), case, "refused")
    decide(Change(), changed(filed, "place"), "refused")
    assert (DogVersion.objects.count(), DogEvent.objects.count()) == (1, 0)
    assert Death().notice(case, decide(Death(), case, "refused")) == {}


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"dog_name": "そら"}, "名前は「なみ」"), ({"owner_name": "磯部　花"}, "飼い主は「磯部　健一」")],
)
def test_what_differs_from_the_register_is_said(
    nami: Dog, filed: Callable[..., CaseFacts], changes: dict[str, Any], words: str
) -> None:
    assert Death().assess(died(filed), DECIDED).warnings == ()
    assert any(words in each for each in Death().assess(died(filed, **changes), DECIDED).warnings)


# --- 変更 (第4条第4項・第5項) ---------------------------------------------------------------------------------------


def test_a_new_place_holds_from_the_day_of_the_change(nami: Dog, filed: Callable[..., CaseFacts]) -> None:
    new = "海風市汐見台一丁目2番3号"
    decide(Change(), changed(filed, "place", owner_address=new))
    before, after = on(nami, date(2026, 11, 9)), on(nami, date(2026, 11, 10))
    assert (before.owner_address, before.kept_at) == (HOME, HOME)
    assert (after.owner_address, after.kept_at, after.name, after.tag_number) == (
        new,
        new,
        "なみ",
        "第00001号",
    )


def test_a_new_owner_is_found_by_the_new_name(nami: Dog, filed: Callable[..., CaseFacts]) -> None:
    case = changed(
        filed,
        "owner",
        owner_name="辻　美咲",
        owner_kana="ツジ　ミサキ",
        old_owner_name="磯部　健一",
        dog_number="",
    )
    assert any("R8-00001" in each for each in Change().assess(case, DECIDED).warnings)
    made = decide(Change(), case, registered_number="R8-00001")
    assert made.articles == ("狂犬病予防法第4条第5項",)
    assert [row.number for row in queries.dogs(CLERK, "ツジ").rows] == ["R8-00001"]
    assert ["飼い主", "辻　美咲"] in Change().notice(case, made)["rows"]
    assert Change().documents(case, made) == ("notice",)


def test_a_change_is_entered_once_and_never_covers_a_later_one(
    nami: Dog, filed: Callable[..., CaseFacts]
) -> None:
    case = changed(filed, "name", owner_name="磯野　健一", old_owner_name="磯部　健一")
    made = decide(Change(), case)
    rows = DogVersion.objects.count()
    Change().apply(case, made, CLERK)
    assert DogVersion.objects.count() == rows
    with pytest.raises(actions.NotInRegister, match="後の変更"):
        decide(Change(), changed(filed, "place", changed_on="2026-11-01"))


@pytest.mark.parametrize("lacking", ["owner_name", "owner_address"])
def test_an_owner_without_a_name_or_address_is_not_entered(
    nami: Dog, filed: Callable[..., CaseFacts], lacking: str
) -> None:
    with pytest.raises(Incomplete):
        decide(Change(), changed(filed, "place", **{lacking: ""}))
    assert not DogEvent.objects.exists()


def test_a_dog_that_leaves_is_notified_where_it_goes(nami: Dog, filed: Callable[..., CaseFacts]) -> None:
    case = changed(filed, "moved_out")
    assert Change().assess(case, DECIDED).refusals == ("moved-out",)
    with pytest.raises(NotCarriedOut, match="新しい所在地"):
        decide(Change(), case)


def test_a_dog_that_moves_in_is_entered_with_a_tag_of_ours(filed: Callable[..., CaseFacts]) -> None:
    case = changed(
        filed, "moved_in", dog_number="", dog_breed="柴犬", dog_color="黒", dog_sex="male", dog_birth="2020-02-02",
        old_city="汐入市", old_tag="post",
    )  # fmt: skip
    made = decide(Change(), case)
    assert made.articles == ("狂犬病予防法第4条第4項", "狂犬病予防法施行令第2条の2")
    assert Change().documents(case, made) == ("notice", "tag")
    assert Change().notice(case, made)["tag_number"] == "第00001号"
    Change().apply(case, made, CLERK)
    assert Dog.objects.count() == 1
    assert Change().documents(case, replace(made, outcome="refused")) == ("notice",)


# --- the page -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "words"),
    [("ja", ("届出", "犬の死亡", "登録事項の変更")), ("en", ("Notifications", "Death of the dog"))],
)
def test_the_page_of_a_dog_shows_what_was_notified(
    nami: Dog,
    filed: Callable[..., CaseFacts],
    sign_in: Callable[[str], Client],
    language: str,
    words: tuple[str, ...],
) -> None:
    decide(Change(), changed(filed, "place", changed_on="2026-11-01"))
    case = died(filed)
    decide(Death(), case)
    with translation.override("ja"):  # what a request activates is undone
        page = sign_in("kankyo1").get(
            reverse("dog", args=["R8-00001"]), headers={"accept-language": language}
        )
    text = page.content.decode()
    assert all(word in text for word in (*words, "海環第7号", str(case.id)))
