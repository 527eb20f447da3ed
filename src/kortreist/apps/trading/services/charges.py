"""Turning delivered goods into charge lines, the only source of every later sum.

A line is re-made as long as it stands on no document; after that only new lines are added.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db import transaction

from kortreist.apps.actors.permissions import Actor
from kortreist.apps.actors.services.audit import event, record, record_many
from kortreist.apps.trading.errors import AlreadyDocumentedError
from kortreist.apps.trading.locks import (
    lock_cycle,
    lock_orders,
)
from kortreist.apps.trading.models import (
    ChargeKind,
    ChargeLine,
    ChargeReason,
    Order,
    OrderCycle,
    OrderLine,
    PurchaseLine,
    PurchaseStage,
    Side,
    Stage,
)
from kortreist.apps.trading.prices import fees_of, price_quantity
from kortreist.apps.trading.services.quantities import (
    StageEntry,
    set_order_stages,
    set_purchase_stages,
)
from kortreist.engines.pricing import (
    FeeBasis,
    FeeRule,
    LineCharge,
    TermKind,
    credit_line,
    split_freight,
    weigh_up,
)
from kortreist.kernel.apportion import split_by_weight
from kortreist.kernel.quantity import Quantity, Unit


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
    fees = {
        cycle.pk: fees_of(cycle)
        for cycle in OrderCycle.objects.filter(pk__in={order.cycle_id for order in orders})
    }
    charges = [
        charge
        for order in orders
        if by_order[order.pk]
        for charge in _order_charges(order, by_order[order.pk], fees[order.cycle_id])
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


@transaction.atomic
def weigh_up_purchases(
    *, actor: Actor, hub_id: int, cycle_id: int, now: datetime
) -> list[ChargeLine]:
    """Re-make what producers are credited for, and what lies between that and the buyers' charges.

    What stands on a statement stays; goods that came after it are weighed up beside it.

    Producers are credited on the weight at goods-in, buyers charged on what was delivered; the
    difference is the hub's, to bear or to keep, each part with its reason.

    Raises
    ------
    NotFoundError
        When the cycle is not the hub's.
    """
    cycle = lock_cycle(hub_id=hub_id, cycle_id=cycle_id)
    old = ChargeLine.objects.filter(hub_id=hub_id, cycle=cycle, purchase_line__isnull=False)
    settled = set(
        old.filter(documented_at__isnull=False).values_list("purchase_line_id", flat=True)
    )
    old.exclude(purchase_line__in=settled).delete()
    # Those that nothing came on as well: buyers may have been served from earlier stock.
    purchases = list(
        PurchaseLine.objects.filter(hub_id=hub_id, purchase_order__cycle=cycle)
        .exclude(pk__in=settled)
        .select_related("purchase_order")
        .order_by("pk")
    )
    sold: dict[int, list[OrderLine]] = defaultdict(list)
    for line in OrderLine.objects.filter(
        hub_id=hub_id, order__cycle=cycle, packed_count__isnull=False
    ).order_by("pk"):
        sold[line.offer_id].append(line)
    charges = [
        charge
        for purchase in purchases
        for charge in _purchase_charges(cycle, purchase, sold[purchase.offer_id])
    ]
    made = ChargeLine.objects.bulk_create(charges, batch_size=500)
    record(
        actor,
        "trading.cycle.weighed_up",
        cycle,
        hub_id=hub_id,
        now=now,
        params={"lines": len(purchases)},
    )
    return made


@transaction.atomic
def mark_documented(
    *, actor: Actor, hub_id: int, charge_ids: Collection[int], now: datetime
) -> None:
    """Note that charges stand on issued documents; for billing, in the issuing transaction.

    The order lines' invoiced and the purchase lines' credited quantities follow.

    Raises
    ------
    AlreadyDocumentedError
        When one of them stands on a document already, or is gone.
    """
    free = ChargeLine.objects.filter(
        hub_id=hub_id, pk__in=set(charge_ids), documented_at__isnull=True
    )
    # A claim gives money back; what was invoiced or credited stays what it was.
    goods = list(
        free.filter(kind=ChargeKind.GOODS).exclude(reason=ChargeReason.CLAIM).order_by("pk")
    )
    marked = free.update(documented_at=now)
    if marked != len(set(charge_ids)):
        raise AlreadyDocumentedError
    sold = [charge for charge in goods if charge.side == Side.BUYER]
    bought = [charge for charge in goods if charge.side == Side.PRODUCER]
    set_order_stages(
        actor=actor,
        hub_id=hub_id,
        stage=Stage.INVOICED,
        entries=[
            StageEntry(charge.order_line_id or 0, _quantity(charge), "invoiced") for charge in sold
        ],
        now=now,
    )
    set_purchase_stages(
        actor=actor,
        hub_id=hub_id,
        stage=PurchaseStage.CREDITED,
        entries=[
            StageEntry(charge.purchase_line_id or 0, _quantity(charge), "credited")
            for charge in bought
        ],
        now=now,
    )


def _quantity(charge: ChargeLine) -> Quantity:
    return Quantity(charge.count, charge.amount)


def _order_charges(
    order: Order, lines: Sequence[OrderLine], fees: Sequence[FeeRule]
) -> Iterable[ChargeLine]:
    nets = []
    for line in lines:
        charge = price_quantity(line, line.delivered_amount or 0)
        nets.append((line.vat_category, line.vat_rate_bp, charge.net_ore))
        yield from _line_charges(order, line, charge)
    yield from _freight_charges(order, fees, nets, seller_id=lines[0].seller_id)


def _line_charges(order: Order, line: OrderLine, charge: LineCharge) -> Iterable[ChargeLine]:
    goods = ChargeLine(
        side=Side.BUYER,
        kind=ChargeKind.GOODS,
        reason=ChargeReason.SOLD,
        count=line.delivered_count or 0,
        amount=line.delivered_amount or 0,
        unit=line.unit,
        price_ore=line.buyer_price_ore,
        amount_ore=charge.net_ore,
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
    if charge.borne_ore:
        parts.append(
            ChargeLine(
                kind=ChargeKind.BORNE, reason=ChargeReason.DISCOUNT, amount_ore=charge.borne_ore
            )
        )
    for part in parts:
        part.side = Side.HUB
    for made in (goods, *parts):
        made.hub_id, made.cycle_id, made.order = order.hub_id, order.cycle_id, order
        made.order_line, made.producer_id = line, line.producer_id
        made.seller_id, made.seller_mode = line.seller_id, line.seller_mode
        yield made


def _freight_charges(
    order: Order,
    fees: Sequence[FeeRule],
    nets: Sequence[tuple[str, int, int]],
    *,
    seller_id: int,
) -> Iterable[ChargeLine]:
    for fee in fees:
        if fee.basis not in {FeeBasis.PER_ORDER, FeeBasis.PER_DELIVERY} or not fee.amount_ore:
            continue
        kind = ChargeKind.FREIGHT if fee.basis == FeeBasis.PER_DELIVERY else ChargeKind.FEE
        about = {
            "hub_id": order.hub_id,
            "cycle_id": order.cycle_id,
            "order": order,
            "reason": fee.kind.value,
            "fee_id": fee.fee_id,
            "seller_id": seller_id,
        }
        for part in split_freight(fee.amount_ore, nets):
            yield ChargeLine(
                side=Side.BUYER,
                kind=ChargeKind.FREIGHT,
                count=1,
                amount=1,
                price_ore=part.net_ore,
                amount_ore=part.net_ore,
                vat_category=part.category,
                vat_rate_bp=part.rate_bp,
                **about,
            )
        yield ChargeLine(side=Side.HUB, kind=kind, amount_ore=fee.amount_ore, **about)


def _purchase_charges(
    cycle: OrderCycle, purchase: PurchaseLine, sold: Sequence[OrderLine]
) -> Iterable[ChargeLine]:
    unit = Unit(purchase.unit)
    received = purchase.received_amount or 0
    about = {
        "hub_id": cycle.hub_id,
        "cycle": cycle,
        "purchase_line": purchase,
        "producer_id": purchase.purchase_order.producer_id,
        "seller_mode": purchase.seller_mode,
        "unit": purchase.unit,
    }
    if received:
        yield ChargeLine(
            side=Side.PRODUCER,
            kind=ChargeKind.GOODS,
            reason=ChargeReason.DELIVERED,
            seller_id=purchase.purchase_order.producer_id,
            count=purchase.received_count or 0,
            amount=received,
            price_ore=purchase.producer_price_ore,
            amount_ore=credit_line(
                received_amount=received, unit=unit, producer_price_ore=purchase.producer_price_ore
            ),
            vat_category=purchase.vat_category,
            vat_rate_bp=purchase.vat_rate_bp,
            **about,
        )
    unsold = _unsold_amount(purchase, sold)
    returned = sum((line.packed_amount or 0) - (line.delivered_amount or 0) for line in sold)
    terms = weigh_up(
        received_amount=received,
        charged=[
            (
                line.delivered_amount or 0,
                price_quantity(line, line.delivered_amount or 0).producer_ore,
            )
            for line in sold
        ],
        unit=unit,
        producer_price_ore=purchase.producer_price_ore,
        wasted_amount=unsold + returned,
    )
    for term in terms:
        kind = ChargeKind.BORNE if term.kind == TermKind.BORNE else ChargeKind.MARGIN
        for reason, ore in _reasons(term.reason, term.ore, unsold=unsold, returned=returned):
            yield ChargeLine(side=Side.HUB, kind=kind, reason=reason, amount_ore=ore, **about)


def _unsold_amount(purchase: PurchaseLine, sold: Sequence[OrderLine]) -> int:
    """Return what lies left over in whole packs, at the weight packs had at goods-in."""
    packs = (purchase.received_count or 0) - sum(line.packed_count or 0 for line in sold)
    if packs <= 0 or not purchase.received_count:
        return 0
    return (purchase.received_amount or 0) * packs // purchase.received_count


def _reasons(
    reason: str, ore: int, *, unsold: int, returned: int
) -> Iterable[tuple[ChargeReason, int]]:
    if reason != "waste":
        yield ChargeReason(reason), ore
        return
    parts = split_by_weight(ore, [unsold, returned])
    for name, part in zip((ChargeReason.UNSOLD, ChargeReason.RETURNED), parts, strict=True):
        if part:
            yield name, part
