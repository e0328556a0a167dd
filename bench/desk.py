"""``dokodemo bench desk --json``: four browsers of one section (a clerk's and an approver's, two each) click through its queue while cases arrive; the section holds
30 % of 1,000,000 cases, with common surnames, a hundred procedures and deep pages. The same pages at 10,000 cases first."""

import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from bench import combined, guide, six
from bench.journey import Client, closed_loop, reset, spread
from bench.machine import Cpu, environment, facts
from bench.wire import Answer, Browser, Unexpected, expect
from dokodemo.casework.effects import Assessment
from dokodemo.catalog.check import check
from dokodemo.operate import walk
from dokodemo.operate.house import CHECKOUT, House
from dokodemo.operate.testing import RunningHouse
from dokodemo.operate.visitor import Visitor

PORTS = 8900
ZONE, SECTION = "office", "kankyo"
PROCEDURES = 100
SMALL, LARGE = 10_000, 1_000_000
SECONDS, WARM_SECONDS = 40.0, 5.0
ARRIVALS_PER_S = 10
CLERKS = ("kankyo1", "kankyo2", "kankyo1", "kankyo2")
SURNAMES = ("佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本", "中村", "小林", "加藤")

#: Rows like the first ``case`` of the section, but spread over sections, procedures (the first ones are the busiest),
#: states, days and names. A case that is open is due around today; the others lie up to five years back.
_FILL = """
WITH made AS (
    SELECT n, gen_random_uuid() AS id, random() AS s, random() AS p, random() AS d,
        CASE WHEN n %% 10 < 3 THEN %(section)s ELSE 'other-' || n %% 40 END AS section
    FROM generate_series(%(first)s::int, %(last)s::int) AS n),
placed AS (
    SELECT *, CASE WHEN s < .05 THEN 'arrived' WHEN s < .10 THEN 'examining' WHEN s < .12 THEN 'proposed'
        WHEN s < .97 THEN 'approved' ELSE 'refused' END AS state,
        CASE WHEN s < .12 THEN current_date + (d * 40)::int - 10 ELSE current_date - (d * 1800)::int END AS due
    FROM made)
INSERT INTO "case" (id, receipt, receipt_digits, procedure, catalog_hash, section, state, language, arrived_at, arrived_on,
    due, applicant_name, applicant_kana, name_key, kana_key, address_key, evidence, delivery, entrance, taken_by, taken_name,
    number, number_year, decided_at, flag, closed_at)
SELECT p.id, 'B' || p.n, 'B' || p.n, (%(procedures)s::text[])[1 + floor(power(p.p, 3) * %(many)s)::int], t.catalog_hash,
    p.section, p.state, 'ja', p.due - 14 + p.d * interval '1 day', p.due - 14, p.due, who.name || ' ' || p.n, t.applicant_kana,
    who.name || p.n, 'カナ' || p.n, '港町' || p.n %% 9 || '~' || p.n %% 31 || '~' || p.n, t.evidence, 'paper',
    CASE WHEN p.n %% 50 = 0 THEN 'portal' ELSE 'web' END,
    CASE WHEN p.state = 'examining' THEN 'kankyo1' ELSE '' END, CASE WHEN p.state = 'examining' THEN '岬　あおい' ELSE '' END,
    CASE WHEN p.s < .12 THEN '' ELSE '海環第' || p.n || '号' END, CASE WHEN p.s < .12 THEN NULL ELSE 2026 END,
    CASE WHEN p.s < .12 THEN NULL ELSE p.due::timestamptz END, CASE WHEN p.s < .001 THEN 'urgent' ELSE '' END,
    CASE WHEN p.s < .3 THEN NULL ELSE p.due::timestamptz END
FROM placed p CROSS JOIN (SELECT * FROM "case" WHERE section = %(section)s ORDER BY registered_at LIMIT 1) t
CROSS JOIN LATERAL (SELECT (%(names)s::text[])[1 + p.n %% %(surnames)s] AS name) who"""

_DECIDE = """
INSERT INTO case_decision (case_id, state, outcome, proposed_by, proposed_name, decided_by, decided_name, decided_at, decided_on,
    number, assessment)
SELECT c.id, CASE WHEN c.state = 'proposed' THEN 'open' ELSE 'decided' END,
    CASE WHEN c.state = 'refused' THEN 'refused' ELSE 'approved' END, 'kankyo1', '岬　あおい',
    CASE WHEN c.state = 'proposed' THEN '' ELSE 'kankyo2' END, CASE WHEN c.state = 'proposed' THEN '' ELSE '灘　朝彦' END,
    c.decided_at, c.decided_at::date, c.number, %s
FROM "case" c LEFT JOIN case_decision d ON d.case_id = c.id
WHERE c.section = %s AND c.state NOT IN ('arrived', 'examining') AND d.id IS NULL"""

