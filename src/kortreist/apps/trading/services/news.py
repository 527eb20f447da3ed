"""What a kitchen is told when it has sent an order."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from kortreist.apps.actors.models import BuyerUnit
from kortreist.apps.messages.services.notify import notify_unit
from kortreist.apps.trading.models import Order, OrderCycle, OrderLine

ORDER_PLACED = "order_placed"


def tell_placed(
    order: Order, *, unit: BuyerUnit, cycle: OrderCycle, lines: Sequence[OrderLine], now: datetime
) -> None:
    """Post what was ordered to the unit; ``lines`` bring their goods along."""
    notify_unit(
        hub_id=order.hub_id,
        key=f"{ORDER_PLACED}:{order.pk}:{order.version}",
        template=ORDER_PLACED,
        unit=unit,
        params={
            "unit": unit.name,
            "cycle": cycle.number,
            "delivery_day": cycle.delivery_day.isoformat(),
            "lines": [
                {
                    "count": line.ordered_count,
                    "name": line.offer.variant.product.name,
                    "pack": line.offer.variant.name,
                }
                for line in lines
            ],
            "may_be_cut": any(line.confirmed_count is None for line in lines),
            "link": reverse(
                "trading:order-detail",
                kwargs={
                    "hub": unit.hub.public_id,
                    "unit": unit.public_id,
                    "order": order.public_id,
                },
            ),
        },
        now=now,
    )
