"""Having a job that was given up done after all."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.jobs.errors import JobNotFoundError
from kortreist.apps.jobs.models import Job
from kortreist.apps.jobs.services.retry import retry_job
from kortreist.kernel.errors import NotFoundError


@transaction.atomic
def run_again(*, actor: Actor, hub_id: int, public_id: UUID, now: datetime) -> Job:
    """Let one of a hub's jobs that was given up begin anew.

    Raises
    ------
    NotFoundError, NotPermittedError
        When it is none of the hub's, or ``actor`` may not look after its jobs.
    JobNotFailedError
        When it was not given up.
    """
    require(actor, Permission.MANAGE_JOBS, hub_id=hub_id)
    try:
        job = retry_job(by=actor.name, public_id=str(public_id), now=now, hub_id=hub_id)
    except JobNotFoundError as error:
        raise NotFoundError from error
    record(actor, "desk.job.retried", job, hub_id=hub_id, now=now, params={"name": job.name})
    return job
