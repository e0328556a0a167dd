"""What midnight begins, and what looks after it every night."""

from procrastinate.contrib.django import app


@app.periodic(cron="* * * * *")
@app.task(queue="house", queueing_lock="reorganise")
def carry_out(timestamp: int) -> None:
    """What is due is carried out within the first minute of its day; nearly always there is nothing."""
    from dokodemo.casework.reorganise import actions

    actions.carry_out_due()


@app.periodic(cron="47 18 * * *")  # 3:47 in Tokyo
@app.task(queue="house", queueing_lock="reorganise-sweep")
def sweep(timestamp: int) -> None:
    """At 3:47 in Tokyo: whatever came to a section after it had handed over goes after the others."""
    from dokodemo.casework.reorganise import actions

    actions.sweep()
