"""A dump of ``internet``, its files, the write-ahead log and all logs, with drafts, uploads, sessions and inbox full and
again after the decisions: none of the words typed or told. The relay does not even know which procedure it was."""

import base64
from collections.abc import Iterator

import psycopg
import pytest

from dokodemo.operate import answers, walk
from dokodemo.operate.tour import Tour, eventually
from tests.secret import places, story, words
from tests.secret.conftest import Frozen
from tests.secret.search import forms, needles, search
from tests.secret.story import Story

PLANTED = "とうだいもりのひみつ"


def _everything(frozen: Frozen, since: places.Moment | None) -> Iterator[tuple[str, bytes]]:
    for station in ("internet", "relay"):
        yield from places.station(frozen.house, station)
    yield from places.logs(frozen.house)
    if since is not None:
        yield "write-ahead log", places.log_since(frozen.house, since)


def _assert_nobody_reads(frozen: Frozen, told: Story, since: places.Moment | None) -> None:
    assert len(told.said) > 40
    assert search(_everything(frozen, since), needles(told.said, told.files)) == set()
    of_the_relay = (*places.station(frozen.house, "relay"), *_logs_of(frozen, "relay"))
    assert search(of_the_relay, needles(told.named, {})) == set()


def _logs_of(frozen: Frozen, station: str) -> Iterator[tuple[str, bytes]]:
    return (
        (place, content)
        for place, content in places.logs(frozen.house)
        if place.startswith(f"log {station}-")
    )


def test_the_search_finds_what_is_there(frozen: Frozen) -> None:
    """In every form and in every place: a search that finds nothing proves nothing by itself."""
    house, wanted = frozen.house, needles([PLANTED], {})
    since = places.mark(house)
    in_folder = house.house.folder("internet") / "planted"
    in_log = house.house.log_folder / "internet-planted.log"
    written = b"\0".join(forms(PLANTED).values())
    try:
        for station in ("internet", "relay"):
            _plant(frozen, station, written)
        in_folder.write_bytes(written)
        in_log.write_bytes(written)
        found = search(_everything(frozen, since), wanted)
        folder_name = "internet folder planted"
        for part in ("internet table planted", "relay table planted", "internet pages", "relay pages", "write-ahead log",
                     folder_name, "log internet-planted.log"):  # fmt: skip
            here = {each.form for each in found if each.place.startswith(part)}
            assert here >= {name for name, _ in _distinct()}, part
    finally:
        for station in ("internet", "relay"):
            _uproot(frozen, station)
        in_folder.unlink(missing_ok=True)
        in_log.unlink(missing_ok=True)
    assert search(_everything(frozen, places.mark(house)), wanted) == set()


def _distinct() -> set[tuple[str, bytes]]:
    """The forms that differ from each other; of those that are alike one name is found."""
    return {(name, form) for form, (_, name) in needles([PLANTED], {}).items()}


def _plant(frozen: Frozen, station: str, written: bytes) -> None:
    with psycopg.connect(frozen.house.dsn(station), autocommit=True) as connection:
        connection.execute("CREATE TABLE planted (what bytea)")
        connection.execute("INSERT INTO planted VALUES (%s)", [written])


