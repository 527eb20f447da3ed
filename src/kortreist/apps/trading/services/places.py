"""Where an order is delivered: at the unit's own door, or at one of the hub's pick-up points."""

from datetime import datetime

from django.db import transaction

from kortreist.apps.actors.models import BuyerUnit, DeliveryPoint
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.selectors.parties import pickup_points
from kortreist.apps.actors.services.audit import record
from kortreist.apps.trading.errors import PickupPointError
from kortreist.apps.trading.locks import lock_order
from kortreist.apps.trading.models import Order, OrderStatus
from kortreist.apps.trading.services.cycles import hold_open_cycle
from kortreist.apps.trading.services.promises_of_drops import keep_promise
from kortreist.kernel.errors import NotFoundError


@transaction.atomic
def choose_place(
    *, actor: Actor, hub_id: int, order_id: int, delivery_point_id: int, now: datetime
) -> Order:
    """Have an order brought to the unit's own door or to a pick-up point, while the cycle is open.

    Raises
    ------
    NotFoundError
        When the order is not the actor's to know of.
    CycleStateError
        When the cycle is not open.
    PickupPointError
        When it is neither the unit's door nor a pick-up point of the hub.
    BelowMinimumError
        When a placed order is too small to be brought there.
    """
    known = Order.objects.filter(hub_id=hub_id, pk=order_id).select_related("unit").first()
    if known is None:
        raise NotFoundError
    require(actor, Permission.ORDER, hub_id=hub_id, unit_id=known.unit_id)
    hold_open_cycle(hub_id=hub_id, cycle_id=known.cycle_id, now=now)
    order = lock_order(hub_id=hub_id, order_id=order_id)
    if not _is_offered(known.unit, delivery_point_id):
        raise PickupPointError
    if order.delivery_point_id == delivery_point_id:
        return order
    before = {"place": order.delivery_point_id}
    order.delivery_point_id = delivery_point_id
    order.version += 1
    order.save(update_fields=["delivery_point", "version"])
    if order.status == OrderStatus.PLACED:
        # Another way, another freight: what holds there today.
        order.terms = {}
        keep_promise(order)
    record(
        actor,
        "trading.order.place_chosen",
        order,
        hub_id=hub_id,
        now=now,
        before=before,
        after={"place": delivery_point_id},
    )
    return order


def place_of(order: Order, unit: BuyerUnit) -> int:
    """Return where a basket goes when it is sent: the pick-up point chosen, else the unit's door.

    The unit's door may have changed since the basket was begun, and a point may have closed.
    """
    if order.delivery_point_id == unit.delivery_point_id:
        return unit.delivery_point_id
    is_point = DeliveryPoint.objects.filter(pk=order.delivery_point_id, is_pickup=True)
    return (
        order.delivery_point_id
        if is_point.filter(archived_at__isnull=True).exists()
        else unit.delivery_point_id
    )


def _is_offered(unit: BuyerUnit, point_id: int) -> bool:
    if point_id == unit.delivery_point_id:
        return True
    return pickup_points(hub_id=unit.hub_id).filter(pk=point_id).exists()
