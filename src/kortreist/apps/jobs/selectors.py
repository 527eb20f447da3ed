"""What runs, what waits, what was given up and why."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from cronsim import CronSim
from django.db.models import Count, Max

from kortreist.apps.jobs.models import Job, JobState, ScheduleRun, WorkerBeat
from kortreist.apps.jobs.registry import schedules
from kortreist.kernel.periods import OSLO


@dataclass(frozen=True, slots=True)
class ScheduleLine:
    """A schedule, when it last ran and when it will."""

    name: str
    cron: str
    last: datetime | None
    next: datetime


def list_jobs(
    *, state: str = "", hub_id: int | None = None, before_id: int | None = None, limit: int = 100
) -> list[Job]:
    """List jobs, newest first: of one state, of one hub, from before the last one of a page."""
    jobs = Job.objects.order_by("-pk")
    if state:
        jobs = jobs.filter(state=state)
    if hub_id is not None:
        jobs = jobs.filter(hub_id=hub_id)
    if before_id is not None:
        jobs = jobs.filter(pk__lt=before_id)
    return list(jobs[:limit])


def count_jobs_by_state(*, hub_id: int | None = None) -> dict[str, int]:
    """Count jobs by state; every state is named."""
    jobs = Job.objects.all() if hub_id is None else Job.objects.filter(hub_id=hub_id)
    counted = jobs.order_by().values_list("state").annotate(jobs=Count("pk"))
    return dict.fromkeys(JobState.values, 0) | dict(counted)


def list_schedules(*, now: datetime) -> list[ScheduleLine]:
    """List what runs by the clock."""
    last = dict(ScheduleRun.objects.values_list("name").annotate(last=Max("due_at")))
    return [
        ScheduleLine(
            schedule.name,
            schedule.cron,
            last.get(schedule.name),
            next(CronSim(schedule.cron, now.astimezone(OSLO))),
        )
        for schedule in sorted(schedules.values(), key=lambda schedule: schedule.name)
    ]


def last_states(names: Collection[str]) -> dict[str, str]:
    """Return how each schedule's latest job stands, by its name."""
    latest = Job.objects.filter(name__in=names).values("name").annotate(latest=Max("pk"))
    jobs = Job.objects.filter(pk__in=latest.values("latest"))
    return dict(jobs.values_list("name", "state"))


def jobs_given_up(name: str, keys: Collection[str]) -> dict[str, Job]:
    """Return the jobs of a name that were given up, by their key."""
    jobs = Job.objects.filter(name=name, key__in=keys, state=JobState.FAILED)
    return {job.key: job for job in jobs}


def worker_age_s(*, now: datetime) -> int | None:
    """Return for how long no worker has shown a sign of life; a job under lease is one."""
    if Job.objects.filter(state=JobState.RUNNING, lease_until__gt=now).exists():
        return 0
    seen = WorkerBeat.objects.aggregate(last=Max("seen_at"))["last"]
    return None if seen is None else max(0, int((now - seen).total_seconds()))
