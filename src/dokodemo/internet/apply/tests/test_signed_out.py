"""What somebody typed outlives the session and the form's token; a My Number is in no page that keeps it."""

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from dokodemo.base import sessions
from dokodemo.catalog.schema import Catalog
from dokodemo.internet.apply.tests import people
from dokodemo.internet.apply.tests.people import (
    INU,
    SENDING,
    SPOUSE_NUMBER,
    TEATE,
    Person,
    begin,
    browser,
    page_of,
    ready,
)
from dokodemo.internet.apply.tests.test_files import attach, photo

pytestmark = pytest.mark.django_db
HERE = {"Origin": "http://internet.localhost"}


def kept(answer: Any) -> dict[str, str]:
    """What the page's own form would send, but for the token."""
    form = re.search(r'<form method="post" action="/apply[^"]*">(.*?)</form>', page_of(answer), re.DOTALL)
    assert form, page_of(answer)
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form[1], re.DOTALL)
    return {unescape(name): unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


class TestSessionOver:
    @pytest.mark.parametrize(
        ("level", "procedure", "page"), [("card", "jido-teate-nintei", TEATE), ("mail", "inu-toroku", INU)]
    )
    def test_keeps_what_was_typed_and_offers_the_procedure_s_sign_in(
        self, city: Catalog, level: str, procedure: str, page: dict[str, dict[str, str]]
    ) -> None:
        person = people.by_card() if level == "card" else people.by_mail()
        draft = begin(person, procedure)
        name, typed = next(iter(page.items()))
        posted = typed | {"go": "next", "_level": level}
        assert f'name="_level" value="{level}"' in page_of(person.get(f"{draft}/{name}"))
        answer = browser().post(f"{draft}/{name}", posted)
        assert answer.status_code == 403
        assert kept(answer) == posted
        html = page_of(answer)
        assert "サインインの時間が終わりました" in html
        assert f"level={level}" in html
        assert 'target="_blank"' in html
        again = person.post(f"{draft}/{name}", kept(answer))
        assert again.status_code == 303

    def test_with_nothing_typed_leads_to_the_sign_in(self, city: Catalog) -> None:
        draft = begin(people.by_card(), "jido-teate-nintei")
        answer = browser().post(f"{draft}/anata", {"go": "back", "_shown": "x", "claimant_kana": ""})
        assert answer.status_code == 303

    def test_says_nothing_of_whether_there_is_such_a_draft(self, city: Catalog) -> None:
        draft = begin(people.by_card(), "jido-teate-nintei")
        nobodys = f"/apply/{'0' * 8}-0000-4000-8000-{'0' * 12}"
        there, absent = (
            page_of(browser().post(f"{each}/anata", TEATE["anata"])) for each in (draft, nobodys)
        )
        token = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')
        plain = [
            token.sub("", each).replace(draft[7:], "").replace(nobodys[7:], "") for each in (there, absent)
        ]
        assert plain[0] == plain[1]

    def test_no_my_number_is_in_the_page(self, city: Catalog) -> None:
        draft = begin(people.by_card(), "jido-teate-nintei")
        answer = browser().post(f"{draft}/anata", TEATE["anata"] | {"spouse_kojinbango": SPOUSE_NUMBER})
        assert answer.status_code == 403
        assert SPOUSE_NUMBER not in page_of(answer)

    def test_the_review_is_kept_too(self, city: Catalog) -> None:
        person = people.by_card()
        draft = ready(person, "jido-teate-nintei", TEATE)
        answer = browser().post(f"{draft}/submit", SENDING | {"spouse_kojinbango": SPOUSE_NUMBER})
        assert answer.status_code == 403
        assert kept(answer) == SENDING
        assert SPOUSE_NUMBER not in page_of(answer)
        assert SPOUSE_NUMBER not in page_of(person.get(f"{draft}/review"))

    def test_files_are_said_to_be_missing_after_the_sign_in(self, city: Catalog) -> None:
        person = people.by_card()
        draft = ready(person, "jido-teate-nintei", TEATE)
        attach(person, draft, "koza", photo(), "まえの.jpg")
        answer = attach(Person(browser(), person.token), draft, "koza", photo(), "あとの.jpg")
        assert answer.status_code == 303
        back = parse_qs(urlsplit(answer["Location"]).query)["next"][0]
        assert back.startswith(f"{draft}/files")
        html = page_of(person.get(back))
        assert "選んだファイルを添付できませんでした" in html
        assert "まえの.jpg" in html
        assert "あとの.jpg" not in html
        assert "添付できませんでした" not in page_of(person.get(f"{draft}/files"))

    def test_a_made_up_level_is_none(self, city: Catalog) -> None:
        answer = browser().post(
            f"{begin(people.by_card(), 'jido-teate-nintei')}/anata",
            TEATE["anata"] | {"_level": "x&next=//evil"},
        )
        assert "level=" not in page_of(answer)


class TestTokenOver:
    @pytest.fixture
    def strict(self, city: Catalog) -> Person:
        """Somebody whose form carries a token of before."""
        person = people.by_card()
        client = browser(checks=True)
        client.cookies[sessions.COOKIE] = person.token.cookie
        return Person(client, person.token)

    @pytest.fixture
    def draft(self, strict: Person) -> str:
        return ready(Person(people.carrying(strict.token), strict.token), "jido-teate-nintei", TEATE)

    def test_keeps_what_was_typed_and_a_fresh_token(self, strict: Person, draft: str) -> None:
        posted = TEATE["anata"] | {"claimant_kana": "ミナト", "go": "next"}
        answer = strict.post(f"{draft}/anata", posted | {"csrfmiddlewaretoken": "b" * 32}, headers=HERE)
        assert answer.status_code == 403
        assert kept(answer) == posted
        token = re.search(
            r'<form method="post" action="/apply.*?csrfmiddlewaretoken" value="([^"]*)"',
            page_of(answer),
            re.DOTALL,
        )
        assert token
        again = strict.post(f"{draft}/anata", kept(answer) | {"csrfmiddlewaretoken": token[1]}, headers=HERE)
        assert again.status_code == 303

    @pytest.mark.parametrize("origin", ["http://evil.example", "null", ""])
    def test_a_form_from_elsewhere_is_not_made_ready_to_send(
        self, strict: Person, draft: str, origin: str
    ) -> None:
        headers = {"Origin": origin} if origin else {}
        answer = strict.post(f"{draft}/anata", TEATE["anata"], headers=headers)
        assert answer.status_code == 403
        assert "090-1234-5678" not in page_of(answer)

    def test_the_review_keeps_all_but_the_my_number(self, strict: Person, draft: str) -> None:
        answer = strict.post(f"{draft}/submit", SENDING | {"spouse_kojinbango": SPOUSE_NUMBER}, headers=HERE)
        assert answer.status_code == 403
        assert kept(answer) == SENDING
        assert SPOUSE_NUMBER not in page_of(answer)
