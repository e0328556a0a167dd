"""Run in a zone's own environment by the bench ``desk``: cases that arrive through the zone's actions, at a given rate; and
the versions that cases made by SQL lack (their My Numbers are locked under the zone's secret, which SQL has not)."""

import random
import sys
import time
import uuid
from typing import Any

import django

NOTHING_PROVEN = {
    "kind": "none", "issuer": "", "subject": "", "verified": False, "problems": [], "claims": {}, "token_hash": "",
    "seen_before": False,
}  # fmt: skip
SURNAMES = ("佐藤", "鈴木", "高橋", "田中", "伊藤")


def main() -> None:
    django.setup()
    if sys.argv[1] == "versions":
        versions(sys.argv[2])
    else:
        arrive(int(sys.argv[1]), float(sys.argv[2]), sys.argv[3:])


def arrive(count: int, rate: float, procedures: list[str]) -> None:
    """``rate`` 0: as fast as it goes."""
    begun = time.perf_counter()
    for number in range(count):
        if rate:
            time.sleep(max(0.0, begun + number / rate - time.perf_counter()))
        admit_one(procedures[number % len(procedures)])


def admit_one(procedure_id: str) -> None:
    """One application on paper's terms: nobody is told, nothing is attached."""
    from dokodemo.base import clock
    from dokodemo.casework.cases.actions.arrive import Arrival, admit
    from dokodemo.catalog import versions as catalogs

    catalog = catalogs.current()
    assert catalog is not None
    id_ = uuid.uuid4()
    admit(
        Arrival(
            id=id_, receipt=f"A-{id_}", procedure=catalog.procedures[procedure_id], catalog=catalog.hash,
            arrived_at=clock.now(), values=values(), private={}, evidence=dict(NOTHING_PROVEN),
            attachments=(), delivery="paper",
        )
    )  # fmt: skip


def values() -> dict[str, Any]:
    """What an invented person answers."""
    name = f"{random.choice(SURNAMES)}　{random.randrange(10**6)}"
    return {
        "claimant_name": name,
        "claimant_kana": "サトウ　ハナコ",
        "claimant_birth": "1988-04-05",
        "claimant_gender": "2",
        "claimant_address": f"海風県海風市港町{random.randrange(1, 9)}-{random.randrange(1, 31)}",
        "claimant_phone": "0000001100",
        "wish": False,
    }


def versions(section: str) -> None:
    """A first version for every case of the section that has none."""
    import json

    from django.db import connection

    from dokodemo.casework.cases.locked import lock_private

    said = json.dumps(values(), ensure_ascii=False)
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT c.id FROM "case" c LEFT JOIN case_version v ON v.case_id = c.id WHERE c.section = %s AND v.id IS NULL',
            [section],
        )
        ids = [row[0] for row in cursor.fetchall()]
        with cursor.copy("COPY case_version (case_id, n, values, private) FROM STDIN") as copy:
            for id_ in ids:
                copy.write_row((id_, 1, said, lock_private(id_, {})))


if __name__ == "__main__":
    main()
