"""取下げ: a resident takes an application back, as long as nothing is decided. The section has the last word on what came
first: a decision that was made before it hears of this stays."""

from uuid import UUID

from django.db import connection, transaction

from dokodemo.base import clock
from dokodemo.base.audit.actions import record
from dokodemo.catalog import versions
from dokodemo.gateway import outbox
from dokodemo.internet.accounts.resident import Resident, resident_actor
from dokodemo.internet.apply import queries
from dokodemo.internet.apply.actions import LevelTooLow, forget_mending
from dokodemo.internet.apply.queries import NotHere

LONGEST_REASON = 1000


def withdraw(resident: Resident, application_id: UUID, reason: str) -> None:
    """Take it back; once more changes nothing. A draft that mends it is forgotten. Raises NotHere (also: it is decided),
    LevelTooLow, keys.KeyProblem."""
    application = queries.application(resident.account_id, application_id)
    procedure = versions.at(application.catalog_hash).procedures[application.procedure]
    if not resident.has(procedure.identity):
        raise LevelTooLow
    at = clock.now()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE apply_application SET withdrawal_at = %s, asked_until = NULL WHERE id = %s AND account_id = %s "
                "AND decided_at IS NULL AND withdrawal_at IS NULL AND withdrawn_at IS NULL",
                [at, application_id, resident.account_id],
            )
            if cursor.rowcount != 1:
                if application.withdrawal_at or application.withdrawn_at:
                    return
                raise NotHere
        forget_mending(resident.account_id, application_id)
        body = {"application": str(application_id), "arrived_at": at.isoformat(), "reason": reason}
        outbox.post(application.zone, application_id, "application.withdrawn", 1, body)
        record(
            resident_actor(resident.account_id), "application.withdraw", object_kind="application",
            object_id=str(application_id),
        )  # fmt: skip
