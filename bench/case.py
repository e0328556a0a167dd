"""``dokodemo bench case --json``: cases through the actions, as jobs and views call them: an application becomes a case, a clerk
begins its examination, the case is read as its page shows it; then, measured apart, the way of all of them to a decision.
Two processes of the zone ``office`` beside each other, in one section, against the running house's PostgreSQL."""

import json
import subprocess
import sys
import time
from typing import Any

import psycopg

from bench.machine import Cpu, environment, facts
from dokodemo.operate.house import CHECKOUT, House
from dokodemo.operate.testing import RunningHouse

PORTS = 8900
ZONE = "office"
PROCESSES, EACH = 2, 1_000


def main(house: House, *, as_json: bool, arguments: list[str]) -> int:
    """Measure in a fresh house of its own; prints one JSON object. ``--short``: a tenth of the cases."""
    each = EACH // 10 if "--short" in arguments else EACH
    running = RunningHouse.start(PORTS)
    try:
        measured = _measure(running, each)
        with psycopg.connect(running.dsn(ZONE)) as connection:
            states: dict[str, int] = dict(
                connection.execute('SELECT state, count(*) FROM "case" GROUP BY 1').fetchall()
            )
            decided = connection.execute(
                "SELECT count(DISTINCT number), max(last) FROM case_decision, document_number"
            ).fetchone()
    finally:
        running.stop()
    made = PROCESSES * each
    whole = states.get("approved") == made and decided == (made, made)
    result = {"cases": made, "states": states, "numbers_without_a_gap": whole, **measured}
    print(
        json.dumps(
            {"bench": "case", "machine": facts(), **result}, ensure_ascii=False, indent=None if as_json else 2
        )
    )
    return 0 if whole else 1


def _measure(running: RunningHouse, each: int) -> dict[str, Any]:
    """Each process says when it is ready, begins when it is told, and says what it took, twice."""
    command = [sys.executable, "-P", "-m", "bench.casing", str(each)]
    workers = [
        subprocess.Popen(
            [*command, str(number)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=environment(running.house, ZONE), cwd=CHECKOUT,
        )
        for number in range(PROCESSES)
    ]  # fmt: skip
    found: dict[str, Any] = {}
    for phase in ("cases", "decided"):
        for worker in workers:
            _hear(worker, "ready")
        cpu, begun = Cpu({"postgres": running.pid("postgres")}), time.monotonic()
        for worker in workers:
            assert worker.stdin is not None
            worker.stdin.write("go\n")
            worker.stdin.flush()
        said = [json.loads(_hear(worker)) for worker in workers]
        seconds, done = time.monotonic() - begun, PROCESSES * each
        found[f"{phase}_per_s"] = round(done / seconds, 1)
        found[f"{phase}_queries"] = round(sum(each["queries"] for each in said) / done, 1)
        found[f"{phase}_cpu_ms"] = {
            "python": round(1000 * sum(each["cpu"] for each in said) / done, 2),
            "postgres": cpu.per(done).get("postgres", 0.0),
        }
    for worker in workers:
        worker.wait(10)
    return found


def _hear(worker: "subprocess.Popen[str]", expected: str = "") -> str:
    """The next line of a process. Raises RuntimeError when it is another one, or none."""
    assert worker.stdout is not None
    line = worker.stdout.readline().strip()
    if not line or (expected and line != expected):
        raise RuntimeError(f"bench.casing said {line!r}")
    return line
