"""Who steals the database or the disk reads nobody (decision 2, 23)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from psycopg import sql

from dokodemo.base import config
from dokodemo.catalog.schema import Catalog
from dokodemo.internet.apply import queries
from dokodemo.internet.apply.draft import unlock_key
from dokodemo.internet.apply.tests import people
from dokodemo.internet.apply.tests.people import SENDING, SPOUSE_NUMBER, TEATE, Person, ready
from dokodemo.internet.apply.tests.test_files import attach, photo
from dokodemo.internet.apply.tests.test_submitting import id_of

pytestmark = pytest.mark.django_db

TYPED = (
    "浜崎", "みなと", "ミナト", "しずく", "ほたる", "なぎさ", "うみかぜ造船", "うみかぜ銀行", "灯台町", "1990-04-12",
    "09012345678", "0123456", "ひみつの通帳", SPOUSE_NUMBER,
)  # fmt: skip


def spellings(word: str) -> set[bytes]:
    """How a word may stand in a dump: as it is, as hexadecimal of a bytea, as JSON escapes."""
    plain = word.encode()
    escaped = word.encode("ascii", "backslashreplace")
    return {plain, plain.hex().encode(), escaped, word.encode("utf-16-le")}


def every_cell() -> Iterator[tuple[str, bytes]]:
    """All columns of all tables, as a thief of the database would see them; without what the city publishes anyway,
    whose words may be those of somebody's answer."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'catalog_version'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table)).as_string(None))
            for row in cursor.fetchall():
                for cell in row:
                    yield table, bytes(cell) if isinstance(cell, (bytes, memoryview)) else str(cell).encode()


def every_file() -> Iterator[tuple[str, bytes]]:
    """Everything in the zone's folder."""
    for path in config.load().folder.rglob("*"):
        if path.is_file():
            yield path.name, path.read_bytes()
            yield "name", str(path.relative_to(config.load().folder)).encode()


def found(words: tuple[str, ...]) -> set[tuple[str, str]]:
    """(word, where) of every word that can be read somewhere."""
    wanted = [(word, spelling) for word in words for spelling in spellings(word)]
    places = [*every_cell(), *every_file()]
    return {(word, place) for place, content in places for word, spelling in wanted if spelling in content}


@pytest.fixture
def full(city: Catalog) -> tuple[Person, str]:
    """A draft with everything in it, an attachment too."""
    minato = people.by_card()
    draft = ready(minato, "jido-teate-nintei", TEATE)
    attach(minato, draft, "koza", photo(), "ひみつの通帳.jpg")
    return minato, draft


def test_nothing_typed_can_be_read_while_it_is_a_draft(full: tuple[Person, str]) -> None:
    minato, draft = full
    minato.post(
        f"{draft}/koza", TEATE["koza"] | {"account_holder": "ひみつの通帳"}
    )  # kept as typed, being wrong
    assert queries.drafts_of(minato.resident.account_id)
    assert found(TYPED) == set()


def test_nor_after_it_was_sent(full: tuple[Person, str]) -> None:
    minato, draft = full
    assert minato.post(f"{draft}/submit", SENDING | {"spouse_kojinbango": SPOUSE_NUMBER}).status_code == 303
    assert found(TYPED) == set()


def test_the_search_would_find_it(full: tuple[Person, str]) -> None:
    """So that the two above can fail: the same words, put where they must not be."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE apply_draft SET body = %s", ["{浜崎}".encode()])
        cursor.execute("INSERT INTO audit_row (actor_kind, actor_id, actor_name, action) VALUES ('', '', %s, '')",
                       [f"x{SPOUSE_NUMBER}y"])  # fmt: skip
    stray = Path(config.load().folder / "stray.txt")
    stray.write_text("…しずく…", encoding="utf-8")
    try:
        places = found(TYPED)
    finally:
        stray.unlink()
    assert places == {("浜崎", "apply_draft"), (SPOUSE_NUMBER, "audit_row"), ("しずく", "stray.txt")}


def test_a_my_number_is_nowhere_even_when_the_sending_was_refused(
    full: tuple[Person, str], caplog: pytest.LogCaptureFixture
) -> None:
    minato, draft = full
    refused = minato.post(f"{draft}/submit", {"spouse_kojinbango": SPOUSE_NUMBER})
    assert refused.status_code == 422
    # Not even a browser that posts it to another page, or autosaves, gets it stored.
    minato.post(f"{draft}/haigusha-no-koto", TEATE["haigusha-no-koto"] | {"spouse_kojinbango": SPOUSE_NUMBER})
    minato.client.post(
        f"{draft}/haigusha-no-koto?live=1&save=1",
        {"spouse_kojinbango": SPOUSE_NUMBER},
        headers={"HX-Request": "true"},
    )
    assert found((SPOUSE_NUMBER,)) == set()
    assert SPOUSE_NUMBER not in str(queries.draft(minato.resident, id_of(draft)).answers)
    assert SPOUSE_NUMBER not in caplog.text


def test_a_my_number_is_not_in_the_copy(full: tuple[Person, str]) -> None:
    minato, draft = full
    minato.post(f"{draft}/submit", SENDING | {"spouse_kojinbango": SPOUSE_NUMBER})
    sections = queries.copy_of(minato.resident, id_of(draft))
    values = [row.value for section in sections for row in section.rows]
    assert not [value for value in values if SPOUSE_NUMBER in value]
    assert "浜崎　しずく" in values


def test_the_log_names_nobody(full: tuple[Person, str], caplog: pytest.LogCaptureFixture) -> None:
    minato, draft = full
    minato.post(f"{draft}/anata", {"claimant_kana": "浜崎しずく"})
    minato.get(f"{draft}/nanika")
    assert draft in caplog.text
    assert not [word for word in TYPED if word in caplog.text]


def test_another_account_s_key_opens_nothing(full: tuple[Person, str]) -> None:
    _, draft = full
    other = people.by_card()
    with connection.cursor() as cursor:
        cursor.execute("SELECT locked_key FROM apply_draft WHERE id = %s", [id_of(draft)])
        (locked,) = cursor.fetchone()
    with pytest.raises(Exception, match="cannot be read"):
        unlock_key(other.resident.account_key, id_of(draft), locked)
