"""The versions of a zone, in its real database: ``DOKODEMO_ZONE=office pytest …/test_versions.py``."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

if not os.environ.get("DOKODEMO_ZONE"):
    pytest.skip("needs the database of a zone", allow_module_level=True)

from django.db import DatabaseError, transaction

from dokodemo.catalog import versions
from dokodemo.catalog.check import check
from dokodemo.catalog.models import CatalogVersion
from dokodemo.catalog.schema import CatalogUnreadable
from dokodemo.catalog.tests import small_city

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    versions.forget()
    versions._ready.clear()
    yield
    versions.forget()
    versions._ready.clear()


@pytest.fixture
def content(tmp_path: Path) -> bytes:
    return small_city.catalog(tmp_path).to_bytes()


@pytest.fixture
def other(tmp_path: Path) -> bytes:
    report, _ = small_city.broken(tmp_path / "other", "procedures/shien.yaml", "en: You}", "en: Me}")
    assert report.catalog is not None
    return report.catalog.to_bytes()


def test_nothing_is_in_force_before_the_first() -> None:
    assert versions.current() is None


def test_a_version_is_stored_once_and_comes_back_byte_by_byte(content: bytes) -> None:
    name = versions.store(content, b"signature", "office")
    assert versions.store(content, b"another", "somebody") == name
    assert versions.signature_of(name) == (content, b"signature", "office")
    assert versions.at(name).to_bytes() == content
    assert versions.current() is None  # stored is not yet in force


def test_the_newest_activation_is_in_force(content: bytes, other: bytes) -> None:
    first, second = versions.store(content, b"1", "office"), versions.store(other, b"2", "office")
    for name in (first, second, first):
        versions.activate(name)
        found = versions.current()
        assert found is not None
        assert found.hash == name


def test_an_older_version_stays_readable(content: bytes, other: bytes) -> None:
    first, second = versions.store(content, b"1", "office"), versions.store(other, b"2", "office")
    versions.activate(first)
    versions.activate(second)
    assert versions.at(first).procedures["shien"].pages[0].titles.en == "You"


def test_what_is_not_stored_is_missing() -> None:
    for ask in (versions.at, versions.activate, versions.signature_of):
        with pytest.raises(versions.VersionMissing):
            ask("0" * 64)


def test_what_is_no_catalog_is_not_stored() -> None:
    before = CatalogVersion.objects.count()  # the city that other tests keep for the session may be there
    with pytest.raises(CatalogUnreadable):
        versions.store(b"{}", b"", "office")
    assert CatalogVersion.objects.count() == before


def test_looking_again_costs_nothing_for_two_seconds(
    content: bytes, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    versions.activate(versions.store(content, b"1", "office"))
    versions._ready.clear()  # as another process than the one that put it in force
    clock = [1000.0]
    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    with django_assert_num_queries(2):  # which one, and its content
        versions.current()
    with django_assert_num_queries(0):
        clock[0] += 1.9
        versions.current()
    with django_assert_num_queries(1):  # which one
        clock[0] += 0.2
        versions.current()


def test_an_activation_that_is_rolled_back_never_was(content: bytes, other: bytes) -> None:
    first, second = versions.store(content, b"1", "office"), versions.store(other, b"2", "office")
    versions.activate(first)
    with pytest.raises(RuntimeError), transaction.atomic():
        versions.activate(second)
        raise RuntimeError
    found = versions.current()
    assert found is not None
    assert found.hash == first


def test_the_database_refuses_a_name_that_is_no_hash(content: bytes) -> None:
    with pytest.raises(DatabaseError):
        CatalogVersion.objects.create(hash="latest", content=content, signature=b"", signer="office")


def test_only_some_versions_are_kept_ready(
    content: bytes, other: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versions, "MOST_READY", 1)
    first, second = versions.store(content, b"1", "office"), versions.store(other, b"2", "office")
    kept = versions.at(first)
    assert versions.at(first) is kept
    versions.at(second)
    assert versions.at(first) is not kept


def test_what_is_no_longer_offered_is_known_as_it_was_last(tmp_path: Path, content: bytes) -> None:
    first = versions.store(content, b"1", "office")
    versions.activate(first)
    assert versions.gone() == {}
    folder = small_city.write(tmp_path / "less")
    (folder / "procedures" / "shien.yaml").rename(folder / "procedures" / "tasuke.yaml")
    changed = (
        (folder / "procedures" / "tasuke.yaml").read_text("utf-8").replace("id: shien\n", "id: tasuke\n")
    )
    (folder / "procedures" / "tasuke.yaml").write_text(changed, "utf-8")
    less = check(folder).catalog
    assert less is not None
    versions.activate(versions.store(less.to_bytes(), b"2", "office"))
    assert {name: each.section for name, each in versions.gone().items()} == {"shien": "fukushi"}
    versions.activate(first)
    assert set(versions.gone()) == {"tasuke"}
