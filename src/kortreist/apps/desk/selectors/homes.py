"""What each role's home shows, composed from the rooms below."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from kortreist.apps.actors.models import BuyerUnit
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.billing.models import Document
from kortreist.apps.billing.selectors.documents import (
    OnTheWay,
    on_the_way,
    producer_settlements,
)
from kortreist.apps.catalogue.models import Variant
from kortreist.apps.desk.selectors.conductor import CycleState, stage_states
from kortreist.apps.desk.selectors.declarations import ChangedGoods, changed_goods
from kortreist.apps.fulfilment.models import Delivery
from kortreist.apps.fulfilment.selectors.deliveries import list_unit_deliveries
from kortreist.apps.fulfilment.selectors.deviations import DeviationSigns, deviation_signs
from kortreist.apps.fulfilment.selectors.freshness import stock_lots
from kortreist.apps.fulfilment.selectors.stock import StockSigns, stock_signs
from kortreist.apps.trading.models import (
    AllocationLine,
    CycleStatus,
    Order,
    OrderCycle,
    OrderStatus,
    PurchaseOrder,
)
from kortreist.apps.trading.selectors.choices import (
    DayChoice,
    days_to_choose,
    first_to_order,
)
from kortreist.apps.trading.selectors.cycles import cycles_to_fill, waits_for_the_clock
from kortreist.apps.trading.selectors.orders import cut_lines
from kortreist.apps.trading.selectors.purchases import list_producer_purchases, producer_cuts
from kortreist.apps.trading.selectors.questions import orders_to_answer
from kortreist.kernel.periods import oslo_date

SHOWN_CYCLES = 4
SHOWN_OPEN = 2
SHOWN_CUTS = 5
SHOWN_TO_FILL = 3


@dataclass(frozen=True, slots=True)
class HubHome:
    """The rounds that are not finished, the most pressing first, and what the stock asks for."""

    states: tuple[CycleState, ...]
    stock: StockSigns
    deviations: DeviationSigns


@dataclass(frozen=True, slots=True)
class UnitHome:
    """A kitchen's next delivery and the round it can order in."""

    cycle: OrderCycle | None
    order: Order | None
    next_deliveries: tuple[Delivery, ...]
    has_ordered_before: bool
    cuts: tuple[AllocationLine, ...]
    days: tuple[DayChoice, ...]
    changed_goods: tuple[ChangedGoods, ...] = ()
    # Orders that wait for its yes or no: to a weight, or to something else instead.
    to_answer: tuple[Order, ...] = ()


@dataclass(frozen=True, slots=True)
class ProducerCut:
    """A pack more was wanted of than there was, over all buyers together."""

    variant: Variant
    wanted: int
    given: int


@dataclass(frozen=True, slots=True)
class ProducerHome:
    """What a producer delivers next, can post for, and is owed."""

    purchases: tuple[PurchaseOrder, ...]
    cycles: tuple[OrderCycle, ...]
    settlements: tuple[Document, ...]
    owed: OnTheWay
    cuts: tuple[ProducerCut, ...]


@dataclass(frozen=True, slots=True)
class TeamHome:
    """The round whose goods are on the floor, and whether goods lie in stock."""

    cycles: tuple[OrderCycle, ...]
    has_stock: bool


def hub_home(*, actor: Actor, hub_id: int, now: datetime) -> HubHome:
    """Return the hub's unfinished rounds.

    Raises
    ------
    NotPermittedError
        When ``actor`` does not see the whole hub.
    """
    require(actor, Permission.SEE_HUB, hub_id=hub_id)
    rounds = OrderCycle.objects.filter(hub_id=hub_id).exclude(waits_for_the_clock(now))
    # Of many that are open at once the next ones press; what is at work must not be pushed out.
    open_ids = rounds.filter(status=CycleStatus.OPEN).order_by("delivery_day")
    later = list(open_ids.values_list("pk", flat=True)[SHOWN_OPEN:])
    cycles = rounds.exclude(pk__in=later).order_by("-delivery_day")[:SHOWN_CYCLES]
    states = stage_states(list(cycles), hub_id=hub_id, now=now)
    unfinished = [state for state in states if state.next_stage is not None]
    return HubHome(
        tuple(reversed(unfinished)),
        stock_signs(hub_id=hub_id, today=oslo_date(now)),
        deviation_signs(hub_id=hub_id),
    )


