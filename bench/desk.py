"""``dokodemo bench desk --json``: four members of one section click through its queue while cases arrive; the section holds
30 % of 1,000,000 cases, with common surnames, a hundred procedures and pages from the hundredth on. The same pages at 10,000
cases first."""

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
from dokodemo.casework.staff.sample_people import SAMPLE
from dokodemo.catalog.check import check
from dokodemo.operate.house import CHECKOUT, House
from dokodemo.operate.testing import RunningHouse
from dokodemo.operate.visitor import Visitor
from dokodemo.values.names import search_key

PORTS = 8900
ZONE, SECTION = "office", "kankyo"
PROCEDURES = 100
SMALL, LARGE = 10_000, 1_000_000
SECONDS, WARM_SECONDS = 40.0, 5.0
ARRIVALS_PER_S = 10
#: Of the sample city, and two more with the rights and the password of the first.
CLERKS = ("kankyo1", "kankyo2", "kankyo8", "kankyo9")
SURNAMES = {
    "佐藤": "サトウ", "鈴木": "スズキ", "高橋": "タカハシ", "田中": "タナカ", "伊藤": "イトウ", "渡辺": "ワタナベ", "山本": "ヤマモト",
    "中村": "ナカムラ", "小林": "コバヤシ", "加藤": "カトウ",
}  # fmt: skip
#: A given name is a number written so: no name has digits, and who looks for one with digits looks for an address.
NAMED, READ = "零一二三四五六七八九", "アイエオカキクケコサ"
#: "Deep" is from this page of the decided cases on, or the last one where there are not so many.
DEEP = 100

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
    p.section, p.state, 'ja', p.due - 14 + p.d * interval '1 day', p.due - 14, p.due,
    who.name || '　' || given.name, who.kana || '　' || given.kana, who.name_key || given.name, who.kana_key || given.kana,
    '港町' || p.n %% 9 || '~' || p.n %% 31 || '~' || p.n, t.evidence, 'paper',
    CASE WHEN p.n %% 50 = 0 THEN 'portal' ELSE 'web' END,
    CASE WHEN p.state = 'examining' THEN 'kankyo1' ELSE '' END, CASE WHEN p.state = 'examining' THEN '岬　あおい' ELSE '' END,
    CASE WHEN p.s < .12 THEN '' ELSE '海環第' || p.n || '号' END, CASE WHEN p.s < .12 THEN NULL ELSE 2026 END,
    CASE WHEN p.s < .12 THEN NULL ELSE p.due::timestamptz END, CASE WHEN p.s < .001 THEN 'urgent' ELSE '' END,
    CASE WHEN p.s < .3 THEN NULL ELSE p.due::timestamptz END
FROM placed p CROSS JOIN (SELECT * FROM "case" WHERE section = %(section)s ORDER BY registered_at LIMIT 1) t
JOIN unnest(%(names)s::text[], %(kana)s::text[], %(name_keys)s::text[], %(kana_keys)s::text[])
    WITH ORDINALITY AS who (name, kana, name_key, kana_key, at) ON who.at = 1 + p.n %% %(surnames)s
CROSS JOIN LATERAL (SELECT translate(p.n::text, '0123456789', %(named)s) AS name,
    translate(p.n::text, '0123456789', %(read)s) AS kana) given"""

_COLLEAGUE = """
WITH made AS (
    INSERT INTO staff_member (id, name, kana, section, roles)
    SELECT %(id)s, name, kana, section, roles FROM staff_member WHERE id = %(like)s)