def _uproot(frozen: Frozen, station: str) -> None:
    with psycopg.connect(frozen.house.dsn(station), autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS planted")
        connection.execute("CHECKPOINT")


def test_base64_is_found_at_every_place(frozen: Frozen) -> None:
    """Whatever stands before and after the word in what was encoded."""
    wanted = needles([PLANTED], {})
    for before in range(7):
        for after in range(4):
            text = base64.b64encode(b"x" * before + PLANTED.encode() + b"y" * after)
            assert any(each.form.startswith("base64") for each in search([("text", text)], wanted)), (
                before,
                after,
            )
    assert search([("text", base64.b64encode("とうだいもりのひとり".encode()))], wanted) == set()


@pytest.fixture(scope="module")
def left(frozen: Frozen) -> tuple[Story, places.Moment]:
    """Everything is written and sent, and nobody inside has seen it. Before, none of the words was anywhere."""
    told = Story(Tour(frozen.house.house))
    clean = words.typed(walk.holder("海野")) | {words.CLERKS_NOTE}
    assert search(_everything(frozen, None), needles(clean, {})) == set(), "words that stand in public texts"
    since = places.mark(frozen.house)
    story.leave_everything(told)
    eventually(30, "the relay holds the application", lambda: _lying(frozen, "core") > 1)
    return told, since


def _lying(frozen: Frozen, destination: str) -> int:
    with psycopg.connect(frozen.house.dsn("relay")) as connection:
        row = connection.execute(
            "SELECT count(*) FROM relay_frame WHERE destination = %s", [destination]
        ).fetchone()
    return int(row[0]) if row else 0


def test_before_anybody_inside_has_seen_it(frozen: Frozen, left: tuple[Story, places.Moment]) -> None:
    _assert_the_house_is_full(frozen)
    _assert_nobody_reads(frozen, *left)


def test_what_may_be_known_is_found(frozen: Frozen, left: tuple[Story, places.Moment]) -> None:
    """The same search over the same bytes finds the receipt numbers, which the residents' zone does know."""
    told, since = left
    receipts = [text for name, text in told.tour.found.items() if name.endswith("receipt")]
    found = search(_everything(frozen, since), needles(receipts, {}))
    for place in ("internet table apply_application", "write-ahead log"):
        assert {each.word for each in found if each.place == place} == set(receipts), place
    assert any(each.place.startswith("internet pages") for each in found)


def _assert_the_house_is_full(frozen: Frozen) -> None:
    full = {
        "apply_draft": 2, "apply_file": 1, "apply_application": 3, "accounts_session": 2, "gateway_outbox": 4,
    }  # fmt: skip
    with psycopg.connect(frozen.house.dsn("internet")) as connection:
        for table, least in full.items():
            row = connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
            assert row is not None
            assert int(row[0]) >= least, (table, row[0])


@pytest.fixture(scope="module")
def decided(frozen: Frozen, left: tuple[Story, places.Moment]) -> tuple[Story, places.Moment]:
    """Decided inside; the answers wait in the relay, everything inside stands still again, and then they are brought to
    the residents' zone and read."""
    told, _ = left
    frozen.go_on(*frozen.inner())
    story.examine(told)
    frozen.stop("relay-courier")
    story.decide(told)
    eventually(60, "decision and letter wait in the relay", lambda: _all_said_by_core(frozen))
    frozen.stop(*frozen.inner())
    since = places.mark(frozen.house)
    frozen.go_on("relay-courier")
    story.mother_reads(told)
    return told, since


def _all_said_by_core(frozen: Frozen) -> bool:
    """The letter is made, and whatever core has for the residents' zone lies in the relay."""
    with psycopg.connect(frozen.house.dsn("core")) as connection:
        letters = connection.execute(
            "SELECT count(*) FROM case_document WHERE delivered_at IS NOT NULL"
        ).fetchone()
        unsent = connection.execute("SELECT 1 FROM gateway_outbox WHERE sent_at IS NULL").fetchall()
    return letters == (1,) and not unsent and _lying(frozen, "internet") >= 2


def test_after_the_decision(frozen: Frozen, decided: tuple[Story, places.Moment]) -> None:
    """Amount, number and letter as little as what was typed."""
    _assert_nobody_reads(frozen, *decided)


def test_after_the_dogs(frozen: Frozen, decided: tuple[Story, places.Moment]) -> None:
    """The office dials internet itself: its own pages are in the shared log, so that is not looked at here. The search
    finds in the zones whose duty it is what it does not find outside, except a My Number, which is locked there too."""
    told, _ = decided
    frozen.go_on(*frozen.inner())
    story.decide_dogs(told)
    _assert_nobody_reads(frozen, told, None)
    inside = (*places.tables(frozen.house, "core"), *places.tables(frozen.house, "office"))
    found = {each.word for each in search(inside, needles(told.said, {}))}
    assert found >= {*words.carried(), words.CLERKS_NOTE}
    assert answers.SPOUSE_NUMBER not in found
