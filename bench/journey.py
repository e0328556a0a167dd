"""``dokodemo bench journey --json``: whole applications a second, every request that a browser makes after sign-in,
with couriers and inner zones running, counted until no application is still on its way. Everything durable."""

import json
import statistics
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg

from bench.machine import Cpu, facts
from bench.wire import Browser, Unexpected, expect
from dokodemo.base import clock
from dokodemo.operate import answers
from dokodemo.operate.house import House
from dokodemo.operate.testing import RunningHouse
from dokodemo.operate.visitor import Visitor

PORTS = 8700
CLIENTS = 8
WARM_SECONDS = 4.0
PEAK_SECONDS = 20.0
PACED_SECONDS = 20.0
PACE = 0.7

Round = Callable[["Client"], None]


@dataclass
class Client:
    """One signed-in resident and what each of their requests took (seconds, by name)."""

    browser: Browser
    rounds: int = 0
    times: dict[str, list[float]] = field(default_factory=dict)

    def timed(self, name: str, request: Callable[[], Any]) -> Any:
        begun = time.perf_counter()
        answer = request()
        self.times.setdefault(name, []).append(time.perf_counter() - begun)
        return answer


def main(house: House, *, as_json: bool, arguments: list[str]) -> int:
    """Measure in a fresh house of its own; prints one JSON object."""
    short = "--short" in arguments
    running = RunningHouse.start(PORTS)
    try:
        result = measure(running, 0.3 if short else 1.0)
    finally:
        running.stop()
    print(json.dumps(result, ensure_ascii=False, indent=None if as_json else 2))
    return 0


def measure(running: RunningHouse, scale: float) -> dict[str, Any]:
    """All figures of the bench; ``scale`` shortens every phase."""
    residents, card = sign_in_by_card(running, CLIENTS)
    owners, mail = sign_in_by_mail(running, CLIENTS)
    return {
        "bench": "journey",
        "machine": facts(),
        "clients": CLIENTS,
        "load_generator": "in the same machine; its CPU is the row `load`",
        "durable": True,
        "sign_in_card_ms": card,
        "sign_in_mail_ms": mail,
        "child_allowance": drive(running, residents, claim, ["core"], "full_rounds_per_s", scale),
        "dog": drive(running, owners, register, ["office"], "one_page_per_s", scale),
        "upload": uploads(running, residents[0]),
    }


def drive(
    running: RunningHouse, clients: list[Client], one: Round, zones: Sequence[str], rate: str, scale: float
) -> dict[str, Any]:
    """Peak rate (a figure called ``rate``) until the backlog is 0, then p95 of every request at 70 % of it."""
    closed_loop(clients, one, WARM_SECONDS * scale)
    settle(running, zones)
    reset(clients)
    cpu, begun = Cpu(running.state()["processes"]), time.perf_counter()
    closed_loop(clients, one, PEAK_SECONDS * scale)
    rounds = sum(client.rounds for client in clients)
    sent = time.perf_counter() - begun
    settle(running, zones)
    whole = time.perf_counter() - begun
    peak = rounds / whole
    figures: dict[str, Any] = {
        "rounds": rounds,
        rate: round(peak, 1),
        "accepted_per_s": round(rounds / sent, 1),
        "backlog_drained_s": round(whole - sent, 2),
        "cpu_ms_per_round": cpu.per(rounds),
        "at_peak_ms": spread(clients),
    }
    reset(clients)
    paced_loop(clients, one, peak * PACE, PACED_SECONDS * scale)
    settle(running, zones)
    figures |= {
        "requests_per_round": len({name for client in clients for name in client.times}),
        "at_70_percent_ms": spread(clients),
    }
    return figures


def claim(client: Client) -> None:
    """児童手当の認定請求 without attachments: every page, the review, the receipt."""
    apply(
        client,
        "jido-teate-nintei",
        answers.family(),
        {"spouse_kojinbango": answers.SPOUSE_NUMBER},
        files=True,
    )


def register(client: Client) -> None:
    """犬の登録: one page."""
    apply(client, "inu-toroku", answers.dog(clock.today()), {}, files=False)


def apply(
    client: Client,
    procedure: str,
    pages: list[tuple[str, dict[str, str]]],
    private: dict[str, str],
    *,
    files: bool,
) -> None:
    """One whole application; raises Unexpected on any answer a browser would not go on from."""
    web, timed = client.browser, client.timed
    where = expect(timed("start", lambda: web.post(f"/apply/{procedure}/start", {})), 303).location
    draft = where.split("/")[2]
    for page, fields in pages:
        if where != f"/apply/{draft}/{page}":
            raise Unexpected(f"after {page} comes {where}")
        expect(timed(f"GET {page}", lambda: web.get(where)), 200, b'name="csrfmiddlewaretoken"')  # noqa: B023
        where = expect(timed(f"POST {page}", lambda: web.post(where, {**fields, "go": "next"})), 303).location  # noqa: B023
    if files:
        expect(timed("GET files", lambda: web.get(where)), 200)
        where = expect(timed("POST files", lambda: web.post(where, {"go": "next"})), 303).location
    expect(timed("GET review", lambda: web.get(where)), 200, b'id="submit"')
    sent = {"delivery": "inbox", "declaration": "true", **private}
    where = expect(timed("POST submit", lambda: web.post(f"/apply/{draft}/submit", sent)), 303).location
    expect(timed("GET receipt", lambda: web.get(where)), 200, b"receipt-number")
    client.rounds += 1


def closed_loop(clients: list[Client], one: Round, seconds: float) -> None:
    """Every client sends the next round as soon as the last is done."""
    ends = time.perf_counter() + seconds
    together(clients, lambda client, number: repeat_until(ends, lambda: one(client)))


