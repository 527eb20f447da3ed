from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from kortreist.apps.jobs.models import (
    CacheEntry,
    IdempotencyKey,
    Job,
    RateCount,
    ScheduleRun,
    WorkerBeat,
)
from kortreist.apps.jobs.services.prune import prune

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files")]
DAY = timedelta(days=1)


def make_job(key, state, age):
    ended = {} if state == "queued" else {"finished_at": timezone.now() - age}
    Job.objects.create(name="test.x", key=key, state=state, max_attempts=1, **ended)


def test_ended_jobs_go_after_their_time_and_waiting_ones_never():
    # given
    for state in ("done", "failed", "queued"):
        for days in (89, 91, 366):
            make_job(f"{state} {days}", state, days * DAY)
    # when
    prune(now=timezone.now())
    # then
    kept = ["done 89", "failed 89", "failed 91", "queued 366", "queued 89", "queued 91"]
    assert sorted(Job.objects.values_list("key", flat=True)) == kept


def test_used_up_counts_keys_beats_and_cache_go():
    # given
    now = timezone.now()
    for age in (29 * DAY, 31 * DAY):
        IdempotencyKey.objects.create(scope="s", key_hash=str(age), digest="", created_at=now - age)
        WorkerBeat.objects.create(worker=str(age), started_at=now, seen_at=now - age + 29 * DAY)
    for shift in (-60, 60):
        end = int(now.timestamp()) + shift
        RateCount.objects.create(scope="s", key_hash="h", span_start=end - 9, span_end=end, count=1)
    cache.set("fresh", 1, 60)
    CacheEntry.objects.create(cache_key="stale", value="", expires=now - DAY)
    # when
    prune(now=now)
    # then
    counted = [table.objects.count() for table in (IdempotencyKey, WorkerBeat, RateCount)]
    assert counted == [1, 1, 1]
    assert cache.get("fresh") == 1
    assert CacheEntry.objects.count() == 1


def test_last_run_of_a_schedule_is_kept_however_old():
    # given
    now = timezone.now()
    for name, days in (("rare", 400), ("rare", 300), ("often", 200), ("often", 2), ("often", 1)):
        ScheduleRun.objects.create(name=name, due_at=now - days * DAY)
    # when
    prune(now=now)
    # then
    kept = [(run.name, (now - run.due_at).days) for run in ScheduleRun.objects.order_by("pk")]
    assert kept == [("rare", 300), ("often", 2), ("often", 1)]
