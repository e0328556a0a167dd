"""What every test stands on. `DOKODEMO_ZONE=internet|office|core` gives it that zone's settings and a database;
without it nothing of Django is touched. With -n 2 there is one server and a database for each worker."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from dokodemo.operate import postgres, testing

ZONE = os.environ.get("DOKODEMO_ZONE", "")
IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ
JOURNEY_PORTS = 8400

if ZONE:
    # Before pytest imports anything that asks Django for its settings. Workers inherit all of this.
    if not IS_WORKER:
        os.environ[testing.HOME] = str(testing.temporary_home())
    _folder = Path(os.environ[testing.HOME])
    if not IS_WORKER:
        os.environ.update(testing.write_station(_folder, ZONE))
    import django

    django.setup()
    from django.contrib.auth.hashers import Argon2PasswordHasher

    # What these passwords protect is nothing, and there are hundreds of them.
    Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost = 1, 1024

_server: postgres.Server | None = None


def pytest_configure(config: pytest.Config) -> None:
    """The controller starts the one server; before any test, after the command line was understood."""
    global _server
    if ZONE and not IS_WORKER and not config.option.collectonly:
        from django.core.management import call_command

        _server = testing.start_server(Path(os.environ[testing.HOME]))
        call_command("collectstatic", interactive=False, verbosity=0)


def pytest_unconfigure(config: pytest.Config) -> None:
    global _server
    if ZONE and not IS_WORKER:
        if _server is not None:
            _server.stop()
            _server = None
        shutil.rmtree(os.environ[testing.HOME], ignore_errors=True)


@pytest.fixture(autouse=bool(ZONE))
def _no_language_of_before() -> Iterator[None]:
    """A page that was asked for in English leaves English behind in this thread."""
    yield
    if ZONE:
        from django.utils import translation

        translation.deactivate()


@pytest.fixture(scope="session")
def kept_city(django_db_setup: None, django_db_blocker: Any) -> None:
    """The sample city is in the zone's database before any test begins: its megabytes are written once."""
    from dokodemo.catalog import versions

    with django_db_blocker.unblock():
        versions.store(testing.sample_city().to_bytes(), b"signature", "office")


@pytest.fixture
def as_application(db: None) -> Callable[[], AbstractContextManager[None]]:
    """``with as_application():`` runs statements with the rights the zone's own processes have (no DDL, audit rows
    only added). Give it tables first: the rights are those of the tables that exist."""

    @contextmanager
    def enter() -> Iterator[None]:
        from django.db import connection

        from dokodemo.operate import roles

        connection.ensure_connection()
        roles.grant_in(connection.connection, f"{ZONE}_app")
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {ZONE}_app")
        try:
            yield
        finally:
            if not connection.needs_rollback:
                with connection.cursor() as cursor:
                    cursor.execute("RESET ROLE")

    return enter


@pytest.fixture(scope="session")
def house() -> Iterator[testing.RunningHouse]:
    """A whole house in real processes, one for the session: addresses, process numbers, kill."""
    running = testing.RunningHouse.start(JOURNEY_PORTS)
    yield running
    assert running.stop() == 0
