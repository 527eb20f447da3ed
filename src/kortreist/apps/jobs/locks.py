from collections.abc import Collection
from datetime import datetime

from kortreist.apps.jobs.errors import JobNotFoundError
from kortreist.apps.jobs.models import Job, JobState


def lock_next_job(*, names: Collection[str], now: datetime) -> Job | None:
    """Lock the due job that has waited longest, past those that other workers are taking."""
    return (
        Job.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(state=JobState.QUEUED, run_after__lte=now, name__in=names)
        .order_by("run_after", "pk")
        .first()
    )


def lock_job(*, public_id: str, hub_id: int | None = None) -> Job:
    """Lock one job, of one hub where that is given."""
    jobs = Job.objects.select_for_update(of=("self",)).filter(public_id=public_id)
    if hub_id is not None:
        jobs = jobs.filter(hub_id=hub_id)
    job = jobs.first()
    if job is None:
        raise JobNotFoundError(job=str(public_id))
    return job
