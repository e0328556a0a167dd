"""Procedures and months: what is counted, who reads it, and what is published of it."""

import csv
import io
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dokodemo.base import clock, config
from dokodemo.base.actor import Actor
from dokodemo.base.audit.models import AuditRow
from dokodemo.casework.cases import states
from dokodemo.casework.cases.rights import NotAllowed
from dokodemo.casework.conftest import Here
from dokodemo.casework.figures import actions, terms
from dokodemo.casework.figures.models import Lasted, Month, Rated, Rolled
from dokodemo.casework.figures.queries import opendata
from dokodemo.casework.figures.queries.statistics import month_of, statistics
from dokodemo.casework.figures.tests import rows
from dokodemo.catalog import versions
from dokodemo.gateway.envelope import Message
from dokodemo.gateway.messages import Refused, handler_for
from dokodemo.operate import figures as command
from dokodemo.values.ages import first_of_month
from dokodemo.values.days import next_open_day

pytestmark = pytest.mark.django_db
Arrive = Callable[..., UUID]


def month(back: int = 1) -> date:
    return terms.months_later(first_of_month(clock.today()), -back)


def counted(
    section: str, procedure: str, *, of: date | None = None, entrance: str = "web", **numbers: int
) -> None:
    of = of or month()
    Month.objects.create(section=section, month=of, procedure=procedure, entrance=entrance, **numbers)
    Rolled.objects.get_or_create(month=of, defaults={"at": clock.now()})


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_months_of_a_section(arrive: Arrive, office_people: dict[str, Actor], here: Here) -> None:
    like, first = arrive(), month(2)
    for n in range(6):
        on = first + timedelta(days=n)
        rows.decided(like, on, on, on, on, "refused" if n else "approved", due=on)
    waits = rows.of(like, first, entrance="portal")
    rows.asked(waits, first + timedelta(days=1), None)
    for each in actions.stale(clock.today()):
        actions.roll_up(each)
    found = statistics(office_people["clerk"], "", "")
    assert (found.section, found.sections[0][0], len(found.lines)) == (here.section, here.section, 12)
    assert [each for each, _line in found.lines] == sorted(
        (each for each, _line in found.lines), reverse=True
    )
    line = dict(found.lines)[first]
    by_entrance = dict(zip(found.entrances, line.entrances, strict=True))
    assert (line.arrived, by_entrance["web"], by_entrance["portal"]) == (7, 6, 1)
    assert (line.decided, line.approved, line.refused, line.other) == (6, 1, 5, 0)
    assert (line.in_time, line.late, line.asked, line.steps["whole"].median) == (6, 0, 1, 0)
    assert statistics(office_people["clerk"], "", here.procedure).lines == found.lines
    another = next(id_ for id_, _title in found.procedures if id_ != here.procedure)
    assert dict(statistics(office_people["clerk"], "", another).lines)[first].arrived == 0
    assert statistics(office_people["clerk"], "", "nothing like that").procedure == ""


def test_whose_statistics_they_are(arrive: Arrive, office_people: dict[str, Actor], here: Here) -> None:
    like = arrive()
    rows.of(like, clock.today(), section=here.other_section)
    for who in ("clerk", "chief"):
        found = statistics(office_people[who], here.other_section, "")
        assert (found.section, len(found.sections)) == (here.section, 1), "another section's are not theirs"
    auditor = statistics(office_people["auditor"], here.other_section, "")
    assert (auditor.section, len(auditor.sections)) == (here.other_section, 2)
    with pytest.raises(NotAllowed):
        statistics(office_people["operator"], here.section, "")
    with pytest.raises(NotAllowed):
        opendata.export(office_people["operator"], month())


def test_statistics_cost_the_same_however_many_procedures(
    arrive: Arrive, office_people: dict[str, Actor], here: Here
) -> None:
    arrive()

    def cost() -> int:
        return rows.queries_of(lambda: statistics(office_people["clerk"], "", ""))

    cost()
    few = cost()
    for n in range(20):
        for back in range(12):
            counted(here.section, f"p{n}", of=month(back), arrived=n)
    assert cost() == few <= 6


