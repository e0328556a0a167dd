"""The two routes over a real relay table, spoken to as a neighbour would, malformed and forged included."""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager

import httpx
import psycopg
import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

from dokodemo.base.config import ZoneConfig
from dokodemo.gateway import identity, link, relay
from dokodemo.gateway.bell import Bell
from dokodemo.gateway.caller import Gatekeeper, signed_headers
from dokodemo.gateway.envelope import Frame
from dokodemo.gateway.link import Pull
from dokodemo.gateway.listener import Listener
from dokodemo.gateway.relay import RelayStore
from dokodemo.gateway.store import StoreAway
from dokodemo.gateway.tests.conftest import AsZone, Voice

pytestmark = pytest.mark.django_db(transaction=True)

Zones = dict[str, ZoneConfig]


@pytest.fixture
def url(transactional_db: None) -> Iterator[str]:
    """The relay's table, in the database of the tests."""
    given = connection.settings_dict
    url = make_conninfo(
        dbname=given["NAME"], user=given["USER"], password=given["PASSWORD"], host=given["HOST"], port=given["PORT"] or None
    )  # fmt: skip
    relay.create_tables(url)
    relay.create_tables(url)
    yield url
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE relay_frame")


@pytest.fixture
def store(url: str) -> Iterator[RelayStore]:
    store = RelayStore(url)
    yield store
    store.close()


def frames_to_core(internet: Voice, count: int = 1, size: int = 0) -> list[Frame]:
    return [internet.frame(tail=bytes(size)) for _ in range(count)]


# The relay's table


def test_the_relay_keeps_what_it_may_carry_and_gives_it_once(store: RelayStore, internet: Voice) -> None:
    frames = frames_to_core(internet, 3)
    ids = [frame.id for frame in frames]
    assert store.accept("internet", frames + frames[:1]) == [*ids, ids[0]]
    assert store.take("somebody", ["core"]) == frames
    assert store.take("somebody else", ["core"]) == []
    assert store.take("somebody", ["core"]) == frames
    store.settle(ids[:1], ["internet"])
    store.settle(ids[1:], ["core"])
    assert store.take("somebody", ["core"]) == frames[:1]
    (backlog,) = store.backlog()
    assert (backlog.destination, backlog.frames, backlog.size) == ("core", 1, len(frames[0].sealed))


def test_a_claim_ends_after_a_minute(store: RelayStore, internet: Voice, url: str) -> None:
    frames = frames_to_core(internet)
    store.accept("internet", frames)
    store.take("gone", ["core"])
    with psycopg.connect(url) as other:
        other.execute("UPDATE relay_frame SET claimed_at = claimed_at - interval '61 seconds'")
    assert store.take("new", ["core"]) == frames


def test_the_relay_gives_at_most_eight_mebibytes_and_at_least_one(store: RelayStore, internet: Voice) -> None:
    frames = frames_to_core(internet, 9, 1024 * 1024)
    store.accept("internet", frames)
    assert store.take("core", ["core"]) == frames[:7]


def test_what_goes_nowhere_is_dropped_and_acknowledged(
    store: RelayStore, internet: Voice, zones: Zones, caplog: pytest.LogCaptureFixture
) -> None:
    good = internet.frame()
    to_office = Voice(zones, "internet", "office").frame()
    other_id = good._replace(id=uuid.uuid4())
    nonsense = Frame(uuid.uuid4(), b"{}", b"x")
    short = internet.frame()._replace(sealed=b"x" * 100)
    batch = [to_office, other_id, nonsense, short, good]
    assert store.accept("internet", batch) == [frame.id for frame in batch]
    assert store.accept("core", [good]) == [good.id]  # core sends to internet this way, not to itself
    assert store.take("core", ["core", "office"]) == [good]
    assert "4 frames that go nowhere" in caplog.text


