"""Goods with a date: some buyers were promised that there is so much of it left at their door."""

from collections.abc import Iterable, Mapping

from kortreist.apps.catalogue.selectors.agreements import least_life_days
from kortreist.apps.fulfilment.errors import LifeTooShortError
from kortreist.apps.fulfilment.models import Lot, PackedPart
from kortreist.apps.trading.models import Order


def require_life(
    hub_id: int,
    parts: Iterable[PackedPart],
    lots: Mapping[int, Lot],
    reasons: Mapping[int, str],
) -> None:
    """Raise LifeTooShortError for a lot with less left than agreed, unless a reason was given.

    Parameters
    ----------
    parts
        With their order lines.
    reasons
        Why goods with a shorter date go out all the same, by order line.
    """
    dated = [
        part
        for part in parts
        if lots[part.lot_id].best_before and not reasons.get(part.order_line_id)
    ]
    if not dated:
        return
    orders = Order.objects.select_related("cycle").in_bulk(
        {part.order_line.order_id for part in dated}
    )
    for day in {order.cycle.delivery_day for order in orders.values()}:
        least = least_life_days(
            hub_id=hub_id, unit_ids={order.unit_id for order in orders.values()}, on=day
        )
        for part in dated:
            order, lot = orders[part.order_line.order_id], lots[part.lot_id]
            agreed = least.get(order.unit_id, 0)
            if order.cycle.delivery_day != day or not agreed or lot.best_before is None:
                continue
            left = (lot.best_before - day).days
            if left < agreed:
                raise LifeTooShortError(lot=lot.code, least=agreed, left=max(0, left))
