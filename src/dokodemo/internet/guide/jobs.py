"""The night: sheets that were kept for another device are forgotten."""

import logging

from procrastinate.contrib.django import app

from dokodemo.internet.guide import figures, keeping

log = logging.getLogger(__name__)


@app.periodic(cron="37 * * * *")
@app.task(queue="house", queueing_lock="guide-forget")
def forget_sheets(timestamp: int) -> None:
    """Remove what is over a day old."""
    log.info("forgotten: %d sheets of the guide", keeping.remove_expired())


@app.periodic(cron="7 16 * * *")  # 1:07 in Tokyo, when yesterday is whole
@app.task(queue="house", queueing_lock="guide-tell")
def tell_figures(timestamp: int) -> None:
    """Tell office where people gave up."""
    log.info("told: %d days of the guide", figures.tell())