def test_a_database_that_is_away_is_said_and_found_again(
    store: RelayStore, internet: Voice, url: str
) -> None:
    frames = frames_to_core(internet)
    with psycopg.connect(url, autocommit=True) as other:
        other.execute("ALTER TABLE relay_frame RENAME TO relay_frame_away")
        with pytest.raises(StoreAway, match="UndefinedTable"):
            store.accept("internet", frames)
        other.execute("ALTER TABLE relay_frame_away RENAME TO relay_frame")
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
        )
    assert store.accept("internet", frames) == [frames[0].id]
    connection.close()


# The routes


class Caller:
    """A neighbour with real keys and a bare HTTP client."""

    def __init__(self, zones: Zones, client: httpx.AsyncClient, name: str) -> None:
        self.house, self.client, self.name = zones[name], client, name

    async def post(self, path: str, body: bytes, **headers: str) -> httpx.Response:
        signed = signed_headers(
            self.name,
            "relay",
            path,
            body,
            time.time(),
            lambda data: identity.sign_with(self.house.folder, data),
        )
        return await self.client.post(path, content=body, headers=signed | headers)

    async def pull(
        self, stored: tuple[uuid.UUID, ...] = (), wait: int = 0, of: str = "core"
    ) -> httpx.Response:
        return await self.post("/pull", link.write_pull(Pull(stored, (of,), wait)))


Talk = Callable[[Callable[[Caller], Awaitable[None]]], None]


