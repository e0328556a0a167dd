"""What a council asks for first: every procedure, how many, how fast, how easy; and no small number."""

import csv
import io
import json
import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dokodemo.base import clock
from dokodemo.catalog.schema import Catalog
from dokodemo.gateway import outbox
from dokodemo.gateway.routes import may_send
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
    assert (found.sent, found.speed.median_days, found.speed.in_time) == (11, 7, 50)
    assert actions.count() == 1


@pytest.mark.parametrize(
    ("known", "shown"),
    [
        (Counted(), (None, None, None, None, False)),
        (Counted(4, 4, 4, 3), (None, None, None, None, True)),
        (Counted(5, 4, 4, 3), (5, None, None, None, False)),
        (Counted(5, 5, 5, 3), (5, 3, 100, None, False)),
        (Counted(9, 9, 5, 3), (9, 3, None, None, False)),
        (Counted(9, 9, 4, 3), (9, 3, None, None, False)),
        (Counted(10, 10, 5, 3), (10, 3, 50, None, False)),
        (Counted(9, 9, 0, 30, 4, 20), (9, 30, 0, None, False)),
        (Counted(9, 9, 0, 30, 5, 21), (9, 30, 0, 4.2, False)),
    ],
)
def test_no_small_number_is_shown_nor_one_to_be_calculated(
    city: Catalog, known: Counted, shown: tuple[object, ...]
) -> None:
    found = next(each for each in inventory.rows(city, {DOG: known}, "ja") if each.id == DOG)
    figures = (found.sent, found.speed.median_days, found.speed.in_time, found.ease.rating, found.few)
    assert figures == shown


@pytest.mark.parametrize(
    ("known", "minutes", "finished"),
    [
        (Counted(), None, None),
        (Counted(4, timed=4, median_minutes=7), None, None),
        (Counted(5, timed=5, median_minutes=7), 7, 100),
        (Counted(9, given_up=4), None, None),
        (Counted(9, given_up=5), None, 64),
        (Counted(4, given_up=9), None, None),
        (Counted(0, given_up=9), None, 0),
    ],
)
def test_minutes_and_who_gives_up_show_no_small_number_either(
    city: Catalog, known: Counted, minutes: int | None, finished: int | None
) -> None:
    found = next(each for each in inventory.rows(city, {DOG: known}, "ja") if each.id == DOG)
    assert (found.speed.median_minutes, found.ease.finished) == (minutes, finished)


def test_minutes_are_from_opening_the_form_until_it_was_sent(city: Catalog) -> None:
    for minutes in (3, 4, 6, 7, 20):
        resident = people.by_mail()
        draft = ready(resident, DOG, INU)
        with connection.cursor() as cursor:  # as if it had been opened so long ago
            cursor.execute(
                "UPDATE apply_draft SET begun_at = begun_at - make_interval(secs => %s) WHERE id = %s",
                [minutes * 60 - 30, draft.rpartition("/")[2]],
            )
        assert resident.post(f"{draft}/submit", SENDING).status_code == 303
    actions.count()
    assert (Figure.objects.get().timed, row(city).speed.median_minutes) == (5, 6)
    assert "送るまで 6分" in page_of(people.browser().get("/figures"))


def test_who_deletes_a_draft_or_lets_it_end_has_given_up(city: Catalog) -> None:
    resident = people.by_mail()
    for _ in range(5):
        draft = ready(resident, DOG, INU)
        assert resident.post(f"{draft}/delete", {"understood": "true"}).status_code in (302, 303)
    ready(people.by_mail(), DOG, INU)
    ready(people.by_mail(), DOG, INU)  # still open: not counted
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE apply_draft SET expires_at = now() WHERE id = (SELECT id FROM apply_draft LIMIT 1)"
        )
    from dokodemo.internet.apply.actions import remove_expired_drafts

    clock.set_now(clock.now() + timedelta(days=1))
    assert remove_expired_drafts() == 1
    actions.count()
    assert Figure.objects.get().given_up == 6
    assert row(city).ease.finished == 0


