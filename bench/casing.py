"""Run in the zone ``office`` by the bench ``case``: registrations of a dog become cases and are decided."""

import json
import sys
import time
import uuid
from collections.abc import Callable
from typing import Any
from uuid import UUID

import django
from django.db import connection, transaction

from bench.arrivals import NOTHING_PROVEN
from dokodemo.base import crypto

PROCEDURE = "inu-toroku"
#: What an invented person answers.
VALUES = {
    "owner_name": "磯部　千鳥", "owner_kana": "イソベ　チドリ", "owner_address": "海風市港町3-5", "owner_phone": "09000005678",
    "dog_name": "ポチ丸", "dog_breed": "柴犬", "dog_color": "茶", "dog_sex": "male", "dog_birth": "2026-04-01",
    "kept": "home", "registered_elsewhere": False,
}  # fmt: skip


class _Queries:
    """Counts statements."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        self.count += 1
        return execute(*arguments)


def main() -> None:
    django.setup()
    each, process = int(sys.argv[1]), int(sys.argv[2])
    work = _Work(process)
    made: list[UUID] = []
    _timed(lambda: made.extend(work.case(number) for number in range(each)))
    for case_id in made:
        work.pay(case_id)
    _timed(lambda: work.decide(made))


def _timed(run: Callable[[], object]) -> None:
    print("ready", flush=True)
    sys.stdin.readline()
    queries, begun = _Queries(), time.process_time()
    with connection.execute_wrapper(queries):
        run()
    print(json.dumps({"queries": queries.count, "cpu": time.process_time() - begun}), flush=True)


class _Work:
    """A clerk and an approver of the section, and the procedure."""

    def __init__(self, process: int) -> None:
        from dokodemo.casework.staff.queries import actor_of
        from dokodemo.catalog import versions

        catalog = versions.current()
        assert catalog is not None
        self.process, self.catalog = process, catalog
        self.procedure = catalog.procedures[PROCEDURE]
        section = self.procedure.section
        self.clerk = actor_of(f"bench-{process}", "試験　担当", section, ["clerk"])
        self.approver = actor_of(f"bench-approver-{process}", "試験　決裁", section, ["approver"])
        self.public_key = crypto.new_key_pair()[1]

    def case(self, number: int) -> UUID:
        """It arrives, its examination begins, and its page is read."""
        from dokodemo.base import clock
        from dokodemo.casework.cases import actions
        from dokodemo.casework.cases.actions import arrive
        from dokodemo.casework.cases.queries import case as cases
        from dokodemo.casework.cases.queries.timeline import events

        case_id = uuid.uuid4()
        with transaction.atomic():
            arrive.admit(
                arrive.Arrival(
                    id=case_id, receipt=f"B{self.process}-{number}", procedure=self.procedure, catalog=self.catalog.hash,
                    arrived_at=clock.now(), values=VALUES, private={}, evidence=dict(NOTHING_PROVEN), attachments=(),
                    delivery="paper", public_key=self.public_key,
                )
            )  # fmt: skip
        actions.take(self.clerk, case_id, 1)
        loaded = cases.look(self.clerk, case_id)
        assert loaded is not None
        cases.head(self.clerk, loaded, "ja")
        events(loaded, "ja")
        return case_id

    def pay(self, case_id: UUID) -> None:
        """The fee is there: nothing is in the way."""
        from dokodemo.base import clock
        from dokodemo.casework.cases import actions
        from dokodemo.casework.cases.models import Case, CaseFee

        fee = CaseFee.objects.get(case=case_id)
        version = Case.objects.values_list("version", flat=True).get(id=case_id)
        actions.record_fee(self.clerk, case_id, version, fee.amount, clock.today(), "counter")

    def decide(self, case_ids: list[UUID]) -> None:
        """One proposes, another decides: number, letter's facts, ledger, register, word back."""
        from dokodemo.casework.cases import actions
        from dokodemo.casework.cases.models import Case

        for case_id in case_ids:
            version = Case.objects.values_list("version", flat=True).get(id=case_id)
            actions.propose(self.clerk, case_id, version, "approved")
            actions.decide(self.approver, case_id, version + 1)


if __name__ == "__main__":
    main()
