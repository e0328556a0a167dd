"""Who was written down once is put into another list, or where one person is asked for, by one press."""

import re

import pytest

from dokodemo.catalog.schema import Catalog
from dokodemo.internet.apply.tests import people
from dokodemo.internet.apply.tests.people import Person, begin, chosen, page_of, value_of

pytestmark = pytest.mark.django_db

MOVE, HEALTH = "tennyu", "kokuho-kanyu"
MOVERS, INSURED = "tennyu__movers", "kokuho_kanyu__persons"
ME = "浜崎　みなと"
CHILD = {"name": "浜崎　しずく", "kana": "ハマサキ　シズク", "birth": "2019-06-01", "sex": "2", "to_head": "child",
         "has_card": "true", "foreign_national": "false"}  # fmt: skip


def offered(page: object) -> dict[str, str]:
    """The buttons that bring somebody: name on it → what it sends."""
    found = re.findall(r'name="bring" value="([^"]+)"[^>]*><span translate="no">([^<]+)<', page_of(page))
    return {name: value for value, name in found}


@pytest.fixture
def minato(city: Catalog) -> Person:
    return people.by_card()


@pytest.fixture
def moving(minato: Person) -> str:
    """A draft for two procedures with a child written down among those who move."""
    draft = begin(minato, f"{MOVE}+{HEALTH}")
    movers = {f"{MOVERS}-0-{name}": text for name, text in CHILD.items()}
    minato.post(f"{draft}/tennyu-hito", movers | {"tennyu__who_moves": "together"})
    return draft  # the page is not finished: what is good on it is known all the same


def test_a_list_offers_everybody_who_is_written_down(minato: Person, moving: str) -> None:
    offers = offered(minato.get(f"{moving}/kokuho-kanyu-hito"))
    assert list(offers) == [ME, "浜崎　しずく"]
    assert list(offered(minato.get(f"{moving}/tennyu-hito"))) == [ME], "not who stands there already"


def test_one_press_writes_them_into_the_first_free_item(minato: Person, moving: str) -> None:
    where = f"{moving}/kokuho-kanyu-hito"
    child = offered(minato.get(where))["浜崎　しずく"]
    page = minato.post(where, {"bring": child})
    assert page.status_code == 200
    assert value_of(page, f"{INSURED}-0-kokuho_kanyu__name") == "浜崎　しずく"
    assert value_of(page, f"{INSURED}-0-kokuho_kanyu__kana") == "ハマサキ　シズク"
    assert value_of(page, f"{INSURED}-0-kokuho_kanyu__birth") == "2019-06-01"
    assert chosen(page, f"{INSURED}-0-kokuho_kanyu__sex") == CHILD["sex"]
    me = offered(page)
    assert list(me) == [ME], "who was brought is not offered again"
    typed = {f"{INSURED}-0-kokuho_kanyu__name": "浜崎　しずく", f"{INSURED}-0-kokuho_kanyu__to_head": "child"}
    page = minato.post(where, typed | {"bring": me[ME]})
    assert value_of(page, f"{INSURED}-0-kokuho_kanyu__name") == "浜崎　しずく"
    assert value_of(page, f"{INSURED}-1-kokuho_kanyu__name") == ME
    assert value_of(minato.get(where), f"{INSURED}-1-kokuho_kanyu__birth") == "1990-04-12", "and it is saved"


def test_one_person_is_brought_where_one_is_asked_for(minato: Person, city: Catalog) -> None:
    draft = begin(minato, "jido-teate-nintei+hoiku-shikyu-nintei")
    children = {f"jido_teate_nintei__children-0-{name}": text for name, text in CHILD.items()}
    assert minato.post(f"{draft}/jido-teate-nintei-kodomo", children | {"save": "1"}).status_code in (
        303,
        422,
    )
    where = f"{draft}/hoiku-shikyu-nintei-kodomo"
    offers = offered(minato.get(where))
    assert list(offers) == ["浜崎　しずく"], "the applicant is not their own child"
    page = minato.post(where, {"bring": offers["浜崎　しずく"]})
    assert value_of(page, "hoiku_shikyu_nintei__child_name") == "浜崎　しずく"
    assert value_of(page, "hoiku_shikyu_nintei__child_birth") == "2019-06-01"
    assert offered(page) == {}