@pytest.fixture
def talk(zones: Zones, as_zone: AsZone, url: str, store: RelayStore) -> Talk:
    """Runs a conversation with the relay's listener, as `core`."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[httpx.AsyncClient]:
        listener = Listener("relay", store, Bell(url, relay.CHANNEL), Gatekeeper("relay", identity.verify))
        application = listener.application()
        async with application.router.lifespan_context(application):
            transport = httpx.ASGITransport(app=application)
            async with httpx.AsyncClient(transport=transport, base_url="http://relay") as client:
                yield client

    def run(conversation: Callable[[Caller], Awaitable[None]]) -> None:
        async def whole() -> None:
            async with opened() as client:
                await conversation(Caller(zones, client, "core"))

        with as_zone("relay"):
            asyncio.run(whole())

    return run


def test_a_batch_is_fetched_and_acknowledged_with_the_next(
    talk: Talk, store: RelayStore, internet: Voice
) -> None:
    frames = frames_to_core(internet, 2)
    store.accept("internet", frames)

    async def conversation(core: Caller) -> None:
        assert link.read_frames((await core.pull()).content) == frames
        assert link.read_frames((await core.pull()).content) == frames
        assert link.read_frames((await core.pull(stored=(frames[0].id,))).content) == frames[1:]
        assert link.read_frames((await core.pull(stored=(frames[1].id,))).content) == []

    talk(conversation)
    assert store.backlog() == []


def test_a_caller_on_the_line_is_answered_when_something_comes(
    talk: Talk, store: RelayStore, internet: Voice
) -> None:
    frames = frames_to_core(internet)

    async def conversation(core: Caller) -> None:
        await core.pull()  # the bell is listening by now
        waiting = asyncio.create_task(core.pull(wait=20))
        await asyncio.sleep(0.3)
        assert not waiting.done()
        begun = time.monotonic()
        await asyncio.to_thread(store.accept, "internet", frames)
        assert link.read_frames((await waiting).content) == frames
        assert time.monotonic() - begun < 2

    talk(conversation)


def test_a_neighbour_that_asks_anew_ends_its_older_question(
    talk: Talk, store: RelayStore, internet: Voice
) -> None:
    """Otherwise the answer could go down a line at whose other end nobody is any more."""
    frames = frames_to_core(internet)

    async def conversation(core: Caller) -> None:
        first = asyncio.create_task(core.pull(wait=20))
        await asyncio.sleep(0.2)
        second = asyncio.create_task(core.pull(wait=20))
        assert link.read_frames((await first).content) == []
        await asyncio.to_thread(store.accept, "internet", frames)
        assert link.read_frames((await second).content) == frames

    talk(conversation)


def test_frames_handed_over_are_stored_before_they_are_acknowledged(
    talk: Talk, store: RelayStore, zones: Zones
) -> None:
    frame = Voice(zones, "core", "internet").frame(type="application.state")

    async def conversation(core: Caller) -> None:
        answer = await core.post("/push", link.write_frames([frame]))
        assert (answer.status_code, link.read_ids(answer.content)) == (200, (frame.id,))

    talk(conversation)
    assert store.take("internet", ["internet"]) == [frame]


def test_what_is_wrong_is_answered_with_what_is_wrong(talk: Talk, zones: Zones) -> None:
    async def conversation(core: Caller) -> None:
        stranger = Caller(zones, core.client, "office")
        answers = [
            (await core.post("/pull", b"hello"), 400, "this is no pull: the mark at byte 0"),
            (await core.post("/push", b"DKF1"), 400, "these are no frames: the count of frames at byte 4"),
            (await core.post("/push", bytes(link.MAX_BODY_BYTES + 1)), 413, "at most 16777216 bytes"),
            (await core.pull(of="internet"), 403, "core may not fetch what is for 'internet'"),
            (await core.client.post("/pull", content=b""), 401, "dokodemo-peer is missing"),
            (await core.post("/pull", b"", **{"dokodemo-peer": "internet"}), 401, "not that of 'internet'"),
            (await stranger.pull(), 403, "no link goes from office to relay"),
            (await Caller(zones, core.client, "internet").pull(), 403, "no link goes from internet to relay"),
        ]
        for answer, status, said in answers:
            assert (answer.status_code, said in answer.text) == (status, True), answer.text
        assert (await core.client.get("/pull")).status_code == 405
        assert (await core.client.post("/other")).status_code == 404
        assert (await core.client.get("/alive")).text == "alive"

    talk(conversation)


def test_a_request_is_good_once(talk: Talk, zones: Zones) -> None:
    async def conversation(core: Caller) -> None:
        body = link.write_pull(Pull((), ("core",), 0))
        folder = zones["core"].folder
        headers = signed_headers(
            "core", "relay", "/pull", body, time.time(), lambda d: identity.sign_with(folder, d)
        )
        first, second = [await core.client.post("/pull", content=body, headers=headers) for _ in range(2)]
        assert (first.status_code, second.status_code) == (200, 401)

    talk(conversation)


def test_a_database_that_is_away_acknowledges_nothing(talk: Talk, zones: Zones, url: str) -> None:
    frame = Voice(zones, "core", "internet").frame(type="application.state")

    async def conversation(core: Caller) -> None:
        with psycopg.connect(url, autocommit=True) as other:
            other.execute("ALTER TABLE relay_frame RENAME TO relay_frame_away")
            answer = await core.post("/push", link.write_frames([frame]))
            other.execute("ALTER TABLE relay_frame_away RENAME TO relay_frame")
        assert (answer.status_code, answer.text) == (503, "the database here is away: try again soon")

    talk(conversation)


# The bell


def test_the_bell_rings_again_after_its_connection_is_lost(url: str) -> None:
    bell = Bell(url, relay.CHANNEL)
    rung: list[str] = []
    end = bell.subscribe(("core",), lambda: rung.append("core"))
    bell.subscribe(("internet",), lambda: rung.append("internet"))
    bell.start()
    try:
        _until(lambda: sorted(rung) == ["core", "internet"])  # once connected, everybody looks
        rung.clear()
        with psycopg.connect(url, autocommit=True) as other:
            other.execute("SELECT pg_notify(%s, 'core')", [relay.CHANNEL])
            _until(lambda: rung == ["core"])
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()"
            )
            _until(lambda: sorted(rung) == ["core", "core", "internet"])
            end()
            other.execute("SELECT pg_notify(%s, 'core')", [relay.CHANNEL])
            other.execute("SELECT pg_notify(%s, 'internet')", [relay.CHANNEL])
            _until(lambda: rung.count("internet") == 2)
        assert rung.count("core") == 2
    finally:
        bell.stop()


def _until(condition: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
