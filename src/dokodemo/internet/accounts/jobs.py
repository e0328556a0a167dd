"""What accounts do at night."""

import logging

from procrastinate.contrib.django import app

from dokodemo.internet.accounts import actions

log = logging.getLogger(__name__)


@app.periodic(cron="29 18 * * *")  # 3:29 in Tokyo
@app.task(queue="house", queueing_lock="accounts-forget")
def forget_what_ended(timestamp: int) -> None:
    """Sessions that are over go, with the keys that lay locked in them."""
    log.info("%s ended sessions removed", actions.forget_what_ended())
