"""Reading cycles."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.trading.models import CycleStatus, Order, OrderCycle, OrderLine, OrderStatus
from kortreist.kernel.errors import NotFoundError


def get_cycle(*, actor: Actor, hub_id: int, cycle_public_id: UUID) -> OrderCycle:
    """Return a cycle of a hub that the actor has any part in.

    Raises
    ------
    NotFoundError
        When there is none, or the hub is not the actor's to know of.
    """
    cycle = OrderCycle.objects.filter(hub_id=hub_id, public_id=cycle_public_id).first()
    if cycle is None or not (actor.is_system or actor.grants_at(hub_id)):
        raise NotFoundError
    return cycle


def list_cycles(*, actor: Actor, hub_id: int) -> QuerySet[OrderCycle]:
    """Return a hub's cycles, latest delivery first, with their orders and whether they came."""
    require(actor, Permission.SEE_HUB, hub_id=hub_id)
    return (
        OrderCycle.objects.filter(hub_id=hub_id)
        .annotate(placed_orders=Coalesce(Subquery(_placed_orders()), 0), is_delivered=_has_come())
        .order_by("-delivery_day", "-number")
    )


def waits_for_the_clock(now: datetime) -> Q:
    """Whether a cycle is a rule's draft whose time to open has not come: nobody need do anything.

    For `filter` and `exclude`.
    """
    return Q(
        status=CycleStatus.DRAFT,
        rule__removed_at__isnull=True,
        rule__paused_at__isnull=True,
        rule__isnull=False,
        opens_at__gt=now,
    )


def open_cycles(*, hub_id: int, now: datetime) -> list[OrderCycle]:
    """Return the cycles one can order in, first delivery first."""
    return list(
        OrderCycle.objects.filter(
            hub_id=hub_id, status=CycleStatus.OPEN, closes_at__gt=now
        ).order_by("delivery_day")
    )


def cycles_to_fill(*, hub_id: int, today: date) -> list[OrderCycle]:
    """Return the cycles a producer can still say something for, first delivery first."""
    return list(
        OrderCycle.objects.filter(
            hub_id=hub_id,
            status__in=(CycleStatus.DRAFT, CycleStatus.OPEN),
            delivery_day__gte=today,
        ).order_by("delivery_day")
    )


def accepts_orders(cycle: OrderCycle, now: datetime) -> bool:
    """Whether one can order in the cycle: it is open, and its closing time has not come."""
    return cycle.status == CycleStatus.OPEN and now < cycle.closes_at


def overdue(cycle: OrderCycle, now: datetime) -> bool:
    """Whether the cycle should have been closed by now."""
    return cycle.status == CycleStatus.OPEN and cycle.closes_at <= now


def _placed_orders() -> QuerySet[Order, int]:
    """Count a cycle's orders by themselves; joined, all else would be asked anew for each order."""
    placed = Order.objects.filter(
        hub_id=OuterRef("hub_id"), cycle=OuterRef("pk"), status=OrderStatus.PLACED
    )
    counted = placed.order_by().values("cycle").annotate(orders=Count("pk"))
    return counted.values_list("orders", flat=True)


def _has_come() -> Q:
    """Whether something was handed over, and nothing that was packed still waits to be."""
    lines = OrderLine.objects.filter(order__cycle=OuterRef("pk"))
    waiting = lines.filter(packed_count__gt=0, delivered_count__isnull=True)
    return Q(Exists(lines.filter(delivered_count__isnull=False)), ~Exists(waiting))
