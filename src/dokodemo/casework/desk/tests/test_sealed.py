"""What was searched for goes on in an address that says nothing: to nobody else, and not in clear."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from django.test import Client

from dokodemo.base.audit.models import AuditRow
from dokodemo.casework.conftest import Here
from tests.secret.search import needles, search

pytestmark = pytest.mark.django_db
Desk = Callable[..., Client]


@pytest.fixture
def name(here: Here) -> str:
    return str(here.values[here.name])


@pytest.fixture
def address(at_desk: Desk, arrive: Callable[..., UUID], name: str, office_people: Any) -> str:
    arrive()
    answer = at_desk("clerk").post("/?state=mine", {"q": name, "more": "not asked for"})
    assert answer.status_code == 303
    return str(answer["Location"])


def test_the_address_holds_no_word(address: str, name: str) -> None:
    assert search([("address", address.encode())], needles([name, *name.split()], {})) == set()
    assert parse_qs(urlsplit(address).query).keys() == {"state", "asked"}
    assert len(address) < 500


def test_it_shows_what_was_found_as_often_as_it_is_opened(at_desk: Desk, address: str, name: str) -> None:
    for _ in range(2):
        page = at_desk("clerk").get(address)
        assert name in page.content.decode()
        assert f'value="{name}"' in page.content.decode()
    assert AuditRow.objects.filter(action="case.search").count() == 2


def test_nobody_else_can_read_it_and_no_other_page(at_desk: Desk, address: str, name: str) -> None:
    assert f'value="{name}"' not in at_desk("colleague").get(address).content.decode()
    query = urlsplit(address).query
    assert f'value="{name}"' not in at_desk("clerk").get(f"/transfer?{query}").content.decode()
    assert not AuditRow.objects.filter(action="case.search").exists()


@pytest.mark.parametrize("token", ["", "x", "あ", "AAAA", "%00", "A" * 4_000, "=", "{}"])
def test_what_was_not_sealed_here_asks_nothing(
    at_desk: Desk, office_people: Any, catalog: Any, token: str
) -> None:
    assert at_desk("clerk").get("/", {"asked": token}).status_code == 200
    assert not AuditRow.objects.filter(action="case.search").exists()


def test_nothing_typed_is_nothing_asked(at_desk: Desk, office_people: Any, catalog: Any) -> None:
    clerk = at_desk("clerk")
    assert clerk.post("/", {"q": "  "})["Location"] == "/"
    long = clerk.post("/", {"q": "長" * 10_000})["Location"]
    assert len(long) < 2_000
    assert clerk.get(long).status_code == 200


def test_the_answer_to_a_post_says_so_to_the_script(at_desk: Desk, arrive: Callable[..., UUID], office_people: Any) -> None:  # fmt: skip
    """desk.js takes the POST out of the browser's history: what was typed into a refused form would stay there."""
    page = f"/cases/{arrive()}"
    clerk = at_desk("clerk")
    refused = clerk.post(f"{page}/note", {"version": "1", "note_text": ""})
    assert refused.status_code == 422
    assert '<meta name="posted">' in refused.content.decode()
    assert '<meta name="posted">' not in clerk.get(page).content.decode()