def test_of_several_as_one_form_each_is_given_up(city: Catalog) -> None:
    from dokodemo.internet.apply.actions import _delete_drafts

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO apply_draft (id, account_id, procedure, catalog_hash, locked_key, body, revision, updated_at, "
            "expires_at) VALUES (%s, %s, 'a+b', '', '', '', 1, now(), now())",
            [uuid.uuid4(), uuid.uuid4()],
        )
    assert _delete_drafts("procedure = %s", ["a+b"]) == 1
    actions.count()
    assert dict(Figure.objects.values_list("procedure", "given_up")) == {"a": 1, "b": 1}


def test_simplicity_and_steps_are_counted_from_what_is_declared(city: Catalog) -> None:
    found = row(city)
    form = city.procedures[DOG]
    simple = found.simplicity
    assert (simple.screens, simple.must_attach, simple.may_attach) == (1, 0, 0)
    fields = form.pages[0].fields
    assert (simple.asked, simple.typed) == (len(fields), len(fields) - 2)
    assert found.steps == (3, 4)  # sign in, fill in, send; examine, fee, decide, post the tag
    worse = form.model_copy(
        update={"summary_text": form.summary_text.model_copy(update={"ja": "申請" * 60 + "。"})}
    )
    changed = city.model_copy(update={"procedures": {**city.procedures, DOG: worse}})
    plain = row(changed).simplicity.plain
    assert plain is not None
    assert simple.plain is not None
    assert plain < simple.plain


def test_what_is_not_known_is_said_and_never_a_number(city: Catalog) -> None:
    dairi = row(city, "dairi-todoke")
    assert dairi.volume is None
    text = page_of(people.browser().get("/figures"))
    assert "不明" in text
    assert text.count("まだ測れません") > 2 * len(city.procedures)
    assert "不明" in inventory.as_csv([dairi])


def test_which_form_is_followed_and_who_has_counted_is_said(city: Catalog) -> None:
    found = row(city, "tennyu")
    text = page_of(people.browser().get("/figures"))
    for each in (found.form, found.volume_source):
        assert each
        assert each in text
        assert each in inventory.as_csv([found])


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
    month = clock.today().replace(day=1)
    assert list(Rating.objects.values_list("procedure", "month", "stars", "n")) == [(DOG, month, 4, 1)]
    assert str(Rated.objects.get().application_id) == application
    assert "お答えをいただきました" in page_of(hiroshi.get(page))


def test_each_zone_is_told_every_night_what_was_thought_of_its_procedures(
    city: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.set_now(datetime(2026, 12, 3, 3, tzinfo=clock.TOKYO))
    for procedure, month, stars, n in (
        (DOG, date(2026, 11, 1), 5, 2), (DOG, date(2026, 11, 1), 1, 1), (DOG, date(2026, 10, 1), 3, 4),
        (DOG, date(2026, 9, 1), 3, 9), (DOG, None, 3, 9), ("jido-teate-nintei", date(2026, 11, 1), 4, 1),
        ("no-such", date(2026, 11, 1), 4, 1), (DOG, date(2026, 12, 1), 2, 7),
    ):  # fmt: skip
        Rating.objects.create(procedure=procedure, month=month, stars=stars, n=n)
    sent: list[tuple[str, uuid.UUID, dict[str, object]]] = []
    monkeypatch.setattr(
        outbox, "post", lambda to, stream, _type, _version, body: sent.append((to, stream, body))
    )
    assert actions.tell() == 3
    assert {stream for _to, stream, _body in sent} == {actions.RATINGS}
    assert sorted((to, body["month"], body["procedures"]) for to, _stream, body in sent) == [
        ("core", "2026-11-01", [("jido-teate-nintei", 1, 4)]),
        ("office", "2026-10-01", [(DOG, 4, 12)]),
        ("office", "2026-11-01", [(DOG, 3, 11)]),
    ], "months that are over"


def test_what_was_thought_goes_by_the_house_s_own_road(city: Catalog) -> None:
    last = clock.today().replace(day=1) - timedelta(days=1)
    Rating.objects.create(procedure=DOG, month=last.replace(day=1), stars=4, n=2)
    assert actions.tell() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT destination FROM gateway_outbox WHERE stream = %s", [actions.RATINGS])
        assert cursor.fetchall() == [("office",)]
    assert may_send("internet", "site.ratings")
    assert not may_send("office", "site.ratings")
