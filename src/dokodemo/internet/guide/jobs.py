"""The night: sheets that were kept for another device are forgotten."""

import logging

from procrastinate.contrib.django import app

from dokodemo.internet.guide import keeping

log = logging.getLogger(__name__)


@app.periodic(cron="37 * * * *")
@app.task(queue="house", queueing_lock="guide-forget")
def forget_sheets(timestamp: int) -> None:
    """Remove what is over a day old."""
    log.info("forgotten: %d sheets of the guide", keeping.remove_expired())
