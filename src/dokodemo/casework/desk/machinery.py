"""What an operator sees and may set going again: numbers, times and codes; never what is inside."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from procrastinate.contrib.django import app

from dokodemo.base import clock
from dokodemo.base.actor import Actor
from dokodemo.base.audit.actions import record
from dokodemo.base.jobs import STALLED_AFTER_SECONDS
from dokodemo.casework.cases.rights import NotAllowed, NotPossible
from dokodemo.gateway import status as gateway

MOST = 100


@dataclass(frozen=True)
class Job:
    """A job that failed for good, or whose worker is gone. ``args`` are not shown: identifiers lead to people."""

    id: int
    name: str
    queue: str
    state: str
    attempts: int
    at: datetime | None


@dataclass(frozen=True)
class Jobs:
    waiting: int
    running: int
    stuck: tuple[Job, ...]


def _require(actor: Actor) -> None:
    if not actor.may("operator"):
        raise NotAllowed("operations.view")


def gateway_status(actor: Actor) -> gateway.Status:
    """What waits where at the door. Raises NotAllowed."""
    _require(actor)
    return gateway.status()


def jobs(actor: Actor) -> Jobs:
    """The work that may be late. Raises NotAllowed."""
    _require(actor)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE status = 'todo'), count(*) FILTER (WHERE status = 'doing') "
            "FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
        )
        waiting, running = cursor.fetchone()
        cursor.execute(
            """
            SELECT j.id, j.task_name, j.queue_name, CASE j.status WHEN 'failed' THEN 'failed' ELSE 'stalled' END,
                j.attempts, (SELECT max(e.at) FROM procrastinate_events e WHERE e.job_id = j.id)
            FROM procrastinate_jobs j LEFT JOIN procrastinate_workers w ON w.id = j.worker_id
            WHERE j.status = 'failed' OR (j.status = 'doing' AND (w.id IS NULL OR w.last_heartbeat < %s))
            ORDER BY j.id DESC LIMIT %s
            """,
            [clock.now() - timedelta(seconds=STALLED_AFTER_SECONDS), MOST],
        )
        return Jobs(int(waiting), int(running), tuple(Job(*row) for row in cursor.fetchall()))


@transaction.atomic
def retry_job(actor: Actor, job_id: int) -> None:
    """Try a failed or abandoned job again, now. Raises NotAllowed, NotPossible (it is not stuck)."""
    if job_id not in {job.id for job in jobs(actor).stuck}:
        raise NotPossible("not_stuck")
    app.job_manager.retry_job_by_id(job_id, clock.now())
    record(actor, "job.retry", object_kind="job", object_id=str(job_id))


def retry_message(actor: Actor, inbox_id: int) -> str:
    """Apply a quarantined message again, when its cause is repaired; returns the state it has now.

    Raises NotAllowed, NotPossible (it is not quarantined)."""
    _require(actor)
    with transaction.atomic():
        record(actor, "message.retry", object_kind="message", object_id=str(inbox_id))
        try:
            return gateway.retry(inbox_id)
        except LookupError as error:
            raise NotPossible("not_stuck") from error
