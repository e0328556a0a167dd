"""The dialling side against a real HTTP server that behaves as badly as a neighbour can."""

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from dokodemo.base.config import ConfigError, Peer, ZoneConfig
from dokodemo.gateway import courier, housekeeping, identity, link
from dokodemo.gateway.bell import Bell
from dokodemo.gateway.envelope import Frame
from dokodemo.gateway.messages import Refused, handler_for, handles
from dokodemo.gateway.neighbour import Neighbour, NeighbourAway
from dokodemo.gateway.routes import FlowMissing, dialled_by
from dokodemo.gateway.store import ZoneStore
from dokodemo.gateway.tests.conftest import AsZone, Voice, flow

Zones = dict[str, ZoneConfig]


class Server(BaseHTTPRequestHandler):
    """Answers every POST with what the test says."""

    status: ClassVar[int] = 200
    content: ClassVar[bytes] = b""
    headers_out: ClassVar[dict[str, str]] = {}
    asked: ClassVar[list[tuple[str, bytes]]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.asked.append((self.path, body))
        self.send_response(self.status)
        for name, value in self.headers_out.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(self.content)))
        self.end_headers()
        try:
            self.wfile.write(self.content)
        except (BrokenPipeError, ConnectionResetError):
            return

    def log_message(self, format: str, *args: object) -> None:
        return


@pytest.fixture
def server() -> Iterator[type[Server]]:
    class Own(Server):
        asked: ClassVar[list[tuple[str, bytes]]] = []
        headers_out: ClassVar[dict[str, str]] = {}

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Own)
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    Own.url = f"http://127.0.0.1:{httpd.server_port}"  # type: ignore[attr-defined]
    yield Own
    httpd.shutdown()
    httpd.server_close()


@pytest.fixture
def neighbour(server: type[Server], zones: Zones) -> Iterator[Neighbour]:
    folder = zones["core"].folder
    neighbour = Neighbour("core", "relay", server.url, lambda data: identity.sign_with(folder, data))  # type: ignore[attr-defined]
    yield neighbour
    neighbour.close()


def test_what_is_said_and_heard_is_the_protocol(
    neighbour: Neighbour, server: type[Server], internet: Voice
) -> None:
    frame, stored = internet.frame(), uuid.uuid4()
    server.content = link.write_frames([frame])
    assert neighbour.pull([stored], ["core"], wait=0) == [frame]
    server.content = link.write_ids([frame.id])
    assert neighbour.push([frame]) == (frame.id,)
    (_, pulled), (_, pushed) = server.asked
    assert link.read_pull(pulled) == link.Pull((stored,), ("core",), 0)
    assert link.read_frames(pushed) == [frame]


@pytest.mark.parametrize(
    ("status", "content", "said"),
    [
        (503, b"the database here is away", "answers 503 to /pull: 'the database here is away'"),
        (401, b"\xff", "answers 401"),
        (200, b"<html>", "something unreadable: the mark at byte 0"),
        (200, b"DKF1" + bytes(17 * 1024 * 1024), "answers with more than"),
    ],
)
def test_a_neighbour_that_answers_badly_is_away(
    neighbour: Neighbour, server: type[Server], status: int, content: bytes, said: str
) -> None:
    server.status, server.content = status, content
    with pytest.raises(NeighbourAway, match=said):
        neighbour.pull([], ["core"], wait=0)


