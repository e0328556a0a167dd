"""Begun on one device, finished on another: two browsers of one card, a real keeper between them."""

import pytest

from dokodemo.catalog.schema import Catalog
from dokodemo.internet.accounts.tests.parts import Provider
from dokodemo.internet.accounts.tests.people import Browser
from dokodemo.internet.apply import queries
from dokodemo.internet.apply.tests.people import TEATE, page_of, value_of

pytestmark = pytest.mark.django_db(transaction=True)
FIRST, SECOND = list(TEATE.items())[:2]


@pytest.fixture
def tablet(other_browser: Browser, provider: Provider, sakura: Browser) -> Browser:
    """The same resident, at another device."""
    other_browser.with_card(provider)
    assert other_browser.resident.account_id == sakura.resident.account_id
    return other_browser


def begin(browser: Browser) -> str:
    begun = browser.post("/apply/jido-teate-nintei/start")
    assert begun.status_code == 303
    return str(begun["Location"]).rpartition("/")[0]


def test_what_was_typed_is_there_and_where_it_stopped(
    sakura: Browser, tablet: Browser, city: Catalog
) -> None:
    draft = begin(sakura)
    name, typed = FIRST
    next_page = sakura.post(f"{draft}/{name}", typed | {"go": "next"})
    assert next_page.status_code == 303
    # Without a script the next page says that the one before is saved.
    assert "保存しました" in page_of(sakura.get(next_page["Location"]))
    assert draft in page_of(tablet.get("/my"))
    on = tablet.get(draft)
    assert on.status_code == 303
    assert on["Location"] == next_page["Location"]
    here, there = (each.get(f"{draft}/{name}") for each in (sakura, tablet))
    for question in ("claimant_kana", "claimant_phone"):
        assert value_of(there, question) == value_of(here, question) != ""


def test_half_a_page_is_there_too(sakura: Browser, tablet: Browser, city: Catalog) -> None:
    draft = begin(sakura)
    name, typed = FIRST
    wrong = next(iter(typed))
    live = sakura.post(
        f"{draft}/{name}?live=1&save=1", {**typed, wrong: "まだ途中"}, headers={"HX-Request": "true"}
    )
    assert "保存しました" in page_of(live)
    assert "まだ途中" in page_of(tablet.get(f"{draft}/{name}"))


def test_both_at_once_lose_nothing(sakura: Browser, tablet: Browser, city: Catalog) -> None:
    draft = begin(sakura)
    sakura.get(f"{draft}/{FIRST[0]}")
    assert tablet.post(f"{draft}/{FIRST[0]}", FIRST[1] | {"go": "next"}).status_code == 303
    assert sakura.post(f"{draft}/{SECOND[0]}", SECOND[1] | {"go": "next"}).status_code == 303
    (open_draft,) = queries.drafts_of(sakura.resident.account_id)
    found = queries.draft(tablet.resident, open_draft.id)
    assert {FIRST[0], SECOND[0]} <= set(found.answers.done)
