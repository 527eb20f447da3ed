"""A hub in full swing: a round that goes through its stages beside one that is open for orders."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice

from django.db import connection

from bench.growth import WEEKS_EARLIER, copy_rows
from bench.ordering import Ordered, seed_cycle
from bench.plan import Plan, plan_hub
from bench.seeding import Seeded, seed_hub, seed_people
from kortreist.apps.actors.models import BuyerUnit, Organisation, User
from kortreist.apps.catalogue.models import Availability, Listing, Product, SupplyMode, Variant
from kortreist.apps.desk.models import CycleStage
from kortreist.apps.fulfilment.models import Delivery
from kortreist.apps.trading.models import (
    Offer,
    Order,
    OrderCycle,
    OrderLine,
    OrderStatus,
    Policy,
    PurchaseLine,
    PurchaseOrder,
)
from kortreist.apps.trading.services.allocation import preview_allocation
from kortreist.demo import demand, handling
from kortreist.demo.cast import SYSTEM, Cast
from kortreist.demo.demand import Wish
from kortreist.demo.rounds import Round, Setting

GOODS = (Product, Variant, Listing, Availability, Offer)


@dataclass(frozen=True, slots=True)
class Size:
    """How large a market is."""

    # Of the round that goes through its stages.
    units: int = 500
    lines: int = 5_000
    # Of the kitchen whose pages are looked at, also in the open round.
    own_lines: int = 100
    # On the shelf, at least.
    variants: int = 10_000
    # Of each producer's, before there are more of them.
    products: int | None = None
    # Weeks in which the kitchen and the farm that are looked at have traded before.
    history: int = 120


@dataclass
class Market:
    """The hub, its two rounds, and those who look at them."""

    seeded: Seeded
    shown: Ordered
    coming: Ordered
    played: Round
    farm: Organisation
    kitchen: BuyerUnit
    users: dict[str, User]

    @property
    def farm_product(self) -> Product:
        """Something the farm makes."""
        return Product.objects.filter(producer=self.farm).earliest("pk")


def build_market(size: Size, *, today: date) -> Market:
    """Write a market to a prepared database; the shown round is delivered today."""
    plan = plan_hub(units=size.units, lines=size.lines, products=size.products, day=today)
    plan = _with_long_order(plan, size)
    seeded = seed_hub(plan)
    shown = seed_cycle(seeded, plan)
    kitchen = seeded.units[plan.orders[0].unit]
    coming = _seed_coming(seeded, plan, kitchen, size, today + timedelta(days=7))
    farm = max(
        seeded.producers.values(),
        key=lambda row: Offer.objects.filter(cycle=coming.cycle, producer=row).count(),
    )
    return Market(
        seeded=seeded,
        shown=shown,
        coming=coming,
        played=_played(plan, shown),
        farm=farm,
        kitchen=kitchen,
        users=seed_people(seeded, farm=farm, kitchen=kitchen),
    )


def add_history(market: Market, weeks: int) -> None:
    """Let there have been rounds before the shown one, with the same for one kitchen and farm."""
    cycle = f"cycle_id = {market.shown.cycle.pk}"
    kitchen = f"source.{cycle} AND source.unit_id = {market.kitchen.pk}"
    farm = f"source.{cycle} AND source.producer_id = {market.farm.pk}"
    of_order = "source.order_id IN (SELECT id FROM trading_order AS source WHERE {})"
    of_purchase = (
        "source.purchase_order_id IN (SELECT id FROM trading_purchaseorder AS source WHERE {})"
    )
    copy_rows(
        (OrderCycle, Order, OrderLine, Delivery),
        times=weeks,
        where={
            OrderCycle: f"source.id = {market.shown.cycle.pk}",
            Order: kitchen,
            OrderLine: of_order.format(kitchen),
            Delivery: kitchen,
        },
        anew={(OrderCycle, "delivery_day"): WEEKS_EARLIER[connection.vendor]},
    )
    copy_rows(
        (Offer, PurchaseOrder, PurchaseLine),
        times=weeks,
        where={Offer: farm, PurchaseOrder: farm, PurchaseLine: of_purchase.format(farm)},
        beside=(OrderCycle,),
    )


def _with_long_order(plan: Plan, size: Size) -> Plan:
    """Let the first kitchen want one of as many things as asked for, and others so many fewer."""
    shared = (pack for pack in plan.region.variants if pack.supply == SupplyMode.SHARE)
    wishes = tuple(Wish(pack.code, pack.order_multiple) for pack in islice(shared, size.own_lines))
    first, *others = plan.orders
    room = size.lines - len(wishes)
    kept = []
    for order in others:
        kept.append(replace(order, wishes=order.wishes[:room]))
        room -= len(kept[-1].wishes)
    own = demand.Order(first.unit, wishes)
    return replace(plan, orders=(own, *(order for order in kept if order.wishes)))


def _seed_coming(seeded: Seeded, plan: Plan, kitchen: BuyerUnit, size: Size, day: date) -> Ordered:
    """Open a round with everything on the shelf, in which a tenth has ordered."""
    early = plan.orders[1 : 1 + len(plan.orders) // 10]
    coming = seed_cycle(seeded, replace(plan, day=day, orders=(plan.orders[0], *early)))
    basket = coming.cycle.orders.get(unit=kitchen)
    basket.status, basket.placed_at = OrderStatus.BASKET, None
    basket.save()
    OrderLine.objects.filter(order=basket).update(confirmed_count=None, confirmed_amount=None)
    more = -(-size.variants // len(seeded.variants)) - 1
    copy_rows(
        GOODS,
        times=more,
        where={
            Offer: f"source.cycle_id = {coming.cycle.pk}",
            Availability: f"source.delivery_day = '{day.isoformat()}'",
        },
    )
    return coming


def _played(plan: Plan, ordered: Ordered) -> Round:
    rows = {
        "variant": {code: row.pk for code, row in ordered.seeded.variants.items()},
        "unit": {code: row.pk for code, row in ordered.seeded.units.items()},
    }
    cast = Cast(plan.region, {}, on=plan.day)
    setting = Setting.of(plan.region, cast, hub_id=ordered.seeded.hub.pk, seed=1, rows=rows)
    return Round(setting, ordered.cycle.pk, ordered.times)


def _preview(played: Round) -> None:
    for policy in Policy:
        preview_allocation(**played.by(SYSTEM, played.times.closes), policy=policy)


def _promise(played: Round) -> None:
    played.conduct(CycleStage.ORDER)
    handling.promise(played)


def _receive(played: Round) -> None:
    handling.receive(played)
    played.conduct(CycleStage.RECEIVE)


def _pack(played: Round) -> None:
    handling.pack(played)
    played.conduct(CycleStage.PACK)


def _deliver(played: Round) -> None:
    handling.deliver(played)
    played.conduct(CycleStage.DELIVER)


# How a round comes from one look at the pages to the next.
STEPS: Mapping[str, Callable[[Round], None]] = {
    "open": lambda _played: None,
    "closed": lambda played: played.conduct(CycleStage.CLOSE),
    "previewed": _preview,
    "allocated": lambda played: played.conduct(CycleStage.ALLOCATE),
    "ordered": lambda played: played.conduct(CycleStage.ORDER),
    "promised": _promise,
    "received": _receive,
    "packed": _pack,
    "delivered": _deliver,
    "invoiced": lambda played: played.conduct(CycleStage.INVOICE),
    "settled": lambda played: played.conduct(CycleStage.SETTLE),
}