def test_no_redirect_is_followed_and_no_proxy_believed(
    neighbour: Neighbour, server: type[Server], zones: Zones, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.status, server.headers_out = 307, {"location": f"{server.url}/elsewhere"}  # type: ignore[attr-defined]
    with pytest.raises(NeighbourAway, match="answers 307"):
        neighbour.pull([], ["core"], wait=0)
    assert [path for path, _ in server.asked] == ["/pull"]
    monkeypatch.setenv("HTTP_PROXY", server.url)  # type: ignore[attr-defined]
    monkeypatch.setenv("ALL_PROXY", server.url)  # type: ignore[attr-defined]
    nobody = Neighbour("core", "relay", "http://127.0.0.1:9", lambda data: b"")
    with pytest.raises(NeighbourAway, match="does not answer"):
        nobody.pull([], ["core"], wait=0)
    assert len(server.asked) == 1


class Memory:
    """A store that only counts: for the courier's manners, not for its truth (that is in test_processes)."""

    def __init__(self, frames: list[Frame]) -> None:
        self.frames = frames
        self.settled: list[uuid.UUID] = []

    def take(self, caller: str, destinations: object) -> list[Frame]:
        return [frame for frame in self.frames if frame.id not in self.settled]

    def settle(self, ids: list[uuid.UUID], destinations: object) -> None:
        self.settled += ids

    def accept(self, caller: str, frames: list[Frame]) -> list[uuid.UUID]:
        return [frame.id for frame in frames]


def test_a_neighbour_that_stores_nothing_is_not_asked_in_a_tight_loop(
    neighbour: Neighbour, server: type[Server], internet: Voice
) -> None:
    server.content = link.write_ids([uuid.uuid4()])  # acknowledges something else
    store = Memory([internet.frame()])
    pusher = courier.Pusher("to relay", neighbour, store, dialled_by("core")[0])  # type: ignore[arg-type]
    pusher.start()
    time.sleep(1)
    assert pusher.halt(5)
    pusher.join(5)
    assert 2 <= len(server.asked) <= 8
    assert store.settled == []


def test_after_a_halt_nothing_is_taken_any_more(
    neighbour: Neighbour, server: type[Server], internet: Voice
) -> None:
    store = Memory([internet.frame()])
    pusher = courier.Pusher("to relay", neighbour, store, dialled_by("core")[0])  # type: ignore[arg-type]
    assert pusher.halt(1)
    pusher.work.release()
    pusher.start()
    pusher.join(5)
    assert (pusher.is_alive(), server.asked) == (False, [])


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 5
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_a_courier_breathes_after_a_little_so_that_the_next_go_together(
    neighbour: Neighbour, server: type[Server], internet: Voice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courier, "BREATH_SECONDS", 0.4)
    first, *later = (internet.frame() for _ in range(3))
    server.content = link.write_ids([first.id, *(frame.id for frame in later)])
    store = Memory([first])
    pusher = courier.Pusher("to relay", neighbour, store, dialled_by("core")[0])  # type: ignore[arg-type]
    pusher.start()
    until(lambda: len(store.settled) == 1)
    for frame in later:
        store.frames.append(frame)
        pusher.wake()
        time.sleep(0.05)
    until(lambda: len(store.settled) == 3)
    assert pusher.halt(5)
    assert [link.read_frames(body) for _, body in server.asked] == [[first], later]


def test_a_courier_with_much_to_carry_does_not_pause(
    neighbour: Neighbour, server: type[Server], internet: Voice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courier, "BREATH_SECONDS", 60)
    first, second = internet.frame(), internet.frame()
    server.content = link.write_ids([first.id, second.id])
    for limit in ("LITTLE_FRAMES", "LITTLE_BYTES"):
        monkeypatch.setattr(courier, limit, 0)
        store = Memory([first])
        pusher = courier.Pusher("to relay", neighbour, store, dialled_by("core")[0])  # type: ignore[arg-type]
        pusher.start()
        until(lambda store=store: len(store.settled) == 1)  # type: ignore[misc]
        store.frames.append(second)
        pusher.wake()
        until(lambda store=store: len(store.settled) == 2)  # type: ignore[misc]
        assert pusher.halt(5)
        monkeypatch.undo()
        monkeypatch.setattr(courier, "BREATH_SECONDS", 60)


def test_a_puller_acknowledges_only_what_is_stored(
    neighbour: Neighbour, server: type[Server], internet: Voice
) -> None:
    frame = internet.frame()
    server.content = link.write_frames([frame])
    puller = courier.Puller("from relay", neighbour, Memory([]), dialled_by("core")[0])  # type: ignore[arg-type]
    puller.step()
    server.status = 503
    with pytest.raises(NeighbourAway):
        puller.step()
    server.status = 200
    puller.step()
    acknowledged = [link.read_pull(body).stored for _, body in server.asked]
    assert acknowledged == [(), (frame.id,), (frame.id,)]


# What a courier needs before it starts


def test_a_courier_names_what_is_missing(zones: Zones, tmp_path: object) -> None:
    house = zones["core"]
    bell = Bell("", "nothing")
    flows = house.folder / "flows.yaml"
    flows.write_text("flows:\n" + flow("core", "office"), "utf-8")
    with pytest.raises(FlowMissing, match="from core to relay"):
        courier.Courier(replace(house, flows_path=flows), ZoneStore(), bell)
    flows.write_text("flows:\n" + flow("core", "relay") + flow("core", "office"), "utf-8")
    with pytest.raises(ConfigError, match=r"no url under \[peers.relay\]"):
        courier.Courier(replace(house, flows_path=flows), ZoneStore(), bell)
    peers = {
        name: Peer(name, peer.identity_public, "http://127.0.0.1:9") for name, peer in house.peers.items()
    }
    started = courier.Courier(replace(house, flows_path=flows, peers=peers), ZoneStore(), bell)
    assert sorted(worker.name for worker in started._workers) == [
        "courier from office", "courier from relay", "courier to office", "courier to relay",
    ]  # fmt: skip


@pytest.mark.django_db
def test_housekeeping_survives_a_chore_that_fails(
    as_zone: AsZone, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails() -> None:
        raise ValueError("海野 渚")

    with as_zone("core"):
        keeping = housekeeping.Housekeeping()
        keeping._do(housekeeping._Chore("bad", 1.0, fails))
        for chore in keeping._chores:
            chore.do()
    assert "bad: ValueError" in caplog.text
    assert "海野" not in caplog.text


# The registry


def test_a_type_is_handled_by_one_function(handlers: object, internet: Voice) -> None:
    @handles("application.submitted", 7)
    def one(message: object) -> None: ...

    with pytest.raises(ValueError, match="handled twice"):

        @handles("application.submitted", 7)
        def two(message: object) -> None: ...

    assert handler_for(internet.message(version=7)) is one
    with pytest.raises(Refused, match="version_unknown"):
        handler_for(internet.message(version=8))
