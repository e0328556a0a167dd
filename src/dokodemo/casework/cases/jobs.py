"""What may be late. Identifiers are the only arguments; everything may run twice."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

# About a day and a half in all: long enough for somebody to see the failure on the page of the operator.
_PATIENT = RetryStrategy(max_attempts=16, exponential_wait=2)


@app.task(queue="opening", retry=_PATIENT)
def open_attachment(case_attachment_id: str) -> None:
    """Rebuild one attachment in the opening room."""
    from dokodemo.casework.cases.actions import files

    files.open_attachment(UUID(case_attachment_id))


@app.task(queue="documents", retry=_PATIENT)
def render_documents(case_id: str) -> None:
    """Make and send the documents of a decided case."""
    from dokodemo.casework.cases.actions import papers

    papers.render_documents(UUID(case_id))


@app.periodic(cron="2 * * * *")  # asked anew each hour: no decision hangs on one moment, or on one job
@app.task(queue="house", queueing_lock="casework-enforce")
def enforce_due(timestamp: int) -> None:
    """What was decided and whose day of 施行 has come goes out."""
    from dokodemo.casework.cases.actions import enforcing

    for case_id in enforcing.due():
        enforce.defer(case_id=str(case_id))


@app.task(queue="documents", retry=_PATIENT)
def enforce(case_id: str) -> None:
    """On the day of 施行: tell the applicant what was decided, and make its documents."""
    from dokodemo.casework.cases.actions import enforcing

    enforcing.enforce(UUID(case_id))


@app.periodic(cron="17 19 * * *")  # 4:17 in Tokyo
@app.task(queue="house", queueing_lock="casework-clear")
def clear(timestamp: int) -> None:
    """Every night: sessions and presences that are over, and what can no longer be taken back."""
    from dokodemo.casework.cases.actions import bulk, presence
    from dokodemo.casework.staff.actions import clear_sessions

    clear_sessions()
    presence.clear()
    bulk.forget()
