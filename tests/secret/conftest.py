"""A house of its own in which the staff zones can be stopped: what the shared WAL then says is the residents' zone's."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from dokodemo.operate.testing import RunningHouse
from tests.secret import places

PORTS = 8500


@dataclass
class Frozen:
    """A running house some of whose processes stand still."""

    house: RunningHouse

    def stop(self, *names: str) -> None:
        self._signal(signal.SIGSTOP, names)

    def go_on(self, *names: str) -> None:
        self._signal(signal.SIGCONT, names)

    def inner(self) -> list[str]:
        """Every process of the zones of the staff."""
        return [name for name in self.house.state()["processes"] if name.startswith(("core-", "office-"))]

    def _signal(self, number: signal.Signals, names: tuple[str, ...]) -> None:
        for name in names:
            os.killpg(self.house.pid(name), number)


@contextmanager
def frozen_house() -> Iterator[Frozen]:
    running = RunningHouse.start(PORTS)
    frozen = Frozen(running)
    try:
        places.keep_the_log(running)
        yield frozen
    finally:
        frozen.go_on(*frozen.inner())
        frozen.go_on("relay-courier")
        code = running.stop()
    assert code == 0


@pytest.fixture(scope="session")
def frozen() -> Iterator[Frozen]:
    """Up, with its procedures on offer, and both staff zones standing still: nothing gets past internet and relay."""
    with frozen_house() as house:
        house.stop(*house.inner())
        yield house