def test_open_data_hide_small_numbers_and_what_tells_them(
    arrive: Arrive, office_people: dict[str, Actor], here: Here
) -> None:
    arrive()
    counted(here.section, here.procedure, arrived=40, decided=30, approved=27, refused=3, in_time=30)
    counted(here.section, "b", arrived=50, decided=40, approved=20, refused=20, in_time=20, asked=12)
    counted(here.section, "c", arrived=9)
    made = opendata.export(office_people["auditor"], month())
    assert made is not None
    catalog = versions.current()
    assert catalog is not None
    assert made.name == f"{catalog.city.code}_procedure_statistics_{config.load().zone}_{month():%Y-%m}.csv"
    assert made.content.count("\r\n") == made.content.count("\n") == 5
    found = {row["手続きID"]: row for row in read(made.content)}
    assert set(found) == {here.procedure, "b", "c", ""}
    mine, b, c, total = found[here.procedure], found["b"], found["c"], found[""]
    assert (mine["決まった数_却下"], mine["決まった数"]) == ("x", "30")
    assert mine["決まった数_承認"] == "x", "30 - 27 would tell it"
    assert "x" in (b["決まった数_却下"], total["決まった数_却下"])
    assert (c["届いた数"], c["決まった数"]) == ("x", "0")
    assert (total["手続き"], total["年月"]) == ("課の合計", f"{month():%Y-%m}")
    assert (b["標準処理期間のうちに決まった数"], b["補正を求めた数"]) == ("20", "12")
    assert all(row["地方公共団体名"] and len(row["全国地方公共団体コード"]) == 6 for row in found.values())
    assert AuditRow.objects.get(action="figures.export").detail == {"month": f"{month():%Y-%m}"}


def test_a_median_of_a_few_is_hidden(arrive: Arrive, here: Here) -> None:
    arrive()
    counted(here.section, "few", decided=12, approved=12, in_time=12)
    counted(here.section, "many", decided=20, approved=20, in_time=20)
    for procedure, step, days, n in (
        ("few", "take", 2, 9), ("few", "whole", 3, 12), ("many", "whole", 4, 11), ("many", "whole", 6, 9),
    ):  # fmt: skip
        Lasted.objects.create(
            section=here.section,
            month=month(),
            procedure=procedure,
            entrance="web",
            step=step,
            days=days,
            n=n,
        )
    made = opendata.file_of(month())
    assert made is not None
    found = {row["手続きID"]: row for row in read(made.content)}
    assert [found["few"][f"{name}の日数_中央値"] for name in ("審査開始まで", "決まるまで")] == ["x", "3"]
    assert [found["many"][f"{name}の日数_中央値"] for name in ("審査開始まで", "決まるまで")] == ["", "4"]


NUMBERS = st.one_of(st.just(0), st.integers(1, 12), st.integers(0, 200))


@given(
    st.lists(
        st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS, st.integers(0, 100), NUMBERS), min_size=1, max_size=4
    )
)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_line_of_the_file_tells_a_hidden_number(
    arrive: Arrive, here: Here, numbers: list[tuple[int, int, int, int, int, int]]
) -> None:
    """Every line, and every column with its total, has no hidden number or at least two."""
    Month.objects.all().delete()
    arrive()
    for n, (web, portal, approved, refused, percent, asked) in enumerate(numbers):
        done = approved + refused
        counted(
            here.section, f"p{n}", arrived=web, decided=done, approved=approved, refused=refused,
            in_time=done * percent // 100, asked=asked,
        )  # fmt: skip
        counted(here.section, f"p{n}", entrance="portal", arrived=portal)
    made = opendata.file_of(month())
    assert made is not None
    found = read(made.content)
    heads = list(found[0])
    entrances = [each for each in heads if each.startswith("届いた数_")]
    assert len(entrances) == len(states.ENTRANCES)
    sums = [
        ["届いた数", *entrances],
        ["決まった数", "決まった数_承認", "決まった数_却下", "決まった数_そのほか"],
        ["決まった数", "標準処理期間のうちに決まった数", "標準処理期間を過ぎて決まった数"],
    ]
    for row in found:
        for names in sums:
            cells = [row[name] for name in names]
            assert cells.count("x") != 1, (names, row)
            if "x" not in cells:
                assert int(cells[0]) == sum(int(cell) for cell in cells[1:])
    for name in {each for names in sums for each in names} | {"補正を求めた数"}:
        column = [row[name] for row in found]
        assert column.count("x") != 1, (name, column)
        assert not any(cell != "x" and 0 < int(cell) < 10 for cell in column)


def hear(body: dict[str, Any]) -> None:
    message = Message(uuid.uuid4(), "internet", uuid.uuid4(), 1, "site.ratings", 1, clock.now(), body, b"")
    handler_for(message)(message)


def ratings(of: date, *procedures: tuple[str, int, int]) -> dict[str, Any]:
    return {"month": of.isoformat(), "procedures": [list(each) for each in procedures]}


