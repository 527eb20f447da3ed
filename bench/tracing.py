"""How long it takes to find everybody who got some of a lot, among a million delivered lines."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from time import perf_counter

from django.db import connection

from bench.figures import Stopwatch, milliseconds, seconds
from bench.growth import copy_rows, gather_statistics
from bench.plan import plan_hub
from bench.seeding import Seeded, seed_hub
from kortreist.apps.actors.permissions import Actor
from kortreist.apps.fulfilment.models import (
    Delivery,
    Lot,
    LotSource,
    PackedPart,
    StockPlace,
)
from kortreist.apps.fulfilment.selectors.lots import find_lot
from kortreist.apps.fulfilment.selectors.told import told_trace
from kortreist.apps.fulfilment.selectors.trace import trace_back, trace_lot
from kortreist.apps.trading.models import (
    Offer,
    Order,
    OrderCycle,
    OrderLine,
    PurchaseLine,
    PurchaseOrder,
)

Figures = Mapping[str, object]
TRADE = (
    *(OrderCycle, Offer, Order, OrderLine, PurchaseOrder, PurchaseLine),
    *(Lot, PackedPart, Delivery),
)
# Each unit orders so many kinds of goods in a round.
UNITS, KINDS = 50, 20
# A lot is mixed into this many others, one of another, and each goes to so many lines.
DEPTH, SOLD = 6, 40
NOW = datetime(2026, 11, 24, 11, tzinfo=UTC)
SOURCE_CODE = "TRACED"


def measure_tracing(*, lines: int = 1_000_000, repeats: int = 5) -> Figures:
    """Trace one lot both ways, through six makings, in a hub that has delivered so many lines.

    The command is a process of its own and starts Django; ``elapsed_ms`` is what it measured
    itself, from looking the lot up to the last fact.
    """
    seeded = seed_hub(plan_hub(units=UNITS, lines=KINDS))
    with Stopwatch() as writing:
        _deliver_a_round(seeded)
        copy_rows(TRADE, times=max(1, lines // OrderLine.objects.count() - 1))
        _mix(seeded)
        gather_statistics()
    actor, spent, told = Actor.system("bench"), [], {}
    for _ in range(repeats):
        connection.close()
        started = perf_counter()
        lot = find_lot(actor=actor, asked=SOURCE_CODE)
        told = told_trace(trace_lot(lot), trace_back(lot))
        spent.append(perf_counter() - started)
    return {
        "lines": OrderLine.objects.count(),
        "lots": Lot.objects.count(),
        "units_found": len(told["units"]),
        "writing_seconds": seconds(writing.seconds),
        "median_ms": milliseconds(spent),
        "slowest_ms": round(max(spent) * 1000, 1),
        "command": _command(repeats),
    }


def _command(repeats: int) -> Figures:
    """Run the command as people do, each time anew."""
    command = [sys.executable, "-m", "kortreist", "lots", "trace", SOURCE_CODE, "--json"]
    inside, around = [], []
    for _ in range(repeats):
        started = perf_counter()
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        around.append(perf_counter() - started)
        inside.append(json.loads(done.stdout)["elapsed_ms"] / 1000)
    return {"elapsed_ms": milliseconds(inside), "with_start_ms": milliseconds(around)}


def _deliver_a_round(seeded: Seeded) -> None:
    """Write one delivered round: each unit one pack of each of the goods, a lot for each."""
    hub, day = seeded.hub, NOW.date()
    cycle = OrderCycle.objects.create(
        hub=hub,
        number=1,
        status="ordered",
        opens_at=NOW - timedelta(days=7),
        closes_at=NOW - timedelta(days=2),
        delivery_day=day,
    )
    variants = list(seeded.variants.values())[:KINDS]
    offers = Offer.objects.bulk_create(
        Offer(
            hub=hub,
            cycle=cycle,
            variant=variant,
            producer_id=variant.product.producer_id,
            supply_mode="share",
            offered_packs=UNITS,
            producer_price_ore=4000,
            buyer_price_ore=4400,
        )
        for variant in variants
    )
    orders = _orders(seeded, cycle)
    lots = _lots(cycle, offers)
    made = OrderLine.objects.bulk_create(
        _line(seeded, order, offer) for order in orders for offer in offers
    )
    PackedPart.objects.bulk_create(
        PackedPart(
            hub=hub,
            order_line=line,
            lot=lots[line.offer_id],
            count=1,
            amount=line.content_amount,
            packed_at=NOW,
        )
        for line in made
    )


def _orders(seeded: Seeded, cycle: OrderCycle) -> Sequence[Order]:
    units = list(seeded.units.values())[:UNITS]
    orders = Order.objects.bulk_create(
        Order(
            hub=seeded.hub,
            cycle=cycle,
            unit=unit,
            delivery_point_id=unit.delivery_point_id,
            payer_id=unit.payer_id,
            status="placed",
            placed_at=NOW,
        )
        for unit in units
    )
    Delivery.objects.bulk_create(
        Delivery(
            hub=seeded.hub,
            cycle=cycle,
            order=order,
            unit_id=order.unit_id,
            delivery_point_id=order.delivery_point_id,
            status="delivered",
            delivered_at=NOW,
            crates=1,
        )
        for order in orders
    )
    return orders


def _lots(cycle: OrderCycle, offers: Sequence[Offer]) -> Mapping[int, Lot]:
    purchases: dict[int, PurchaseOrder] = {}
    lots = {}
    for offer in offers:
        if offer.producer_id not in purchases:
            purchases[offer.producer_id] = PurchaseOrder.objects.create(
                hub_id=cycle.hub_id, cycle=cycle, producer_id=offer.producer_id, sent_at=NOW
            )
        content = offer.variant.content_amount
        line = PurchaseLine.objects.create(
            hub_id=cycle.hub_id,
            purchase_order=purchases[offer.producer_id],
            offer=offer,
            variant=offer.variant,
            unit=offer.variant.unit,
            content_amount=content,
            producer_price_ore=4000,
            vat_category="S",
            vat_rate_bp=1500,
            seller_mode="resale",
            ordered_count=UNITS,
            ordered_amount=UNITS * content,
            received_count=UNITS,
            received_amount=UNITS * content,
        )
        lots[offer.pk] = Lot.objects.create(
            hub_id=cycle.hub_id,
            purchase_line=line,
            variant=offer.variant,
            producer_id=offer.producer_id,
            code=f"L{offer.pk}",
            received_count=UNITS,
            received_amount=UNITS * content,
            packed_count=UNITS,
            received_at=NOW,
        )
    return lots


def _line(seeded: Seeded, order: Order, offer: Offer) -> OrderLine:
    content = offer.variant.content_amount
    counts = {f"{stage}_count": 1 for stage in ("ordered", "confirmed", "packed", "delivered")}
    amounts = {name.replace("count", "amount"): content for name in counts}
    return OrderLine(
        hub=seeded.hub,
        order=order,
        offer=offer,
        variant=offer.variant,
        producer_id=offer.producer_id,
        unit=offer.variant.unit,
        content_amount=content,
        charge_by=offer.variant.charge_by,
        producer_price_ore=4000,
        buyer_price_ore=4400,
        vat_category="S",
        vat_rate_bp=1500,
        seller=seeded.hub.organisation,
        seller_mode="resale",
        **counts,
        **amounts,
    )


def _mix(seeded: Seeded) -> None:
    """Let one lot go into a mix, that into the next, and each to lines all over the years."""
    first = Lot.objects.earliest("pk")
    Lot.objects.filter(pk=first.pk).update(code=SOURCE_CODE)
    place = StockPlace.objects.create(hub=seeded.hub, name="Lager")
    others = list(Lot.objects.exclude(pk=first.pk).order_by("-pk")[:DEPTH])
    source = first
    parts = list(PackedPart.objects.order_by("pk").values_list("pk", flat=True))
    step = max(1, len(parts) // (DEPTH * SOLD))
    chosen = parts[::step]
    for depth in range(DEPTH):
        lot = Lot.objects.create(
            hub=seeded.hub,
            variant=first.variant,
            producer=first.producer,
            code=f"MIX{depth}",
            received_count=SOLD * 2,
            received_amount=SOLD * 2 * first.variant.content_amount,
            packed_count=SOLD,
            received_at=NOW,
            place=place,
            stocked_at=NOW,
            made_cost_ore=0,
        )
        LotSource.objects.bulk_create(
            LotSource(hub=seeded.hub, lot=lot, source=each, count=1, amount=1000)
            for each in (source, others[depth])
        )
        mine = chosen[depth * SOLD : (depth + 1) * SOLD]
        PackedPart.objects.filter(pk__in=mine).update(lot=lot)
        source = lot
