from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from structlog.contextvars import get_contextvars

from kortreist.apps.jobs.models import Job
from kortreist.apps.jobs.registry import tasks


def enqueue(
    name: str,
    *,
    key: str,
    payload: Mapping[str, object],
    hub_id: int | None = None,
    run_after: datetime | None = None,
    max_attempts: int | None = None,
) -> Job:
    """Promise a job as part of the change that calls for it, or return the one promised before.

    The row is written in the caller's transaction: no change without its job, no job without its
    change. A ``key`` names a job for good; asking again for the same name and key is harmless,
    also long after it was done.

    Parameters
    ----------
    payload
        Ids and small facts, nothing personal.
    run_after
        In real time; at once when left out.
    max_attempts
        Where one job deserves more or less patience than its task.

    Raises
    ------
    LookupError
        When no task has this name.
    TransactionManagementError
        Outside a transaction.
    """
    if name not in tasks:
        msg = f"no task is called {name}"
        raise LookupError(msg)
    if not transaction.get_connection().in_atomic_block:
        msg = f"{name} must be enqueued in the transaction of the change that calls for it"
        raise transaction.TransactionManagementError(msg)
    Job.objects.bulk_create(
        [
            Job(
                name=name,
                key=key,
                payload=dict(payload),
                hub_id=hub_id,
                request_id=get_contextvars().get("request_id", ""),
                run_after=run_after or timezone.now(),
                max_attempts=max_attempts or tasks[name].max_attempts,
            )
        ],
        ignore_conflicts=True,
    )
    return Job.objects.get(name=name, key=key)