def test_what_residents_thought_stands_beside_what_was_decided(
    arrive: Arrive, office_people: dict[str, Actor], here: Here, at_desk: Callable[..., Any]
) -> None:
    arrive()
    for told in (ratings(month(), (here.procedure, 9, 45)), ratings(month(), (here.procedure, 8, 34))):
        hear(told)
    hear(ratings(month(2), (here.procedure, 4, 4)))
    of = dict(statistics(office_people["clerk"], "", here.procedure).lines)
    assert (of[month()].rated, of[month()].satisfaction) == (8, 4.25)
    assert (of[month(2)].rated, of[month(2)].satisfaction) == (4, None), "four could be told apart"
    another = next(
        id_ for id_, _title in statistics(office_people["clerk"], "", "").procedures if id_ != here.procedure
    )
    assert dict(statistics(office_people["clerk"], "", another).lines)[month()].rated == 0
    page = at_desk("clerk").get("/statistics").content.decode()
    assert '<td class="right number">8</td><td class="right number">4.3</td>' in page
    assert '<td class="right number">4</td><td class="right number">－</td>' in page


def test_the_ratings_of_the_running_month_are_shown_when_it_is_over(
    arrive: Arrive, office_people: dict[str, Actor], here: Here, at_desk: Callable[..., Any]
) -> None:
    """Seen every day, the mean of a month would tell each answer that came in."""
    arrive()
    this = month(0)
    hear(ratings(this, (here.procedure, 16, 71)))

    def shown() -> tuple[int, float | None]:
        line = dict(statistics(office_people["clerk"], "", here.procedure).lines)[this]
        return line.rated, line.satisfaction

    assert shown() == (0, None)
    assert month_of(here.section, this).total.rated == 0
    assert '<td class="right number">16</td>' not in at_desk("clerk").get("/statistics").content.decode()
    clock.set_now(clock.midnight(terms.months_later(this, 1)))
    assert shown() == (16, 4.4375)
    assert month_of(here.section, this).total.rated == 16


def test_a_rating_without_an_arrival_is_published_and_a_few_are_not(arrive: Arrive, here: Here) -> None:
    arrive()
    known = [id_ for id_, each in versions.known().items() if each.section == here.section][:3]
    hear(ratings(month(), (known[0], 20, 90), (known[1], 9, 45), (known[2], 30, 60)))
    Rolled.objects.create(month=month(), at=clock.now())
    made = opendata.file_of(month())
    assert made is not None
    found = {row["手続きID"]: (row["住民の評価の数"], row["住民の評価の平均"]) for row in read(made.content)}
    assert found[known[1]] == ("x", "x")
    shown = [each for each in found.values() if "x" not in each]
    assert len(shown) == len(found) - 2, "one more is hidden, so that the rest does not tell it"
    assert all("x" in each or int(each[0]) >= 10 for each in found.values())
    assert ("30", "2.0") in shown


@pytest.mark.parametrize(
    "wrong",
    [
        {}, {"month": "2026-11-02", "procedures": []}, {"month": "November", "procedures": []},
        {"month": "2026-11-01", "procedures": [["p", 0, 0]]}, {"month": "2026-11-01", "procedures": [["p", 2, 11]]},
        {"month": "2026-11-01", "procedures": [["p", 2, 1]]}, {"month": "2026-11-01", "procedures": [["p", 1, 1]] * 2},
        {"month": "2026-11-01", "procedures": [], "name": "海野"}, {"month": "9999-12-01", "procedures": []},
    ],
)  # fmt: skip
def test_what_is_no_rating_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="body_unreadable"):
        hear(wrong)


def test_a_rating_of_a_month_to_come_is_refused_and_of_the_running_one_kept(
    arrive: Arrive, here: Here
) -> None:
    arrive()
    with pytest.raises(Refused, match="body_unreadable"):
        hear(ratings(month(-1), (here.procedure, 1, 1)))
    assert not Rated.objects.exists()
    hear(ratings(month(0), (here.procedure, 1, 1)))
    assert Rated.objects.get().month == month(0)


def test_a_rating_of_what_this_zone_does_not_handle_is_left_out_and_the_rest_kept(
    arrive: Arrive, here: Here, caplog: pytest.LogCaptureFixture
) -> None:
    """Refused, it would hold up every later message of the stream."""
    arrive()
    zone = config.load().zone
    others = next(id_ for id_, each in versions.known().items() if each.zone != zone)
    hear(ratings(month(), ("no-such", 1, 1), (here.procedure, 8, 34), (others, 2, 9)))
    assert [(each.procedure, each.n) for each in Rated.objects.all()] == [(here.procedure, 8)]
    assert "2 procedures that this zone does not handle are left out" in caplog.text
    assert "no-such" not in caplog.text


