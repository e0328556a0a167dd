"""Two zones and the relay in real processes over loopback, each killed with -9 in mid-stream: nothing is lost."""

import importlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from dokodemo.base import clock
from dokodemo.gateway import identity, keys
from dokodemo.gateway.tests.conftest import flow

# By name, because only the tests stand on it: the gateway itself knows nothing of how a house is run.
postgres: Any = importlib.import_module("dokodemo.operate.postgres")

# Zones of its own, whatever zone's settings the others are tested under: once is enough.
pytestmark = pytest.mark.skipif(
    os.environ.get("DOKODEMO_ZONE", "core") not in ("", "core"), reason="runs with the tests of core"
)

STATIONS = ("internet", "core", "relay")
DIALS = {"relay": ["internet"], "core": ["relay", "office"]}
SOURCE = Path(__file__).resolve().parents[3]
MESSAGES = 200

SPEAK = """
import sys, time, uuid, django
django.setup()
from dokodemo.gateway import outbox
to, type_, start, count = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
streams = [uuid.uuid5(uuid.NAMESPACE_URL, f"{to}{n}") for n in range(20)]
for n in range(start, start + count):
    tail = bytes(200_000) if n % 25 == 0 else b""
    outbox.post(to, streams[n % 20], type_, 1, {"n": n}, tail)
    time.sleep(0.05)
"""
PROBE = "CREATE TABLE probe (at serial, stream uuid, sequence int, n int, bytes int)"


@dataclass
class Station:
    """One zone or the relay: its folder, its database, its environment and its processes."""

    name: str
    folder: Path
    dsn: str
    port: int
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("DOKODEMO_", "DJANGO_", "PG"))}
        own = {"DOKODEMO_CONFIG": str(self.folder / "zone.toml"), "PYTHONPATH": str(SOURCE)}
        if self.name != "relay":
            own["DJANGO_SETTINGS_MODULE"] = "dokodemo.gateway.tests.settings"
        return kept | own

    def python(self, *arguments: str) -> subprocess.Popen[bytes]:
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-P", *arguments], env=self.environment, stdout=log, stderr=log, cwd=self.folder,
                start_new_session=True,
            )  # fmt: skip

    def run(self, *arguments: str) -> None:
        assert self.python(*arguments).wait(60) == 0, self.log()

    def start(self, process: str) -> None:
        if process == "courier":
            command = ["-c", "from dokodemo.gateway import courier; courier.run()"]
        else:
            command = [
                "-m", "granian", "--interface", "asgi", "--factory", "--host", "127.0.0.1", "--port", str(self.port),
                "--workers-kill-timeout", "2", "--no-ws", "dokodemo.gateway.server:application",
            ]  # fmt: skip
        self.running[process] = self.python(*command)

    def kill(self, process: str) -> None:
        """-9 to the process and its workers, as a power cut would."""
        killed = self.running.pop(process)
        os.killpg(killed.pid, signal.SIGKILL)
        killed.wait(10)

    def rows(self, statement: str) -> list[Any]:
        with psycopg.connect(self.dsn) as connection:
            return connection.execute(statement).fetchall()

    def log(self) -> str:
        return (self.folder / "log").read_text("utf-8", "replace")[-6000:]


