"""Placing orders, one after another and all at once for the last that there is."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import islice

from django.db import connection
from django.db.models import F

from bench.figures import Stopwatch, middle, milliseconds, peak_mb, seconds, work_seconds
from bench.ordering import Ordered, seed_cycle
from bench.plan import plan_hub
from bench.seeding import seed_hub
from kortreist.apps.actors.permissions import Actor
from kortreist.apps.catalogue.models import SupplyMode
from kortreist.apps.trading.models import Offer, Order, OrderLine, OrderStatus
from kortreist.apps.trading.services.baskets import set_line
from kortreist.apps.trading.services.orders import place_order
from kortreist.demo import demand
from kortreist.demo.demand import Wish
from tests.harness.racing import race

COOK = Actor.system("bench")
BUYERS, PACKS = 32, 10
ENOUGH = 10_000
Figures = Mapping[str, object]


def measure_placing(*, orders: int = 100) -> Figures:
    """Fill baskets line by line and place them, as cooks do, in a cycle with thousands of lines."""
    plan = plan_hub()
    early = plan.orders[orders:]
    ordered = seed_cycle(seed_hub(plan), replace(plan, orders=early))
    # Here is measured what a sale takes, not what a refusal takes.
    Offer.objects.update(offered_packs=F("offered_packs") + ENOUGH)
    lines, placed = [], []
    worked = work_seconds()
    with Stopwatch() as whole:
        for wished in plan.orders[:orders]:
            for wish in wished.wishes:
                with Stopwatch() as watch:
                    line = _put(ordered, wished, wish)
                lines.append(watch.seconds)
            with Stopwatch() as watch:
                _place(ordered, line.order_id)
            placed.append(watch.seconds)
    return {
        "orders": orders,
        "lines": len(lines),
        "lines_before": sum(len(order.wishes) for order in early),
        "seconds": seconds(whole.seconds),
        "work_seconds": seconds(work_seconds() - worked),
        "median_line_ms": milliseconds(lines),
        "median_place_ms": milliseconds(placed),
        "peak_mb": peak_mb(),
    }


def measure_race(*, rounds: int = 10) -> Figures:
    """Let 32 kitchens place their orders at the same moment for the last ten packs."""
    plan = plan_hub(units=BUYERS)
    pack = next(pack for pack in plan.region.variants if pack.supply == SupplyMode.RESERVE)
    wishes = (Wish(pack.code, pack.order_multiple),)
    wanted = tuple(demand.Order(unit.code, wishes) for unit in islice(plan.region.units, BUYERS))
    ordered = seed_cycle(seed_hub(plan), replace(plan, orders=wanted))
    baskets = list(Order.objects.values_list("pk", flat=True))
    took, sold = [], []
    for _ in range(rounds):
        _fill_again(pack.order_multiple)
        with Stopwatch() as watch:
            finish = race(BUYERS, lambda runner: _place(ordered, baskets[runner]))
        took.append(watch.seconds)
        sold.append(len(finish.results))
    return {
        "buyers": BUYERS,
        "packs": PACKS,
        "rounds": rounds,
        "sold": sorted(set(sold)),
        "median_seconds": middle(took),
        "each_seconds": [seconds(each) for each in took],
    }


def _put(ordered: Ordered, wished: demand.Order, wish: Wish) -> OrderLine:
    line = set_line(
        actor=COOK,
        hub_id=ordered.seeded.hub.pk,
        unit_id=ordered.seeded.units[wished.unit].pk,
        offer_id=ordered.offers[wish.variant].pk,
        count=wish.packs,
        now=ordered.times.opens,
    )
    assert line is not None
    return line


def _place(ordered: Ordered, order_id: int) -> Order:
    return place_order(
        actor=COOK,
        hub_id=ordered.seeded.hub.pk,
        order_id=order_id,
        reference="",
        now=ordered.times.opens,
    )


def _fill_again(multiple: int) -> None:
    Order.objects.update(status=OrderStatus.BASKET, placed_at=None)
    OrderLine.objects.update(confirmed_count=None, confirmed_amount=None)
    Offer.objects.update(reserved_packs=0, offered_packs=PACKS * multiple)
    connection.close()