def paced_loop(clients: list[Client], one: Round, rate: float, seconds: float) -> None:
    """Rounds begin at a fixed rate, spread over the clients."""
    step, begun = len(clients) / rate, time.perf_counter()

    def work(client: Client, number: int) -> None:
        due = begun + step * number / len(clients)
        while due < begun + seconds:
            time.sleep(max(0.0, due - time.perf_counter()))
            one(client)
            due += step

    together(clients, work)


def repeat_until(ends: float, work: Callable[[], None]) -> None:
    while time.perf_counter() < ends:
        work()


def together(clients: list[Client], work: Callable[[Client, int], None]) -> None:
    """One thread a client; the first failure is raised here."""
    failures: list[BaseException] = []

    def guarded(client: Client, number: int) -> None:
        try:
            work(client, number)
        except BaseException as error:
            failures.append(error)

    threads = [
        threading.Thread(target=guarded, args=(client, number)) for number, client in enumerate(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def settle(running: RunningHouse, zones: Sequence[str]) -> None:
    """Until every application that ``internet`` accepted for these zones is a case there."""
    for zone in zones:
        _settle(running, zone)


def _settle(running: RunningHouse, zone: str) -> None:
    with (
        psycopg.connect(running.dsn("internet"), autocommit=True) as outside,
        psycopg.connect(running.dsn(zone), autocommit=True) as inside,
    ):
        deadline = time.monotonic() + 120
        sent = count(outside, "SELECT count(*) FROM apply_application WHERE zone = %s", zone)
        while count(inside, 'SELECT count(*) FROM "case"') < sent:
            if time.monotonic() > deadline:
                raise Unexpected(f"{zone} has not caught up within 120 s")
            time.sleep(0.02)


def count(connection: psycopg.Connection[Any], sql: str, *values: str) -> int:
    row = connection.execute(sql, values).fetchone()
    return int(row[0]) if row else 0


def reset(clients: list[Client]) -> None:
    for client in clients:
        client.rounds, client.times = 0, {}


def spread(clients: list[Client]) -> dict[str, dict[str, float]]:
    """p50 and p95 in milliseconds of each request, and the worst p95."""
    merged: dict[str, list[float]] = {}
    for client in clients:
        for name, times in client.times.items():
            merged.setdefault(name, []).extend(times)
    table = {name: quantiles(times) for name, times in merged.items() if len(times) > 1}
    table["worst"] = {"p95": max(row["p95"] for row in table.values())}
    return table


def quantiles(times: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(times, n=20)
    return {"p50": round(statistics.median(times) * 1000, 1), "p95": round(cuts[18] * 1000, 1)}


def sign_in_by_card(running: RunningHouse, wanted: int) -> tuple[list[Client], dict[str, float]]:
    """Card holders of the double, each signed in once as a browser would; milliseconds of the whole sign-in."""
    from dokodemo.operate.walk import card_holders, sign_in_card

    return _signed_in(
        running, card_holders()[:wanted], lambda visitor, person: sign_in_card(running.house, visitor, person)
    )


def sign_in_by_mail(running: RunningHouse, wanted: int) -> tuple[list[Client], dict[str, float]]:
    from dokodemo.operate.walk import sign_in_mail

    addresses = [f"owner{number}@example.invalid" for number in range(wanted)]
    return _signed_in(
        running, addresses, lambda visitor, address: sign_in_mail(running.house, visitor, address)
    )


def _signed_in(
    running: RunningHouse, people: list[Any], sign_in: Callable[[Visitor, Any], object]
) -> tuple[list[Client], dict[str, float]]:
    clients, took = [], []
    for person in people:
        visitor, begun = Visitor(), time.perf_counter()
        sign_in(visitor, person)
        took.append(time.perf_counter() - begun)
        host = running.house.host("internet")
        clients.append(Client(Browser(host, running.house.web_port("internet"), dict(visitor.cookies[host]))))
        visitor.close()
    return clients, quantiles(took)


def uploads(running: RunningHouse, client: Client, number: int = 10) -> dict[str, Any]:
    """One photo of some 400 kB, opened, rebuilt and sealed while the resident waits."""
    import io
    import os

    from PIL import Image

    side = 800
    out = io.BytesIO()
    Image.frombytes("RGB", (side, side), os.urandom(side * side * 3)).save(out, "JPEG", quality=80)
    web = client.browser
    where = expect(web.post("/apply/jido-teate-nintei/start", {}), 303).location
    draft = where.split("/")[2]
    for page, fields in answers.family():
        expect(web.post(f"/apply/{draft}/{page}", {**fields, "go": "next"}), 303)
    took = []
    for _ in range(number):
        begun = time.perf_counter()
        path = f"/apply/{draft}/files?attachment=koza"
        expect(web.upload(path, {}, "file-koza", "passbook.jpg", "image/jpeg", out.getvalue()), 303)
        took.append(time.perf_counter() - begun)
        listed = expect(web.get(f"/apply/{draft}/files"), 200).body.decode()
        found = listed.split('name="remove" value="')[1].split('"')[0]
        expect(web.post(f"/apply/{draft}/files", {"remove": found}), 303)
    expect(web.post(f"/apply/{draft}/delete", {}), 303)
    return {"bytes": len(out.getvalue()), **{f"{key}_ms": value for key, value in quantiles(took).items()}}


if __name__ == "__main__":
    from dokodemo.operate.house import home_folder

    sys.exit(main(House(home_folder()), as_json="--json" in sys.argv, arguments=sys.argv[1:]))
