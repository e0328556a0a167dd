"""The night: what the inventory publishes is counted anew, and the sections are told what residents thought."""

import logging

from procrastinate.contrib.django import app

from dokodemo.internet.site import actions

log = logging.getLogger(__name__)


@app.periodic(cron="7 19 * * *")  # 4:07 in Tokyo
@app.task(queue="house", queueing_lock="site-count")
def count_figures(timestamp: int) -> None:
    """How many were sent and decided, and how fast."""
    log.info("counted: figures of %d procedures", actions.count())


@app.periodic(cron="17 17 * * *")  # 2:17 in Tokyo, before the inner zones count their month
@app.task(queue="house", queueing_lock="site-tell")
def tell_ratings(timestamp: int) -> None:
    """What was thought of the procedures, by month."""
    log.info("told: ratings of %d zones and months", actions.tell())
