"""How many queries each request of the road makes: the session's one, the draft's one, one that writes."""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dokodemo.catalog import versions
from dokodemo.catalog.schema import Catalog
from dokodemo.internet.apply.tests import people
from dokodemo.internet.apply.tests.people import INU, SENDING, SPOUSE_NUMBER, TEATE, begin, ready
from dokodemo.internet.apply.tests.test_files import attach, photo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_refresh(city: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    """The look whether another catalog is in force comes every two seconds, whatever the requests are."""
    versions.current()
    monkeypatch.setattr(versions, "REFRESH_SECONDS", math.inf)


# Once in two seconds a process asks for the catalog in force, and now and then for the epoch, whatever is asked of it.
NOT_COUNTED = ("SAVEPOINT", 'FROM "catalog_version"', "FROM gateway_epoch")


@pytest.fixture
def counted() -> Callable[[int], Any]:
    @contextmanager
    def count(expected: int) -> Iterator[None]:
        with CaptureQueriesContext(connection) as captured:
            yield
        made = [each["sql"] for each in captured if not any(word in each["sql"] for word in NOT_COUNTED)]
        assert len(made) == expected, made

    return count


def test_the_road(counted: Callable[[int], Any]) -> None:
    minato = people.by_card()
    with counted(4):  # two of them ask what is known already: the last decisions and the profile
        started = minato.post("/apply/jido-teate-nintei/start")
    draft = started["Location"].rpartition("/")[0]
    for page, typed in TEATE.items():
        with counted(2):
            assert minato.get(f"{draft}/{page}").status_code == 200
        with counted(3):
            assert minato.post(f"{draft}/{page}", typed).status_code == 303
    with counted(3):
        minato.get(f"{draft}/files")
    with counted(3):
        minato.post(f"{draft}/files", {"go": "next"})
    with counted(3):
        minato.get(f"{draft}/review")
    with counted(4):
        sent = minato.post(f"{draft}/submit", SENDING | {"spouse_kojinbango": SPOUSE_NUMBER})
    assert sent.status_code == 303
    with counted(2):
        minato.get(sent["Location"])


def test_without_attachments_nobody_asks_for_them(counted: Callable[[int], Any]) -> None:
    hiroshi = people.by_mail()
    draft = ready(hiroshi, "inu-toroku", INU)
    with counted(2):
        hiroshi.get(f"{draft}/review")
    with counted(3):
        assert hiroshi.post(f"{draft}/submit", SENDING).status_code == 303


def test_a_background_save(counted: Callable[[int], Any]) -> None:
    minato = people.by_card()
    draft = begin(minato, "jido-teate-nintei")
    with counted(3):
        minato.client.post(f"{draft}/anata?live=1&save=1", TEATE["anata"], headers={"HX-Request": "true"})
    with counted(2):
        minato.client.post(f"{draft}/anata?live=1", TEATE["anata"], headers={"HX-Request": "true"})


def test_each_mebibyte_of_an_attachment_is_one_more_row(counted: Callable[[int], Any]) -> None:
    minato = people.by_card()
    draft = ready(minato, "jido-teate-nintei", TEATE)
    with counted(5):  # one looks whether that very file is there already
        attach(minato, draft, "koza", photo())
    with counted(5):
        assert (
            minato.post(f"{draft}/submit", SENDING | {"spouse_kojinbango": SPOUSE_NUMBER}).status_code == 303
        )


def test_the_front_asks_the_database_nothing_of_a_visitor(counted: Callable[[int], Any]) -> None:
    with counted(0):
        people.browser().get("/")
        people.browser().get("/procedures/inu-toroku")
    minato = people.by_card()
    with counted(4):
        minato.get("/")
        minato.get("/procedures/inu-toroku")
