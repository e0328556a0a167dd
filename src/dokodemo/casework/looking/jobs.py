"""What may be late: judging what is new in the trail. Everything may run twice."""

import logging

from procrastinate.contrib.django import app

log = logging.getLogger(__name__)


@app.periodic(cron="*/5 * * * *")
@app.task(queue="house", queueing_lock="looking-judge")
def judge_looks(timestamp: int) -> None:
    """Every five minutes: make alarms of what members of staff have looked at since, and tell who answers for them."""
    from dokodemo.casework.looking import actions

    read = actions.judge()
    if read:
        log.info("the trail: %d new rows were judged", read)
    told = actions.tell()
    if told:
        log.info("alarms: %d people were told", told)


@app.periodic(cron="37 18 * * *")  # 3:37 in Tokyo
@app.task(queue="house", queueing_lock="looking-forget")
def forget_hours(timestamp: int) -> None:
    """Remove figures that have had their time."""
    from dokodemo.casework.looking import actions

    log.info("figures of looks: %d hours were forgotten", actions.forget_hours())