INSERT INTO staff_credential (member_id, password) SELECT %(id)s, password FROM staff_credential WHERE member_id = %(like)s"""

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
        add_colleagues(running)
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


def add_colleagues(running: RunningHouse) -> None:
    """The members that the sample city has not."""
    with psycopg.connect(running.dsn(ZONE), autocommit=True) as connection:
        for member in CLERKS[2:]:
            connection.execute(_COLLEAGUE, {"id": member, "like": CLERKS[0]})


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
    for each in walks:
        each.go_down()
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
        "deep_from_page": min(each.deep_from for each in walks),
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
             "many": len(ids), "names": list(SURNAMES), "kana": list(SURNAMES.values()),
             "name_keys": [*map(search_key, SURNAMES)], "kana_keys": [*map(search_key, SURNAMES.values())],
             "surnames": len(SURNAMES), "named": NAMED, "read": READ},
        )  # fmt: skip
    connection.execute(_DECIDE, [json.dumps(Assessment().to_json()), SECTION])
    connection.execute('ALTER TABLE "case" ENABLE TRIGGER case_count_keep')
    for statement in _COUNT.split(";"):
        connection.execute(statement)
    connection.execute("VACUUM ANALYZE")


def sign_in(running: RunningHouse, member: str) -> Client:
    visitor = Visitor()
    password = next(
        each.password for each in SAMPLE if each.id == (member if member in CLERKS[:2] else CLERKS[0])
    )
    visitor.get(f"{running.house.public_url(ZONE)}/sign-in").expect()
    visitor.submit({"member": member, "password": password}).expect()
    host, port = running.house.host(ZONE), running.house.web_port(ZONE)
    return Client(Browser(host, port, dict(visitor.cookies[host])))


_IN_KANJI, _IN_KANA = str.maketrans("0123456789", NAMED), str.maketrans("0123456789", READ)


@dataclass
class Clerk:
    """One clerk's clicks, drawn by chance: what is on the page is what can be clicked on."""

    client: Client
    chance: random.Random
    cases: tuple[str, ...] = ()
    deep: str = "/?state=closed"
    deep_from: int = 1

    def go_down(self) -> None:
        """To the hundredth page of what is decided, as a reader goes: by the link to the next one."""
        while self.deep_from < DEEP and (following := self._next(self.client.browser.get(self.deep))):
            self.deep, self.deep_from = following, self.deep_from + 1

    def click(self) -> None:
        """One page."""
        kinds = ("queue", "deeper", "filter", "search", "case")
        kind = self.chance.choices(kinds, (25, 15, 20, 15, 25))[0]
        if kind == "case" and self.cases:
            self._case()
        elif kind == "deeper":
            self.deep = self._next(self._list("deeper", self.deep)) or self.deep
        elif kind == "search":
            self._search()
        elif kind == "filter":
            self._list("filter", self._filter())
        else:
            self._list("queue", "/")
        self.client.rounds += 1

    def _list(self, name: str, path: str) -> Answer:
        answer = expect(self.client.timed(name, lambda: self.client.browser.get(path)), 200, b'id="state"')
        self._read(answer)
        return answer

    def _read(self, answer: Answer) -> None:
        html = answer.body.decode()
        self.cases = tuple(re.findall(r'href="(/cases/[0-9a-f-]+)" data-row', html)) or self.cases

    def _next(self, answer: Answer) -> str:
        """The address of the page that follows, "" at the end."""
        following = re.search(r'rel="next" href="([^"]+)"', expect(answer, 200).body.decode())
        return following[1].replace("&amp;", "&") if following else ""

    def _filter(self) -> str:
        number = min(int(self.chance.random() ** 3 * PROCEDURES), PROCEDURES - 1)
        return self.chance.choice((
            "/?state=mine", "/?state=nobody", "/?state=closed", "/?state=refused", "/?state=approved&sort=arrived",
            f"/?procedure=rei-{number:03}", f"/?procedure=rei-{number:03}&state=refused", "/?due=late", "/?due=today",
            "/?flag=urgent", "/?entrance=portal", "/?sort=arrived", "/?since=2026-01-01&until=2026-01-31&state=closed",
        ))  # fmt: skip

    def _search(self) -> None:
        text = self._typed()

        def search() -> Answer:
            """The words go on sealed in an address: a POST and the page that follows."""
            sent = expect(self.client.browser.post("/", {"q": text}), 303)
            return self.client.browser.get(sent.location)

        self._read(expect(self.client.timed("search", search), 200, b'id="state"'))

    def _typed(self) -> str:
        """A surname, a name, a reading, the beginning of one, an address, a day, a document number."""
        name, kana = self.chance.choice([*SURNAMES.items()])
        number = str(self.chance.randrange(10_000))
        return self.chance.choice((
            name, name + number.translate(_IN_KANJI), kana, kana + number.translate(_IN_KANA), kana[:2],
            f"港町{self.chance.randrange(9)}", "2026-06-01", f"海環第{number}号",
        ))  # fmt: skip

    def _case(self) -> None:
        path = self.chance.choice(self.cases)
        expect(self.client.timed("case", lambda: self.client.browser.get(path)), 200, b'class="case-head"')
