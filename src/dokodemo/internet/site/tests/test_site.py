"""The front: what a visitor reads before anything is typed."""

import math
from typing import Any

import pytest
from django.utils.html import escape

from dokodemo.catalog import conformance, versions
from dokodemo.catalog.schema import Catalog
from dokodemo.catalog.terms import EASY
from dokodemo.internet.apply.tests import people
from dokodemo.internet.apply.tests.people import TEATE, begin, page_of
from dokodemo.internet.site.urls import urlpatterns

pytestmark = pytest.mark.django_db
PUBLIC = {
    "accessibility", "home", "inventory", "inventory_csv", "offline", "procedure", "procedures", "service_worker",
    "together", "words",
}  # fmt: skip


def read(path: str, language: str = "ja") -> str:
    answer: Any = people.browser(language=language).get(path)
    assert answer.status_code == 200
    return page_of(answer)


def test_everybody_may_come_in(city: Catalog) -> None:
    assert {pattern.name for pattern in urlpatterns} == PUBLIC | {"rate_application"}
    roles = {pattern.name: getattr(pattern.callback, "allowed_roles", None) for pattern in urlpatterns}
    assert roles == {name: {"visitor"} for name in PUBLIC} | {"rate_application": {"resident"}}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_home_names_the_city_and_leads_to_every_procedure(city: Catalog, language: str) -> None:
    html = read("/", language)
    assert city.city.titles.of(language) in html
    assert 'href="/procedures"' in html
    assert str(len(city.procedures)) in html
    html = read("/procedures", language)
    for each in [*city.procedures.values(), *city.counter.values()]:
        assert escape(each.titles.of(language)) in html
        assert f'href="/procedures/{each.id}"' in html


@pytest.mark.parametrize("language", ["ja", "en"])
def test_home_does_not_grow_with_the_procedures(city: Catalog, language: str) -> None:
    """A page that is opened on a bad line: as long as before however many procedures there are."""
    assert len(read("/", language).encode()) < 20_000


def test_home_before_a_catalog_is_in_force(db: None) -> None:
    versions.forget()
    assert "いま準備をしています" in read("/")
    assert people.browser().get("/procedures/inu-toroku").status_code == 404


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("name", ["jido-teate-nintei", "inu-toroku"])
def test_a_procedure_says_everything_before_it_begins(city: Catalog, name: str, language: str) -> None:
    html, procedure = read(f"/procedures/{name}", language), city.procedures[name]
    section = city.sections[procedure.section]
    said = [
        procedure.titles, procedure.summary_text, procedure.deadline_text, procedure.law, procedure.article,
        section.title, section.place, *procedure.bring, *(each.titles for each in procedure.attachments),
        *(text for each in procedure.refusals for text in (each.title, each.article)),
        *((procedure.fee.how, procedure.fee.basis) if procedure.fee else ()),
    ]  # fmt: skip
    assert [text.of(language) for text in said if text.of(language).replace("'", "&#x27;") not in html] == []
    assert section.phone in html
    assert str(procedure.standard_days) in html
    pin = "4けたの数字" if language == "ja" else "4-digit number"
    assert (pin in html) is (procedure.identity == "card")


def test_a_visitor_is_sent_to_the_sign_in_that_the_procedure_asks_for(city: Catalog) -> None:
    assert "/sign-in?next=%2Fprocedures%2Fjido-teate-nintei%23start&amp;level=card" in read(
        "/procedures/jido-teate-nintei"
    )
    assert "/sign-in?next=%2Fprocedures%2Finu-toroku%23start&amp;level=mail" in read("/procedures/inu-toroku")
    assert 'action="/apply/' not in read("/procedures/inu-toroku")


def test_who_is_signed_in_has_one_button(city: Catalog) -> None:
    minato, hiroshi = people.by_card(), people.by_mail()
    assert 'action="/apply/jido-teate-nintei/start"' in page_of(minato.get("/procedures/jido-teate-nintei"))
    assert 'action="/apply/inu-toroku/start"' in page_of(minato.get("/procedures/inu-toroku"))
    assert 'action="/apply/jido-teate-nintei/start"' not in page_of(
        hiroshi.get("/procedures/jido-teate-nintei")
    )


def test_what_was_begun_is_offered_to_its_owner_only(city: Catalog) -> None:
    minato, other = people.by_card(), people.by_card()
    draft = begin(minato, "jido-teate-nintei")
    minato.post(f"{draft}/anata", TEATE["anata"])
    assert f'href="{draft}"' in page_of(minato.get("/"))
    assert "つづきから始める" in page_of(minato.get("/procedures/jido-teate-nintei"))
    # Moulds are shared between residents: nothing of one may stay in them.
    assert draft not in page_of(other.get("/"))
    assert "つづきから始める" not in page_of(other.get("/procedures/jido-teate-nintei"))
    assert draft not in read("/")


