"""What runs for a hub: now, next, and what went wrong."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.jobs.models import Job, JobState
from kortreist.apps.jobs.selectors import (
    ScheduleLine,
    last_states,
    list_schedules,
    worker_age_s,
)
from kortreist.apps.messages.models import Message
from kortreist.apps.messages.selectors.log import count_problems
from kortreist.apps.trading.models import OrderCycle

SHOWN = 50
# Workers show themselves every ten seconds, or hold a job.
SILENT_S = 60
LATELY = timedelta(days=14)
DELIVER = "messages.deliver"


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job, and the thing it is about where that has a page."""

    job: Job
    message_id: UUID | None = None
    cycle_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Running:
    """What the page shows."""

    failed: tuple[JobRow, ...]
    running: tuple[JobRow, ...]
    waiting: tuple[JobRow, ...]
    waiting_count: int
    done_today: int
    schedules: tuple[tuple[ScheduleLine, str], ...]
    worker_age_s: int | None

    @property
    def is_silent(self) -> bool:
        """Whether nobody does the work."""
        return is_silent(self.worker_age_s)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What the coordinator's home puts first."""

    failed_jobs: int = 0
    lost_messages: int = 0
    is_silent: bool = False

    def __bool__(self) -> bool:
        return bool(self.failed_jobs or self.lost_messages or self.is_silent)


def read_running(*, actor: Actor, hub_id: int, now: datetime) -> Running:
    """Return what runs, waits and failed for a hub, and what runs by the clock.

    Raises
    ------
    NotFoundError, NotPermittedError
        When ``actor`` may not look after the hub's jobs.
    """
    require(actor, Permission.MANAGE_JOBS, hub_id=hub_id)
    jobs = Job.objects.filter(hub_id=hub_id)
    waiting = jobs.filter(state=JobState.QUEUED)
    failed = list(jobs.filter(state=JobState.FAILED).order_by("-finished_at")[:SHOWN])
    running = list(jobs.filter(state=JobState.RUNNING).order_by("started_at")[:SHOWN])
    # Those that failed before come first: they are why somebody looks.
    next_up = list(waiting.order_by("-attempts", "run_after", "pk")[:10])
    rows = _rows(hub_id, [*failed, *running, *next_up])
    schedules = list_schedules(now=now)
    states = last_states([line.name for line in schedules])
    return Running(
        failed=tuple(rows[job.pk] for job in failed),
        running=tuple(rows[job.pk] for job in running),
        waiting=tuple(rows[job.pk] for job in next_up),
        waiting_count=waiting.count(),
        done_today=jobs.filter(
            state=JobState.DONE, finished_at__gte=now - timedelta(days=1)
        ).count(),
        schedules=tuple((line, states.get(line.name, "")) for line in schedules),
        worker_age_s=worker_age_s(now=now),
    )


def read_trouble(*, actor: Actor, hub_id: int, now: datetime) -> Trouble:
    """Return what went wrong lately, for the hub's home; nothing for those it is not for."""
    if not actor.may(Permission.MANAGE_JOBS, hub_id=hub_id):
        return Trouble()
    return Trouble(
        failed_jobs=_failed_lately(hub_id, now).exclude(name=DELIVER).count(),
        lost_messages=count_problems(hub_id=hub_id, since=now - LATELY),
        is_silent=_is_work_left(hub_id, now) and is_silent(worker_age_s(now=now)),
    )


def is_silent(age_s: int | None) -> bool:
    """Whether no worker has shown itself for too long."""
    return age_s is None or age_s > SILENT_S


def _failed_lately(hub_id: int, now: datetime) -> QuerySet[Job]:
    return Job.objects.filter(hub_id=hub_id, state=JobState.FAILED, finished_at__gte=now - LATELY)


def _is_work_left(hub_id: int, now: datetime) -> bool:
    """Whether something should have been done minutes ago."""
    late = now - timedelta(seconds=SILENT_S)
    return Job.objects.filter(hub_id=hub_id, state=JobState.QUEUED, run_after__lt=late).exists()


def _rows(hub_id: int, jobs: list[Job]) -> dict[int, JobRow]:
    message_ids = {job.payload.get("message_id") for job in jobs} - {None}
    cycle_ids = {job.payload.get("cycle_id") for job in jobs} - {None}
    messages = Message.objects.filter(hub_id=hub_id, pk__in=message_ids)
    cycles = OrderCycle.objects.filter(hub_id=hub_id, pk__in=cycle_ids)
    message_of = dict(messages.values_list("pk", "public_id"))
    cycle_of = dict(cycles.values_list("pk", "public_id"))
    return {
        job.pk: JobRow(
            job,
            message_of.get(job.payload.get("message_id", 0)),
            cycle_of.get(job.payload.get("cycle_id", 0)),
        )
        for job in jobs
    }
