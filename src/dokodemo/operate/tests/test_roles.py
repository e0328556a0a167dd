"""What a zone's own role may not do, tried on a real server."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from dokodemo.operate import postgres, roles


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="dk-roles-"))
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[postgres.Server]:
    running = postgres.start(folder / "postgres", folder / "sockets", durable=False, log=folder / "log")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def zones(server: postgres.Server, folder: Path) -> dict[str, roles.Access]:
    accesses = {zone: roles.establish(server, zone, folder / zone) for zone in ("office", "core")}
    with psycopg.connect(accesses["core"].owner) as connection:
        connection.execute("CREATE TABLE audit_entry (id bigint GENERATED ALWAYS AS IDENTITY, what text)")
        connection.execute("CREATE TABLE cases_case (id serial, state int, during daterange)")
        connection.execute("CREATE TABLE django_migrations (id serial, name text)")
        connection.execute("INSERT INTO cases_case (state) VALUES (1)")
        connection.execute("INSERT INTO audit_entry (what) VALUES ('case.view')")
    roles.grant(server, "core", "core_app")
    return accesses


FORBIDDEN = [
    "CREATE TABLE t (n int)",
    "CREATE TEMP TABLE t (n int)",
    "CREATE SCHEMA s",
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE EXTENSION citext",
    "CREATE ROLE r",
    "CREATE DATABASE d",
    "ALTER TABLE cases_case ADD COLUMN x int",
    "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
    "DROP TABLE cases_case",
    "TRUNCATE cases_case",
    "TRUNCATE audit_entry",
    "UPDATE audit_entry SET what = 'nothing'",
    "DELETE FROM audit_entry",
    "SELECT what FROM audit_entry FOR UPDATE",
    "INSERT INTO django_migrations (name) VALUES ('9999')",
    "SET ROLE core_owner",
    "SET ROLE postgres",
    "COPY cases_case TO '/tmp/out'",
    "COPY cases_case FROM PROGRAM 'id'",
    "SELECT pg_read_file('postgresql.conf')",
    "SELECT rolpassword FROM pg_authid",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_application_role_is_refused(zones: dict[str, roles.Access], statement: str) -> None:
    with (
        psycopg.connect(zones["core"].application, autocommit=True) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement)


ALLOWED = [
    "INSERT INTO cases_case (state) VALUES (2)",
    "UPDATE cases_case SET state = 3",
    "DELETE FROM cases_case",
    "INSERT INTO audit_entry (what) VALUES ('case.view')",
    "SELECT count(*) FROM audit_entry",
    "SELECT pg_notify('gateway_outbox', 'core')",
    "SELECT name FROM django_migrations",
]


@pytest.mark.parametrize("statement", ALLOWED)
def test_application_role_may_work(zones: dict[str, roles.Access], statement: str) -> None:
    with psycopg.connect(zones["core"].application) as connection:
        connection.execute(statement)
        connection.rollback()


@pytest.mark.parametrize("role", ["office_app", "office_owner"])
@pytest.mark.parametrize("database", ["core", "postgres", "template1"])
def test_no_role_enters_another_database(
    zones: dict[str, roles.Access], folder: Path, server: postgres.Server, role: str, database: str
) -> None:
    word = (folder / "office" / "database" / f"{role.split('_')[1]}.password").read_text(encoding="ascii")
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(server.dsn(database, role, word))


def test_everything_again_changes_nothing_and_takes_back_what_was_given_by_hand(
    zones: dict[str, roles.Access], server: postgres.Server, folder: Path
) -> None:
    with psycopg.connect(server.dsn("core"), autocommit=True) as connection:
        connection.execute("GRANT UPDATE ON audit_entry TO core_app")
    assert roles.establish(server, "core", folder / "core") == zones["core"]
    roles.grant(server, "core", "core_app")
    with (
        psycopg.connect(zones["core"].application) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("UPDATE audit_entry SET what = 'nothing'")


def test_owner_may_make_exclusion_constraints_and_trigram_indexes(zones: dict[str, roles.Access]) -> None:
    with psycopg.connect(zones["office"].owner) as connection:
        connection.execute(
            "CREATE TABLE v (id int, valid daterange, EXCLUDE USING gist (id WITH =, valid WITH &&))"
        )
        connection.execute("CREATE TABLE k (kana text); CREATE INDEX ON k USING gin (kana gin_trgm_ops)")
        connection.rollback()


def test_budget_fits_the_server() -> None:
    owners = roles.OWNER_CONNECTIONS * len(roles.ZONES)
    assert set(roles.BUDGET) == set(roles.ZONES)
    assert sum(roles.BUDGET.values()) + owners + 6 <= postgres.MAX_CONNECTIONS


def test_cluster_tells_who_it_is(server: postgres.Server) -> None:
    assert roles.identifier_of(server) == roles.identifier_of(server)
    assert int(roles.identifier_of(server)) > 0
