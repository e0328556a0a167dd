"""What a resident keeps: only when asked for, seen, changed, forgotten; filled in next time; readable to nobody else."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from dokodemo.base import clock
from dokodemo.catalog import meanings
from dokodemo.catalog.schema import Catalog
from dokodemo.internet.apply import jobs
from dokodemo.internet.apply.tests import people
from dokodemo.internet.apply.tests.people import (
    INU,
    SENDING,
    SPOUSE_NUMBER,
    TEATE,
    Person,
    asks,
    begin,
    page_of,
    ready,
    value_of,
)
from dokodemo.internet.apply.tests.test_secrecy import found
from dokodemo.internet.profile import actions, queries

pytestmark = pytest.mark.django_db

SECRETS = ("ミナト", "09012345678", "なぎさ", "ほたる", "うみかぜ銀行", "0123456")


@pytest.fixture
def minato(city: Catalog) -> Person:
    """Somebody who has claimed the child allowance and had it remembered."""
    found = people.by_card()
    receipt = claimed(found)
    done = found.post(f"{receipt}/remember")
    assert done["Location"] == "/my/profile?done=remembered"
    return found


def claimed(person: Person) -> str:
    draft = ready(person, "jido-teate-nintei", TEATE)
    sent = person.post(f"{draft}/submit", SENDING | {"spouse_kojinbango": SPOUSE_NUMBER})
    return str(sent["Location"])


def rows() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM profile")
        return int(cursor.fetchone()[0])


def test_nothing_is_kept_that_was_not_asked_for(city: Catalog) -> None:
    person = people.by_card()
    receipt = page_of(person.get(claimed(person)))
    assert "次の申請のためにおぼえる" in receipt
    assert rows() == 0
    assert "まだ何もおぼえていません" in page_of(person.get("/my/profile"))


def test_what_was_said_is_kept_by_its_meaning(minato: Person) -> None:
    kept = queries.kept(minato.resident)
    assert kept["applicant.phone"] == "09012345678"
    assert kept["account.number"] == "0123456"
    assert kept["spouse.name"] == "浜崎　なぎさ"
    assert [each["child.name"] for each in kept["children"]] == ["浜崎　しずく", "浜崎　ほたる"]
    assert not {"identity.name", "applicant.name"} & kept.keys(), "what the card says is not kept"
    assert SPOUSE_NUMBER not in str(kept)
    shown = page_of(minato.get("/my/profile?done=remembered"))
    for word in ("浜崎　ほたる", "0123456", "口座", "家族のこと"):
        assert word in shown


def test_it_fills_the_next_form_and_can_be_changed_there(minato: Person) -> None:
    draft = begin(minato, "inu-toroku")
    page = minato.get(f"{draft}/inu")
    assert "前におぼえた内容を入れてあります" in page_of(page)
    assert value_of(page, "owner_phone") == "09012345678"
    assert value_of(page, "owner_kana") == "ハマサキ　ミナト"
    assert not asks(page, "owner_name"), "known from the card"
    other = INU["inu"] | {"owner_phone": "0461112222", "owner_kana": "ハマサキ ミナト"}
    minato.post(f"{draft}/inu", other)
    review = page_of(minato.get(f"{draft}/review"))
    assert "0461112222" in review
    numbers = re.search(r'id="spared">\D+(\d+)\D+(\d+)', review)
    assert numbers is not None
    assert int(numbers[2]) == 3, "name and address from the card, the reading from the profile"
    assert queries.kept(minato.resident)["applicant.phone"] == "09012345678", "only asked for it is kept anew"


def test_children_come_back_with_what_is_theirs(minato: Person) -> None:
    draft = begin(minato, "jido-teate-nintei")
    page = minato.get(f"{draft}/kodomo")
    assert value_of(page, "children-1-name") == "浜崎　ほたる"
    assert value_of(page, "children-0-birth") == TEATE["kodomo"]["children-0-birth"]
    assert people.chosen(page, "children-0-looks_after") is None, "peculiar to the procedure: asked again"


def typed_now(person: Person) -> dict[str, str]:
    """The controls of the page with what stands in them."""
    html = page_of(person.get("/my/profile"))
    fields = re.findall(r'<input type="(?:text|tel)" id="[^"]+" name="([^"]+)" value="([^"]*)"', html)
    chosen = re.findall(r'type="radio"[^>]* name="([^"]+)" value="([^"]*)" checked', html)
    return dict(fields + chosen)


def test_it_can_be_changed_and_taken_back_piece_by_piece(minato: Person) -> None:
    typed = typed_now(minato) | {"applicant__phone": "046-111-2222", "account__bank_name": ""}
    assert minato.post("/my/profile", typed | {"children-0-remove": "1", "do": "save"}).status_code == 303
    kept = queries.kept(minato.resident)
    assert kept["applicant.phone"] == "0461112222"
    assert "account.bank_name" not in kept
    assert kept["account.number"] == "0123456"
    assert [each["child.name"] for each in kept["children"]] == ["浜崎　ほたる"]


def test_something_wrong_is_said_and_nothing_changes(minato: Person) -> None:
    before = queries.kept(minato.resident)
    wrong = typed_now(minato) | {"applicant__phone": "12", "do": "save"}
    answer = minato.post("/my/profile?done=remembered", wrong)
    assert answer.status_code == 422
    assert list(people.problems(answer)) == ["applicant__phone"]
    assert value_of(answer, "applicant__phone") == "12"
    assert "おぼえました" not in page_of(answer)
    assert queries.kept(minato.resident) == before


def test_one_heading_or_everything_is_forgotten(minato: Person) -> None:
    assert minato.post("/my/profile", {"forget": "bank"})["Location"] == "/my/profile?done=forgotten"
    kept = queries.kept(minato.resident)
    assert not [each for each in kept if each.startswith("account.")]
    assert kept["applicant.phone"]
    minato.post("/my/profile", {"do": "delete"})
    assert queries.kept(minato.resident) == {}
    assert rows() == 0


def test_a_post_that_asks_for_nothing_changes_nothing(minato: Person) -> None:
    before = queries.kept(minato.resident)
    assert minato.post("/my/profile", {"do": "x"}).status_code == 200
    assert queries.kept(minato.resident) == before


def test_nobody_else_reads_it(minato: Person) -> None:
    assert found(SECRETS) == set()
    other = people.by_card()
    assert queries.kept(other.resident) == {}
    assert "ほたる" not in page_of(other.get("/my/profile"))
    assert people.browser().get("/my/profile").status_code == 303


def test_another_s_receipt_is_not_remembered(minato: Person, city: Catalog) -> None:
    receipt = claimed(minato)
    other = people.by_card()
    assert other.post(f"{receipt}/remember").status_code == 404
    assert people.browser().post(f"{receipt}/remember").status_code == 303
    assert minato.get(f"{receipt}/remember").status_code == 405
    assert queries.kept(other.resident) == {}


def test_a_copy_that_is_gone_gives_nothing(city: Catalog) -> None:
    person = people.by_card()
    receipt = claimed(person)
    person.post(f"/my/{receipt.rpartition('/')[2]}/delete-copy")
    assert person.post(f"{receipt}/remember")["Location"] == "/my/profile"
    assert rows() == 0


def test_it_is_forgotten_after_two_years(minato: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    later = clock.now() + timedelta(days=731)
    resident = minato.resident
    monkeypatch.setattr(clock, "now", lambda: later)
    assert queries.kept(resident) == {}
    jobs.forget(0)
    assert rows() == 0


def test_one_that_does_not_open_keeps_nobody_from_applying(minato: Person) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE profile SET body = %s", [b"broken"])
    assert queries.kept(minato.resident) == {}
    assert begin(minato, "inu-toroku")


@pytest.mark.parametrize(
    "kept",
    [
        {"applicant.phone": "12"},
        {"applicant.phone": 3},
        {"account.kind": "gold"},
        {"children": "x"},
        {"children": [{"child.birthdate": "yesterday"}, 3]},
        {"gone": "x"},
    ],
)
def test_what_no_longer_fits_is_asked(city: Catalog, kept: dict[str, Any]) -> None:
    """Kept under an older catalog, when another answer was right."""
    procedure = city.procedures["jido-teate-nintei"]
    assert meanings.filled(procedure, kept) == {}
    person = people.by_card()
    actions.keep(person.resident, kept)
    assert begin(person, "jido-teate-nintei")
    assert person.get("/my/profile").status_code == 200


# --- begun before anything was applied for -----------------------------------------------------------------------


def test_it_can_be_begun_empty(city: Catalog) -> None:
    person = people.by_card()
    empty = person.get("/my/profile")
    assert asks(empty, "start")
    opened = person.post("/my/profile", {"start": "bank"})
    assert asks(opened, "account__number")
    assert 'name="open" value="bank"' in page_of(opened)
    assert rows() == 0, "nothing is kept before it is saved"
    both = person.post("/my/profile", {"open": "bank", "account__number": "0123456", "start": "family"})
    assert value_of(both, "account__number") == "0123456"
    assert asks(both, "children-0-child__name")
    saved = person.post(
        "/my/profile",
        {"open": ["bank", "family"], "account__number": "0123456", "children-0-child__name": "浜崎　しずく", "do": "save"},
    )  # fmt: skip
    assert saved["Location"] == "/my/profile?done=saved"
    kept = queries.kept(person.resident)
    assert kept == {"account.number": "0123456", "children": [{"child.name": "浜崎　しずく"}]}
    draft = begin(person, "jido-teate-nintei")
    assert "浜崎　しずく" in page_of(person.get(f"{draft}/kodomo"))


def test_one_more_of_a_list_keeps_what_was_typed(minato: Person) -> None:
    shown = minato.get("/my/profile")
    assert not asks(shown, "children-2-child__name")
    typed = {name: value_of(shown, name) for name in ("children-0-child__name", "children-1-child__name")}
    more = minato.post("/my/profile", typed | {"more": "children", "applicant__phone": "0100000000"})
    assert value_of(more, "children-1-child__name") == "浜崎　ほたる"
    assert value_of(more, "applicant__phone") == "0100000000"
    assert asks(more, "children-2-child__name")
    assert "children-2-remove" not in page_of(more), "nothing is there to be forgotten yet"
    assert queries.kept(minato.resident)["applicant.phone"] == "09012345678"


@pytest.mark.parametrize(
    "posted", [{"start": "nothing"}, {"open": "<b>"}, {"more": "nothing"}, {"start": "move"}]
)
def test_what_is_no_heading_opens_nothing(city: Catalog, posted: dict[str, str]) -> None:
    page = page_of(people.by_card().post("/my/profile", posted))
    assert "まだ何もおぼえていません" in page
    assert "<b>" not in page


def test_what_can_be_begun_is_asked_by_some_procedure(city: Catalog) -> None:
    asked = {each for procedure in city.procedures.values() for each in meanings.meanings(procedure)}
    assert {means for each in meanings.STARTS.values() for means in each} <= asked
