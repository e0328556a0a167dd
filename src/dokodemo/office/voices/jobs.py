"""The night."""

import logging

from procrastinate.contrib.django import app

from dokodemo.office.voices import actions

log = logging.getLogger(__name__)


@app.periodic(cron="27 18 * * *")  # 3:27 in Tokyo
@app.task(queue="house", queueing_lock="voices-forget")
def forget_voices(timestamp: int) -> None:
    """Remove what has had its time."""
    log.info("forgotten: %d voices and figures of the guide", actions.remove_old())
