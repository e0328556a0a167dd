"""From the procedure's page to the receipt, as a browser without JavaScript walks it."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from dokodemo.base import clock
from dokodemo.base.ui.templatetags.ui import day
from dokodemo.catalog.schema import Catalog
from dokodemo.internet.apply import jobs, queries
from dokodemo.internet.apply.receipt import is_receipt
from dokodemo.internet.apply.tests import people
from dokodemo.internet.apply.tests.people import (
    INU,
    SENDING,
    SPOUSE_NUMBER,
    TEATE,
    begin,
    fill,
    page_of,
    ready,
)
from dokodemo.internet.apply.tests.test_files import attach, photo
from dokodemo.values.days import days_after

pytestmark = pytest.mark.django_db


def test_child_allowance_with_spouse_and_children(city: Catalog) -> None:
    minato = people.by_card()
    draft = begin(minato, "jido-teate-nintei")
    assert fill(minato, draft, TEATE)["Location"] == f"{draft}/files"
    assert minato.post(f"{draft}/files", {"go": "next"})["Location"] == f"{draft}/review"
    review = page_of(minato.get(f"{draft}/review"))
    for word in (
        "浜崎　みなと",
        "1990年4月12日",
        "うみかぜ造船",
        "浜崎　ほたる",
        "0123456",
        "ハマサキ　ミナト",
    ):
        assert word in review
    sent = minato.post(f"{draft}/submit", SENDING | {"spouse_kojinbango": SPOUSE_NUMBER})
    assert sent.status_code == 303
    receipt = page_of(minato.get(sent["Location"]))
    number = re.search(r"\d{4}-\d{4}-\d{4}", receipt)
    assert number
    assert is_receipt(number[0])
    assert day(days_after(clock.today(), 30)) in receipt
    assert len(queries.mine(minato.resident.account_id)) == 1


def test_dog(city: Catalog) -> None:
    hiroshi = people.by_mail()
    draft = begin(hiroshi, "inu-toroku")
    assert fill(hiroshi, draft, INU)["Location"] == f"{draft}/review"
    sent = hiroshi.post(f"{draft}/submit", SENDING)
    assert sent.status_code == 303
    assert "3,000円" in page_of(hiroshi.get(sent["Location"]))


@pytest.mark.parametrize(
    ("language", "tag", "nothing"),
    [
        ("ja", "次のものは郵便で届きます：犬の鑑札。", "紙は届きません"),
        ("en", "comes by post: Dog tag.", "nothing is sent on paper"),
    ],
)
def test_what_comes_by_post_is_said_as_the_procedure_has_it(
    city: Catalog, language: str, tag: str, nothing: str
) -> None:
    hiroshi = people.by_mail(language=language)
    dog = page_of(hiroshi.get(f"{ready(hiroshi, 'inu-toroku', INU)}/review"))
    assert tag in dog
    assert nothing not in dog
    minato = people.by_card(language=language)
    child = page_of(minato.get(f"{ready(minato, 'jido-teate-nintei', TEATE)}/review"))
    assert nothing in child
    same = ("マイページで受け取る", "郵便で受け取る") if language == "ja" else ("On My page", "By post")
    settings = page_of(minato.get("/my/settings"))
    for name in same:
        assert f">{name}<" in child
        assert f">{name}<" in settings


def test_who_has_given_no_address_is_offered_the_mail(city: Catalog) -> None:
    minato, hiroshi = people.by_card(), people.by_mail()
    offer = 'href="/my/settings#email"'
    sent = minato.post(
        f"{ready(minato, 'jido-teate-nintei', TEATE)}/submit", SENDING | {"spouse_kojinbango": SPOUSE_NUMBER}
    )
    assert offer in page_of(minato.get(sent["Location"]))
    assert offer in page_of(minato.get("/my"))
    sent = hiroshi.post(f"{ready(hiroshi, 'inu-toroku', INU)}/submit", SENDING)
    assert offer not in page_of(hiroshi.get(sent["Location"]))
    assert offer not in page_of(hiroshi.get("/my"))


def test_with_no_more_rights_than_the_zone_s_processes_have(
    city: Catalog, as_application: Callable[[], AbstractContextManager[None]]
) -> None:
    with as_application():
        minato = people.by_card()
        draft = ready(minato, "jido-teate-nintei", TEATE)
        attach(minato, draft, "koza", photo())
        sent = minato.post(f"{draft}/submit", SENDING | {"spouse_kojinbango": SPOUSE_NUMBER})
        assert sent.status_code == 303
        jobs.forget(timestamp=0)
        other = begin(minato, "inu-toroku")
        assert minato.post(f"{other}/delete").status_code == 303


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_screen_in_both_languages(city: Catalog, language: str) -> None:
    """No sentence of ours is left in Japanese on an English screen, but what is the field's own or was typed."""
    minato = people.by_card({}, language=language)
    draft = begin(minato, "jido-teate-nintei")
    for page in city.procedures["jido-teate-nintei"].pages:
        answer = minato.get(f"{draft}/{page.id}", follow=True)
        assert answer.status_code == 200
        if answer.redirect_chain:
            continue
        html = page_of(answer)
        assert f'lang="{language}"' in html
        assert page.titles.of(language) in html
        assert ("次へ進む" in html) is (language == "ja")
        assert ("Save and go back" in html) is (language == "en")
    review = page_of(minato.get(f"{draft}/review"))
    assert ("この内容で申請する" in review) is (language == "ja")
