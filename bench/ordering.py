"""A cycle of a seeded hub, written in bulk: what there is, and all orders, placed and taken."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from bench.plan import Plan
from bench.seeding import Seeded
from kortreist.apps.catalogue.models import Availability, SupplyMode
from kortreist.apps.trading.models import (
    CycleStatus,
    Offer,
    Order,
    OrderCycle,
    OrderLine,
    OrderStatus,
)
from kortreist.apps.trading.prices import fees_of
from kortreist.apps.trading.snapshots import take_snapshot, terms_of
from kortreist.demo import demand
from kortreist.demo.dates import Timetable, timetable
from kortreist.engines.pricing import price_breakdown

BATCH = 1_000


@dataclass
class Ordered:
    """A cycle that is open still, though everybody has ordered; its offers by pack."""

    seeded: Seeded
    cycle: OrderCycle
    times: Timetable
    offers: dict[str, Offer]


@transaction.atomic
def seed_cycle(seeded: Seeded, plan: Plan) -> Ordered:
    """Write a cycle for the plan's day, with an offer of every pack and the plan's orders."""
    times = timetable(plan.region, plan.day)
    cycle = OrderCycle.objects.create(
        hub=seeded.hub,
        number=OrderCycle.objects.filter(hub=seeded.hub).count() + 1,
        status=CycleStatus.OPEN,
        opens_at=times.opens,
        closes_at=times.closes,
        delivery_day=times.delivery_day,
    )
    ordered = Ordered(seeded, cycle, times, {})
    _add_offers(ordered, plan)
    _add_orders(ordered, plan.orders)
    return ordered


def _add_offers(ordered: Ordered, plan: Plan) -> None:
    packs = [
        (pack, ordered.seeded.variants[pack.code])
        for pack in plan.region.variants
        if pack.code in ordered.seeded.variants
    ]
    Availability.objects.bulk_create(
        Availability(
            hub=ordered.seeded.hub,
            variant=row,
            delivery_day=ordered.times.delivery_day,
            packs=pack.weekly_packs,
            supply_mode=pack.supply,
            stated_at=ordered.times.stated,
        )
        for pack, row in packs
    )
    fees = fees_of(ordered.cycle)
    kinds = {fee.fee_id: fee.kind.value for fee in fees}
    offers = Offer.objects.bulk_create(
        Offer(
            hub=ordered.seeded.hub,
            cycle=ordered.cycle,
            variant=row,
            producer_id=row.product.producer_id,
            supply_mode=pack.supply,
            offered_packs=pack.weekly_packs,
            producer_price_ore=pack.price_ore,
            buyer_price_ore=price.buyer_price_ore,
            fee_parts=[[fee_id, kinds[fee_id], ore] for fee_id, ore in price.parts],
        )
        for pack, row in packs
        if (price := price_breakdown(pack.price_ore, fees))
    )
    ordered.offers = {pack.code: offer for (pack, _), offer in zip(packs, offers, strict=True)}


def _add_orders(ordered: Ordered, wished: Iterable[demand.Order]) -> None:
    """Write the orders as placed one after another; of goods sold first come there is enough."""
    orders: list[Order] = []
    lines: list[OrderLine] = []
    for place, each in enumerate(wished):
        unit = ordered.seeded.units[each.unit]
        order = Order(
            hub=ordered.seeded.hub,
            cycle=ordered.cycle,
            unit=unit,
            delivery_point=unit.delivery_point,
            payer=unit.payer,
            status=OrderStatus.PLACED,
            reference=unit.usual_reference,
            placed_at=ordered.times.opens + timedelta(seconds=10 * place),
        )
        orders.append(order)
        lines.extend(_lines(ordered, order, each.wishes))
    Order.objects.bulk_create(orders, batch_size=BATCH)
    terms = terms_of(ordered.cycle)
    for line in lines:
        line.order_id = line.order.pk
        take_snapshot(line, line.offer, terms)
        line.ordered_amount = line.ordered_count * line.content_amount
        if line.offer.supply_mode == SupplyMode.RESERVE:
            line.confirmed_count, line.confirmed_amount = line.ordered_count, line.ordered_amount
    OrderLine.objects.bulk_create(lines, batch_size=BATCH)
    Offer.objects.bulk_update(
        ordered.offers.values(), ["offered_packs", "reserved_packs"], batch_size=BATCH
    )


def _lines(ordered: Ordered, order: Order, wishes: Iterable[demand.Wish]) -> Iterator[OrderLine]:
    for wish in wishes:
        offer = ordered.offers[wish.variant]
        if offer.supply_mode == SupplyMode.RESERVE:
            offer.reserved_packs += wish.packs
            offer.offered_packs = max(offer.offered_packs, offer.reserved_packs)
        yield OrderLine(
            hub=ordered.seeded.hub,
            order=order,
            offer=offer,
            variant=offer.variant,
            producer=offer.producer,
            minimum_count=wish.minimum_packs if wish.minimum_packs > 1 else 0,
            ordered_count=wish.packs,
        )
