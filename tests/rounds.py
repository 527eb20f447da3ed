"""Cycles, offers and orders for tests, through plain ORM, at whatever stage a test begins."""

from datetime import date, datetime, time, timedelta

from kortreist.apps.actors.models import SellerMode
from kortreist.apps.catalogue.models import SupplyMode
from kortreist.apps.trading.models import (
    CycleRule,
    CycleStatus,
    Offer,
    Order,
    OrderCycle,
    OrderLine,
    OrderStatus,
    PurchaseLine,
    PurchaseOrder,
)
from tests.conftest import NOON

DELIVERY_DAY = date(2026, 11, 26)


def make_cycle(hub, status=CycleStatus.OPEN, *, number=None, **fields) -> OrderCycle:
    """Return a cycle that opened three days ago, closes tonight and delivers on Thursday."""
    number = number or OrderCycle.objects.filter(hub=hub).count() + 1
    defaults = {
        "opens_at": NOON - timedelta(days=3),
        "closes_at": NOON + timedelta(hours=9),
        "delivery_day": DELIVERY_DAY,
    }
    return OrderCycle.objects.create(hub=hub, number=number, status=status, **defaults | fields)


def make_rule(hub, **fields) -> CycleRule:
    """Return rounds for every Thursday, open from the Friday before until Tuesday noon."""
    defaults = {
        "name": "Torsdagsrunden",
        "weekdays": [4],
        "opens_days_before": 6,
        "opens_time": time(8),
        "closes_days_before": 2,
        "closes_time": time(12),
        "valid_from": date(2020, 1, 1),
    }
    return CycleRule.objects.create(hub=hub, **defaults | fields)


def make_offer(cycle, variant, packs=10, price_ore=4000, **fields) -> Offer:
    """Return an offer to be shared out, with 10 % for packing on the producer's price."""
    fee_ore = price_ore // 10
    defaults = {
        "hub_id": cycle.hub_id,
        "producer_id": variant.product.producer_id,
        "supply_mode": SupplyMode.SHARE,
        "producer_price_ore": price_ore,
        "buyer_price_ore": price_ore + fee_ore,
        "fee_parts": [[1, "packing", fee_ore]],
    }
    return Offer.objects.create(
        cycle=cycle, variant=variant, offered_packs=packs, **defaults | fields
    )


def make_order(cycle, unit, status=OrderStatus.PLACED, **fields) -> Order:
    defaults = {
        "delivery_point": unit.delivery_point,
        "payer": unit.payer,
        "placed_at": NOON if status == OrderStatus.PLACED else None,
    }
    return Order.objects.create(
        hub_id=cycle.hub_id, cycle=cycle, unit=unit, status=status, **defaults | fields
    )


def make_line(order, offer, count=1, *, stages=(), **fields) -> OrderLine:
    """Return a line of ``count`` packs; each of ``stages`` gets the ordered quantity as well."""
    variant = offer.variant
    amount = count * variant.content_amount
    defaults = {
        "hub_id": order.hub_id,
        "variant": variant,
        "producer_id": offer.producer_id,
        "unit": variant.unit,
        "content_amount": variant.content_amount,
        "charge_by": variant.charge_by,
        "tolerance_bp": variant.tolerance_bp,
        "producer_price_ore": offer.producer_price_ore,
        "buyer_price_ore": offer.buyer_price_ore,
        "fee_parts": offer.fee_parts,
        "vat_category": "S",
        "vat_rate_bp": 1500,
        "seller": order.cycle.hub.organisation,
        "seller_mode": SellerMode.RESALE,
        "ordered_count": count,
        "ordered_amount": amount,
    }
    for stage in stages:
        defaults |= {f"{stage}_count": count, f"{stage}_amount": amount}
    return OrderLine.objects.create(order=order, offer=offer, **defaults | fields)


def make_purchase_line(offer, packs=10, *, received=False, **fields) -> PurchaseLine:
    """Return a line of the hub's order to the offer's producer, received in full if so said."""
    order, _ = PurchaseOrder.objects.get_or_create(
        cycle=offer.cycle,
        producer=offer.producer,
        defaults={"hub_id": offer.hub_id, "sent_at": NOON},
    )
    variant = offer.variant
    amount = packs * variant.content_amount
    defaults = {
        "hub_id": offer.hub_id,
        "variant": variant,
        "unit": variant.unit,
        "content_amount": variant.content_amount,
        "producer_price_ore": offer.producer_price_ore,
        "vat_category": "S",
        "vat_rate_bp": 1500,
        "seller_mode": SellerMode.RESALE,
        "ordered_count": packs,
        "ordered_amount": amount,
    }
    if received:
        defaults |= {"received_count": packs, "received_amount": amount}
    return PurchaseLine.objects.create(purchase_order=order, offer=offer, **defaults | fields)


def later(hours: int = 1) -> datetime:
    """Return a moment some hours after the tests' noon."""
    return NOON + timedelta(hours=hours)
