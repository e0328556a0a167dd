"""The register of dogs: numbers without gaps, what a decision enters, who may look, and the papers."""

import threading
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from dokodemo.base import bitemporal, clock, config
from dokodemo.base.actor import Actor
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework import documents, effects
from dokodemo.casework.cases.rights import NotAllowed
from dokodemo.casework.effects import Assessment, CaseFacts, DecisionFacts
from dokodemo.catalog import versions
from dokodemo.office.dogs import actions, numbers, queries
from dokodemo.office.dogs.effect import Incomplete, Register
from dokodemo.office.dogs.models import Dog, DogVersion
from dokodemo.office.dogs.tests.conftest import CLERK

ELSEWHERE = Actor("office", "staff", "shimin1", "汐見", frozenset({"clerk"}), frozenset({"shimin"}))
DECIDED = date(2026, 12, 4)


def values(**changes: Any) -> dict[str, Any]:
    return {
        "owner_name": "磯部　健一",
        "owner_kana": "イソベ　ケンイチ",
        "owner_address": "海風市港町三丁目10番15号　コーポ海風203",
        "owner_phone": "0000000000",
        "dog_name": "なみ",
        "dog_breed": "柴犬",
        "dog_color": "茶",
        "dog_sex": "female",
        "dog_birth": "2026-06-01",
        "kept_at_home": True,
        "registered_elsewhere": False,
        **changes,
    }


def case_of(catalog_hash: str, **changes: Any) -> CaseFacts:
    return CaseFacts(
        uuid.uuid4(),
        "2611-2200-0165",
        "inu-toroku",
        catalog_hash,
        values(**changes),
        {},
        date(2026, 11, 22),
        None,
    )


def decision(assessment: Assessment, outcome: str = "approved", number: str = "海環第1号") -> DecisionFacts:
    return DecisionFacts(
        outcome,
        number,
        DECIDED,
        None,
        assessment.reasons,
        assessment.articles,
        assessment,
    )


def enter(catalog_hash: str, **changes: Any) -> str:
    case = case_of(catalog_hash, **changes)
    return Register().apply(case, decision(Register().assess(case, DECIDED)), CLERK).removeprefix("dogs/")


# --- numbers -------------------------------------------------------------------------------------------------------


@given(st.integers(2019, 2090), st.integers(1, 99999))
def test_a_shown_number_is_read_again(year: int, number: int) -> None:
    assert numbers.read(numbers.show(year, number)) == (year, number)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("R8-00042", (2026, 42)),
        ("r8-42", (2026, 42)),
        (" Ｒ８－４２ ", (2026, 42)),
        ("令和8年度 第00042号", (2026, 42)),
        ("令和元年度　第４２号", (2019, 42)),
        ("令和8年度", None),
        ("R8", None),
        ("", None),
        ("8-42", None),
    ],
)
def test_a_number_as_people_type_it(text: str, number: tuple[int, int] | None) -> None:
    assert numbers.read(text) == number


def test_the_tag_names_the_year() -> None:
    assert (numbers.on_tag(42), numbers.year_ja(2026), numbers.year_ja(2019)) == (
        "第00042号",
        "令和8年度",
        "令和元年度",
    )


# --- judging -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_office_carries_out_the_effect_that_the_catalog_names(catalog_hash: str) -> None:
    assert isinstance(effects.get(versions.at(catalog_hash).procedures["inu-toroku"].effect), Register)


@pytest.mark.django_db
def test_a_plain_registration_has_no_doubt(catalog_hash: str) -> None:
    found = Register().assess(case_of(catalog_hash), DECIDED)
    assert (found.refusals, found.warnings) == ((), ())
    assert "狂犬病予防法第4条第2項" in found.articles
    assert Assessment.from_json(found.to_json()) == found


@pytest.mark.django_db
def test_a_dog_of_another_city_suggests_the_refusal(catalog_hash: str) -> None:
    found = Register().assess(case_of(catalog_hash, registered_elsewhere=True, old_city="潮見市"), DECIDED)
    assert found.refusals == ("transfer-needed",)
    assert "登録はないと届け出られている" not in found.reasons[0], "the contrary was said"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "words"),
    [({"dog_birth": "2026-10-01"}, "生後90日"), ({"microchip": "12345"}, "15けた")],
)
def test_doubts_are_said(catalog_hash: str, changes: dict[str, Any], words: str) -> None:
    assert any(
        words in each for each in Register().assess(case_of(catalog_hash, **changes), DECIDED).warnings
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "again", [{}, {"dog_name": "そら", "microchip": "392000000000001"}, {"dog_name": "ﾅﾐ"}]
)
def test_a_dog_that_seems_registered_is_said(catalog_hash: str, again: dict[str, Any]) -> None:
    number = enter(catalog_hash, dog_name="ナミ", microchip="392000000000001")
    found = Register().assess(case_of(catalog_hash, **again), DECIDED)
    assert any(number in warning for warning in found.warnings)


