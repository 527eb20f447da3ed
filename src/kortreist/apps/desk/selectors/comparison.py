"""How far the worker has come with working out the policies."""

from dataclasses import dataclass

from kortreist.apps.jobs.models import Job, JobState
from kortreist.apps.trading.models import (
    AllocationRun,
    OrderCycle,
    OrderLine,
    OrderStatus,
    Policy,
    RunStatus,
)

COMPARE = "desk.compare_policies"


@dataclass(frozen=True, slots=True)
class Progress:
    """Policies worked out, of those that are to be."""

    done: int
    total: int


def lines_to_share(cycle: OrderCycle) -> int:
    """Return how many lines a sharing-out has to think about."""
    return OrderLine.objects.filter(
        hub_id=cycle.hub_id,
        order__cycle=cycle,
        order__status=OrderStatus.PLACED,
        ordered_count__gt=0,
    ).count()


def job_key(cycle: OrderCycle) -> str:
    """Return the key of the next working-out: asked for twice before it is done, it is one job."""
    return f"{_scope(cycle)}:{_previews(cycle) // len(Policy)}"


def get_progress(cycle: OrderCycle) -> Progress | None:
    """Return how far the worker has come; None when nobody has asked, or it is done."""
    is_at_work = Job.objects.filter(
        name=COMPARE,
        key__startswith=f"{_scope(cycle)}:",
        state__in=(JobState.QUEUED, JobState.RUNNING),
    ).exists()
    if not is_at_work:
        return None
    return Progress(_previews(cycle) % len(Policy), len(Policy))


def _scope(cycle: OrderCycle) -> str:
    return f"cycle:{cycle.pk}:{cycle.version}"


def _previews(cycle: OrderCycle) -> int:
    return AllocationRun.objects.filter(
        cycle=cycle, status=RunStatus.PREVIEW, cycle_version=cycle.version
    ).count()
