"""The night."""

import logging

from procrastinate.contrib.django import app

from dokodemo.office.directory import actions

log = logging.getLogger(__name__)


@app.periodic(cron="33 18 * * *")  # 3:33 in Tokyo
@app.task(queue="house", queueing_lock="directory-forget")
def forget_absences(timestamp: int) -> None:
    """Remove the absences that have had their time."""
    log.info("forgotten: %d absences", actions.forget_absences())
