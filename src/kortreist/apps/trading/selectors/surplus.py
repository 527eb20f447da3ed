"""What nobody has claimed in an open round, who tends to buy it, and what came of telling them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, Sum

from kortreist.apps.actors.models import BuyerUnit
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.selectors.calendars import takes_delivery_weekday, units_closed_on
from kortreist.apps.catalogue.models import SupplyMode
from kortreist.apps.catalogue.suitability import is_suitable
from kortreist.apps.messages.models import Kind
from kortreist.apps.messages.selectors.reach import Reach, read_reach
from kortreist.apps.trading.models import (
    CycleStatus,
    Offer,
    OrderCycle,
    OrderLine,
    OrderStatus,
    SurplusNotice,
)
from kortreist.apps.trading.selectors.cycles import accepts_orders
from kortreist.kernel.periods import oslo_date

# So many earlier rounds tell what a kitchen tends to buy.
ROUNDS_BACK = 6


@dataclass(frozen=True, slots=True)
class Surplus:
    """An offer with packs that nobody has claimed."""

    offer: Offer
    packs: int


@dataclass(frozen=True, slots=True)
class Told:
    """A unit that was told, with what it was told of and what it ordered of that."""

    notice: SurplusNotice
    goods: int
    ordered_packs: int


def unclaimed(cycle: OrderCycle, *, now: datetime) -> list[Surplus]:
    """Return the offers of a cycle with packs left that may be told of, by name."""
    claimed = dict(
        OrderLine.objects.filter(
            hub_id=cycle.hub_id, order__cycle=cycle, order__status=OrderStatus.PLACED
        )
        .order_by()
        .values_list("offer_id")
        .annotate(packs=Sum("ordered_count"))
    )
    offers = (
        Offer.objects.filter(
            Q(closes_at__isnull=True) | Q(closes_at__gt=now),
            hub_id=cycle.hub_id,
            cycle=cycle,
            # The law forbids to advertise it.
            variant__product__is_alcohol=False,
        )
        .select_related("variant__product__group", "producer")
        .order_by("variant__product__sort_key", "pk")
    )
    rows = (Surplus(offer, _left(offer, claimed.get(offer.pk, 0))) for offer in offers)
    return [row for row in rows if row.packs >= row.offer.variant.order_multiple]


def count_unclaimed(cycle: OrderCycle, *, now: datetime) -> int:
    """Return how many kinds of goods are left in a cycle, as long as it takes orders."""
    return len(unclaimed(cycle, now=now)) if accepts_orders(cycle, now) else 0


def takers_of(
    cycle: OrderCycle, left: Collection[Surplus], reach: Reach
) -> dict[BuyerUnit, list[int]]:
    """Return the units to tell, each with the offers it tends to buy, its own goods first.

    Left out is who has turned such news off, or cannot be reached; ``reach`` is the hub's.
    """
    variants, groups = _bought(cycle)
    have = _on_order(cycle)
    closed = units_closed_on(hub_id=cycle.hub_id, day=cycle.delivery_day)
    units = BuyerUnit.objects.filter(hub_id=cycle.hub_id, archived_at__isnull=True, pk__in=variants)
    wanted: dict[BuyerUnit, list[int]] = {}
    for unit in units.order_by("pk"):
        if unit.pk in closed or not takes_delivery_weekday(unit, cycle.delivery_day):
            continue
        if not reach.unit(unit, Kind.SURPLUS):
            continue
        offers = [
            row.offer
            for row in left
            if row.offer.variant_id not in have[unit.pk]
            and (
                row.offer.variant_id in variants[unit.pk]
                or row.offer.variant.product.group_id in groups[unit.pk]
            )
            and is_suitable(row.offer.variant.product, unit.kind)
        ]
        known = variants[unit.pk]
        offers.sort(key=lambda offer: offer.variant_id not in known)
        if offers:
            wanted[unit] = [offer.pk for offer in offers]
    return wanted


def waiting_to_be_told(
    *, actor: Actor, cycle: OrderCycle, left: Collection[Surplus], now: datetime
) -> int:
    """Return how many units tend to buy something of what is left and were not told of it."""
    require(actor, Permission.SEE_HUB, hub_id=cycle.hub_id)
    if not left:
        return 0
    reach = read_reach(hub_id=cycle.hub_id, on=oslo_date(now))
    told = SurplusNotice.objects.filter(hub_id=cycle.hub_id, cycle=cycle)
    known = set(told.values_list("unit_id", flat=True))
    return sum(unit.pk not in known for unit in takers_of(cycle, left, reach))


def list_told(*, actor: Actor, cycle: OrderCycle) -> list[Told]:
    """Return who was told of what was left in a cycle, and what came of it."""
    require(actor, Permission.SEE_HUB, hub_id=cycle.hub_id)
    notices = SurplusNotice.objects.filter(hub_id=cycle.hub_id, cycle=cycle).select_related("unit")
    ordered: dict[tuple[int, int], int] = {
        (unit, offer): packs
        for unit, offer, packs in OrderLine.objects.filter(
            hub_id=cycle.hub_id, order__cycle=cycle, order__status=OrderStatus.PLACED
        ).values_list("order__unit_id", "offer_id", "ordered_count")
    }
    return [
        Told(
            notice=notice,
            goods=len(notice.goods),
            ordered_packs=sum(ordered.get((notice.unit_id, pk), 0) for pk, _packs in notice.goods),
        )
        for notice in notices.order_by("unit__name", "pk")
    ]


def _left(offer: Offer, claimed: int) -> int:
    if offer.supply_mode == SupplyMode.RESERVE:
        return offer.packs_left
    return max(0, offer.offered_packs - claimed)


def _bought(cycle: OrderCycle) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    """Return the variants and the groups that units have ordered in the latest rounds."""
    latest = (
        OrderCycle.objects.filter(hub_id=cycle.hub_id, delivery_day__lt=cycle.delivery_day)
        .exclude(status__in=(CycleStatus.DRAFT, CycleStatus.OPEN))
        .order_by("-delivery_day", "-pk")
        .values_list("pk", flat=True)[:ROUNDS_BACK]
    )
    rows = OrderLine.objects.filter(
        hub_id=cycle.hub_id,
        order__cycle__in=list(latest),
        order__status=OrderStatus.PLACED,
        ordered_count__gt=0,
    ).values_list("order__unit_id", "variant_id", "variant__product__group_id")
    variants: dict[int, set[int]] = defaultdict(set)
    groups: dict[int, set[int]] = defaultdict(set)
    for unit, variant, group in rows.order_by().distinct():
        variants[unit].add(variant)
        groups[unit].add(group)
    return variants, groups


def _on_order(cycle: OrderCycle) -> dict[int, set[int]]:
    """Return what units have on their orders already, sent or not."""
    have: dict[int, set[int]] = defaultdict(set)
    rows = OrderLine.objects.filter(hub_id=cycle.hub_id, order__cycle=cycle, ordered_count__gt=0)
    for unit, variant in rows.values_list("order__unit_id", "variant_id"):
        have[unit].add(variant)
    return have
