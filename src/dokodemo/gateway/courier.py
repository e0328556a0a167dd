"""The courier: dials the neighbours this zone dials, fetches and hands over, one thread for each direction.

It keeps nothing in memory that matters: killed at any moment, it goes on where the tables stand.

A courier breathes: after it has carried a little it waits ``BREATH_SECONDS``, so that on a busy day many envelopes
share a request and its transactions on both sides. What comes to a link at rest leaves at once."""

import logging
import random
import signal
import threading
import traceback
import uuid
from collections.abc import Sequence
from types import FrameType

from dokodemo.base import config
from dokodemo.base.config import ConfigError, ZoneConfig
from dokodemo.gateway import identity
from dokodemo.gateway.bell import Bell
from dokodemo.gateway.envelope import Frame
from dokodemo.gateway.neighbour import Neighbour, NeighbourAway
from dokodemo.gateway.routes import RELAY, Link, check_flow, dialled_by
from dokodemo.gateway.store import Store, StoreAway

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 0.1, 10.0
LOOK_EVERY_SECONDS = 5.0
STOP_SECONDS = 10.0
BREATH_SECONDS = 0.1
# More than this is a backlog or a large attachment: the next load is taken up at once.
LITTLE_FRAMES, LITTLE_BYTES = 50, 512 * 1024


class _Worker(threading.Thread):
    """Repeats one step until told to stop. ``work`` is held while the database is touched, never while waiting."""

    def __init__(self, name: str, neighbour: Neighbour, store: Store, link: Link) -> None:
        super().__init__(name=name, daemon=True)
        self.work = threading.Lock()
        self.stopping = threading.Event()
        self._neighbour = neighbour
        self._store = store
        self._link = link

    def step(self) -> None:
        raise NotImplementedError

    def wake(self) -> None:
        """Something may be ready."""

    def run(self) -> None:
        pause = FIRST_PAUSE
        while not self.stopping.is_set():
            try:
                self.step()
            except (NeighbourAway, StoreAway) as error:
                if pause == FIRST_PAUSE:
                    log.warning("%s: %s; trying again", self.name, error)
            except Exception as error:
                # A courier that ends is worse than one that complains. Never the text: it may quote a person.
                place = traceback.extract_tb(error.__traceback__)[-1]
                log.error("%s: %s at %s:%s", self.name, type(error).__name__, place.filename, place.lineno)
            else:
                if pause > FIRST_PAUSE:
                    log.info("%s: working again", self.name)
                pause = FIRST_PAUSE
                continue
            self.stopping.wait(pause * random.uniform(0.5, 1.5))  # noqa: S311  (so that neighbours do not beat in time)
            pause = min(pause * 2, LONGEST_PAUSE)

    def breathe(self, carried: Sequence[Frame]) -> None:
        """Let the next ones gather, unless more was carried than fits a short wait."""
        if len(carried) <= LITTLE_FRAMES and sum(len(frame.sealed) for frame in carried) <= LITTLE_BYTES:
            self.stopping.wait(BREATH_SECONDS)

    def halt(self, seconds: float) -> bool:
        """No more work after this returns True; a thread that only waits for its neighbour is left to the exit."""
        self.stopping.set()
        self.wake()
        return self.work.acquire(timeout=seconds)


class Puller(_Worker):
    """Fetches what is for us (or for whom we carry); acknowledges it with the next fetch."""

    def __init__(self, name: str, neighbour: Neighbour, store: Store, link: Link) -> None:
        super().__init__(name, neighbour, store, link)
        self._stored: Sequence[uuid.UUID] = ()

    def step(self) -> None:
        frames = self._neighbour.pull(self._stored, self._link.pulls)
        self._stored = ()
        if not frames:
            return
        with self.work:
            if not self.stopping.is_set():
                self._stored = self._store.accept(self._neighbour.name, frames)
        self.breathe(frames)


class Pusher(_Worker):
    """Hands over what goes that way; acknowledged rows are settled."""

    def __init__(self, name: str, neighbour: Neighbour, store: Store, link: Link) -> None:
        super().__init__(name, neighbour, store, link)
        self._ring = threading.Event()

    def wake(self) -> None:
        self._ring.set()

    def step(self) -> None:
        self._ring.clear()  # before the look, or a ring between look and wait would be lost
        with self.work:
            if self.stopping.is_set():
                return
            frames = self._store.take(self._link.listener, self._link.pushes)
        if not frames:
            self._ring.wait(LOOK_EVERY_SECONDS)
            return
        stored = set(self._neighbour.push(frames)) & {frame.id for frame in frames}
        with self.work:
            self._store.settle(sorted(stored), self._link.pushes)
        if not stored:
            raise NeighbourAway(f"{self._neighbour.name} has stored nothing of {len(frames)} frames")
        self.breathe(frames)


class Courier:
    """All couriers of one process."""

    def __init__(self, house: ZoneConfig, store: Store, bell: Bell) -> None:
        self._bell = bell
        self._workers: list[_Worker] = []
        for link in dialled_by(house.zone):
            check_flow(house.flows_path, link)
            url = _address(house, link)
            puller, pusher = (
                kind(f"courier {way} {link.listener}", _neighbour(house, link, url), store, link)
                for kind, way in ((Puller, "from"), (Pusher, "to"))
            )
            bell.subscribe(link.pushes, pusher.wake)
            self._workers += [puller, pusher]

    def start(self) -> None:
        self._bell.start()
        for worker in self._workers:
            worker.start()

    def stop(self) -> None:
        """Returns when no work is under way any more; what waits for a neighbour is left to the process's exit."""
        for worker in self._workers:
            worker.stopping.set()
        for worker in self._workers:
            if not worker.halt(STOP_SECONDS):
                log.warning("%s was still working after %s s", worker.name, STOP_SECONDS)
        self._bell.stop()

    def __enter__(self) -> "Courier":
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()


def _neighbour(house: ZoneConfig, link: Link, url: str) -> Neighbour:
    return Neighbour(house.zone, link.listener, url, identity.sign)


def _address(house: ZoneConfig, link: Link) -> str:
    peer = house.peers.get(link.listener)
    if peer is None or peer.url is None:
        raise ConfigError(
            f"{house.zone} dials {link.listener}, but zone.toml has no url under [peers.{link.listener}]"
        )
    return peer.url


def run() -> None:
    """The courier process of this zone (or of the relay), until SIGTERM. Raises FlowMissing, ConfigError, KeyProblem."""
    house = config.load()
    identity.public_of(house.folder)  # a missing key is told now, not at the first envelope
    if house.zone == RELAY:
        from dokodemo.gateway import relay

        relay.run_courier()
        return
    import django

    django.setup()
    from dokodemo.gateway.housekeeping import Housekeeping
    from dokodemo.gateway.outbox import CHANNEL
    from dokodemo.gateway.store import ZoneStore

    with Courier(house, ZoneStore(), Bell(house.database_url, CHANNEL)), Housekeeping():
        wait_for_signal()


def wait_for_signal() -> None:
    """Until SIGTERM or SIGINT."""
    stop = threading.Event()

    def on_signal(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    while not stop.wait(3600):
        pass
