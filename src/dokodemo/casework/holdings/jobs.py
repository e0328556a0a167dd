"""What may be late. Identifiers are the only arguments; everything may run twice."""

import logging

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

log = logging.getLogger(__name__)

_PATIENT = RetryStrategy(max_attempts=16, exponential_wait=2)


@app.task(queue="house", retry=_PATIENT)
def dispose(run_id: int) -> None:
    """Carry out a confirmed disposal; one that was interrupted goes on."""
    from dokodemo.casework.holdings import actions

    actions.carry_out(run_id)


@app.periodic(cron="41 18 * * *")  # 3:41 in Tokyo
@app.task(queue="house", queueing_lock="holdings-nightly")
def nightly(timestamp: int) -> None:
    """Every night: count the persons of each file, and remove records of disposal whose own time is over."""
    from dokodemo.casework.holdings.actions import keeping

    log.info("forgotten: %d records of disposal", keeping.forget_records())
    keeping.count_persons()
