"""Letting go of what nobody asks for any more."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Max

from kortreist.apps.jobs.models import (
    CacheEntry,
    IdempotencyKey,
    Job,
    JobState,
    RateCount,
    ScheduleRun,
    StoredFile,
    WorkerBeat,
)
from kortreist.apps.jobs.models.stored_files import path_of

KEEP_DONE = timedelta(days=90)
KEEP_FAILED = timedelta(days=365)
KEEP_KEYS = timedelta(days=30)
KEEP_BEATS = timedelta(days=1)
KEEP_ORPHANS = timedelta(days=1)


def prune(*, now: datetime) -> None:
    """Remove finished jobs, keys, counts and files once they have had their use."""
    ended = Job.objects.filter(finished_at__lt=now - KEEP_DONE)
    ended.filter(state=JobState.DONE).delete()
    ended.filter(finished_at__lt=now - KEEP_FAILED).delete()
    IdempotencyKey.objects.filter(created_at__lt=now - KEEP_KEYS).delete()
    RateCount.objects.filter(span_end__lt=int(now.timestamp())).delete()
    CacheEntry.objects.filter(expires__lt=now).delete()
    WorkerBeat.objects.filter(seen_at__lt=now - KEEP_BEATS).delete()
    _prune_schedule_runs(before=now - KEEP_DONE)
    for sha256 in list(_list_orphans(before=now - KEEP_ORPHANS)):
        remove_orphan(sha256)


@transaction.atomic
def remove_orphan(sha256: str) -> None:
    """Delete a file that no row knows, unless one comes to know it at this moment.

    The row made here holds the hash, so that nobody stores the same content meanwhile.
    """
    placeholder, is_new = StoredFile.objects.get_or_create(sha256=sha256, defaults={"size": 0})
    if is_new:
        default_storage.delete(path_of(sha256))
        placeholder.delete()


def _prune_schedule_runs(*, before: datetime) -> None:
    # The latest of each is where the next one is counted from.
    latest = ScheduleRun.objects.values("name").annotate(last=Max("due_at"))
    for row in latest:
        ScheduleRun.objects.filter(name=row["name"], due_at__lt=min(row["last"], before)).delete()


def _list_orphans(*, before: datetime) -> Iterator[str]:
    if not default_storage.exists("files"):
        return
    for folder in default_storage.listdir("files")[0]:
        names = default_storage.listdir(f"files/{folder}")[1]
        known = set(StoredFile.objects.filter(sha256__in=names).values_list("sha256", flat=True))
        for name in names:
            path = f"files/{folder}/{name}"
            if name not in known and default_storage.get_modified_time(path) < before:
                yield name
