"""Every table and column of the zone is judged: what of it is about a person is in the register, and why the rest is not."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.apps import apps

from dokodemo.base import personal, register
from dokodemo.base.audit.models import AuditRow
from dokodemo.base.personal import Room, table
from dokodemo.catalog import versions
from dokodemo.operate import care, testing

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_force(kept_city: None) -> Iterator[None]:
    """The sample city: without procedures the tables of cases are in no file."""
    versions.activate(testing.sample_city().hash)
    versions.forget()
    yield
    versions.forget()


@pytest.mark.usefixtures("in_force")
def test_every_table_and_column_of_this_zone_is_declared() -> None:
    assert personal.undeclared() == []
    assert len(personal.rooms()) >= 4


def test_each_file_has_an_id_of_its_own_and_says_what_the_law_asks() -> None:
    found = personal.files()
    assert len({each.id for each in found}) == len(found)
    for each in found:
        for text in (each.name, each.purpose, each.persons, each.collected, each.retention):
            assert text.strip() == text != ""
        assert each.items
        assert each.exempt == "" or "75条2項" in each.exempt


def test_a_table_that_nobody_has_declared_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tuple(
        Room(tuple(t for t in room.tables if t.model is not AuditRow), room.nothing, room.files)
        for room in personal.rooms()
    )
    monkeypatch.setattr(personal, "rooms", lambda: kept)
    assert "audit.AuditRow is not declared: add it to its room's personal.py" in personal.undeclared()


def test_a_column_that_nobody_has_judged_is_found_and_one_that_is_not_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    meant = table(AuditRow, "id at actor_kind object_kind gone", actor_id="番号", id="二度")
    kept = (Room((meant,), {}, lambda: ()),)
    monkeypatch.setattr(personal, "rooms", lambda: kept)
    found = personal.undeclared()
    assert "audit.AuditRow.reason is not judged: an item of the register, or one of the rest?" in found
    assert "audit.AuditRow.gone is declared and not there" in found
    assert "audit.AuditRow.id is declared twice" in found
    assert "audit.AuditRow is in no file" in found


def test_what_is_not_ours_is_named() -> None:
    labels = {model._meta.app_label for model in apps.get_models()}
    assert set(personal.NOT_OURS) <= labels


def test_the_register_of_this_zone_as_a_table() -> None:
    """Also where no page shows it; the sections of the sample city stand in it."""
    found = register.sheets(testing.sample_city())
    head, *rows = csv.reader(io.StringIO(register.as_csv(found)))
    assert head == [*register.ITEMS, "備考"]
    assert [row[0] for row in rows] == [each.name for each in personal.files()]
    assert all(cell.strip() for row in rows for cell in row)


def test_no_cell_of_it_is_a_formula() -> None:
    one = register.sheets(testing.sample_city())[0]
    text = register.as_csv([replace(one, lines=(("名称", "=HYPERLINK(1)"), *one.lines[1:]))])
    assert list(csv.reader(io.StringIO(text)))[1][0] == "'=HYPERLINK(1)"


@pytest.mark.usefixtures("in_force")
def test_the_command_line_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert care.print_register() == 0
    assert capsys.readouterr().out.startswith(register.ITEMS[0])
