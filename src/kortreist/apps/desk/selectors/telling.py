"""Who is to be told what of a round."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet, Sum

from kortreist.apps.actors.models import BuyerUnit, ClosedDay, Organisation
from kortreist.apps.actors.selectors.parties import producers_of
from kortreist.apps.catalogue.models import Variant
from kortreist.apps.desk.models import NoticeKind, RoundNotice
from kortreist.apps.trading.models import (
    CycleStatus,
    Offer,
    Order,
    OrderCycle,
    OrderLine,
    OrderStatus,
    RuleKind,
)

# Who did so in most of the latest rounds does so usually.
LOOKED_AT = 4
USUALLY = 2
A_DAY = timedelta(days=1)


def rounds_to_tell_of(*, now: datetime) -> list[tuple[OrderCycle, NoticeKind]]:
    """Return the rounds that somebody is to be told of now, and what; of each once.

    Days on which one can order at any time are no rounds: nobody is told that one opens.
    """
    opened = Q(status=CycleStatus.OPEN, closes_at__gt=now)
    closed = Q(status__in=(CycleStatus.CLOSED, CycleStatus.ALLOCATED))
    rows = (
        OrderCycle.objects.filter(opened | closed, delivery_day__gte=now.date() - A_DAY)
        .exclude(rule__kind=RuleKind.ANY_DAY)
        .select_related("hub")
        .order_by("pk")
    )
    told = set(RoundNotice.objects.filter(cycle__in=rows).values_list("cycle_id", "kind"))
    wanted = [(cycle, kind) for cycle in rows for kind in _kinds(cycle, now)]
    return [(cycle, kind) for cycle, kind in wanted if (cycle.pk, kind) not in told]


def reminds_at(cycle: OrderCycle) -> datetime:
    """Return when a round's reminder is due: a day before it closes, or half-way in a short one."""
    return cycle.closes_at - min(A_DAY, (cycle.closes_at - cycle.opens_at) / 2)


def units_that_may_order(cycle: OrderCycle) -> QuerySet[BuyerUnit]:
    """Return the hub's units that take a delivery that day."""
    closed = ClosedDay.objects.filter(day=cycle.delivery_day).values("unit_id")
    units = BuyerUnit.objects.filter(hub_id=cycle.hub_id, archived_at__isnull=True)
    return units.exclude(pk__in=closed).order_by("pk")


def units_to_remind(cycle: OrderCycle) -> QuerySet[BuyerUnit]:
    """Return the units that usually order, and have not sent an order in this round."""
    before = _rounds_before(cycle)
    usual = (
        Order.objects.filter(cycle__in=before, status=OrderStatus.PLACED)
        .values("unit_id")
        .annotate(times=Count("pk"))
        .filter(times__gte=min(USUALLY, max(1, len(before))))
    )
    placed = Order.objects.filter(cycle=cycle, status=OrderStatus.PLACED)
    return (
        units_that_may_order(cycle)
        .filter(pk__in=usual.values("unit_id"))
        .exclude(pk__in=placed.values("unit_id"))
    )


def producers_to_tell(cycle: OrderCycle) -> QuerySet[Organisation]:
    """Return the producers that sell through the hub on the day of delivery."""
    sellers = producers_of(hub_id=cycle.hub_id, on=cycle.delivery_day)
    return Organisation.objects.filter(pk__in=sellers.values("organisation_id")).order_by("pk")


def producers_to_remind(cycle: OrderCycle) -> QuerySet[Organisation]:
    """Return the producers that usually have something, and have not said what this time."""
    before = _rounds_before(cycle)
    usual = (
        Offer.objects.filter(cycle__in=before)
        .values("producer_id")
        .annotate(times=Count("cycle", distinct=True))
        .filter(times__gte=min(USUALLY, max(1, len(before))))
    )
    said = Offer.objects.filter(cycle=cycle, offered_packs__gt=0)
    return (
        producers_to_tell(cycle)
        .filter(pk__in=usual.values("producer_id"))
        .exclude(pk__in=said.values("producer_id"))
    )


def ordered_of_producers(cycle: OrderCycle) -> Mapping[int, list[tuple[Variant, int]]]:
    """Return what kitchens have ordered in a round of each producer, in packs."""
    rows = (
        OrderLine.objects.filter(
            order__cycle=cycle, order__status=OrderStatus.PLACED, ordered_count__gt=0
        )
        .values(maker=F("offer__producer_id"), sold=F("offer__variant_id"))
        .annotate(packs=Sum("ordered_count"))
        .order_by("maker", "sold")
    )
    variants = Variant.objects.select_related("product").in_bulk([row["sold"] for row in rows])
    found: dict[int, list[tuple[Variant, int]]] = defaultdict(list)
    for row in rows:
        found[row["maker"]].append((variants[row["sold"]], row["packs"]))
    return found


def _kinds(cycle: OrderCycle, now: datetime) -> list[NoticeKind]:
    if cycle.status != CycleStatus.OPEN:
        return [NoticeKind.CLOSED]
    return [NoticeKind.OPENED] + [NoticeKind.CLOSES_SOON] * (reminds_at(cycle) <= now)


def _rounds_before(cycle: OrderCycle) -> list[int]:
    before = OrderCycle.objects.filter(
        hub_id=cycle.hub_id, delivery_day__lt=cycle.delivery_day
    ).exclude(status__in=(CycleStatus.DRAFT, CycleStatus.OPEN))
    return list(before.order_by("-delivery_day").values_list("pk", flat=True)[:LOOKED_AT])