def unit_home(*, actor: Actor, unit: BuyerUnit, now: datetime) -> UnitHome:
    """Return what a unit needs to know this morning."""
    cycle = first_to_order(unit, now=now)
    mine = Order.objects.filter(hub_id=unit.hub_id, unit=unit).select_related("cycle")
    coming = list_unit_deliveries(actor=actor, hub_id=unit.hub_id, unit_id=unit.pk).filter(
        cycle__delivery_day__gte=oslo_date(now)
    )
    cuts = cut_lines(actor=actor, hub_id=unit.hub_id, unit_id=unit.pk).filter(
        run__cycle__delivery_day__gte=oslo_date(now)
    )
    return UnitHome(
        cycle=cycle,
        order=mine.filter(cycle=cycle, lines__ordered_count__gt=0).first() if cycle else None,
        next_deliveries=tuple(coming.order_by("cycle__delivery_day")[:2]),
        has_ordered_before=mine.filter(status=OrderStatus.PLACED).exists(),
        cuts=tuple(cuts[:SHOWN_CUTS]),
        days=tuple(days_to_choose(unit, cycle, now=now)),
        changed_goods=tuple(changed_goods(actor=actor, unit=unit, now=now)),
        to_answer=tuple(orders_to_answer(actor=actor, unit=unit, now=now)[:SHOWN_CYCLES]),
    )


def producer_home(*, actor: Actor, hub_id: int, producer_id: int, now: datetime) -> ProducerHome:
    """Return what a producer needs to know this morning.

    Raises
    ------
    NotFoundError
        When the producer is not the actor's to know of.
    """
    today = oslo_date(now)
    purchases = list_producer_purchases(actor=actor, hub_id=hub_id, producer_id=producer_id)
    settlements = producer_settlements(actor=actor, hub_id=hub_id, producer_id=producer_id)
    latest = purchases.first()
    return ProducerHome(
        purchases=tuple(
            purchases.filter(cycle__delivery_day__gte=today, lines__received_count__isnull=True)
            .distinct()
            .order_by("cycle__delivery_day")[:3]
        ),
        cuts=_cuts(actor, latest) if latest else (),
        cycles=tuple(cycles_to_fill(hub_id=hub_id, today=today)[:SHOWN_TO_FILL]),
        settlements=tuple(settlements[:3]),
        owed=on_the_way(hub_id=hub_id, producer_id=producer_id, today=today),
    )


def team_home(*, actor: Actor, hub_id: int, now: datetime) -> TeamHome:
    """Return the rounds whose goods are to be received, packed or brought.

    Raises
    ------
    NotPermittedError
        When ``actor`` does not pack at the hub.
    """
    require(actor, Permission.PACK, hub_id=hub_id)
    on_the_floor = Q(status=CycleStatus.ORDERED, delivery_day__gte=oslo_date(now))
    cycles = OrderCycle.objects.filter(on_the_floor, hub_id=hub_id).order_by("delivery_day")
    return TeamHome(tuple(cycles[:SHOWN_CYCLES]), stock_lots(hub_id=hub_id).exists())


def _cuts(actor: Actor, purchase: PurchaseOrder) -> tuple[ProducerCut, ...]:
    rows = producer_cuts(
        actor=actor,
        hub_id=purchase.hub_id,
        producer_id=purchase.producer_id,
        cycle_id=purchase.cycle_id,
    )
    variants = Variant.objects.select_related("product").in_bulk([row[0] for row in rows])
    return tuple(ProducerCut(variants[pk], wanted, given) for pk, wanted, given in rows)
