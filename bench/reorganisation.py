"""``dokodemo bench reorganisation --json``: midnight in the zone ``office`` of a large city: 387 sections hand over, 1,200 members are
transferred one by one, 50,000 open cases follow, while more arrive. Counted afterwards row by row, not from the report."""

import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import yaml

from bench import combined, desk, six
from bench.machine import Cpu, environment, facts
from bench.wire import Unexpected
from dokodemo.base import clock
from dokodemo.catalog.check import check
from dokodemo.operate.house import CHECKOUT, House
from dokodemo.operate.testing import RunningHouse

PORTS = 8900
ZONE, REAL = "office", ("kankyo", "inu-shibo")
SECTIONS, EACH, TRANSFERS, CASES = 387, 8, 1_200, 50_000
#: Of the sections: so many are split between two by procedure, so many pairs become one; the others get a new name.
SPLIT, MERGED = 20, 60
PROCEDURES = (
    "inu-toroku",
    "inu-henko",
    "inu-shibo",
    "keiji-haisha",
    "suido-kaishi",
    "jutaku-kaishu",
    "risai",
    "shugaku-enjo",
)
ARRIVALS_PER_S, ARRIVE_SECONDS = 10, 60

#: Open cases like the first one of the zone, dealt out over the sections; every third is in somebody's hands.
_FILL = """
INSERT INTO "case" (id, receipt, receipt_digits, procedure, catalog_hash, section, state, language, arrived_at, arrived_on, due,
    applicant_name, applicant_kana, name_key, kana_key, address_key, evidence, delivery, taken_by, taken_name, taken_at)
SELECT gen_random_uuid(), 'B' || n, 'B' || n, (%(procedures)s::text[])[1 + n %% %(many)s], t.catalog_hash, s.section,
    CASE WHEN n %% 3 = 0 THEN 'examining' ELSE 'arrived' END, 'ja', now(), current_date, current_date + n %% 30,
    t.applicant_name || n, t.applicant_kana, t.name_key || n, t.kana_key || n, t.address_key || n, t.evidence, 'paper',
    CASE WHEN n %% 3 = 0 THEN s.clerk ELSE '' END, CASE WHEN n %% 3 = 0 THEN s.clerk ELSE '' END,
    CASE WHEN n %% 3 = 0 THEN now() END
FROM generate_series(1, %(size)s) AS n
CROSS JOIN (SELECT * FROM "case" WHERE section = %(real)s LIMIT 1) t
JOIN (SELECT section, min(id) FILTER (WHERE roles ? 'clerk') AS clerk, row_number() OVER (ORDER BY section) - 1 AS place
    FROM staff_member WHERE section = ANY(%(sections)s) GROUP BY section) s ON s.place = n %% %(spread)s"""


def main(house: House, *, as_json: bool, arguments: list[str]) -> int:
    """Measure in a fresh house of its own; prints one JSON object. ``--short``: a tenth of the cases."""
    size = CASES // 10 if "--short" in arguments else CASES
    old, new = [REAL[0], *_named("ka", SECTIONS - 1)], _named("shin", SECTIONS)
    running = RunningHouse.start(PORTS)
    try:
        publish(running, old, new)
        in_the_zone(running, "bench.reorganising", "members", said={"sections": old, "each": EACH})
        desk.came(desk.arrive(running, [REAL[1]], count=1))
        with psycopg.connect(running.dsn(ZONE), autocommit=True) as connection:
            fill(connection, old, size)
            moves, transfers = planned(connection, old, new)
            in_the_zone(running, "bench.reorganising", "plan", said={"moves": moves, "transfers": transfers})
            result = midnight(running, connection, moves)
    except Unexpected:
        for name in ("core-courier", "office-gateway"):
            print((running.house.log_folder / f"{name}.log").read_text("utf-8")[-1500:], file=sys.stderr)
        raise
    finally:
        running.stop()
    print(
        json.dumps(
            {"bench": "reorganisation", "machine": facts(), **result},
            ensure_ascii=False,
            indent=None if as_json else 2,
        )
    )
    return 0 if result["left_behind"] == 0 else 1


def _named(prefix: str, number: int) -> list[str]:
    return [f"{prefix}-{each:03}" for each in range(1, number + 1)]


def publish(running: RunningHouse, old: list[str], new: list[str]) -> None:
    """The sample city with all these sections beside its own, in force in all zones."""
    with tempfile.TemporaryDirectory() as folder:
        city = Path(folder) / "large"
        shutil.copytree(six.SAMPLE, city)
        declared = yaml.safe_load((city / "sections.yaml").read_text("utf-8"))
        like = next(each for each in declared["sections"] if each["id"] == REAL[0])
        known = {each["id"] for each in declared["sections"]}
        for number, id_ in enumerate([*old, *new]):
            if id_ not in known:
                title = f"第{number}課" if id_.startswith("ka") else f"新第{number}課"
                declared["sections"].append(
                    {**like, "id": id_, "title": {"ja": title, "en": f"Section {number}"}}
                )
        (city / "sections.yaml").write_text(json.dumps(declared, ensure_ascii=False), "utf-8")
        found = check(city)
        assert found.catalog is not None, found.problems
        combined.publish(running, city, found.catalog.hash)


