"""Promising that a round's standing orders are placed."""

from datetime import datetime, time, timedelta
from typing import Final

from kortreist.apps.jobs.services import enqueue
from kortreist.apps.trading.models import OrderCycle, StandingOrder
from kortreist.kernel.periods import oslo_moment

FILL: Final = "trading.fill_standing_orders"
MORNING: Final = time(6)
BEFORE_CLOSING: Final = timedelta(hours=1)


def promise_standing_orders(cycle: OrderCycle, *, now: datetime) -> None:
    """Promise the jobs that place a cycle's standing orders, one for each number of lead days.

    For the service that opens the cycle, in its transaction.
    """
    leads = (
        StandingOrder.objects.filter(hub_id=cycle.hub_id)
        .exclude(until_day__lte=cycle.delivery_day)
        .order_by()
        .values_list("lead_days", flat=True)
        .distinct()
    )
    for lead_days in sorted(leads):
        enqueue(
            FILL,
            key=f"{cycle.pk}:{lead_days}",
            payload={"cycle_id": cycle.pk, "lead_days": lead_days},
            hub_id=cycle.hub_id,
            run_after=placing_time(cycle, lead_days, now=now),
        )


def placing_time(cycle: OrderCycle, lead_days: int, *, now: datetime) -> datetime | None:
    """Return when orders with so many lead days are placed in a cycle; None is at once."""
    if not lead_days:
        return None
    wanted = oslo_moment(cycle.delivery_day - timedelta(days=lead_days), MORNING)
    at = min(wanted, cycle.closes_at - BEFORE_CLOSING)
    return at if at > now else None


def promise_standing_order(standing: StandingOrder, cycle: OrderCycle, *, now: datetime) -> None:
    """Promise that one standing order, made after the cycle opened, is placed in it too."""
    enqueue(
        FILL,
        key=f"{cycle.pk}:only:{standing.pk}",
        payload={"cycle_id": cycle.pk, "only": [standing.pk]},
        hub_id=cycle.hub_id,
        run_after=placing_time(cycle, standing.lead_days, now=now),
    )
