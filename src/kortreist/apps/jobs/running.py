"""Running one job: from the claim to the end that is written for it."""

from collections.abc import Callable
from datetime import datetime

import structlog
from django.utils import timezone
from structlog.contextvars import bound_contextvars

from kortreist.apps.jobs.errors import LeaseLostError
from kortreist.apps.jobs.models import Job
from kortreist.apps.jobs.registry import JobRun, tasks
from kortreist.apps.jobs.services.runs import (
    claim_job,
    code_of,
    extend_lease,
    fail_job,
    finish_job,
)
from kortreist.apps.jobs.watchdog import Watchdog

log = structlog.get_logger()


def run_next_job(
    *, now: datetime | None = None, on_overrun: Callable[[], None] | None = None
) -> bool:
    """Claim the next due job and run it; return whether there was one.

    Parameters
    ----------
    now
        What the task is told the time is; the real time when left out.
    on_overrun
        Called from another thread when the task outstays its lease.
    """
    job = claim_job(names=tasks, now=timezone.now())
    if job is None:
        return False
    with bound_contextvars(job_id=job.pk, job_name=job.name, request_id=job.request_id):
        _run(job, now=now or timezone.now(), on_overrun=on_overrun or (lambda: None))
    return True


def drain(*, now: datetime | None = None) -> int:
    """Run every job that is due, here and now, until none is; return how many.

    For a demonstration and for tests: the product's jobs are run by `run_worker`.
    """
    ran = 0
    while run_next_job(now=now):
        ran += 1
    return ran


def _run(job: Job, *, now: datetime, on_overrun: Callable[[], None]) -> None:
    log.info("job_started", attempt=job.attempts)
    try:
        try:
            _call(job, now=now, on_overrun=on_overrun)
        except LeaseLostError:
            raise
        except Exception as error:
            state = fail_job(job=job, error=error, now=timezone.now())
            log.warning("job_failed", state=state, error_code=code_of(error), exc_info=error)
        else:
            finish_job(job=job, now=timezone.now())
            log.info("job_done")
    except LeaseLostError:
        log.warning("job_lease_lost")


def _call(job: Job, *, now: datetime, on_overrun: Callable[[], None]) -> None:
    task = tasks[job.name]
    with Watchdog(task.lease_s, on_overrun) as watchdog:

        def beat() -> None:
            extend_lease(job=job, now=timezone.now())
            watchdog.calm()

        def report(done: int, parts: int) -> None:
            extend_lease(job=job, now=timezone.now(), progress=(done, parts))
            watchdog.calm()

        task.run(
            JobRun(
                job_id=job.pk,
                name=job.name,
                key=job.key,
                payload=job.payload,
                hub_id=job.hub_id,
                attempt=job.attempts,
                now=now,
                beat=beat,
                report=report,
            )
        )