# --- entering ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_approving_enters_the_dog_under_the_next_number(catalog_hash: str) -> None:
    assert [enter(catalog_hash, dog_name=name) for name in ("なみ", "そら")] == ["R8-00001", "R8-00002"]
    row = bitemporal.current(DogVersion, Dog.objects.get(number=2).pk)
    assert row is not None
    assert (row.name, row.tag_number, row.status, row.kept_at) == (
        "そら",
        "第00002号",
        "registered",
        values()["owner_address"],
    )


@pytest.mark.django_db
def test_a_new_fiscal_year_begins_with_one(catalog_hash: str) -> None:
    enter(catalog_hash)
    case = case_of(catalog_hash)
    made = decision(Register().assess(case, date(2027, 4, 1)))
    april = DecisionFacts(**{**vars(made), "decided_on": date(2027, 4, 1)})
    assert Register().apply(case, april, CLERK) == "dogs/R9-00001"


@pytest.mark.django_db
def test_the_same_case_is_entered_once(catalog_hash: str) -> None:
    case = case_of(catalog_hash)
    made = decision(Register().assess(case, DECIDED))
    assert Register().apply(case, made, CLERK) == Register().apply(case, made, CLERK)
    assert Dog.objects.count() == 1


@pytest.mark.django_db
def test_an_undone_decision_gives_its_number_back(catalog_hash: str) -> None:
    class Broken(Exception):
        pass

    with pytest.raises(Broken), transaction.atomic():
        enter(catalog_hash)
        raise Broken
    assert enter(catalog_hash) == "R8-00001"


@pytest.mark.django_db
def test_refusing_enters_nothing(catalog_hash: str) -> None:
    case = case_of(catalog_hash, registered_elsewhere=True)
    assert Register().apply(case, decision(Register().assess(case, DECIDED), "refused"), CLERK) == ""
    assert not Dog.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("lacking", ["owner_name", "owner_address", "dog_name", "dog_sex"])
def test_an_incomplete_dog_is_not_entered(catalog_hash: str, lacking: str) -> None:
    case = case_of(catalog_hash, **{lacking: ""})
    with pytest.raises(Incomplete):
        Register().apply(case, decision(Register().assess(case, DECIDED)), CLERK)
    assert not Dog.objects.exists()


