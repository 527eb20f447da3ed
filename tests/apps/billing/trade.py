"""A cycle that has come as far as its charge lines, in few lines, through plain ORM.

Other rooms make these rows; here they are stated, so that a document's figures can be too.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from kortreist.apps.actors.models import BuyerUnit, Hub, Organisation
from kortreist.apps.catalogue.models import ChargeBy, UnitCode, Variant
from kortreist.apps.fulfilment.models import Delivery, DeliveryStatus
from kortreist.apps.trading.models import (
    ChargeKind,
    ChargeLine,
    ChargeReason,
    CycleStatus,
    Offer,
    Order,
    OrderCycle,
    OrderLine,
    OrderStatus,
    PurchaseLine,
    PurchaseOrder,
    Side,
)
from kortreist.kernel.quantity import Quantity, Unit, line_net_ore
from tests.conftest import NOON

DELIVERY_DAY = date(2026, 11, 26)
DELIVERED_AT = NOON + timedelta(days=2)


@dataclass
class Sold:
    """What one order line came to."""

    variant: Variant
    quantity: Quantity
    price_ore: int
    rate_bp: int = 1500
    category: str = "S"


def make_cycle(hub: Hub, number=47) -> OrderCycle:
    return OrderCycle.objects.create(
        hub=hub,
        number=number,
        status=CycleStatus.ORDERED,
        opens_at=NOON - timedelta(days=7),
        closes_at=NOON - timedelta(days=1),
        delivery_day=DELIVERY_DAY,
    )


def make_offer(cycle: OrderCycle, variant: Variant, price_ore: int) -> Offer:
    return Offer.objects.get_or_create(
        cycle=cycle,
        variant=variant,
        defaults={
            "hub": cycle.hub,
            "producer": variant.product.producer,
            "supply_mode": "share",
            "offered_packs": 1000,
            "producer_price_ore": price_ore * 8 // 10,
            "buyer_price_ore": price_ore,
        },
    )[0]


def make_order(cycle: OrderCycle, unit: BuyerUnit, *sold: Sold, delivered=True, **fields) -> Order:
    """Return an order with its delivery and its buyer-side charge lines, as after the door."""
    order = Order.objects.create(
        **{
            "hub": cycle.hub,
            "cycle": cycle,
            "unit": unit,
            "delivery_point": unit.delivery_point,
            "payer": unit.payer,
            "status": OrderStatus.PLACED,
            "placed_at": NOON - timedelta(days=3),
        }
        | fields
    )
    for goods in sold:
        charge_goods(make_line(order, goods), goods)
    Delivery.objects.create(
        hub=cycle.hub,
        cycle=cycle,
        order=order,
        unit=unit,
        delivery_point=unit.delivery_point,
        status=DeliveryStatus.DELIVERED if delivered else DeliveryStatus.PACKED,
        delivered_at=DELIVERED_AT if delivered else None,
    )
    return order


def make_line(order: Order, goods: Sold, **fields) -> OrderLine:
    stages = {
        f"{stage}_{part}": getattr(goods.quantity, part)
        for stage in ("ordered", "confirmed", "packed", "delivered")
        for part in ("count", "amount")
    }
    variant = goods.variant
    return OrderLine.objects.create(
        **{
            "hub": order.hub,
            "order": order,
            "offer": make_offer(order.cycle, variant, goods.price_ore),
            "variant": variant,
            "producer": variant.product.producer,
            "unit": variant.unit,
            "content_amount": variant.content_amount,
            "charge_by": ChargeBy.NOMINAL,
            "producer_price_ore": goods.price_ore * 8 // 10,
            "buyer_price_ore": goods.price_ore,
            "vat_category": goods.category,
            "vat_rate_bp": goods.rate_bp,
            "seller": order.hub.organisation,
            "seller_mode": "resale",
        }
        | stages
        | fields
    )


def charge_goods(line: OrderLine, goods: Sold, **fields) -> ChargeLine:
    net_ore = line_net_ore(
        amount=goods.quantity.amount, price_ore=goods.price_ore, unit=Unit(line.unit)
    )
    return make_charge(
        line.order,
        kind=ChargeKind.GOODS,
        reason=ChargeReason.SOLD,
        order_line=line,
        producer=line.producer,
        count=goods.quantity.count,
        amount=goods.quantity.amount,
        unit=line.unit,
        price_ore=goods.price_ore,
        **{
            "amount_ore": net_ore,
            "vat_category": goods.category,
            "vat_rate_bp": goods.rate_bp,
        }
        | fields,
    )


def make_charge(order: Order, **fields) -> ChargeLine:
    return ChargeLine.objects.create(
        **{
            "hub": order.hub,
            "cycle": order.cycle,
            "order": order,
            "side": Side.BUYER,
            "seller": order.hub.organisation,
            "vat_category": "S",
        }
        | fields
    )


def charge_freight(order: Order, net_ore: int, rate_bp: int, category="S") -> ChargeLine:
    return make_charge(
        order,
        kind=ChargeKind.FREIGHT,
        reason=ChargeReason.TRANSPORT,
        count=1,
        amount=1,
        unit=UnitCode.PIECE,
        price_ore=net_ore,
        amount_ore=net_ore,
        vat_category=category,
        vat_rate_bp=rate_bp,
    )


def claim(line: OrderLine, quantity: Quantity) -> ChargeLine:
    """Take some of a line back after it was invoiced, as trading's claim does."""
    net_ore = line_net_ore(
        amount=quantity.amount, price_ore=line.buyer_price_ore, unit=Unit(line.unit)
    )
    return make_charge(
        line.order,
        kind=ChargeKind.GOODS,
        reason=ChargeReason.CLAIM,
        order_line=line,
        producer=line.producer,
        count=quantity.count,
        amount=quantity.amount,
        unit=line.unit,
        price_ore=line.buyer_price_ore,
        amount_ore=-net_ore,
        vat_category=line.vat_category,
        vat_rate_bp=line.vat_rate_bp,
    )


