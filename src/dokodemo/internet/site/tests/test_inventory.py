"""What a council asks for first: every procedure, how many, how fast, how easy; and no small number."""

import csv
import io
import json
import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dokodemo.base import clock
from dokodemo.catalog.schema import Catalog
from dokodemo.internet.apply.tests import people
from dokodemo.internet.apply.tests.people import INU, SENDING, page_of, ready
from dokodemo.internet.site import actions, inventory, queries
from dokodemo.internet.site.models import Figure, Rated, Rating
from dokodemo.internet.site.queries import Counted

pytestmark = pytest.mark.django_db
DOG = "inu-toroku"


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    yield
    clock.reset()


def sent(days: list[int | None], procedure: str = DOG, ago: int = 30) -> None:
    """Applications of somebody, each decided after so many days, or not yet."""
    at = clock.now() - timedelta(days=ago)
    with connection.cursor() as cursor:
        for number, each in enumerate(days):
            decided = at + timedelta(days=each) if each is not None else None
            cursor.execute(
                "INSERT INTO apply_application (id, account_id, receipt, procedure, catalog_hash, zone, submitted_at, "
                "copy_expires_at, decided_at) VALUES (%s, %s, %s, %s, '', 'office', %s, %s, %s)",
                [uuid.uuid4(), uuid.uuid4(), f"{procedure}-{ago}-{number}", procedure, at, at, decided],
            )


def row(city: Catalog, procedure: str = DOG) -> inventory.Row:
    found = inventory.rows(city, queries.counted()[0], "ja")
    return next(each for each in found if each.id == procedure)


def test_speed_is_counted_from_what_was_sent_and_decided(city: Catalog) -> None:
    sent([1, 2, 3, 7, 7, 8, 9, 10, 11, 12, None])
    sent([1], ago=400)
    assert actions.count() == 1
    figure = Figure.objects.get()
    assert (figure.sent, figure.decided, figure.in_time, figure.median_days) == (11, 10, 5, 7)
    found = row(city)
    assert (found.sent, found.median_days, found.in_time, found.few) == (11, 7, 50, False)
    assert actions.count() == 1


@pytest.mark.parametrize(
    ("known", "shown"),
    [
        (Counted(), (None, None, None, None, False)),
        (Counted(4, 4, 4, 3), (None, None, None, None, True)),
        (Counted(5, 4, 4, 3), (5, None, None, None, True)),
        (Counted(5, 5, 5, 3), (5, 3, 100, None, False)),
        (Counted(9, 9, 5, 3), (9, 3, None, None, True)),
        (Counted(9, 9, 4, 3), (9, 3, None, None, True)),
        (Counted(10, 10, 5, 3), (10, 3, 50, None, False)),
        (Counted(9, 9, 0, 30, 4, 20), (9, 30, 0, None, False)),
        (Counted(9, 9, 0, 30, 5, 21), (9, 30, 0, 4.2, False)),
    ],
)
def test_no_small_number_is_shown_nor_one_to_be_calculated(
    city: Catalog, known: Counted, shown: tuple[object, ...]
) -> None:
    found = next(each for each in inventory.rows(city, {DOG: known}, "ja") if each.id == DOG)
    assert (found.sent, found.median_days, found.in_time, found.rating, found.few) == shown


def test_the_rates_are_by_procedure_and_by_volume(city: Catalog) -> None:
    found = inventory.rows(city, {}, "ja")
    totals = inventory.totals(found)
    assert totals.procedures == len(city.procedures) + len(city.counter) == len(found)
    assert totals.online == len(city.procedures)
    assert totals.by_procedure == round(100 * totals.online / totals.procedures)
    online = sum(each.volume or 0 for each in city.procedures.values())
    assert totals.by_volume == round(
        100 * online / (online + sum(each.volume or 0 for each in city.counter.values()))
    )
    assert totals.uncounted == sum(
        each.volume is None for each in [*city.procedures.values(), *city.counter.values()]
    )
    assert inventory.totals([]).by_volume is None


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_page_shows_every_procedure_and_says_what_is_not_known(city: Catalog, language: str) -> None:
    text = page_of(people.browser(language=language).get("/figures"))
    for each in [*city.procedures.values(), *city.counter.values()]:
        assert f'href="/procedures/{each.id}"' in text
    assert ("まだ数えていません" if language == "ja" else "not been counted yet") in text
    assert '/procedures"' in page_of(people.browser(language=language).get("/"))


def test_the_page_costs_the_same_for_everybody(city: Catalog) -> None:
    sent([1] * 20)
    actions.count()
    browser = people.browser()
    browser.get("/figures")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        browser.get("/figures?section=kankyo")
    assert len(asked) <= 3


def test_it_is_narrowed_and_saved_as_a_file(city: Catalog) -> None:
    browser = people.browser()
    text = page_of(browser.get("/figures?section=kankyo&where=online"))
    assert "/procedures/inu-toroku" in text
    assert "/procedures/juminhyo-yuso" not in text
    assert "/procedures/tennyu" not in text
    assert "あてはまる手続きはありません" in page_of(browser.get("/figures?section=nothing"))
    file = browser.get("/figures.csv?section=kankyo&where=online")
    assert file["Content-Type"].startswith("text/csv")
    table = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert [each[0] for each in table[1:]] == [
        each.id for each in city.procedures.values() if each.section == "kankyo"
    ]
    assert all(len(each) == len(table[0]) for each in table)


def test_a_cell_is_never_a_formula(city: Catalog) -> None:
    plain = json.loads(city.to_bytes())
    plain["procedures"][DOG]["titles"]["ja"] = "=1+1"
    assert "'=1+1" in inventory.as_csv(inventory.rows(Catalog.model_validate(plain), {}, "ja"))


def test_a_resident_says_once_how_easy_it_was_and_only_the_count_is_kept(city: Catalog) -> None:
    hiroshi, other = people.by_mail(), people.by_mail()
    draft = ready(hiroshi, DOG, INU)
    hiroshi.post(f"{draft}/submit", SENDING)
    application = draft.rpartition("/")[2]
    page = f"/my/{application}"
    assert "使いやすかったですか" in page_of(hiroshi.get(page))
    for wrong in ("", "0", "6", "x", "12"):
        again = hiroshi.post(f"{page}/rate", {"stars": wrong})
        assert "どれかを選んでください" in page_of(hiroshi.get(again["Location"]))
    for stars in ("1", ""):
        assert other.post(f"{page}/rate", {"stars": stars}).status_code == 404
    assert not Rating.objects.exists()
    for _ in range(2):
        assert hiroshi.post(f"{page}/rate", {"stars": "4"}).status_code == 303
    assert list(Rating.objects.values_list("procedure", "stars", "n")) == [(DOG, 4, 1)]
    assert str(Rated.objects.get().application_id) == application
    assert "お答えをいただきました" in page_of(hiroshi.get(page))
