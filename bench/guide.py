"""``dokodemo bench guide --json``: answers a second over HTTP, and 10,000 random households against a plain table."""

import json
import random
import time
from pathlib import Path
from typing import Any

from bench import guide_table
from bench.journey import CLIENTS, Client, closed_loop, reset, spread
from bench.machine import Cpu, facts
from bench.wire import Browser, expect
from dokodemo.catalog import guide
from dokodemo.catalog.check import check
from dokodemo.catalog.schema import Catalog
from dokodemo.operate.house import CHECKOUT, House
from dokodemo.operate.testing import RunningHouse

PORTS = 8800
HOUSEHOLDS = 10_000
WARM_SECONDS = 3.0
SECONDS = 15.0


def main(house: House, *, as_json: bool, arguments: list[str]) -> int:
    """Measure in a fresh house of its own; prints one JSON object. Exit code 1: the guide and the table differ."""
    catalog = sample_city()
    different = compare(catalog, HOUSEHOLDS)
    running = RunningHouse.start(PORTS)
    try:
        figures = drive(running, catalog, 0.3 if "--short" in arguments else 1.0)
    finally:
        running.stop()
    result = {
        "bench": "guide",
        "machine": facts(),
        "clients": CLIENTS,
        "households": HOUSEHOLDS,
        "different": len(different),
        "first_difference": different[:1],
        **figures,
    }
    print(json.dumps(result, ensure_ascii=False, indent=None if as_json else 2, default=str))
    return 1 if different else 0


def sample_city(folder: Path = CHECKOUT / "cities" / "umikaze") -> Catalog:
    """The sample city as a catalog."""
    found = check(folder).catalog
    assert found is not None
    return found


def compare(catalog: Catalog, count: int, seed: int = 1741) -> list[dict[str, Any]]:
    """Random households whose sheet is not what the plain table says."""
    assert catalog.guide is not None
    chance, questions = random.Random(seed), [each.id for each in catalog.guide.questions]
    different = []
    for _ in range(count):
        events, answers = guide_table.household(chance, questions)
        today = guide_table.some_day(chance)
        steps = guide.steps(catalog, guide.walk(catalog, events, answers), today)
        said = {step.procedure.id: step.due.by if step.due else None for step in steps}
        wanted = guide_table.expected(events, answers, today)
        if said != wanted:
            odd = {name for name in said | wanted if said.get(name, 0) != wanted.get(name, 0)}
            different.append(
                {
                    "events": sorted(events), "answers": answers, "today": today,
                    "guide": {name: said.get(name, "-") for name in odd},
                    "table": {name: wanted.get(name, "-") for name in odd},
                }
            )  # fmt: skip
    return different


def drive(running: RunningHouse, catalog: Catalog, scale: float) -> dict[str, Any]:
    """Visitors who answer as fast as they are asked: each answer is a POST and the page that follows."""
    host, port = running.house.host("internet"), running.house.web_port("internet")
    chance = random.Random(8)
    clients = [Client(Browser(host, port)) for _ in range(CLIENTS)]
    closed_loop(clients, lambda client: visit(client, catalog, chance), WARM_SECONDS * scale)
    reset(clients)
    cpu, begun = Cpu(running.state()["processes"]), time.perf_counter()
    closed_loop(clients, lambda client: visit(client, catalog, chance), SECONDS * scale)
    took, answers = (
        time.perf_counter() - begun,
        sum(len(client.times.get("answer", ())) for client in clients),
    )
    table = spread(clients)
    return {
        "visits": sum(client.rounds for client in clients),
        "answers": answers,
        "answers_per_s": round(answers / took, 1),
        "p95_ms": table["worst"]["p95"],
        "each_ms": table,
        "cpu_ms_per_answer": cpu.per(answers),
    }


def visit(client: Client, catalog: Catalog, chance: random.Random) -> None:
    """One life event, every question, the sheet."""
    assert catalog.guide is not None
    questions = [each.id for each in catalog.guide.questions]
    _events, answers = guide_table.household(chance, questions)
    event = chance.choice(catalog.guide.events).id
    web, timed = client.browser, client.timed
    expect(timed("event", lambda: web.get(f"/guide/{event}")), 200, b"csrfmiddlewaretoken")
    where = expect(timed("begin", lambda: web.post("/guide/begin", {"event": event})), 303).location
    while "/questions/" in where:
        answer = answers[where.rpartition("/")[2]]
        typed = str(answer).lower() if isinstance(answer, bool) else str(answer)
        expect(timed("question", lambda: web.get(where)), 200, b'name="answer"')  # noqa: B023
        where = expect(timed("answer", lambda: web.post(where, {"answer": typed})), 303).location  # noqa: B023
    expect(timed("result", lambda: web.get(where)), 200, b'class="summary"')
    client.rounds += 1
