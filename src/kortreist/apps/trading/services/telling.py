"""What kitchens are told after they have ordered: less than promised, and unusual weights."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from kortreist.apps.messages.selectors.reach import read_reach
from kortreist.apps.messages.services.notify import notify_unit
from kortreist.apps.trading.models import Order, OrderLine, WeightQuestion
from kortreist.kernel.periods import oslo_date
from kortreist.kernel.quantity import Unit, line_net_ore

SHORTAGE = "shortage"
WEIGHT_CHANGED = "weight_changed"


@dataclass(frozen=True, slots=True)
class NewPromise:
    """A line that is promised another number of packs than before."""

    line: OrderLine
    before: int
    after: int


def order_path(order: Order) -> str:
    """Return where a unit finds its order; ``order`` brings its unit and its unit's hub along."""
    return reverse(
        "trading:order-detail",
        kwargs={
            "hub": order.unit.hub.public_id,
            "unit": order.unit.public_id,
            "order": order.public_id,
        },
    )


def tell_new_promises(promises: Sequence[NewPromise], *, now: datetime) -> int:
    """Tell each unit in one message what it gets less of, or gets after all; return how many."""
    by_order: dict[int, list[NewPromise]] = defaultdict(list)
    for promise in promises:
        by_order[promise.line.order_id].append(promise)
    orders = _orders(by_order)
    lines = _goods(promise.line.pk for promise in promises)
    if not orders:
        return 0
    reach = read_reach(hub_id=orders[0].hub_id, on=oslo_date(now))
    for order in orders:
        notify_unit(
            hub_id=order.hub_id,
            key=f"{SHORTAGE}:{order.pk}:{now.isoformat()}",
            template=SHORTAGE,
            unit=order.unit,
            params={
                **_about(order),
                "is_less": any(row.after < row.before for row in by_order[order.pk]),
                "lines": [
                    {**_named(lines[row.line.pk]), "before": row.before, "after": row.after}
                    for row in by_order[order.pk]
                ],
            },
            now=now,
            reach=reach,
        )
    return len(orders)


def tell_weights(questions: Sequence[WeightQuestion], *, now: datetime) -> None:
    """Ask each unit whether it takes what weighs much more or less than usual."""
    if not questions:
        return
    orders = {order.pk: order for order in _orders({row.line.order_id for row in questions})}
    reach = read_reach(hub_id=questions[0].hub_id, on=oslo_date(now))
    for row in questions:
        order = orders[row.line.order_id]
        notify_unit(
            hub_id=row.hub_id,
            key=f"{WEIGHT_CHANGED}:{row.pk}",
            template=WEIGHT_CHANGED,
            unit=order.unit,
            params={
                **_about(order),
                **_named(row.line),
                "count": row.count,
                "usual": row.usual_amount,
                "measured": row.measured_amount,
                "unit_code": row.line.unit,
                "usual_ore": _ore(row.line, row.usual_amount),
                "measured_ore": _ore(row.line, row.measured_amount),
                "answer_by_at": row.answer_by.isoformat(),
            },
            now=now,
            reach=reach,
        )


def _orders(order_ids: Iterable[int]) -> list[Order]:
    return list(
        Order.objects.filter(pk__in=list(order_ids))
        .select_related("unit__hub", "cycle")
        .order_by("pk")
    )


def _goods(line_ids: Iterable[int]) -> dict[int, OrderLine]:
    return OrderLine.objects.select_related("variant__product").in_bulk(list(line_ids))


def _about(order: Order) -> Mapping[str, object]:
    return {
        "unit": order.unit.name,
        "cycle": order.cycle.number,
        "delivery_day": order.cycle.delivery_day.isoformat(),
        "link": order_path(order),
    }


def _named(line: OrderLine) -> Mapping[str, object]:
    return {"name": line.variant.product.name, "pack": line.variant.name}


def _ore(line: OrderLine, amount: int) -> int:
    return line_net_ore(amount=amount, price_ore=line.buyer_price_ore, unit=Unit(line.unit))
