"""What may be late: procrastinate, deferred in the transaction, identifiers as the only arguments (decision 16)."""

import logging

from procrastinate import JobContext
from procrastinate.contrib.django import app

log = logging.getLogger(__name__)

STALLED_AFTER_SECONDS = 30


@app.periodic(cron="* * * * *")
@app.task(queue="house", queueing_lock="retry-stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Give back the jobs of a worker that was killed: they stay ``doing`` for ever otherwise."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS):
        log.warning("job %s (%s) was left behind by its worker: tried again", job.id, job.task_name)
        await manager.retry_job(job)
