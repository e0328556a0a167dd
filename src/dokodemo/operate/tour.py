"""``./run --tour``: the main road of the house, walked over HTTP by invented people, every claim checked on the way."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import httpx

from dokodemo.operate.house import House
from dokodemo.operate.visitor import Unexpected, Visitor


@dataclass
class Tour:
    """What the steps share: the house, the visitors by name, what earlier steps found out."""

    house: House
    visitors: dict[str, Visitor] = field(default_factory=dict)
    found: dict[str, str] = field(default_factory=dict)

    def visitor(self, name: str) -> Visitor:
        """That person's own browser."""
        return self.visitors.setdefault(name, Visitor())

    def say(self, text: str) -> None:
        """What happened, for who watches."""
        print(f"     {text}", flush=True)


Step = Callable[[Tour], None]


@dataclass(frozen=True)
class Scene:
    """One step: what it shows, and how it is played. It raises Unexpected (or AssertionError) when it is not true."""

    title: str
    play: Step


def eventually(seconds: float, what: str, holds: Callable[[], bool]) -> float:
    """Wait until it holds; returns the seconds it took. Raises Unexpected naming `what` when it does not."""
    begun = time.monotonic()
    while not holds():
        if time.monotonic() - begun > seconds:
            raise Unexpected(f"after {seconds:.0f} s it was still not so: {what}")
        time.sleep(0.1)
    return time.monotonic() - begun


def play(house: House, scenes: Sequence[Scene]) -> int:
    """Play all scenes in order; the first that is not true ends the tour. Returns 0 only if all were true."""
    tour = Tour(house)
    print(f"\nThe tour: {len(scenes)} steps, over HTTP only.", flush=True)
    try:
        for number, scene in enumerate(scenes, 1):
            print(f"  {number:2}. {scene.title}", flush=True)
            begun = time.monotonic()
            try:
                scene.play(tour)
            except (Unexpected, AssertionError, httpx.HTTPError) as error:
                print(f"     NOT TRUE: {error}", flush=True)
                return 1
            print(f"     true ({time.monotonic() - begun:.1f} s)", flush=True)
    finally:
        for visitor in tour.visitors.values():
            visitor.close()
    print("All of it was true.", flush=True)
    return 0
