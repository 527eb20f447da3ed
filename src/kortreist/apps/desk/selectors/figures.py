"""A cycle in numbers, counted from the rooms' own rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any, TypeAlias

from django.db.models import Aggregate, Count, Exists, F, OuterRef, Q, QuerySet

from kortreist.apps.billing.models import Document, DocumentKind
from kortreist.apps.catalogue.models import ChargeBy
from kortreist.apps.fulfilment.models import Delivery
from kortreist.apps.fulfilment.selectors.draws import drawn_not_weighed_up
from kortreist.apps.fulfilment.selectors.goods_in import IS_OVER, IS_SHORT, IS_WAITING
from kortreist.apps.fulfilment.selectors.packing import RoundFigures, figures_of_rounds
from kortreist.apps.trading.models import (
    OPEN_QUESTIONS,
    ChargeLine,
    ChargeReason,
    Order,
    OrderCycle,
    OrderLine,
    OrderStatus,
    Ownership,
    PurchaseLine,
    PurchaseOrder,
    PurchaseStatus,
    Side,
    StandingRun,
    Substitution,
    SubstitutionStatus,
    WeightQuestion,
    WeightStatus,
)
from kortreist.apps.trading.selectors.standing import TROUBLE_FIRST

Counts: TypeAlias = dict[str, int]


@dataclass(frozen=True, slots=True)
class CycleFigures:
    """A cycle in numbers."""

    orders: int
    baskets: int
    lines: int
    lines_cut: int
    purchases: int
    purchases_not_promised: int
    purchase_lines: int
    purchase_lines_waiting: int
    received_short: int
    received_over: int
    received_not_weighed_up: int
    drawn_not_weighed_up: int
    packed_short: int
    outside_tolerance: int
    returned: int
    deliveries: RoundFigures
    orders_not_planned: int
    deliveries_not_invoiced: int
    weights_waiting: int
    weights_refused: int
    substitutes_waiting: int
    claims_not_credited: int
    producers_not_settled: int
    standing: int
    standing_failed: int
    documents: dict[str, int] = field(default_factory=dict)

    @property
    def not_weighed_up(self) -> int:
        """Delivery lines and goods from stock that the producers' side says nothing of yet."""
        return self.received_not_weighed_up + self.drawn_not_weighed_up

    @property
    def not_packed(self) -> int:
        """Deliveries that are not ready, and orders that have none yet."""
        return self.deliveries.deliveries - self.deliveries.packed + self.orders_not_planned

    @property
    def not_delivered(self) -> int:
        """Deliveries that are not handed over, and orders that have none yet."""
        return self.deliveries.deliveries - self.deliveries.delivered + self.orders_not_planned

    @property
    def weights_open(self) -> int:
        """Delivered lines that stand on no invoice until somebody has said yes."""
        return self.weights_waiting + self.weights_refused


def cycle_figures(cycle: OrderCycle) -> CycleFigures:
    """Count a cycle's rows, in twelve queries."""
    return figures_of(hub_id=cycle.hub_id, cycle_ids=[cycle.pk])[cycle.pk]


def figures_of(*, hub_id: int, cycle_ids: Sequence[int]) -> dict[int, CycleFigures]:
    """Count the rows of several cycles of a hub, in twelve queries however many they are."""
    counting = _Counting(hub_id, cycle_ids)
    counts = [
        _orders(counting),
        _order_lines(counting),
        _purchases(counting),
        _purchase_lines(counting),
        _charges(counting),
        _weights(counting),
        _substitutes(counting),
        _standing(counting),
        _orders_not_planned(counting),
    ]
    drawn = drawn_not_weighed_up(hub_id=hub_id, cycle_ids=cycle_ids)
    deliveries = figures_of_rounds(hub_id=hub_id, cycle_ids=cycle_ids)
    documents = _documents(counting)
    return {
        pk: CycleFigures(
            **reduce(or_, (each[pk] for each in counts)),
            drawn_not_weighed_up=drawn[pk],
            deliveries=deliveries[pk],
            documents=documents[pk],
        )
        for pk in cycle_ids
    }


@dataclass(frozen=True, slots=True)
class _Counting:
    """Which cycles are counted."""

    hub_id: int
    cycle_ids: Sequence[int]

    def by_cycle(
        self, rows: "QuerySet[Any]", path: str, **counts: Aggregate
    ) -> dict[int, Counts]:  # Any: each room's rows
        """Count rows by the cycle a path leads to; where there are none, none of anything."""
        found: dict[int, Counts] = {
            row.pop("of_cycle"): row
            for row in rows.filter(**{"hub_id": self.hub_id, f"{path}__in": self.cycle_ids})
            .order_by()
            .values(of_cycle=F(path))
            .annotate(**counts)
        }
        return {pk: found.get(pk, dict.fromkeys(counts, 0)) for pk in self.cycle_ids}


def _orders(counting: _Counting) -> dict[int, Counts]:
    filled = OrderLine.objects.filter(order=OuterRef("pk"), ordered_count__gt=0)
    return counting.by_cycle(
        Order.objects.all(),
        "cycle",
        orders=Count("pk", filter=Q(status=OrderStatus.PLACED)),
        baskets=Count("pk", filter=Q(Q(status=OrderStatus.BASKET), Exists(filled))),
    )