def fill(connection: psycopg.Connection[Any], old: list[str], size: int) -> None:
    """The counters are kept by the trigger, as always."""
    connection.execute(
        _FILL,
        {"procedures": list(PROCEDURES), "many": len(PROCEDURES), "real": REAL[0], "sections": old, "spread": len(old), "size": size},
    )  # fmt: skip
    connection.execute("VACUUM ANALYZE")


def planned(
    connection: psycopg.Connection[Any], old: list[str], new: list[str]
) -> tuple[list[list[str]], list[list[str]]]:
    """Moves and transfers: every section hands over, and members are sent from one to quite another."""
    moves: list[list[str]] = []
    for place, section in enumerate(old):
        if place < SPLIT:
            moves += [[section, PROCEDURES[0], new[place]], [section, PROCEDURES[1], new[place]]]
            moves.append([section, "", new[place + SPLIT]])
        elif place < SPLIT + 2 * MERGED:
            moves.append([section, "", new[2 * SPLIT + (place - SPLIT) // 2]])
        else:
            moves.append([section, "", new[place]])
    rows = connection.execute(
        "SELECT id FROM staff_member WHERE section = ANY(%s) ORDER BY md5(id) LIMIT %s", [old, TRANSFERS]
    ).fetchall()
    return moves, [[row[0], new[(number * 7) % len(new)], ""] for number, row in enumerate(rows)]


def midnight(
    running: RunningHouse, connection: psycopg.Connection[Any], moves: list[list[str]]
) -> dict[str, Any]:
    """The operator's command a second after midnight, with cases that arrive before, during and after it."""
    tomorrow = clock.midnight(clock.today() + timedelta(days=1)) + timedelta(seconds=1)
    offset = str((tomorrow - clock.now()).total_seconds())
    before = _count(connection, 'SELECT count(*) FROM "case"')
    beside = arrivals(running, offset)
    time.sleep(3)  # it is at it
    cpu, own = Cpu(running.state()["processes"]), _own_cpu()
    begun = time.perf_counter()
    said = in_the_zone(running, "dokodemo", "reorganise", "--zone", ZONE, offset=offset)
    seconds = time.perf_counter() - begun
    spent = {
        "command": round(_own_cpu() - own, 1),
        "postgres": round(cpu.per(1).get("postgres", 0.0) / 1000, 1),
    }
    during = _count(connection, 'SELECT count(*) FROM "case"') - before
    desk.came(beside)
    report = connection.execute("SELECT report FROM reorganisation").fetchone()
    assert report is not None
    handed = sorted({each[0] for each in moves})
    return {
        "sections": len(handed),
        "transfers": TRANSFERS,
        "members_placed": report[0]["members"],
        "cases": before,
        "arrived_beside": during,
        "arrived_after": _count(connection, 'SELECT count(*) FROM "case"') - before - during,
        "seconds": round(seconds, 1),
        "cpu_seconds": spent,
        "cases_per_s": round(before / seconds),
        "hand_overs": len(report[0]["moved"]),
        "untaken": sum(each[3].get("untaken", 0) for each in report[0]["moved"]),
        "left_behind": sum(
            _count(connection, f"SELECT count(*) FROM {table} WHERE section = ANY(%s)", [handed])
            for table in (
                '"case"',
                "case_print",
                "case_seat",
                "transfer_entry",
                "portal_intake",
                "disposal_hold",
                "disposal_item",
                "looking_alarm",
                "staff_member",
                "directory_member",
            )
        ),
        "held_by_strangers": _count(
            connection,
            'SELECT count(*) FROM "case" c JOIN staff_member m ON m.id = c.taken_by WHERE m.section <> c.section',
        ),
        "counters_wrong": _count(connection, _WRONG),
        "said": said.splitlines()[-1],
    }


_WRONG = """
SELECT count(*) FROM (SELECT section, stage, procedure, count(*) AS n FROM "case" GROUP BY 1, 2, 3) AS really
FULL JOIN (SELECT * FROM case_count WHERE n <> 0) AS kept USING (section, stage, procedure)
WHERE really.n IS DISTINCT FROM kept.n"""


def arrivals(running: RunningHouse, offset: str) -> "subprocess.Popen[str]":
    """Cases that arrive at a section that hands over, at the hour of the reorganisation."""
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "bench.arrivals", str(ARRIVALS_PER_S * ARRIVE_SECONDS), str(ARRIVALS_PER_S), REAL[1]],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(running.house, ZONE, offset), cwd=CHECKOUT,
    )  # fmt: skip


def in_the_zone(
    running: RunningHouse, module: str, *arguments: str, said: object = None, offset: str = "0"
) -> str:
    """A process of the zone; what it printed. Raises Unexpected with what it said."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", module, *arguments], input=json.dumps(said), capture_output=True, text=True,
        env=environment(running.house, ZONE, offset), cwd=CHECKOUT, check=False,
    )  # fmt: skip
    if done.returncode:
        raise Unexpected((done.stdout + done.stderr)[-2000:])
    return done.stdout


def _own_cpu() -> float:
    """CPU seconds of the commands that were waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _count(connection: psycopg.Connection[Any], query: str, parameters: list[Any] | None = None) -> int:
    row = connection.execute(query, parameters).fetchone()
    assert row is not None
    return int(row[0])
