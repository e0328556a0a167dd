"""The listening side of a link: two routes, served to pinned neighbours only. Knows no Django (the relay has none)."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from typing import TypeVar

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dokodemo.gateway import link
from dokodemo.gateway.bell import Bell
from dokodemo.gateway.caller import Gatekeeper, NotBelieved
from dokodemo.gateway.envelope import Frame
from dokodemo.gateway.link import Malformed
from dokodemo.gateway.routes import Link, link_between
from dokodemo.gateway.store import Store, StoreAway

log = logging.getLogger(__name__)

DATABASE_THREADS = 4
# Rings can be lost with a connection: whoever waits looks by itself this often.
LOOK_EVERY_SECONDS = 5.0
_BINARY = "application/octet-stream"

Result = TypeVar("Result")


class _Answer(Exception):
    """Ends a request with a status and a sentence for the neighbour's operator."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


class Listener:
    """One zone's (or the relay's) open ear."""

    def __init__(self, zone: str, store: Store, bell: Bell, gatekeeper: Gatekeeper) -> None:
        self._zone = zone
        self._store = store
        self._bell = bell
        self._gatekeeper = gatekeeper
        self._threads = ThreadPoolExecutor(DATABASE_THREADS, thread_name_prefix="gateway")
        self._turns: dict[str, asyncio.Event] = {}
        self._stopping = False

    def application(self, beside: Callable[[], AbstractContextManager[object]] = nullcontext) -> Starlette:
        """The ASGI application. `beside` is entered for as long as the server runs."""

        @asynccontextmanager
        async def lifespan(app: Starlette) -> AsyncIterator[None]:
            self._bell.start()
            with beside():
                try:
                    yield
                finally:
                    self._stopping = True
                    for waiting in self._turns.values():
                        waiting.set()
                    self._bell.stop()

        return Starlette(
            routes=[
                Route("/pull", self._pull, methods=["POST"]),
                Route("/push", self._push, methods=["POST"]),
                Route("/alive", _alive, methods=["GET"]),
            ],
            exception_handlers={_Answer: _say},
            lifespan=lifespan,
        )

    async def _pull(self, request: Request) -> Response:
        caller, body = await self._believed(request)
        try:
            ask = link.read_pull(body)
        except Malformed as error:
            raise _Answer(400, f"this is no pull: {error}") from error
        road = self._road(caller)
        strange = [name for name in ask.destinations if name not in road.pulls]
        if strange:
            raise _Answer(403, f"{caller} may not fetch what is for {strange[0]!r}")
        await self._in_thread(self._store.settle, ask.stored, road.pulls)
        frames = await self._wait_for(caller, ask)
        return Response(link.write_frames(frames), media_type=_BINARY)

    async def _push(self, request: Request) -> Response:
        caller, body = await self._believed(request)
        try:
            frames = link.read_frames(body)
        except Malformed as error:
            raise _Answer(400, f"these are no frames: {error}") from error
        self._road(caller)
        stored = await self._in_thread(self._store.accept, caller, frames)
        return Response(link.write_ids(stored), media_type=_BINARY)

    async def _wait_for(self, caller: str, ask: link.Pull) -> Sequence[Frame]:
        """Hold the line until there is something, the wait is over, or the same neighbour asks anew."""
        loop = asyncio.get_running_loop()
        ends = loop.time() + ask.wait
        mine = asyncio.Event()
        if caller in self._turns:
            self._turns[caller].set()
        self._turns[caller] = mine

        def ring() -> None:
            loop.call_soon_threadsafe(mine.set)

        end = self._bell.subscribe(ask.destinations, ring)
        try:
            while self._turns.get(caller) is mine and not self._stopping:
                mine.clear()  # before the look, or a ring between look and wait would be lost
                frames = await self._in_thread(self._store.take, caller, ask.destinations)
                left = ends - loop.time()
                if frames or left <= 0:
                    return frames
                await _wait(mine, min(left, LOOK_EVERY_SECONDS))
            return []
        finally:
            end()
            if self._turns.get(caller) is mine:
                del self._turns[caller]

    async def _believed(self, request: Request) -> tuple[str, bytes]:
        """Who asks, and what. Nothing large is read from somebody who does not even claim to be a neighbour."""
        try:
            self._gatekeeper.caller_of(request.headers)
            body = await _body(request)
            return self._gatekeeper.believe(request.url.path, request.headers, body), body
        except NotBelieved as error:
            raise _Answer(401, str(error)) from error
        except ClientDisconnect as error:
            raise _Answer(400, "the request ended early") from error

    def _road(self, caller: str) -> Link:
        road = link_between(caller, self._zone)
        if road is None:
            raise _Answer(403, f"no link goes from {caller} to {self._zone}")
        return road

    async def _in_thread(self, work: Callable[..., Result], *arguments: object) -> Result:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)
        except StoreAway as error:
            log.warning("the database is away: %s", error)
            raise _Answer(503, "the database here is away: try again soon") from error


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return


async def _body(request: Request) -> bytes:
    parts, length = [], 0
    async for part in request.stream():
        length += len(part)
        if length > link.MAX_BODY_BYTES:
            raise _Answer(413, f"a request has at most {link.MAX_BODY_BYTES} bytes")
        parts.append(part)
    return b"".join(parts)


async def _say(request: Request, error: Exception) -> Response:
    status = error.status if isinstance(error, _Answer) else 500
    return PlainTextResponse(str(error), status)


async def _alive(request: Request) -> Response:
    """For the supervisor: the process answers. Says nothing else."""
    return PlainTextResponse("alive")
