"""The night: what the inventory publishes is counted anew."""

import logging

from procrastinate.contrib.django import app

from dokodemo.internet.site import actions

log = logging.getLogger(__name__)


@app.periodic(cron="7 19 * * *")  # 4:07 in Tokyo
@app.task(queue="house", queueing_lock="site-count")
def count_figures(timestamp: int) -> None:
    """How many were sent and decided, and how fast."""
    log.info("counted: figures of %d procedures", actions.count())
