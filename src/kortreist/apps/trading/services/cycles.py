"""Opening and closing rounds of ordering."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max

from kortreist.apps.actors.locks import lock_hub
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.catalogue.services.rhythms import take_up_rhythms
from kortreist.apps.trading.errors import CycleStateError, CycleTimesError
from kortreist.apps.trading.locks import hold_cycle, lock_cycle
from kortreist.apps.trading.models import CycleStatus, OrderCycle
from kortreist.apps.trading.services.offers import take_up_availability
from kortreist.apps.trading.services.standing_jobs import promise_standing_orders
from kortreist.apps.trading.services.stock_offers import take_up_stock
from kortreist.kernel.periods import oslo_date

LITTLE_LONGER = timedelta(hours=1)


@transaction.atomic
def create_cycle(
    *,
    actor: Actor,
    hub_id: int,
    opens_at: datetime,
    closes_at: datetime,
    delivery_day: date,
    now: datetime,
    name: str = "",
) -> OrderCycle:
    """Set up a round of ordering; nobody sees it before it is opened.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not manage cycles at the hub.
    CycleTimesError
        When it would close before it opens, or deliver before it closes.
    """
    require(actor, Permission.MANAGE_CYCLES, hub_id=hub_id)
    if not (opens_at < closes_at and oslo_date(closes_at) <= delivery_day):
        raise CycleTimesError
    lock_hub(hub_id)
    last = OrderCycle.objects.filter(hub_id=hub_id).aggregate(last=Max("number"))["last"]
    cycle = OrderCycle.objects.create(
        hub_id=hub_id,
        number=(last or 0) + 1,
        name=name,
        opens_at=opens_at,
        closes_at=closes_at,
        delivery_day=delivery_day,
    )
    record(actor, "trading.cycle.created", cycle, hub_id=hub_id, now=now)
    return cycle


@transaction.atomic
def open_cycle(*, actor: Actor, hub_id: int, cycle_id: int, now: datetime) -> OrderCycle:
    """Open a cycle for orders, with all that producers have for its day, and what lies in stock.

    Opening an open cycle changes nothing.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not manage cycles at the hub.
    CycleStateError
        When the cycle has been closed.
    """
    require(actor, Permission.MANAGE_CYCLES, hub_id=hub_id)
    cycle = lock_cycle(hub_id=hub_id, cycle_id=cycle_id)
    if cycle.status == CycleStatus.OPEN:
        return cycle
    expect_status(cycle, CycleStatus.DRAFT)
    take_up_rhythms(actor=actor, hub_id=hub_id, day=cycle.delivery_day, now=now)
    take_up_availability(cycle)
    take_up_stock(cycle)
    promise_standing_orders(cycle, now=now)
    return move_cycle(cycle, CycleStatus.OPEN, actor=actor, code="opened", now=now)


@transaction.atomic
def close_cycle(*, actor: Actor, hub_id: int, cycle_id: int, now: datetime) -> OrderCycle:
    """Close a cycle to new orders; baskets that were not placed stay behind.

    Closing a closed cycle changes nothing.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not manage cycles at the hub.
    CycleStateError
        When the cycle was never opened, or is past closing.
    """
    require(actor, Permission.MANAGE_CYCLES, hub_id=hub_id)
    cycle = lock_cycle(hub_id=hub_id, cycle_id=cycle_id)
    if cycle.status == CycleStatus.CLOSED:
        return cycle
    expect_status(cycle, CycleStatus.OPEN)
    return move_cycle(cycle, CycleStatus.CLOSED, actor=actor, code="closed", now=now)


@transaction.atomic
def reopen_cycle(*, actor: Actor, hub_id: int, cycle_id: int, now: datetime) -> OrderCycle:
    """Open a closed cycle again, as long as nothing has been shared out.

    A closing time that has passed is moved an hour on, or nobody could order after all.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not manage cycles at the hub.
    CycleStateError
        When the cycle is not closed.
    """
    require(actor, Permission.MANAGE_CYCLES, hub_id=hub_id)
    cycle = lock_cycle(hub_id=hub_id, cycle_id=cycle_id)
    expect_status(cycle, CycleStatus.CLOSED)
    if cycle.closes_at <= now:
        cycle.closes_at = now + LITTLE_LONGER
    cycle.closed_by_clock_at = None
    cycle.save(update_fields=["closes_at", "closed_by_clock_at"])
    return move_cycle(cycle, CycleStatus.OPEN, actor=actor, code="reopened", now=now)


def hold_open_cycle(*, hub_id: int, cycle_id: int, now: datetime) -> OrderCycle:
    """Keep a cycle open until the transaction ends.

    Raises
    ------
    NotFoundError
        When it is not the hub's.
    CycleStateError
        When it is not open, or its closing time has passed.
    """
    cycle = hold_cycle(hub_id=hub_id, cycle_id=cycle_id)
    if cycle.status != CycleStatus.OPEN or cycle.closes_at <= now:
        raise CycleStateError(status=cycle.status, needed=CycleStatus.OPEN.value)
    return cycle


def expect_status(cycle: OrderCycle, *statuses: CycleStatus) -> None:
    """Raise CycleStateError unless the cycle is at one of the stages."""
    if cycle.status not in statuses:
        raise CycleStateError(status=cycle.status, needed=statuses[0].value)


def move_cycle(
    cycle: OrderCycle, status: CycleStatus, *, actor: Actor, code: str, now: datetime
) -> OrderCycle:
    """Write a locked cycle's new stage, and that it was done."""
    before = cycle.status
    cycle.status = status
    cycle.version += 1
    cycle.save(update_fields=["status", "version"])
    record(
        actor,
        f"trading.cycle.{code}",
        cycle,
        hub_id=cycle.hub_id,
        now=now,
        before={"status": before},
        after={"status": status.value},
    )
    return cycle
