"""What tests stand on: a short temporary home, PostgreSQL that forgets, one zone's settings; or a whole running house."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import psycopg

from dokodemo.catalog.check import check
from dokodemo.catalog.schema import Catalog
from dokodemo.operate import home, postgres, roles, supervisor
from dokodemo.operate.house import CHECKOUT, DEFAULT_CITY, STATIONS, House

HOME = "DOKODEMO_TEST_HOME"
START_SECONDS = 180.0


def temporary_home() -> Path:
    """A short path, because a Unix socket's address holds 107 bytes."""
    return Path(tempfile.mkdtemp(prefix="dk-"))


@cache
def sample_city() -> Catalog:
    """The sample city as it was checked; read once a process, for that takes seconds. Nobody changes it."""
    report = check(CHECKOUT / "cities" / DEFAULT_CITY)
    assert report.catalog is not None, "\n".join(map(str, report.problems))
    return report.catalog


def write_station(folder: Path, zone: str) -> dict[str, str]:
    """Keys and zone.toml of all stations below `folder`, as if freshly installed; the database is the superuser's, so
    that the test database can be made. Returns the environment of `zone`."""
    house = House(folder)
    home.make_folders(house)
    password = postgres.secret_file(folder / "postgres" / "superuser.password")
    uri = {name: postgres.uri(folder / "sockets", name, postgres.SUPERUSER, password) for name in STATIONS}
    home.write_everything(house, uri)
    return home.environment(house, zone)


@contextlib.contextmanager
def station_folder(zone: str) -> Iterator[dict[str, str]]:
    """The environment of a zone that has settings but no database."""
    folder = temporary_home()
    try:
        yield write_station(folder, zone)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def start_server(folder: Path) -> postgres.Server:
    """PostgreSQL without fsync, with what the zones' databases need in its template and the zones' roles."""
    server = postgres.start(
        folder / "postgres", folder / "sockets", durable=False, log=folder / "log" / "postgres.log"
    )
    with psycopg.connect(server.dsn("template1"), autocommit=True) as connection:
        for extension in roles.EXTENSIONS:
            connection.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
        for station in STATIONS:
            connection.execute(f"CREATE ROLE {station}_app")
    return server


@dataclass
class RunningHouse:
    """A whole house under test, in real processes."""

    house: House
    process: subprocess.Popen[bytes]
    output: Path

    @classmethod
    def start(cls, port_base: int, folder: Path | None = None) -> "RunningHouse":
        """Bring a house up in a temporary home; returns when everything answers. Raises AssertionError."""
        place = folder or temporary_home()
        output = place / "up.log"
        command = supervisor.our_command("up", "--home", str(place), "--port-base", str(port_base))
        env = {
            name: value for name, value in os.environ.items() if not name.startswith(("DOKODEMO_", "DJANGO_"))
        }
        with output.open("ab") as file:
            process = subprocess.Popen(command, stdout=file, stderr=file, env=env, start_new_session=True)
        running = cls(House(place, port_base), process, output)
        running.wait()
        return running

    def wait(self) -> None:
        """Until the house says that it is up."""
        deadline = time.monotonic() + START_SECONDS
        while "The house is up" not in self.said():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"the house does not come up:\n{self.said()}")
            time.sleep(0.1)

    def said(self) -> str:
        return self.output.read_text(encoding="utf-8", errors="replace")

    def state(self) -> dict[str, Any]:
        """What ``up.json`` tells: process numbers by name, addresses."""
        found: dict[str, Any] = json.loads(self.house.state_file.read_text(encoding="utf-8"))
        return found

    def pid(self, name: str) -> int:
        return int(self.state()["processes"][name])

    def kill(self, name: str) -> int:
        """kill -9 of one process, for example ``core-courier`` or ``postgres``. Returns its number."""
        pid = self.pid(name)
        os.kill(pid, signal.SIGKILL)
        return pid

    def wait_for_new(self, name: str, old: int, seconds: float = 30.0) -> int:
        """Until the supervisor has started it again. Returns the new number."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            new = self.state()["processes"].get(name)
            if new and new != old:
                return int(new)
            time.sleep(0.05)
        raise AssertionError(f"{name} was not started again within {seconds} s")

    def dsn(self, station: str) -> str:
        """The superuser's way into a station's database: tests look at everything."""
        password = postgres.secret_file(self.house.home / "postgres" / "superuser.password")
        sockets = postgres.sockets_of(self.house.home / "postgres", self.house.home / "sockets")
        return postgres.uri(sockets, station, postgres.SUPERUSER, password)

    def stop(self, remove: bool = True) -> int:
        """Ask it to stop; returns its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(30)
        if remove:
            shutil.rmtree(self.house.home, ignore_errors=True)
        return code


def on_the_command_line(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run ``dokodemo …`` as a user would, and wait."""
    command = [sys.executable, "-P", "-m", "dokodemo", *arguments]
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("DOKODEMO_", "DJANGO_"))
    }
    return subprocess.run(command, env=kept | env, cwd=CHECKOUT, text=True, capture_output=True, check=False)
