"""What a buyer is charged for an order, and where it goes."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import prefetch_related_objects

from kortreist.apps.actors.permissions import Actor
from kortreist.apps.actors.services.audit import event, record_many
from kortreist.apps.trading.drops import DropTerms, flat_fees_of, terms_of_orders
from kortreist.apps.trading.errors import AlreadyDocumentedError
from kortreist.apps.trading.locks import lock_orders
from kortreist.apps.trading.models import (
    ChargeKind,
    ChargeLine,
    ChargeReason,
    Order,
    OrderLine,
    Side,
)
from kortreist.apps.trading.prices import price_quantity
from kortreist.apps.trading.services.charges.agreed_weights import as_ordered, billed_amount
from kortreist.apps.trading.services.charges.deposits import (
    carrier_charges,
    line_deposit,
    movements_of,
)
from kortreist.apps.trading.services.charges.flat_fees import flat_fee_charges


@transaction.atomic
def charge_orders(
    *, actor: Actor, hub_id: int, order_ids: Collection[int], now: datetime
) -> list[ChargeLine]:
    """Re-make the buyer's charges, the fees and the freight of orders from what was delivered.

    An order whose delivery was taken back ends with no charges. The queries grow with hundreds of
    lines, not with orders.

    Raises
    ------
    NotFoundError
        When an order is not the hub's.
    AlreadyDocumentedError
        When a charge stands on a document, or a statement of the cycle rests on the delivery.
    """
    orders = lock_orders(hub_id=hub_id, order_ids=order_ids)
    prefetch_related_objects(orders, "cycle", "delivery_point")
    if not orders:
        return []
    old = ChargeLine.objects.filter(hub_id=hub_id, order__in=orders)
    settled = ChargeLine.objects.filter(
        hub_id=hub_id, cycle__in={order.cycle_id for order in orders}, side=Side.PRODUCER
    )
    if (old | settled).filter(documented_at__isnull=False).exists():
        raise AlreadyDocumentedError
    old.delete()
    lines = OrderLine.objects.filter(
        hub_id=hub_id, order__in=orders, delivered_count__gt=0
    ).order_by("pk")
    by_order: dict[int, list[OrderLine]] = defaultdict(list)
    for line in lines:
        by_order[line.order_id].append(line)
    terms = terms_of_orders([order for order in orders if by_order[order.pk]])
    moved = movements_of(orders)
    agreed = as_ordered([line.pk for found in by_order.values() for line in found])
    charges = [
        charge
        for order in orders
        if by_order[order.pk] or moved[order.pk]
        for charge in (
            *_order_charges(order, by_order[order.pk], terms.get(order.pk), agreed=agreed),
            *carrier_charges(order, by_order[order.pk], moved[order.pk]),
        )
    ]
    made = ChargeLine.objects.bulk_create(charges, batch_size=500)
    record_many(
        event(
            actor,
            "trading.order.charged",
            order,
            hub_id=hub_id,
            now=now,
            params={"lines": len(by_order[order.pk])},
        )
        for order in orders
    )
    return made


def _order_charges(
    order: Order,
    lines: Sequence[OrderLine],
    terms: DropTerms | None,
    *,
    agreed: Collection[int],
) -> Iterable[ChargeLine]:
    if not lines or terms is None:
        return
    nets = []
    for line in lines:
        goods, *parts = line_charges(order, line, is_as_ordered=line.pk in agreed)
        nets.append((line.vat_category, line.vat_rate_bp, goods.amount_ore))
        yield from (goods, *parts)
        yield from line_deposit(order, line)
    fees = flat_fees_of(order, terms, lines)
    yield from flat_fee_charges(order, fees, nets, seller_id=lines[0].seller_id)


def line_charges(order: Order, line: OrderLine, *, is_as_ordered: bool) -> Iterable[ChargeLine]:
    """Return what a delivered line is charged, and where it goes; the goods themselves first.

    Where the hub lets the buyer have it at the usual weight, it bears what the scale said more.
    """
    charge = price_quantity(line, line.delivered_amount or 0)
    billed = billed_amount(line) if is_as_ordered else line.delivered_amount or 0
    net_ore = price_quantity(line, billed).net_ore
    goods = ChargeLine(
        side=Side.BUYER,
        kind=ChargeKind.GOODS,
        reason=ChargeReason.SOLD,
        count=line.delivered_count or 0,
        amount=billed,
        unit=line.unit,
        price_ore=line.buyer_price_ore,
        amount_ore=net_ore,
        vat_category=line.vat_category,
        vat_rate_bp=line.vat_rate_bp,
    )
    kinds = {fee_id: kind for fee_id, kind, _ in line.fee_parts}
    parts = [
        ChargeLine(kind=ChargeKind.FEE, reason=kinds[fee_id], fee_id=fee_id, amount_ore=ore)
        for fee_id, ore in charge.fees
        if ore
    ]
    if charge.margin_ore:
        parts.append(
            ChargeLine(
                kind=ChargeKind.MARGIN,
                reason=ChargeReason.PRICE_LIST,
                amount_ore=charge.margin_ore,
            )
        )
    if net_ore != charge.net_ore:
        parts.append(
            ChargeLine(
                kind=ChargeKind.BORNE,
                reason=ChargeReason.WEIGHT_AS_ORDERED,
                amount_ore=charge.net_ore - net_ore,
            )
        )
    for part in parts:
        part.side = Side.HUB
    for made in (goods, *parts):
        made.hub_id, made.cycle_id, made.order = order.hub_id, order.cycle_id, order
        made.order_line, made.producer_id = line, line.producer_id
        made.seller_id, made.seller_mode = line.seller_id, line.seller_mode
        yield made
