"""The night counts, the morning warns. No arguments: both find what there is to do, and may run twice."""

import logging

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from dokodemo.base import clock
from dokodemo.casework.figures import actions

log = logging.getLogger(__name__)
_PATIENT = RetryStrategy(max_attempts=10, exponential_wait=2)


@app.periodic(cron="47 17 * * *")  # 2:47 in Tokyo
@app.task(queue="house", queueing_lock="figures-roll-up", retry=_PATIENT)
def roll_up(timestamp: int) -> None:
    """Count the months that changed."""
    months = actions.stale(clock.today())
    for month in months:
        actions.roll_up(month)
    log.info("counted: %d months", len(months))


@app.periodic(cron="37 22 * * *")  # 7:37 in Tokyo, before anybody sits at a desk
@app.task(queue="house", queueing_lock="figures-warn", retry=_PATIENT)
def warn(timestamp: int) -> None:
    """Tell of the deadlines that come near, and of those that are over."""
    today = clock.today()
    log.info("deadlines: %d people told", actions.warn(today))
    actions.forget(today)
