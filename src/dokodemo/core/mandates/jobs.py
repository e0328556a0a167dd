"""What may be late: saying in time that a mandate ends. Identifiers are the only arguments; everything may run twice."""

import logging

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from dokodemo.core.mandates import actions, queries

log = logging.getLogger(__name__)
_PATIENT = RetryStrategy(max_attempts=10, exponential_wait=2)


@app.periodic(cron="23 0 * * *")  # 9:23 in Tokyo: who acts may get a mail
@app.task(queue="house", queueing_lock="mandates-ending")
def look_for_ending(timestamp: int) -> None:
    """Have both sides told of every mandate that ends soon; one that cannot be told of does not hold up the others."""
    found, after = queries.to_remind(0), 0
    while found:
        for each in found:
            remind.defer(mandate_id=each)
        after = found[-1]
        found = queries.to_remind(after)


@app.task(queue="house", retry=_PATIENT)
def remind(mandate_id: int) -> None:
    """Tell both sides of one mandate, unless they were told."""
    if actions.remind(mandate_id):
        log.info("mandate %d: both sides are told that it ends", mandate_id)
