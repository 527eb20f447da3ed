"""What a kitchen chooses between: delivery days and places."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kortreist.apps.actors.models import BuyerUnit, DeliveryPoint
from kortreist.apps.actors.selectors.calendars import closed_among
from kortreist.apps.actors.selectors.parties import pickup_points
from kortreist.apps.trading.models import Order, OrderCycle, OrderStatus
from kortreist.apps.trading.selectors.cycles import open_cycles


@dataclass(frozen=True, slots=True)
class DayChoice:
    """A round that is open, as a kitchen chooses it: by its delivery day."""

    cycle: OrderCycle
    is_chosen: bool
    is_closed: bool
    closed_for: str
    # "basket", "placed" or nothing yet.
    order_status: str

    @property
    def is_sent(self) -> bool:
        """Whether the kitchen has sent its order for that day."""
        return self.order_status == OrderStatus.PLACED


def days_to_choose(unit: BuyerUnit, chosen: OrderCycle | None, *, now: datetime) -> list[DayChoice]:
    """Return the delivery days that can be ordered for, with what stands in the unit's way."""
    cycles = open_cycles(hub_id=unit.hub_id, now=now)
    closed = closed_among(unit, [cycle.delivery_day for cycle in cycles])
    status = dict(
        Order.objects.filter(
            hub_id=unit.hub_id, unit=unit, cycle__in=cycles, lines__ordered_count__gt=0
        )
        .distinct()
        .values_list("cycle_id", "status")
    )
    return [
        DayChoice(
            cycle=cycle,
            is_chosen=chosen is not None and cycle.pk == chosen.pk,
            is_closed=cycle.delivery_day in closed,
            closed_for=closed.get(cycle.delivery_day, ""),
            order_status=status.get(cycle.pk, ""),
        )
        for cycle in cycles
    ]


def places_to_choose(unit: BuyerUnit, order: Order) -> Sequence[tuple[DeliveryPoint, bool]]:
    """Return the unit's own door and the hub's pick-up points, and which is chosen."""
    points = [
        point for point in pickup_points(hub_id=unit.hub_id) if point.pk != unit.delivery_point_id
    ]
    if not points:
        return ()
    places = [unit.delivery_point, *points]
    known = {place.pk for place in places}
    chosen = order.delivery_point_id if order.delivery_point_id in known else places[0].pk
    return [(place, place.pk == chosen) for place in places]


def first_to_order(unit: BuyerUnit, *, now: datetime, asked: str = "") -> OrderCycle | None:
    """Return the open cycle asked for, else the first whose goods the unit can take."""
    cycles = open_cycles(hub_id=unit.hub_id, now=now)
    for cycle in cycles:
        if str(cycle.public_id) == asked:
            return cycle
    if not cycles:
        return None
    closed = closed_among(unit, [cycle.delivery_day for cycle in cycles])
    return next((cycle for cycle in cycles if cycle.delivery_day not in closed), cycles[0])