def test_each_form_carries_its_own_token(city: Catalog) -> None:
    tokens = set()
    for person in (people.by_card(), people.by_card()):
        strict = people.browser(checks=True)
        strict.cookies["__Host-session"] = person.token.cookie
        html = page_of(strict.get("/procedures/inu-toroku"))
        token = html.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
        tokens.add(token)
        sent: Any = strict.post(
            "/apply/inu-toroku/start",
            {"csrfmiddlewaretoken": token},
            headers={"referer": "http://internet.localhost/"},
        )
        assert sent.status_code == 303
    assert len(tokens) == 2


def test_a_visitor_who_only_reads_gets_no_cookie(city: Catalog) -> None:
    client = people.browser()
    client.get("/")
    client.get("/procedures/inu-toroku")
    assert "__Host-csrf" not in client.cookies


def test_a_new_catalog_is_shown_at_once(city: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "REFRESH_SECONDS", math.inf)
    assert "犬の登録" in read("/procedures")
    newer = (
        city.to_bytes()
        .replace("犬の登録".encode(), "犬の届け出".encode())
        .replace(b"0000-00-1100", b"0000-00-2200")
    )
    versions.activate(versions.store(newer, b"signature", "office"))
    versions.forget()
    assert "犬の届け出" in read("/procedures")
    assert "0000-00-2200" in read("/")
    assert "犬の届け出" in read("/procedures/inu-toroku")


def test_the_language_nav_comes_back_to_the_same_page(city: Catalog) -> None:
    assert "next=%2Fprocedures%2Finu-toroku" in read("/procedures/inu-toroku?evil=%22%3E")
    assert "evil" not in read("/procedures/inu-toroku?evil=1")
    minato = people.by_card()
    draft = begin(minato, "jido-teate-nintei")
    html = page_of(minato.get(f"{draft}/anata?evil=1"))
    assert f"next={draft}/anata".replace("/", "%2F") in html
    assert "evil" not in html


def test_only_reading(city: Catalog) -> None:
    assert people.browser().post("/").status_code == 405
    assert people.browser().get("/procedures/nanika").status_code == 404


def test_the_words_are_explained_in_every_language(city: Catalog) -> None:
    assert city.glossary is not None
    for language in ("ja", "en"):
        html = read("/words", language)
        for term in city.glossary.terms:
            assert term.text.of(language).replace("'", "&#x27;") in html
    assert 'href="/words"' in read("/")


def test_a_procedure_explains_the_hard_words_it_uses(city: Catalog) -> None:
    assert city.glossary is not None
    (tag,) = (term for term in city.glossary.terms if term.term.ja == "鑑札")
    assert tag.text.ja in read("/procedures/inu-toroku")
    assert tag.text.ja not in read("/procedures/shussho")


def test_plain_japanese_is_a_choice_and_its_readings_are_furigana(city: Catalog) -> None:
    html = read("/procedures/inu-toroku", EASY)
    assert '<html lang="ja">' in html
    assert "<ruby>犬<rp>（</rp><rt>いぬ</rt><rp>）</rp></ruby>" in html
    assert "（いぬ）" not in html.replace("<rp>（</rp><rt>いぬ</rt><rp>）</rp>", "")
    browser = people.browser(language=EASY)
    browser.cookies["furigana"] = "off"
    assert "<ruby>" not in page_of(browser.get("/procedures/inu-toroku"))


def test_the_switch_of_furigana_is_only_in_plain_japanese(city: Catalog) -> None:
    assert 'href="/furigana/off?next=%2F"' in read("/", EASY)
    assert "/furigana/" not in read("/")
    answer: Any = people.browser().get("/furigana/off?next=/words")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/words")
    assert answer.cookies["furigana"].value == "off"


@pytest.mark.parametrize("language", ["ja", "en", EASY])
def test_the_report_names_every_criterion_and_whom_to_tell(city: Catalog, language: str) -> None:
    """With the city's own section, and what is not checked said so."""
    html, words = read("/accessibility", language), conformance.words()
    assert city.accessibility is not None
    for each in words.criteria:
        assert f'<span class="number">{each.id}</span>' in html
    assert city.sections[city.accessibility.section].phone in html
    assert html.count('class="status') == len(words.criteria)
    report = conformance.report(city.accessibility)
    assert html.count('class="status soon"') == sum(
        row.result == "unchecked" for row in (*report.rows, *report.added)
    )
    assert 'href="/accessibility"' in read("/", language)


def test_the_report_asks_the_database_nothing_once_it_is_made(
    city: Catalog, django_assert_num_queries: Any
) -> None:
    visitor = people.browser()
    visitor.get("/accessibility")
    with django_assert_num_queries(0):
        visitor.get("/accessibility")
