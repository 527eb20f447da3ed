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
from kortreist.apps.desk.selectors.conductor import CycleState, stage_state
from kortreist.apps.fulfilment.models import Delivery
from kortreist.apps.fulfilment.selectors.deliveries import list_unit_deliveries
from kortreist.apps.trading.models import (
    AllocationLine,
    CycleStatus,
    Order,
    OrderCycle,
    OrderStatus,
    PurchaseOrder,
)
from kortreist.apps.trading.selectors.cycles import cycles_to_fill, open_cycles
from kortreist.apps.trading.selectors.orders import cut_lines
from kortreist.apps.trading.selectors.purchases import list_producer_purchases, producer_cuts
from kortreist.kernel.periods import oslo_date

SHOWN_CYCLES = 4
SHOWN_CUTS = 5


@dataclass(frozen=True, slots=True)
class HubHome:
    """The rounds that are not finished, the most pressing first."""

    states: tuple[CycleState, ...]


@dataclass(frozen=True, slots=True)
class UnitHome:
    """A kitchen's next delivery and the round it can order in."""

    cycle: OrderCycle | None
    order: Order | None
    next_deliveries: tuple[Delivery, ...]
    has_ordered_before: bool
    cuts: tuple[AllocationLine, ...]


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
    """The round whose goods are on the floor."""

    cycles: tuple[OrderCycle, ...]


def hub_home(*, actor: Actor, hub_id: int, now: datetime) -> HubHome:
    """Return the hub's unfinished rounds.

    Raises
    ------
    NotPermittedError
        When ``actor`` does not see the whole hub.
    """
    require(actor, Permission.SEE_HUB, hub_id=hub_id)
    cycles = OrderCycle.objects.filter(hub_id=hub_id).order_by("-delivery_day")[:SHOWN_CYCLES]
    states = [stage_state(cycle, now=now) for cycle in cycles]
    unfinished = [state for state in states if state.next_stage is not None]
    return HubHome(tuple(reversed(unfinished)))


def unit_home(*, actor: Actor, unit: BuyerUnit, now: datetime) -> UnitHome:
    """Return what a unit needs to know this morning."""
    cycle = next(iter(open_cycles(hub_id=unit.hub_id, now=now)), None)
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
        cycles=tuple(cycles_to_fill(hub_id=hub_id, today=today)),
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
    return TeamHome(tuple(cycles[:SHOWN_CYCLES]))


def _cuts(actor: Actor, purchase: PurchaseOrder) -> tuple[ProducerCut, ...]:
    rows = producer_cuts(
        actor=actor,
        hub_id=purchase.hub_id,
        producer_id=purchase.producer_id,
        cycle_id=purchase.cycle_id,
    )
    variants = Variant.objects.select_related("product").in_bulk([row[0] for row in rows])
    return tuple(ProducerCut(variants[pk], wanted, given) for pk, wanted, given in rows)