@pytest.mark.parametrize(
    "bring", ["", "nobody {key}", INSURED, INSURED + " 0", "kokuho_kanyu__has_card {key}", MOVERS + " {key}"]
)
def test_what_nobody_offered_changes_nothing(minato: Person, moving: str, bring: str) -> None:
    where = f"{moving}/kokuho-kanyu-hito"
    key = offered(minato.get(where))[ME].partition(" ")[2]
    typed = {f"{INSURED}-0-kokuho_kanyu__name": "潮見　渚", "bring": bring.format(key=key)}
    page = minato.post(where, typed)
    assert page.status_code == 200
    assert value_of(page, f"{INSURED}-0-kokuho_kanyu__name") == "潮見　渚"
    assert f"{INSURED}-1-" not in page_of(page)


def test_a_full_list_offers_nobody(minato: Person, moving: str, city: Catalog) -> None:
    most = next(
        each.max_items
        for page in city.procedures[HEALTH].pages
        for each in page.fields
        if each.id == "persons"
    )
    me = offered(minato.get(f"{moving}/kokuho-kanyu-hito"))[ME]
    full = {f"{INSURED}-{at}-kokuho_kanyu__name": f"潮見　渚{at}" for at in range(most)}
    page = minato.post(f"{moving}/kokuho-kanyu-hito", full | {"add": INSURED})
    assert offered(page) == {}
    page = minato.post(f"{moving}/kokuho-kanyu-hito", full | {"bring": me})
    assert page.status_code == 200
    assert ME not in page_of(page).partition('id="questions"')[2]
    nameless = full | {f"{INSURED}-0-kokuho_kanyu__name": "", f"{INSURED}-0-kokuho_kanyu__kana": "ミナト"}
    page = minato.post(f"{moving}/kokuho-kanyu-hito", nameless | {"add": INSURED})
    assert offered(page) == {}, "an item that is begun is nobody's place"


def test_a_page_that_stood_open_brings_whom_its_button_names(minato: Person, moving: str) -> None:
    where = f"{moving}/kokuho-kanyu-hito"
    child = offered(minato.get(where))["浜崎　しずく"]
    first = {f"{MOVERS}-0-name": "浜崎　なぎ", f"{MOVERS}-0-birth": "2021-07-01"}
    first["tennyu__who_moves"] = "together"
    minato.post(f"{moving}/tennyu-hito", first)
    page = minato.post(where, {"bring": child})
    assert value_of(page, f"{INSURED}-0-kokuho_kanyu__name") == "", "nobody else instead"
    movers = {f"{MOVERS}-1-{name}": text for name, text in CHILD.items()}
    minato.post(f"{moving}/tennyu-hito", first | movers)
    page = minato.post(where, {"bring": child})
    assert value_of(page, f"{INSURED}-0-kokuho_kanyu__name") == "浜崎　しずく"


def test_who_is_brought_has_nothing_of_whom_they_replace(minato: Person) -> None:
    draft = begin(minato, "kaigo-hokensho")
    minato.post(f"{draft}/shinsei-sha", {"applicant_is": "family"})
    where = f"{draft}/honnin"
    other = {
        "insured_name": "",
        "insured_kana": "シオミ　トキ",
        "insured_birth": "1940-01-01",
        "insured_address": "海風市岬町1番1号",
    }
    me = offered(minato.post(where, other | {"go": "next"}))[ME]
    page = minato.post(where, other | {"bring": me})
    assert value_of(page, "insured_name") == ME
    assert [value_of(page, f"insured_{each}") for each in ("kana", "birth", "address")] == ["", "", ""]