class Road:
    """internet ← relay ← core, all started."""

    def __init__(self, home: Path, server: Any) -> None:
        self.server = server
        self.stations = {
            name: Station(name, home / name, server.dsn(f"road_{name}"), _free_port()) for name in STATIONS
        }
        # office is known to everybody and down the whole time: the others do not wait for it.
        public = {name: identity.create_identity(home / name) for name in (*STATIONS, "office")}
        self.urls = {each.name: f"http://127.0.0.1:{each.port}" for each in self.stations.values()}
        self.urls["office"] = f"http://127.0.0.1:{_free_port()}"
        _declare_flows(home / "flows.yaml")
        for each in self.stations.values():
            (each.folder / "zone.toml").write_text(self._toml(each, home, public), "utf-8")
        for name, other in (("internet", "core"), ("core", "internet")):
            folder = self.stations[name].folder
            certificate = keys.create_sealing_key(folder, name, clock.now())
            keys.install_peer_certificate(self.stations[other].folder, certificate)
        self._make_databases()

    def _toml(self, station: Station, home: Path, public: dict[str, bytes]) -> str:
        top = {
            "zone": station.name, "city": "umikaze", "folder": str(station.folder), "database_url": station.dsn,
            "host": "localhost", "port": 1, "public_url": "http://localhost:1", "gateway_port": station.port,
            "flows": str(home / "flows.yaml"), "development": True,
        }  # fmt: skip
        lines = [f"{name} = {json.dumps(value)}" for name, value in top.items()]
        lines += ["[smtp]", 'host = "127.0.0.1"', "port = 25", 'sender = "nobody@umikaze.example"']
        for name in public:
            if name != station.name:
                lines += [f"[peers.{name}]", f'identity = "{b64encode(public[name]).decode()}"']
                if name in DIALS.get(station.name, []):
                    lines.append(f'url = "{self.urls[name]}"')
        return "\n".join(lines) + "\n"

    def _make_databases(self) -> None:
        with psycopg.connect(self.server.dsn("postgres"), autocommit=True) as connection:
            for name in STATIONS:
                connection.execute(f"CREATE DATABASE road_{name}")
        for each in self.stations.values():
            if each.name == "relay":
                each.run("-c", "from dokodemo.gateway import relay; relay.create_tables()")
            else:
                each.run("-m", "django", "migrate")
                with psycopg.connect(each.dsn) as connection:
                    connection.execute(PROBE)

    def start(self) -> None:
        for name, process in (
            ("internet", "server"), ("relay", "server"), ("relay", "courier"), ("core", "courier"),
        ):  # fmt: skip
            self.stations[name].start(process)
        for name in ("internet", "relay"):
            _wait_until_alive(self.urls[name])

    def stop(self) -> None:
        for each in self.stations.values():
            for process in list(each.running):
                each.kill(process)

    def speak(self, zone: str, to: str, type_: str, start: int, count: int) -> subprocess.Popen[bytes]:
        return self.stations[zone].python("-c", SPEAK, to, type_, str(start), str(count))

    def wait_for(self, what: str, zone: str, statement: str, expected: Any, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = self.stations[zone].rows(statement)[0][0]
            if found == expected:
                return
            time.sleep(0.1)
        logs = "\n\n".join(f"== {name}\n{each.log()}" for name, each in self.stations.items())
        raise AssertionError(f"{what}: {found} instead of {expected}\n{logs}")


def _declare_flows(path: Path) -> None:
    roads = (("relay", "internet"), ("core", "relay"), ("core", "office"))
    path.write_text("flows:\n" + "".join(flow(*road) for road in roads), "utf-8")


def _wait_until_alive(url: str) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            httpx.get(f"{url}/alive", trust_env=False).raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"{url} does not answer")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def road() -> Iterator[Road]:
    """A short path: the address of a Unix socket holds 107 bytes."""
    home = Path(tempfile.mkdtemp(prefix="gw-"))
    server = postgres.start(home / "pg", home / "s", durable=False, log=home / "pg.log")
    road = Road(home, server)
    try:
        road.start()
        yield road
    finally:
        road.stop()
        server.stop()
        shutil.rmtree(home, ignore_errors=True)


CONFIRMED = "SELECT count(*) FROM gateway_outbox WHERE state <> 'confirmed'"


def applied_once_and_in_order(station: Station, expected: range) -> None:
    rows = station.rows("SELECT stream, sequence, n FROM probe ORDER BY at")
    assert sorted(n for _, _, n in rows) == list(expected)
    last: dict[uuid.UUID, int] = {}
    for stream, sequence, n in rows:
        assert sequence == last.get(stream, 0) + 1, (stream, sequence, n)
        last[stream] = sequence