def test_only_a_month_that_is_over_and_counted_is_published(
    arrive: Arrive,
    office_people: dict[str, Actor],
    here: Here,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    arrive()
    assert opendata.file_of(month()) is None
    actions.roll_up(month(0))
    assert opendata.file_of(month(0)) is None, "it is not over"
    assert command.write(f"{month():%Y-%m}", tmp_path) == 1
    assert command.count(None) == 0
    assert command.count(f"{month():%Y-%m}") == 0
    assert command.write(None, tmp_path) == 0
    (file,) = tmp_path.iterdir()
    content = file.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n")
    for wrong in ("2026-13", "October", "9999-12"):
        assert command.write(wrong, tmp_path) == 2
        assert command.count(wrong) == 2
    assert "write it like 2026-10" in capsys.readouterr().err


def test_a_zone_says_which_numbers_are_small(
    arrive: Arrive, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrive()
    counted(here.section, "b", arrived=5)
    made = opendata.file_of(month())
    assert made is not None
    assert read(made.content)[0]["届いた数"] == "x"
    five = opendata.as_csv(versions.current(), month(), 5)  # type: ignore[arg-type]
    assert read(five)[0]["届いた数"] == "5"
    with pytest.raises(ValueError, match="3 or more"):
        config._least(2)


# The pages.

ROLES = ("", "clerk", "chief", "stranger", "operator", "auditor")
TABLE = {
    "GET /board": (303, 403, 200, 200, 403, 403),
    "GET /deadlines": (303, 200, 200, 200, 403, 403),
    "POST /deadlines": (303, 303, 303, 303, 403, 403),
    "GET /statistics": (303, 200, 200, 200, 403, 200),
    "POST /statistics/open-data": (303, 303, 303, 303, 403, 303),
    "GET /statistics/open-data": (405,) * 6,
}


@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize("address", TABLE)
def test_who_gets_which_page(at_desk: Callable[..., Any], arrive: Arrive, address: str, who: str) -> None:
    arrive()
    method, path = address.split()
    client = at_desk(who)
    answer = client.get(path) if method == "GET" else client.post(path, {})
    assert answer.status_code == TABLE[address][ROLES.index(who)]
    if answer.status_code == 200:
        assert "no-store" in answer["Cache-Control"]


def test_the_pages_say_what_is_there(
    at_desk: Callable[..., Any], arrive: Arrive, here: Here, office_people: dict[str, Actor]
) -> None:
    like = arrive()
    late = rows.of(like, clock.today() - timedelta(days=40), taken_by="clerk")
    for n in range(6):
        rows.decided(
            like,
            month(),
            month() + timedelta(days=n),
            month() + timedelta(days=n),
            month() + timedelta(days=n),
        )
    for each in actions.stale(clock.today()):
        actions.roll_up(each)
    board = at_desk("chief").get("/board").content.decode()
    assert f"?procedure={here.procedure}&amp;due=late" in board
    assert '<svg class="bar"' in board
    queue = at_desk("chief").get("/?due=late").content.decode()
    assert late.receipt in queue
    english = at_desk("chief", headers={"accept-language": "en"}).get("/board").content.decode()
    assert "Business days since arrival" in english
    clerk = at_desk("clerk")
    assert "未読" not in clerk.get("/deadlines").content.decode()
    soon = next_open_day(clock.today())
    rows.of(like, clock.today(), taken_by="clerk", due=soon)
    actions.warn(soon)
    front = clerk.get("/").content.decode()
    assert 'href="/deadlines"' in front
    assert "未読 1件" in front
    assert "未読" in clerk.get("/deadlines").content.decode()
    assert clerk.post("/deadlines").status_code == 303
    assert "未読" not in clerk.get("/deadlines").content.decode()
    page = clerk.get("/statistics").content.decode()
    assert f'value="{month():%Y-%m}"' in page
    saved = clerk.post("/statistics/open-data", {"month": f"{month():%Y-%m}"})
    assert saved["Content-Type"].startswith("text/csv")
    assert saved.content.startswith(b"\xef\xbb\xbf")
    for wrong in ("", "2026-13", f"{month(0):%Y-%m}", "9999-12", "\x00"):
        answer = clerk.post("/statistics/open-data", {"month": wrong}, follow=True)
        assert "終わった月を選んでください" in answer.content.decode()


def test_a_line_in_the_queue_costs_one_query(at_desk: Callable[..., Any], arrive: Arrive) -> None:
    arrive()
    clerk = at_desk("clerk")
    clerk.get("/")
    with CaptureQueriesContext(connection) as made:
        clerk.get("/")
    assert len([each for each in made.captured_queries if "figures_told" in each["sql"]]) == 1


def test_a_zero_character_and_nonsense_break_nothing(at_desk: Callable[..., Any], arrive: Arrive) -> None:
    arrive()
    client = at_desk("chief")
    for address in (
        "/statistics?section=\x00&procedure=\x00",
        "/statistics?section=nothing",
        "/deadlines?before=x",
        "/board?x=\x00",
    ):
        assert client.get(address).status_code == 200
