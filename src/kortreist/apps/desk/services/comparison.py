"""Working out what each policy would give: at once where it is quick, else by the worker."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.desk.selectors.comparison import COMPARE, job_key, lines_to_share
from kortreist.apps.jobs.services import enqueue
from kortreist.apps.trading.models import CycleStatus, OrderCycle, Policy
from kortreist.apps.trading.services.allocation import preview_allocation
from kortreist.apps.trading.services.cycles import expect_status
from kortreist.kernel.errors import NotFoundError

# From so many lines on, nobody waits for the page.
AT_ONCE = 1_500


def start_comparison(*, actor: Actor, hub_id: int, cycle_id: int, now: datetime) -> bool:
    """Work out all policies, or have the worker do it; return whether it is done already.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not share out at the hub.
    CycleStateError
        When the cycle is not closed.
    """
    require(actor, Permission.ALLOCATE, hub_id=hub_id)
    cycle = OrderCycle.objects.filter(hub_id=hub_id, pk=cycle_id).first()
    if cycle is None:
        raise NotFoundError
    expect_status(cycle, CycleStatus.CLOSED)
    if lines_to_share(cycle) <= AT_ONCE:
        compare_policies(actor=actor, hub_id=hub_id, cycle_id=cycle_id, now=now)
        return True
    with transaction.atomic():
        enqueue(
            COMPARE,
            key=job_key(cycle),
            payload={"cycle_id": cycle_id},
            hub_id=hub_id,
        )
    return False


def compare_policies(
    *,
    actor: Actor,
    hub_id: int,
    cycle_id: int,
    now: datetime,
    beat: Callable[[], None] = lambda: None,
) -> None:
    """Work out every policy, one after the other; each is kept as soon as it is there.

    The thinking is outside any transaction, and what is written stands only if the cycle is still
    as it was read.

    Raises
    ------
    RunOutdatedError
        When the cycle changed meanwhile.
    """
    for policy in Policy:
        preview_allocation(actor=actor, hub_id=hub_id, cycle_id=cycle_id, policy=policy, now=now)
        beat()
