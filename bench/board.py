"""``dokodemo bench board --json``: what the chief's board, the statistics, the night that counts and the morning that warns
cost at 10,000 and at 100,000 cases (those of ``bench desk``: a section with 30 % of them and a hundred procedures). In one
process with a database of its own: real queries, no web server and no template."""

import json
import os
import shutil
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from bench.desk import PROCEDURES, SECTION, SMALL, ZONE, fill
from bench.machine import facts
from dokodemo.operate import postgres, testing
from dokodemo.operate.house import House

LARGE = 100_000
TIMES = 30
#: When a case was taken and proposed, which the generator leaves out.
_DAYS = "abs(hashtext(c.id::text)) % {most} * interval '1 day'"
_STEPS = (
    f'UPDATE "case" c SET taken_at = arrived_at + {_DAYS.format(most=5)} WHERE decided_at IS NOT NULL',
    f"""UPDATE case_decision d SET proposed_at = least(c.decided_at, c.taken_at + {_DAYS.format(most=7)})
        FROM "case" c WHERE c.id = d.case_id AND c.taken_at IS NOT NULL AND d.decided_at IS NOT NULL""",
)


def main(house: House, *, as_json: bool, arguments: list[str]) -> int:
    """Measure; prints one JSON object."""
    folder = testing.temporary_home()
    os.environ.update(testing.write_station(folder, ZONE))
    server = testing.start_server(folder)
    try:
        import django

        django.setup()
        with _database() as name:
            found = measure(server, name)
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
    result = {"bench": "board", "machine": facts(), "procedures": PROCEDURES, "cases": found}
    print(json.dumps(result, ensure_ascii=False, indent=None if as_json else 2))
    return 0


@contextmanager
def _database() -> Iterator[str]:
    """All tables of the zone, empty, for as long as it lasts; gives its name."""
    from django.db import connection

    own = connection.settings_dict["NAME"]
    yield connection.creation.create_test_db(verbosity=0, autoclobber=True)
    connection.creation.destroy_test_db(own, verbosity=0)


def measure(server: postgres.Server, name: str) -> dict[str, dict[str, Any]]:
    """By the number of cases, what ``one_size`` gives."""
    from bench import arrivals
    from dokodemo.casework.staff.models import StaffMember
    from dokodemo.catalog import versions

    versions.activate(versions.store(testing.sample_city().to_bytes(), b"", ZONE))
    catalog = versions.current()
    assert catalog is not None
    arrivals.admit_one(next(id_ for id_, each in catalog.procedures.items() if each.section == SECTION))
    for member, role in (("kankyo1", "clerk"), ("kankyo2", "approver")):
        StaffMember.objects.create(id=member, name=member, section=SECTION, roles=[role])
    found = {}
    with psycopg.connect(server.dsn(name), autocommit=True) as own:
        for size in (SMALL, LARGE):
            fill(own, [f"rei-{number:03}" for number in range(PROCEDURES)], size)
            for statement in _STEPS:
                own.execute(statement)
            own.execute("VACUUM ANALYZE")
            found[str(size)] = one_size()
    return found


def one_size() -> dict[str, Any]:
    """Milliseconds of a look (median and worst of TIMES), and how many queries it makes; seconds of a job that runs once."""
    from dokodemo.base import clock
    from dokodemo.casework.figures import actions, terms
    from dokodemo.casework.figures.queries import board, deadlines, opendata
    from dokodemo.casework.figures.queries import statistics as counted
    from dokodemo.casework.staff import queries
    from dokodemo.values.ages import first_of_month

    chief, today = queries.actor("kankyo2"), clock.today()
    assert chief is not None
    month = first_of_month(today)
    last = terms.months_later(month, -1)
    stale = actions.stale(today)
    jobs = {
        f"first night, {len(stale)} months": once(lambda: [actions.roll_up(each) for each in stale]),
        "a night after": once(lambda: [actions.roll_up(each) for each in actions.stale(today)]),
        "a month": once(lambda: actions.roll_up(last)),
        "first morning that warns": once(lambda: actions.warn(_open_day(today))),
        "a morning after": once(lambda: actions.warn(_open_day(today))),
        "open data of a month": once(lambda: opendata.file_of(last)),
    }
    looks = {
        "board": looked(lambda: board.board(chief)),
        "statistics": looked(lambda: counted.statistics(chief, "", "")),
        "line in the queue": looked(lambda: deadlines.unread(chief)),
        "deadlines": looked(lambda: deadlines.items(chief)),
    }
    return {"looks_ms": looks, "jobs_s": jobs}


def _open_day(today: Any) -> Any:
    from dokodemo.values.days import next_open_day

    return next_open_day(today)


def once(job: Callable[[], object]) -> float:
    begun = time.perf_counter()
    job()
    return round(time.perf_counter() - begun, 2)


def looked(look: Callable[[], object]) -> dict[str, float]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    look()
    with CaptureQueriesContext(connection) as made:
        look()
    times = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        look()
        times.append((time.perf_counter() - begun) * 1000)
    return {"median": round(statistics.median(times), 1), "worst": round(max(times), 1), "queries": len(made)}
