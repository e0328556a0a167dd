"""Many residents who send at the same time, and what each was told."""

import sys
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256

from dokodemo.base import clock
from dokodemo.operate import answers, scenes, walk
from dokodemo.operate.house import House
from dokodemo.operate.visitor import File
from tests.lost.books import Entry
from tests.lost.patience import Resident

NAMES = ("海野", "磯部", "辻", "波多野", "髙橋", "﨑山")


@dataclass(frozen=True)
class Sent:
    """What a resident did and was told: the receipt, and the hash of the photo that went with it, if any."""

    resident: Resident
    entry: Entry
    photo: str | None


class Crowd:
    """Residents in threads of their own, each sending one application after the other, of both procedures in turn."""

    def __init__(self, house: House, names: Sequence[str]) -> None:
        self._house = house
        self.residents = [Resident(house, name) for name in names]
        self._pool = ThreadPoolExecutor(len(names), thread_name_prefix="resident")
        self._futures: list[Future[None]] = []
        self._lock = threading.Lock()
        self._room = threading.Condition(self._lock)
        self._begun = self._allowed = 0
        self.sent: list[Sent] = []

    def __enter__(self) -> "Crowd":
        return self

    def __exit__(self, *error: object) -> None:
        for resident in self.residents:
            resident.patience.over.set()
        self.allow(sys.maxsize)
        self._pool.shutdown(cancel_futures=True)
        for resident in self.residents:
            resident.close()

    def interruptions(self) -> int:
        """How often somebody was not answered, or was asked to wait."""
        return sum(each.patience.broken + each.patience.away for each in self.residents)

    def begin(self, total: int) -> None:
        """Share `total` submissions out among them, and return at once."""
        shares = [
            total // len(self.residents) + (n < total % len(self.residents))
            for n in range(len(self.residents))
        ]
        for number, (resident, share) in enumerate(zip(self.residents, shares, strict=True)):
            self._futures.append(self._pool.submit(self._send_all, resident, share, number))

    def allow(self, count: int) -> None:
        """So many may be begun by now: whoever is faster waits, so that the killing can keep up with the sending."""
        with self._room:
            self._allowed = count
            self._room.notify_all()

    def wait_for(self, count: int, seconds: float) -> int:
        """Until so many were sent (or somebody failed). Returns how many there are."""
        with self._room:
            self._room.wait_for(lambda: len(self.sent) >= count or self._somebody_failed(), seconds)
            return len(self.sent)

    def end(self, seconds: float) -> list[Sent]:
        """Until all are done. Raises what went wrong with the first that failed."""
        for future in self._futures:
            future.result(seconds)
        return self.sent

    def _somebody_failed(self) -> bool:
        return any(future.done() and future.exception() for future in self._futures)

    def _send_all(self, resident: Resident, share: int, turn: int) -> None:
        try:
            for number in range(turn, turn + share):
                with self._room:
                    self._room.wait_for(lambda: self._begun < self._allowed)
                    self._begun += 1
                sent = (
                    send_dog(self._house, resident)
                    if number % 2
                    else send_child(self._house, resident, number % 4 == 0)
                )
                with self._room:
                    self.sent.append(sent)
                    self._room.notify_all()
        finally:
            with self._room:
                self._room.notify_all()


def send_child(house: House, resident: Resident, with_photo: bool) -> Sent:
    """The child allowance, with or without a photo."""
    photo = scenes.photo() if with_photo else None
    files: list[tuple[str, File]] = [("koza", ("passbook.jpg", photo, "image/jpeg"))] if photo else []
    private = {"spouse_kojinbango": answers.SPOUSE_NUMBER}
    sent = walk.apply(house, resident, scenes.CHILD, answers.family(), private=private, files=files)
    entry = Entry(sent.application, sent.receipt, scenes.CHILD)
    return Sent(resident, entry, sha256(photo).hexdigest() if photo else None)


def send_dog(house: House, resident: Resident) -> Sent:
    sent = walk.apply(house, resident, scenes.DOG, answers.dog(clock.today()))
    return Sent(resident, Entry(sent.application, sent.receipt, scenes.DOG), None)


def assert_the_same_number(house: House, sent: Sent) -> None:
    """The receipt opened again, and the very same submission sent again: both say the number that was told first."""
    address = f"{house.public_url('internet')}/receipts/{sent.entry.id}"
    sent.resident.get(address).expect(sent.entry.receipt)
    again = sent.resident.patience.repeat(sent.entry.id)
    assert (again.status_code, again.headers["location"]) == (303, f"/receipts/{sent.entry.id}")
