"""The machine room's tables."""

from kortreist.apps.jobs.models.counting import CacheEntry, RateCount
from kortreist.apps.jobs.models.idempotency import IdempotencyKey
from kortreist.apps.jobs.models.queue import Job, JobState, ScheduleRun, WorkerBeat
from kortreist.apps.jobs.models.stored_files import StoredFile

__all__ = [
    "CacheEntry",
    "IdempotencyKey",
    "Job",
    "JobState",
    "RateCount",
    "ScheduleRun",
    "StoredFile",
    "WorkerBeat",
]
