"""``dokodemo bench combined --json``: six procedures in one form, whole rounds a second over HTTP until every part is a
case in its zone; what one evaluation of a form with 100 conditions costs; what making the form for all costs."""

import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

from bench import six
from bench.guide import sample_city
from bench.journey import CLIENTS, Client, drive, sign_in_by_card
from bench.machine import facts
from bench.wire import Unexpected, expect
from dokodemo.base import clock
from dokodemo.catalog import combining, forms
from dokodemo.catalog.check import check
from dokodemo.catalog.combined import Combined, question_count
from dokodemo.catalog.compiled import form_of
from dokodemo.catalog.schema import Catalog, Procedure
from dokodemo.operate.house import House
from dokodemo.operate.testing import RunningHouse, on_the_command_line

PORTS = 8900
CONDITIONS = 100


def main(house: House, *, as_json: bool, arguments: list[str]) -> int:
    """Measure in a fresh house of its own; prints one JSON object."""
    with tempfile.TemporaryDirectory() as folder:
        city = six.write(Path(folder), sample_city())
        found = check(city)
        assert found.catalog is not None, found.problems
        result = {
            "bench": "combined",
            "machine": facts(),
            "clients": CLIENTS,
            "durable": True,
            **pure(found.catalog),
            **over_http(city, found.catalog, 0.3 if "--short" in arguments else 1.0),
        }
    print(json.dumps(result, ensure_ascii=False, indent=None if as_json else 2))
    return 0


def pure(catalog: Catalog) -> dict[str, Any]:
    """Without a house: making the form, and one evaluation of a form with a hundred conditions."""
    members = [catalog.procedures[name] for name in six.IDS]
    long, values = hundred_conditions()
    form_of(long)
    return {
        "combine_ms": _spread(lambda: form_of(combining.combine(members)), 20),
        "conditions": CONDITIONS,
        "evaluation_ms": _spread(lambda: forms.prune(long, values), 300),
        "judged_ms": _spread(lambda: forms.validate(long, values, "ja", clock.today()), 300),
    }


def hundred_conditions() -> tuple[Procedure, dict[str, Any]]:
    """A form in which every question but the first depends on two before it, all of them shown."""
    plain = six.declared("gomi-rei", sample_city())
    fields: list[dict[str, Any]] = [{"id": "q0", "type": "boolean", "labels": {"ja": "0", "en": "0"}}]
    for number in range(1, CONDITIONS + 1):
        when = f"q{number - 1} && q{number // 2}"
        fields.append(
            {"id": f"q{number}", "type": "boolean", "labels": {"ja": "質問", "en": "Question"}, "when": when}
        )
    page = {"id": "long", "titles": {"ja": "長い", "en": "Long"}, "fields": fields}
    return Procedure.model_validate(plain | {"pages": [page]}), {each["id"]: True for each in fields}


def _spread(work: Callable[[], object], times: int) -> dict[str, float]:
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        took.append((time.perf_counter() - begun) * 1000)
    cuts = statistics.quantiles(took, n=20)
    return {"p50": round(statistics.median(took), 2), "p95": round(cuts[18], 2)}


def over_http(city: Path, catalog: Catalog, scale: float) -> dict[str, Any]:
    """Families who fill in the form for six, each page as a browser would, and the receipt."""
    running = RunningHouse.start(PORTS)
    try:
        publish(running, city, catalog.hash)
        form = combining.together(catalog, six.IDS)
        clients, _ = sign_in_by_card(running, CLIENTS)
        typed, private = six.typed(form), _private(form)
        figures = drive(
            running, clients, lambda client: fill(client, form, typed, private), ["core", "office"],
            "full_rounds_per_s", scale,
        )  # fmt: skip
    finally:
        running.stop()
    largest = max(form.pages, key=lambda page: sum(len(each.fields or (each,)) for each in page.fields)).id
    at_ease = figures["at_70_percent_ms"]
    return {
        "procedures": len(form.members),
        "questions_apart": sum(map(question_count, form.members)),
        "questions_together": question_count(form),
        "pages": len(form.pages),
        "largest_page": largest,
        "p95_ms": max(at_ease[f"{method} {largest}"]["p95"] for method in ("GET", "POST")),
        "cases_per_s": round(figures["full_rounds_per_s"] * len(form.members), 1),
        **figures,
    }


def publish(running: RunningHouse, city: Path, catalog_hash: str) -> None:
    """Put the city in force in all zones. Raises Unexpected."""
    done = on_the_command_line(
        "publish", "--installation", "--home", str(running.house.home), "--folder", str(city)
    )
    if done.returncode:
        raise Unexpected(done.stdout + done.stderr)
    for zone in ("internet", "office", "core"):
        deadline = time.monotonic() + 60
        with psycopg.connect(running.dsn(zone), autocommit=True) as connection:
            while not _in_force(connection, catalog_hash):
                if time.monotonic() > deadline:
                    raise Unexpected(f"{zone} has not got the catalog within 60 s")
                time.sleep(0.1)
    time.sleep(3)  # every process looks for a newer catalog once in two seconds


def _in_force(connection: psycopg.Connection[Any], catalog_hash: str) -> bool:
    row = connection.execute(
        "SELECT 1 FROM catalog_version WHERE hash = %s AND activated_at IS NOT NULL", [catalog_hash]
    ).fetchone()
    return row is not None


def _private(form: Combined) -> dict[str, str]:
    places = form.places[six.CHILD]
    return {places[name].name: number for name, number in six.PRIVATE.items()}


def fill(client: Client, form: Combined, typed: dict[str, str], private: dict[str, str]) -> None:
    """One whole form; raises Unexpected on any answer a browser would not go on from."""
    web, timed = client.browser, client.timed
    where = expect(timed("start", lambda: web.post(f"/apply/{form.id}/start", {})), 303).location
    draft = where.split("/")[2]
    while (page := form.page(where.rpartition("/")[2])) is not None:
        own = {each.id for each in page.fields}
        fields = {name: text for name, text in typed.items() if name.split("-")[0] in own}
        expect(timed(f"GET {page.id}", lambda: web.get(where)), 200, b'name="csrfmiddlewaretoken"')  # noqa: B023
        answer = timed(f"POST {page.id}", lambda: web.post(where, {**fields, "go": "next"}))  # noqa: B023
        where = expect(answer, 303).location
    expect(timed("GET files", lambda: web.get(where)), 200)
    where = expect(timed("POST files", lambda: web.post(where, {"go": "next"})), 303).location
    expect(timed("GET review", lambda: web.get(where)), 200, b'id="submit"')
    sent = {"delivery": "inbox", "declaration": "true", **private}
    where = expect(timed("POST submit", lambda: web.post(f"/apply/{draft}/submit", sent)), 303).location
    expect(timed("GET receipt", lambda: web.get(where)), 200, b"receipt-number")
    client.rounds += 1