_COUNT = """
DELETE FROM case_count; DELETE FROM case_due_count;
INSERT INTO case_count (section, stage, procedure, n) SELECT section, stage, procedure, count(*) FROM "case" GROUP BY 1, 2, 3;
INSERT INTO case_due_count (section, due, n) SELECT section, due, count(*) FROM "case"
    WHERE state IN ('arrived', 'examining', 'proposed') GROUP BY 1, 2"""


def main(house: House, *, as_json: bool, arguments: list[str]) -> int:
    """Measure in a fresh house of its own; prints one JSON object. ``--short``: 100,000 cases, a third of the time."""
    short = "--short" in arguments
    scale, large = (0.3, LARGE // 10) if short else (1.0, LARGE)
    running = RunningHouse.start(PORTS)
    try:
        ids = publish_hundred(running)
        came(arrive(running, ids, count=1))
        figures = {str(size): measure(running, ids, size, scale) for size in (SMALL, large)}
    except Unexpected:
        print((running.house.log_folder / f"{ZONE}-web.log").read_text("utf-8")[-3000:], file=sys.stderr)
        raise
    finally:
        running.stop()
    small, big = (figures[str(size)]["each_ms"] for size in (SMALL, large))
    result = {
        "bench": "desk",
        "machine": facts(),
        "clerks": len(CLERKS),
        "procedures": len(ids),
        "p95_ms": figures[str(large)]["p95_ms"],
        "p50_times": {name: round(big[name]["p50"] / small[name]["p50"], 2) for name in big if name in small and "p50" in big[name]},
        "cases": figures,
    }  # fmt: skip
    print(json.dumps(result, ensure_ascii=False, indent=None if as_json else 2))
    return 0


def publish_hundred(running: RunningHouse) -> list[str]:
    """A city whose section has a hundred procedures more, in force in all zones; their names."""
    sample = guide.sample_city()
    ids = [f"rei-{number:03}" for number in range(PROCEDURES)]
    with tempfile.TemporaryDirectory() as folder:
        city = Path(folder) / "hundred"
        shutil.copytree(six.SAMPLE, city)
        for number, id_ in enumerate(ids):
            made = six.invented(id_, f"例の手続き{number + 1}", SECTION, ZONE, ("applicant",), sample)
            (city / "procedures" / f"{id_}.yaml").write_text(json.dumps(made, ensure_ascii=False), "utf-8")
        found = check(city)
        assert found.catalog is not None, found.problems
        combined.publish(running, city, found.catalog.hash)
    return ids


def arrive(
    running: RunningHouse, ids: list[str], *, count: int, rate: float = 0.0
) -> "subprocess.Popen[str]":
    """Cases that arrive through the actions of the zone, in a process of its own; ``came`` waits for the last."""
    return _in_the_zone(running, str(count), str(rate), *ids)


def came(process: "subprocess.Popen[str]") -> None:
    """Until it is done. Raises Unexpected with what it said."""
    _out, said = process.communicate()
    if process.returncode:
        raise Unexpected(said[-2000:])


def _in_the_zone(running: RunningHouse, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "bench.arrivals", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, env=environment(running.house, ZONE), cwd=CHECKOUT,
    )  # fmt: skip


def measure(running: RunningHouse, ids: list[str], size: int, scale: float) -> dict[str, Any]:
    """Fill up to that many cases, then click."""
    with psycopg.connect(running.dsn(ZONE), autocommit=True) as connection:
        fill(connection, ids, size)
    came(_in_the_zone(running, "versions", SECTION))
    clients = [sign_in(running, member) for member in CLERKS]
    walks = [Clerk(client, random.Random(number)) for number, client in enumerate(clients)]
    by_client = {id(each.client): each for each in walks}
    one: Callable[[Client], None] = lambda client: by_client[id(client)].click()  # noqa: E731
    closed_loop(clients, one, WARM_SECONDS * scale)
    reset(clients)
    arrivals = int(ARRIVALS_PER_S * SECONDS * scale)
    cpu = Cpu(running.state()["processes"])
    beside = arrive(running, ids, count=arrivals, rate=ARRIVALS_PER_S)
    closed_loop(clients, one, SECONDS * scale)
    came(beside)
    table = spread(clients)
    pages = sum(client.rounds for client in clients)
    return {
        "cases": size,
        "arrived_beside": arrivals,
        "pages_per_s": round(pages / (SECONDS * scale), 1),
        "p95_ms": table["worst"]["p95"],
        "each_ms": table,
        "cpu_ms_per_page": cpu.per(pages),
    }


def fill(connection: psycopg.Connection[Any], ids: list[str], size: int) -> None:
    """Cases up to that number; the counters are made anew, as a trigger would have kept them."""
    have = connection.execute('SELECT count(*) FROM "case"').fetchone()
    first = have[0] if have else 0
    connection.execute('ALTER TABLE "case" DISABLE TRIGGER case_count_keep')
    for start in range(first, size, 100_000):
        connection.execute(
            _FILL,
            {"section": SECTION, "first": start, "last": min(start + 100_000, size) - 1, "procedures": ids,
             "many": len(ids), "names": list(SURNAMES), "surnames": len(SURNAMES)},
        )  # fmt: skip
    connection.execute(_DECIDE, [json.dumps(Assessment().to_json()), SECTION])
    connection.execute('ALTER TABLE "case" ENABLE TRIGGER case_count_keep')
    for statement in _COUNT.split(";"):
        connection.execute(statement)
    connection.execute("VACUUM ANALYZE")


def sign_in(running: RunningHouse, member: str) -> Client:
    visitor = Visitor()
    walk.staff_sign_in(running.house, visitor, ZONE, member)
    host, port = running.house.host(ZONE), running.house.web_port(ZONE)
    return Client(Browser(host, port, dict(visitor.cookies[host])))


@dataclass
class Clerk:
    """One clerk's clicks, drawn by chance: what is on the page is what can be clicked on."""

    client: Client
    chance: random.Random
    cases: tuple[str, ...] = ()
    after: str = ""

    def click(self) -> None:
        """One page."""
        kinds = ("queue", "deeper", "filter", "search", "case")
        kind = self.chance.choices(kinds, (25, 15, 20, 15, 25))[0]
        if kind == "case" and self.cases:
            self._case()
        elif kind == "deeper" and self.after:
            self._list("deeper", self.after)
        elif kind == "search":
            self._search()
        elif kind == "filter":
            self._list("filter", self._filter())
        else:
            self._list("queue", "/")
        self.client.rounds += 1

    def _list(self, name: str, path: str) -> None:
        answer = expect(self.client.timed(name, lambda: self.client.browser.get(path)), 200, b'id="state"')
        self._read(answer.body.decode())

    def _read(self, html: str) -> None:
        self.cases = tuple(re.findall(r'href="(/cases/[0-9a-f-]+)" data-row', html)) or self.cases
        following = re.search(r'rel="next" href="([^"]+)"', html)
        self.after = following[1].replace("&amp;", "&") if following else ""

    def _filter(self) -> str:
        number = min(int(self.chance.random() ** 3 * PROCEDURES), PROCEDURES - 1)
        return self.chance.choice((
            "/?state=mine", "/?state=nobody", "/?state=closed", "/?state=refused", "/?state=approved&sort=arrived",
            f"/?procedure=rei-{number:03}", f"/?procedure=rei-{number:03}&state=refused", "/?due=late", "/?due=today",
            "/?flag=urgent", "/?entrance=portal", "/?sort=arrived", "/?since=2026-01-01&until=2026-01-31&state=closed",
        ))  # fmt: skip

    def _search(self) -> None:
        text = self.chance.choice((
            self.chance.choice(SURNAMES), f"{self.chance.choice(SURNAMES)}{self.chance.randrange(10_000)}", "港町3", "カナ12",
            "2026-06-01", "海環第4711号",
        ))  # fmt: skip

        def search() -> Answer:
            """The words go on sealed in an address: a POST and the page that follows."""
            sent = expect(self.client.browser.post("/", {"q": text}), 303)
            return self.client.browser.get(sent.location)

        self._read(expect(self.client.timed("search", search), 200, b'id="state"').body.decode())

    def _case(self) -> None:
        path = self.chance.choice(self.cases)
        expect(self.client.timed("case", lambda: self.client.browser.get(path)), 200, b'class="case-head"')
