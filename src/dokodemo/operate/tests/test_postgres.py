"""The embedded server, for real: made, killed, found with a stale lock, refused when it is another major."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from dokodemo.operate import children, postgres, unprivileged


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short folder with a space in its name: pytest's own are too long for a socket."""
    path = Path(tempfile.mkdtemp(prefix="dk pg "))
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def server(folder: Path) -> Iterator[postgres.Server]:
    running = start(folder)
    yield running
    running.stop()


def start(folder: Path, durable: bool = False) -> postgres.Server:
    return postgres.start(folder / "postgres", folder / "sockets", durable, log=folder / "postgres.log")


def ask(server: postgres.Server, statement: str) -> object:
    with psycopg.connect(server.dsn("postgres"), autocommit=True) as connection:
        row = connection.execute(statement).fetchone()
    return row[0] if row else None


def test_is_private_and_checked(server: postgres.Server, folder: Path) -> None:
    assert (folder / "postgres").stat().st_mode & 0o777 == 0o700
    assert server.sockets.stat().st_mode & 0o777 == 0o700
    assert (folder / "postgres" / "superuser.password").stat().st_mode & 0o777 == 0o600
    assert ask(server, "SHOW data_checksums") == "on"
    assert ask(server, "SHOW listen_addresses") == ""
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(server.dsn("postgres", password="not it"))


def test_trigrams_see_kana(server: postgres.Server) -> None:
    with psycopg.connect(server.dsn("postgres"), autocommit=True) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        row = connection.execute("SELECT cardinality(show_trgm('カイフウ'))").fetchone()
    assert row is not None
    assert row[0] > 0


def test_keeps_what_was_committed_over_kill_9(folder: Path) -> None:
    server = start(folder, durable=True)
    with psycopg.connect(server.dsn("postgres"), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS n")
    server.process.kill()
    while not children.has_ended(server.process):
        time.sleep(0.01)
    server.restart()
    assert ask(server, "SELECT n FROM kept") == 42
    server.stop()


def test_starts_over_the_lock_of_a_dead_process(server: postgres.Server, folder: Path) -> None:
    server.stop()
    (server.data / "postmaster.pid").write_text("999999999\n", encoding="utf-8")
    again = start(folder)
    assert ask(again, "SELECT 1") == 1
    again.stop()


def test_starts_over_a_lock_that_names_another_living_process(server: postgres.Server, folder: Path) -> None:
    server.stop()
    (server.data / "postmaster.pid").write_text(f"{os.getpid()}\n{server.data}\n", encoding="utf-8")
    again = start(folder)
    assert ask(again, "SELECT 1") == 1
    again.stop()


def test_second_start_takes_over_from_a_server_that_was_left_behind(folder: Path) -> None:
    left = start(folder)
    again = start(folder)
    assert ask(again, "SELECT 1") == 1
    assert children.has_ended(left.process)
    again.stop()


def test_dies_with_its_killed_parent(folder: Path) -> None:
    code = textwrap.dedent(f"""
        import sys, time
        from pathlib import Path
        from dokodemo.operate import postgres
        folder = Path({str(folder)!r})
        s = postgres.start(folder / "postgres", folder / "sockets", durable=False, log=folder / "postgres.log")
        print(s.process.pid, flush=True)
        time.sleep(60)
    """)
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 10
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(pid)
    again = start(folder)
    assert ask(again, "SELECT 1") == 1
    again.stop()


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_interrupted_making_is_made_again(folder: Path) -> None:
    half = folder / "postgres" / "cluster.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n", encoding="ascii")
    server = start(folder)
    assert ask(server, "SELECT 1") == 1
    server.stop()


def test_another_major_is_refused_and_pg_dump_named(server: postgres.Server, folder: Path) -> None:
    server.stop()
    (server.data / "PG_VERSION").write_text("17\n", encoding="ascii")
    with pytest.raises(postgres.PostgresError, match=r"PostgreSQL 17.*pg_dump"):
        start(folder)


def test_a_path_too_long_for_a_socket_gets_a_short_one(folder: Path) -> None:
    deep = folder / ("とても長い名前の" * 5) / ("d" * 60)
    deep.mkdir(parents=True)
    server = start(deep)
    assert len(bytes(server.sockets)) < 90
    assert server.sockets.stat().st_mode & 0o777 == 0o700
    assert ask(server, "SELECT 1") == 1
    server.stop()
    shutil.rmtree(server.sockets, ignore_errors=True)


def test_a_short_folder_of_somebody_else_is_refused(folder: Path) -> None:
    target = folder / "elsewhere"
    target.mkdir()
    (folder / "sockets").symlink_to(target)
    with pytest.raises(postgres.PostgresError, match="somebody else"):
        start(folder)


def test_password_file_is_made_once_and_private(folder: Path) -> None:
    path = folder / "zone" / "app.password"
    first = postgres.secret_file(path)
    assert postgres.secret_file(path) == first
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(first) >= 40


def test_log_carries_no_data_of_a_failed_statement(server: postgres.Server, folder: Path) -> None:
    with psycopg.connect(server.dsn("postgres"), autocommit=True) as connection:
        connection.execute("CREATE TABLE person (name text UNIQUE)")
        connection.execute("INSERT INTO person VALUES ('海風はなこ')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO person VALUES (%s)", ["海風はなこ"])
    log = (folder / "postgres.log").read_text(encoding="utf-8")
    assert "person_name_key" in log
    assert "はなこ" not in log


@pytest.mark.root
@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another account")
@pytest.mark.nightly
def test_root_without_user_namespaces_uses_an_account(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unprivileged, "_namespace_works", lambda: False)
    monkeypatch.setattr(unprivileged, "STATE", Path("/var/lib") / f"dokodemo-test-{os.getpid()}")
    monkeypatch.setattr(unprivileged, "ACCOUNT", f"dokodemo-{os.getpid()}")
    unprivileged.identity.cache_clear()
    try:
        server = start(folder)
        assert ask(server, "SELECT 1") == 1
        assert Path(f"/proc/{server.process.pid}").stat().st_uid != 0
        server.process.send_signal(signal.SIGKILL)
        while not children.has_ended(server.process):
            time.sleep(0.01)
        server.restart()
        assert ask(server, "SELECT 1") == 1
        server.stop()
    finally:
        subprocess.run(["userdel", unprivileged.ACCOUNT], check=True)
        shutil.rmtree(unprivileged.STATE, ignore_errors=True)
        unprivileged.identity.cache_clear()
