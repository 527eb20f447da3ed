from datetime import datetime

import structlog
from django.db import transaction

from kortreist.apps.jobs.errors import JobNotFailedError
from kortreist.apps.jobs.locks import lock_job
from kortreist.apps.jobs.models import Job, JobState

log = structlog.get_logger()


@transaction.atomic
def retry_job(*, by: str, public_id: str, now: datetime, hub_id: int | None = None) -> Job:
    """Let a job that was given up begin anew, with all its attempts.

    Parameters
    ----------
    by
        An id of who asked, for the log: the queue lies below the room that knows people, so
        asking for permission and writing the audit trail is the caller's.
    hub_id
        Only a job of this hub, where given.

    Raises
    ------
    JobNotFoundError
        When there is none.
    JobNotFailedError
        When it was not given up.
    """
    job = lock_job(public_id=public_id, hub_id=hub_id)
    if job.state != JobState.FAILED:
        raise JobNotFailedError(state=job.state)
    job.state = JobState.QUEUED
    job.attempts = 0
    job.run_after = now
    job.finished_at = None
    job.save(update_fields=["state", "attempts", "run_after", "finished_at"])
    log.info("job_retried", job_id=job.pk, job_name=job.name, by=by)
    return job
