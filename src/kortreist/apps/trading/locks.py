"""Every lock this room takes, in one order: cycle, order, line, stock."""

from collections.abc import Collection

from django.db import connection

from kortreist.apps.trading.models import (
    Offer,
    Order,
    OrderCycle,
    OrderLine,
    PurchaseLine,
    PurchaseOrder,
)
from kortreist.kernel.errors import NotFoundError


def lock_cycle(*, hub_id: int, cycle_id: int) -> OrderCycle:
    """Lock a cycle for a change of its own; waits for those who hold it open."""
    cycle = (
        OrderCycle.objects.select_for_update(of=("self",))
        .filter(hub_id=hub_id, pk=cycle_id)
        .first()
    )
    if cycle is None:
        raise NotFoundError
    return cycle


def hold_cycle(*, hub_id: int, cycle_id: int) -> OrderCycle:
    """Keep a cycle as it is until the transaction ends, together with others who do the same.

    Orders are placed side by side, but none while the cycle is being closed. SQLite needs nothing:
    there a transaction is alone from its first line.
    """
    if connection.vendor == "postgresql":
        rows = OrderCycle.objects.raw(
            "SELECT * FROM trading_ordercycle WHERE hub_id = %s AND id = %s FOR SHARE",
            [hub_id, cycle_id],
        )
        cycle = next(iter(rows), None)
    else:
        cycle = OrderCycle.objects.filter(hub_id=hub_id, pk=cycle_id).first()
    if cycle is None:
        raise NotFoundError
    return cycle


def lock_order(*, hub_id: int, order_id: int) -> Order:
    """Lock an order and, with it, its lines."""
    order = Order.objects.select_for_update(of=("self",)).filter(hub_id=hub_id, pk=order_id).first()
    if order is None:
        raise NotFoundError
    return order


def lock_orders(*, hub_id: int, order_ids: Collection[int]) -> list[Order]:
    """Lock several orders; all of them must be the hub's."""
    orders = list(
        Order.objects.select_for_update(of=("self",))
        .filter(hub_id=hub_id, pk__in=set(order_ids))
        .order_by("pk")
    )
    if len(orders) != len(set(order_ids)):
        raise NotFoundError
    return orders


def lock_lines(*, hub_id: int, line_ids: Collection[int]) -> list[OrderLine]:
    """Lock order lines; all of them must be the hub's."""
    lines = list(
        OrderLine.objects.select_for_update(of=("self",))
        .filter(hub_id=hub_id, pk__in=set(line_ids))
        .order_by("pk")
    )
    if len(lines) != len(set(line_ids)):
        raise NotFoundError
    return lines


def lock_purchase_order(*, hub_id: int, purchase_order_id: int) -> PurchaseOrder:
    """Lock a purchase order."""
    purchase = (
        PurchaseOrder.objects.select_for_update(of=("self",))
        .filter(hub_id=hub_id, pk=purchase_order_id)
        .first()
    )
    if purchase is None:
        raise NotFoundError
    return purchase


def lock_purchase_lines(*, hub_id: int, line_ids: Collection[int]) -> list[PurchaseLine]:
    """Lock purchase lines; all of them must be the hub's."""
    lines = list(
        PurchaseLine.objects.select_for_update(of=("self",))
        .filter(hub_id=hub_id, pk__in=set(line_ids))
        .order_by("pk")
    )
    if len(lines) != len(set(line_ids)):
        raise NotFoundError
    return lines


def lock_offers(*, hub_id: int, offer_ids: Collection[int]) -> dict[int, Offer]:
    """Lock offers, the stock of a cycle, by id."""
    offers = (
        Offer.objects.select_for_update(of=("self",))
        .filter(hub_id=hub_id, pk__in=set(offer_ids))
        .order_by("pk")
    )
    return {offer.pk: offer for offer in offers}