def _order_lines(counting: _Counting) -> dict[int, Counts]:
    usual = F("packed_count") * F("content_amount")
    weighed = Q(charge_by=ChargeBy.MEASURED, packed_count__gt=0)
    most = (usual * 10_000 + usual * F("tolerance_bp")) / 10_000
    least = (usual * 10_000 - usual * F("tolerance_bp") + 9_999) / 10_000
    return counting.by_cycle(
        OrderLine.objects.filter(order__status=OrderStatus.PLACED, ordered_count__gt=0),
        "order__cycle",
        lines=Count("pk"),
        lines_cut=Count("pk", filter=Q(confirmed_count__lt=F("ordered_count"))),
        packed_short=Count("pk", filter=Q(packed_count__lt=F("confirmed_count"))),
        outside_tolerance=Count(
            "pk", filter=weighed & (Q(packed_amount__gt=most) | Q(packed_amount__lt=least))
        ),
        returned=Count("pk", filter=Q(delivered_count__lt=F("packed_count"))),
    )


def _purchases(counting: _Counting) -> dict[int, Counts]:
    return counting.by_cycle(
        PurchaseOrder.objects.filter(status=PurchaseStatus.SENT),
        "cycle",
        purchases=Count("pk"),
        purchases_not_promised=Count("pk", filter=Q(promised_at__isnull=True)),
    )


def _purchase_lines(counting: _Counting) -> dict[int, Counts]:
    credited = ChargeLine.objects.filter(
        purchase_line=OuterRef("pk"),
        cycle=OuterRef("purchase_order__cycle"),
        side=Side.PRODUCER,
    )
    # On consignment nothing is owed for before it is sold.
    is_owed = Q(received_amount__gt=0, ownership=Ownership.OWNED)
    return counting.by_cycle(
        PurchaseLine.objects.filter(
            Q(ordered_count__gt=0) | Q(received_count__gt=0),
            purchase_order__status=PurchaseStatus.SENT,
        ),
        "purchase_order__cycle",
        purchase_lines=Count("pk"),
        purchase_lines_waiting=Count("pk", filter=IS_WAITING & ~Q(promised_count=0)),
        received_short=Count("pk", filter=IS_SHORT),
        received_over=Count("pk", filter=IS_OVER),
        received_not_weighed_up=Count("pk", filter=Q(~Exists(credited), is_owed)),
    )


def _orders_not_planned(counting: _Counting) -> dict[int, Counts]:
    """Count the orders with something to bring that nobody has planned a delivery for."""
    planned = Delivery.objects.filter(order=OuterRef("order"))
    lines = OrderLine.objects.filter(
        ~Exists(planned), order__status=OrderStatus.PLACED, confirmed_count__gt=0
    )
    return counting.by_cycle(
        lines, "order__cycle", orders_not_planned=Count("order", distinct=True)
    )


def _weights(counting: _Counting) -> dict[int, Counts]:
    """Count the delivered lines whose weight nobody has agreed to: they stand on no invoice."""
    return counting.by_cycle(
        WeightQuestion.objects.filter(line__delivered_count__gt=0),
        "line__order__cycle",
        weights_waiting=Count("pk", filter=Q(status=WeightStatus.WAITING)),
        weights_refused=Count("pk", filter=Q(status=WeightStatus.REFUSED)),
    )


def _substitutes(counting: _Counting) -> dict[int, Counts]:
    waiting = Substitution.objects.filter(status=SubstitutionStatus.PROPOSED)
    return counting.by_cycle(waiting, "cycle", substitutes_waiting=Count("pk"))


def _standing(counting: _Counting) -> dict[int, Counts]:
    return counting.by_cycle(
        StandingRun.objects.all(),
        "cycle",
        standing=Count("pk"),
        standing_failed=Count("pk", filter=Q(outcome__in=TROUBLE_FIRST[:2])),
    )


def _charges(counting: _Counting) -> dict[int, Counts]:
    waiting = Q(documented_at__isnull=True)
    is_claim = Q(reason=ChargeReason.CLAIM)
    # Each order counts when something of it is ready to be invoiced; what waits is not.
    open_questions = WeightQuestion.objects.filter(
        hub_id=counting.hub_id,
        line__order__cycle__in=counting.cycle_ids,
        status__in=OPEN_QUESTIONS,
    ).values("line")
    is_ready = ~Q(order_line__in=open_questions) | Q(order_line__isnull=True)
    return counting.by_cycle(
        ChargeLine.objects.all(),
        "cycle",
        deliveries_not_invoiced=Count(
            "order", distinct=True, filter=waiting & Q(side=Side.BUYER) & ~is_claim & is_ready
        ),
        claims_not_credited=Count("pk", filter=waiting & is_claim & Q(side=Side.BUYER)),
        producers_not_settled=Count(
            "producer", distinct=True, filter=waiting & Q(side=Side.PRODUCER)
        ),
    )


def _documents(counting: _Counting) -> dict[int, Counts]:
    counts = {pk: dict.fromkeys(DocumentKind.values, 0) for pk in counting.cycle_ids}
    rows = (
        Document.objects.filter(hub_id=counting.hub_id, cycle__in=counting.cycle_ids)
        .order_by()
        .values_list("cycle_id", "kind")
        .annotate(documents=Count("pk"))
    )
    for cycle_id, kind, documents in rows:
        counts[cycle_id][kind] = documents
    return counts