def register_alone(number: int, gate: threading.Barrier) -> None:
    dog = actions.Registration(
        "人",
        "ヒト",
        "海風市本町一丁目1番1号",
        "0",
        "海風市本町一丁目1番1号",
        f"犬{number}",
        "柴犬",
        "茶",
        "male",
        date(2025, 1, 1),
        "",
    )
    gate.wait(10)
    try:
        actions.register(dog, uuid.uuid4(), "海環第1号", DECIDED, CLERK)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_get_two_numbers_without_a_gap() -> None:
    gate = threading.Barrier(6)
    threads = [threading.Thread(target=register_alone, args=(number, gate)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(Dog.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]


# --- looking -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_only_the_section_looks_into_its_register(catalog_hash: str) -> None:
    number = enter(catalog_hash)
    for look in (lambda: queries.dogs(ELSEWHERE), lambda: queries.dog(ELSEWHERE, number)):
        with pytest.raises(NotAllowed):
            look()
    assert not AuditRow.objects.filter(action__in=["dog.view", "dog.search"]).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["R8-1", "r8-00001", "磯部", "いそべ", "ｲｿﾍﾞ", "なみ", "ナミ", "392000000000001"]
)
def test_a_dog_is_found(catalog_hash: str, text: str) -> None:
    enter(catalog_hash, microchip="392000000000001")
    enter(
        catalog_hash,
        owner_name="辻　美咲",
        owner_kana="ツジ　ミサキ",
        dog_name="むぎ",
        microchip="392000000000002",
    )
    assert [row.number for row in queries.dogs(CLERK, text).rows] == ["R8-00001"]
    (record,) = AuditRow.objects.filter(action="dog.search")
    assert record.detail == {"hits": 1}


@pytest.mark.django_db
def test_pages_follow_each_other_without_a_gap(catalog_hash: str, django_assert_max_num_queries: Any) -> None:
    made = [enter(catalog_hash, dog_name=f"犬{number}") for number in range(queries.PAGE + 3)]
    versions.gone()  # with the version in force: read once, then known
    with django_assert_max_num_queries(2):  # the page, and its record
        first = queries.dogs(CLERK)
    second = queries.dogs(CLERK, after=first.next_after)
    assert [row.number for row in first.rows + second.rows] == list(reversed(made))
    assert second.next_after is None


@pytest.mark.django_db
def test_a_look_at_a_dog_is_recorded_and_shows_its_history(catalog_hash: str) -> None:
    number = enter(catalog_hash)
    entered = Dog.objects.get()
    bitemporal.correct(
        DogVersion, entered, bitemporal.period(date(2026, 12, 10)), kept_at="海風市北浜一丁目1番1号"
    )
    clock.set_now(datetime(2026, 12, 20, tzinfo=UTC))
    rows = queries.dog(CLERK, number)
    assert rows is not None
    assert [row.kept_at for row in rows] == ["海風市北浜一丁目1番1号", values()["owner_address"]]
    (record,) = AuditRow.objects.filter(action="dog.view")
    assert record.object_id == number
    assert queries.dog(CLERK, "R8-77777") is None


# --- papers --------------------------------------------------------------------------------------------------------


def text_of(kind: str, facts: dict[str, Any]) -> str:
    documents.check(facts)
    pdf = pypdfium2.PdfDocument(BytesIO(documents.render(kind, facts)))
    return "".join(pdf[index].get_textpage().get_text_range() for index in range(len(pdf)))


@pytest.mark.django_db
def test_letter_and_tag_carry_the_number_of_the_register(catalog_hash: str) -> None:
    case = case_of(catalog_hash, owner_name="髙橋　健一")
    made = decision(Register().assess(case, DECIDED))
    Register().apply(case, made, CLERK)
    facts = {
        "number": made.number, "date": DECIDED.isoformat(), "outcome": "approved", "title": "犬の登録済通知書",
        "head": "海風市長", "section": "環境課", "city": "海風市", **Register().notice(case, made),
    }  # fmt: skip
    assert Register().documents(case, made) == ("notice", "tag")
    letter, tag = text_of("notice", facts), text_of("tag", facts)
    for words in ("髙橋　健一", "令和8年度 第00001号", "柴犬・茶・メス", "狂犬病予防法第4条第1項"):
        assert words in letter
    assert all(words in tag for words in ("令和8年度", "第00001号", "海風市"))


@pytest.mark.django_db
def test_a_refusal_has_a_letter_and_no_tag(catalog_hash: str) -> None:
    case = case_of(catalog_hash, registered_elsewhere=True)
    made = decision(Register().assess(case, DECIDED), "refused")
    assert Register().documents(case, made) == ("notice",)
    assert "tag_number" not in Register().notice(case, made)


# --- pages ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_pages_of_the_register(catalog_hash: str, sign_in: Callable[[str], Client]) -> None:
    number = enter(catalog_hash)
    browser = sign_in("kankyo1")
    assert "なみ" in browser.get(reverse("dogs")).content.decode()
    assert (
        "見つかりませんでした" in browser.post(reverse("dogs"), {"q": "いない"}, follow=True).content.decode()
    )
    page = browser.get(reverse("dog", args=[number]))
    assert all(words in page.content.decode() for words in ("柴犬", "磯部　健一", "第00001号", "海環第1号"))
    assert browser.get(reverse("dog", args=["R8-77777"])).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("member", "status"), [("kankyo2", 200), ("shimin1", 404), ("unyo1", 403), ("kansa1", 403)]
)
def test_who_may_open_the_pages(
    catalog_hash: str, sign_in: Callable[[str], Client], member: str, status: int
) -> None:
    number = enter(catalog_hash)
    browser = sign_in(member)
    assert browser.get(reverse("dogs")).status_code == status
    assert browser.get(reverse("dog", args=[number])).status_code == status


@pytest.mark.django_db
def test_a_visitor_is_asked_to_sign_in(client: Client) -> None:
    for address in (reverse("dogs"), reverse("dog", args=["R8-00001"])):
        assert client.get(address, HTTP_HOST=config.load().host).status_code == 303


@pytest.mark.django_db
def test_an_empty_register_says_what_to_do(sign_in: Callable[[str], Client]) -> None:
    assert "まだ登録された犬はいません" in sign_in("kankyo1").get(reverse("dogs")).content.decode()