def credit_producer(
    cycle: OrderCycle,
    variant: Variant,
    *,
    ordered: Quantity,
    received: Quantity,
    price_ore: int,
    rate_bp=1500,
    category="S",
    **fields,
) -> ChargeLine:
    """Return the producer's credit for one purchase line, received and weighed up."""
    producer: Organisation = variant.product.producer
    purchase, _ = PurchaseOrder.objects.get_or_create(
        hub=cycle.hub, cycle=cycle, producer=producer, defaults={"sent_at": NOON}
    )
    line = PurchaseLine.objects.create(
        hub=cycle.hub,
        purchase_order=purchase,
        offer=make_offer(cycle, variant, price_ore * 10 // 8),
        variant=variant,
        unit=variant.unit,
        content_amount=variant.content_amount,
        producer_price_ore=price_ore,
        vat_category=category,
        vat_rate_bp=rate_bp,
        seller_mode="resale",
        **{
            f"{stage}_{part}": getattr(quantity, part)
            for stage, quantity in (
                ("ordered", ordered),
                ("promised", ordered),
                ("received", received),
            )
            for part in ("count", "amount")
        },
    )
    net_ore = line_net_ore(amount=received.amount, price_ore=price_ore, unit=Unit(variant.unit))
    return ChargeLine.objects.create(
        **{
            "hub": cycle.hub,
            "cycle": cycle,
            "side": Side.PRODUCER,
            "kind": ChargeKind.GOODS,
            "reason": ChargeReason.DELIVERED,
            "purchase_line": line,
            "producer": producer,
            "seller": producer,
            "count": received.count,
            "amount": received.amount,
            "unit": variant.unit,
            "price_ore": price_ore,
            "amount_ore": net_ore,
            "vat_category": category,
            "vat_rate_bp": rate_bp,
        }
        | fields
    )
