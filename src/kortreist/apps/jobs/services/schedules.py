"""When schedules are due, and who takes a due moment: exactly one, however many ask."""

from datetime import UTC, datetime

from cronsim import CronSim
from django.db import transaction
from django.db.models import Max

from kortreist.apps.jobs.models import ScheduleRun
from kortreist.apps.jobs.registry import Schedule, schedules
from kortreist.apps.jobs.services.enqueue import enqueue
from kortreist.kernel.periods import OSLO


def latest_due(cron: str, *, after: datetime, until: datetime) -> datetime | None:
    """Return the last moment in ``(after, until]`` that a cron line names in Norwegian time.

    A wall time that summer time skips counts an hour later; one that comes twice counts once.
    """
    latest = None
    for due in CronSim(cron, after.astimezone(OSLO)):
        if due > until:
            break
        latest = due.astimezone(UTC)
    return latest


def enqueue_due_schedules(*, now: datetime) -> int:
    """Enqueue each schedule that has become due since it last did, once; return how many.

    A schedule seen for the first time counts from now. Of several moments missed the latest is
    made up for.
    """
    last = dict(
        ScheduleRun.objects.filter(name__in=schedules)
        .values_list("name")
        .annotate(last=Max("due_at"))
    )
    enqueued = 0
    for schedule in schedules.values():
        if schedule.name not in last:
            ScheduleRun.objects.get_or_create(name=schedule.name, due_at=now)
        elif due := latest_due(schedule.cron, after=last[schedule.name], until=now):
            enqueued += _take(schedule, due)
    return enqueued


@transaction.atomic
def _take(schedule: Schedule, due: datetime) -> bool:
    _, is_mine = ScheduleRun.objects.get_or_create(name=schedule.name, due_at=due)
    if is_mine:
        text = due.isoformat()
        enqueue(schedule.name, key=text, payload={"due_at": text})
    return is_mine
