"""A job's way from waiting to done or given up; only the holder of its lease writes the end."""

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from kortreist.apps.jobs.errors import CannotSucceedError, LeaseLostError
from kortreist.apps.jobs.locks import lock_next_job
from kortreist.apps.jobs.masking import mask_personal
from kortreist.apps.jobs.models import Job, JobState
from kortreist.apps.jobs.registry import tasks
from kortreist.kernel.errors import DomainError

FIRST_PAUSE_S = 30
LONGEST_PAUSE_S = 6 * 3600
WORKER_DIED = "worker_died"


def pause_s(attempts: int) -> int:
    """Return how long to wait after so many failures: 30 s, 2 min, 8 min, … 6 h at most."""
    return min(FIRST_PAUSE_S * int(4 ** (attempts - 1)), LONGEST_PAUSE_S)


@transaction.atomic
def claim_job(*, names: Collection[str], now: datetime) -> Job | None:
    """Take the due job that has waited longest, under a lease, if there is one.

    Jobs of other names stay for a worker that knows them, as while a new version is put in place.
    """
    job = lock_next_job(names=names, now=now)
    if job is None:
        return None
    job.state = JobState.RUNNING
    job.attempts += 1
    job.lease_token = uuid.uuid4()
    job.lease_until = now + timedelta(seconds=tasks[job.name].lease_s)
    job.started_at = now
    job.parts_done = job.parts = None
    job.save(
        update_fields=[
            "state",
            "attempts",
            "lease_token",
            "lease_until",
            "started_at",
            "parts_done",
            "parts",
        ]
    )
    return job


def extend_lease(*, job: Job, now: datetime, progress: tuple[int, int] | None = None) -> None:
    """Hold on to a job for another lease, and write how far it has come where that is told.

    Raises
    ------
    LeaseLostError
        When somebody else has it by now.
    """
    lease_until = now + timedelta(seconds=tasks[job.name].lease_s)
    told = {} if progress is None else {"parts_done": progress[0], "parts": progress[1]}
    if not _held(job).update(lease_until=lease_until, **told):
        raise LeaseLostError(job.pk)


def finish_job(*, job: Job, now: datetime) -> None:
    """Mark a job as done.

    Raises
    ------
    LeaseLostError
        When somebody else has it by now, and will say how it ended.
    """
    _end(job, state=JobState.DONE, finished_at=now, error_code="", error_text="")


def fail_job(*, job: Job, error: Exception, now: datetime) -> JobState:
    """Put a job back for a later attempt, or give it up after the last; return which.

    Raises
    ------
    LeaseLostError
        When somebody else has it by now.
    """
    what = {"error_code": code_of(error), "error_text": text_of(error)}
    if isinstance(error, CannotSucceedError) or job.attempts >= job.max_attempts:
        _end(job, state=JobState.FAILED, finished_at=now, **what)
        return JobState.FAILED
    run_after = now + timedelta(seconds=pause_s(job.attempts))
    _end(job, state=JobState.QUEUED, run_after=run_after, **what)
    return JobState.QUEUED


@transaction.atomic
def take_back_abandoned_jobs(*, now: datetime) -> int:
    """Take jobs from workers whose lease is over: to wait again, or given up after the last."""
    abandoned = Job.objects.filter(state=JobState.RUNNING, lease_until__lte=now)
    no_lease = {"lease_token": None, "lease_until": None, "error_code": WORKER_DIED}
    given_up = abandoned.filter(attempts__gte=F("max_attempts")).update(
        state=JobState.FAILED, finished_at=now, error_text="", **no_lease
    )
    waiting = abandoned.update(state=JobState.QUEUED, error_text="", **no_lease)
    return given_up + waiting


def code_of(error: Exception) -> str:
    """Return the public code of a refusal, or the class of what is a bug or a broken line."""
    return error.code if isinstance(error, DomainError) else type(error).__name__


def text_of(error: Exception) -> str:
    """Return what an operator needs to understand it, without traceback and without people."""
    return mask_personal(f"{type(error).__name__}: {error}")[:500]


def _held(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, lease_token=job.lease_token)


def _end(job: Job, **fields: object) -> None:
    if not _held(job).update(lease_token=None, lease_until=None, **fields):
        raise LeaseLostError(job.pk)