def test_two_hundred_messages_arrive_once_while_every_process_is_killed(road: Road) -> None:
    internet, core, relay = (road.stations[name] for name in ("internet", "core", "relay"))
    speakers = [
        road.speak("internet", "core", "application.submitted", 0, MESSAGES),
        road.speak("core", "internet", "application.state", 0, MESSAGES),
    ]
    for station, process in (
        (core, "courier"), (relay, "courier"), (relay, "server"), (internet, "server"),
    ) * 2:  # fmt: skip
        time.sleep(1.2)
        station.kill(process)
        station.start(process)
    for speaker in speakers:
        assert speaker.wait(60) == 0, internet.log() + core.log()
    road.wait_for("arrived in core", "core", "SELECT count(*) FROM probe", MESSAGES)
    road.wait_for("arrived in internet", "internet", "SELECT count(*) FROM probe", MESSAGES)
    road.wait_for("confirmed in internet", "internet", CONFIRMED, 0)
    road.wait_for("confirmed in core", "core", CONFIRMED, 0)
    road.wait_for("nothing stays in the relay", "relay", "SELECT count(*) FROM relay_frame", 0)
    applied_once_and_in_order(core, range(MESSAGES))
    applied_once_and_in_order(internet, range(MESSAGES))


def test_the_relays_database_may_die_and_the_road_goes_on(road: Road) -> None:
    """All databases die here, being one server: couriers and servers must find it again by themselves."""
    before = road.stations["core"].rows("SELECT count(*) FROM probe")[0][0]
    os.kill(road.server.process.pid, signal.SIGKILL)
    road.server.restart()
    assert road.speak("internet", "core", "application.submitted", before, 20).wait(60) == 0
    road.wait_for("arrived", "core", "SELECT count(*) FROM probe", before + 20)
    road.wait_for("confirmed", "internet", CONFIRMED, 0)


def test_what_the_relay_drops_is_noticed_and_sent_again(road: Road) -> None:
    internet, core, relay = (road.stations[name] for name in ("internet", "core", "relay"))
    before = core.rows("SELECT count(*) FROM probe")[0][0]
    core.kill("courier")
    assert road.speak("internet", "core", "application.submitted", before, 10).wait(60) == 0
    road.wait_for(
        "lies in the relay", "relay", "SELECT count(*) FROM relay_frame WHERE destination = 'core'", 10
    )
    with psycopg.connect(relay.dsn) as connection:
        connection.execute("DELETE FROM relay_frame")
    core.start("courier")
    internet.run(
        "-c",
        "import django; django.setup(); from datetime import timedelta; from dokodemo.gateway import outbox; "
        "assert outbox.reconcile(timedelta(0)) >= 10",
    )
    road.wait_for("arrived", "core", "SELECT count(*) FROM probe", before + 10)
    road.wait_for("confirmed", "internet", CONFIRMED, 0)


def test_the_relays_store_tells_nothing(road: Road) -> None:
    core, relay = road.stations["core"], road.stations["relay"]
    core.kill("courier")
    before = core.rows("SELECT count(*) FROM probe")[0][0]
    assert road.speak("internet", "core", "application.submitted", before, 3).wait(60) == 0
    road.wait_for(
        "lies in the relay", "relay", "SELECT count(*) FROM relay_frame WHERE destination = 'core'", 3
    )
    stored = b"".join(bytes(header) + bytes(sealed) for header, sealed in relay.rows("SELECT header, sealed FROM relay_frame"))  # fmt: skip
    stream = uuid.uuid5(uuid.NAMESPACE_URL, f"core{before % 20}")
    for word in (b"application", b"umikaze", b"internet", str(stream).encode(), stream.bytes):
        assert word not in stored
    core.start("courier")
    road.wait_for("arrived", "core", "SELECT count(*) FROM probe", before + 3)


def test_a_courier_stops_politely_at_once(road: Road) -> None:
    for name in ("core", "relay"):
        courier = road.stations[name].running.pop("courier")
        begun = time.monotonic()
        courier.terminate()
        assert courier.wait(15) == 0, road.stations[name].log()
        assert time.monotonic() - begun < 5
        road.stations[name].start("courier")


def test_a_courier_whose_flow_is_not_declared_does_not_start(road: Road) -> None:
    core = road.stations["core"]
    flows = core.folder.parent / "flows.yaml"
    declared = flows.read_text("utf-8")
    flows.write_text(declared.replace(flow("core", "relay"), ""), "utf-8")
    try:
        process = core.python("-c", "from dokodemo.gateway import courier; courier.run()")
        assert process.wait(30) == 1
    finally:
        flows.write_text(declared, "utf-8")
    assert "no flow is declared from core to relay" in core.log()
