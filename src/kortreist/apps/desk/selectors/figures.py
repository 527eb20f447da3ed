"""A cycle in numbers, counted from the rooms' own rows."""

from dataclasses import dataclass, field

from django.db.models import Count, Exists, F, OuterRef, Q

from kortreist.apps.billing.models import Document, DocumentKind
from kortreist.apps.catalogue.models import ChargeBy
from kortreist.apps.fulfilment.models import Delivery
from kortreist.apps.fulfilment.selectors.draws import drawn_not_weighed_up
from kortreist.apps.fulfilment.selectors.goods_in import IS_OVER, IS_SHORT, IS_WAITING
from kortreist.apps.fulfilment.selectors.packing import RoundFigures, round_figures
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
    SubstitutionStatus,
    WeightQuestion,
    WeightStatus,
)
from kortreist.apps.trading.selectors.standing import runs_of_cycle


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
    filled = OrderLine.objects.filter(order=OuterRef("pk"), ordered_count__gt=0)
    orders = Order.objects.filter(hub_id=cycle.hub_id, cycle=cycle).aggregate(
        orders=Count("pk", filter=Q(status=OrderStatus.PLACED)),
        baskets=Count("pk", filter=Q(Q(status=OrderStatus.BASKET), Exists(filled))),
    )
    return CycleFigures(
        **orders,
        **_order_lines(cycle),
        **_purchases(cycle),
        **_charges(cycle),
        **_weights(cycle),
        **runs_of_cycle(hub_id=cycle.hub_id, cycle_id=cycle.pk),
        drawn_not_weighed_up=drawn_not_weighed_up(hub_id=cycle.hub_id, cycle_id=cycle.pk),
        orders_not_planned=_orders_not_planned(cycle),
        substitutes_waiting=_substitutes_waiting(cycle),
        deliveries=round_figures(hub_id=cycle.hub_id, cycle_id=cycle.pk),
        documents=_documents(cycle),
    )


def _order_lines(cycle: OrderCycle) -> dict[str, int]:
    usual = F("packed_count") * F("content_amount")
    weighed = Q(charge_by=ChargeBy.MEASURED, packed_count__gt=0)
    most = (usual * 10_000 + usual * F("tolerance_bp")) / 10_000
    least = (usual * 10_000 - usual * F("tolerance_bp") + 9_999) / 10_000
    placed = OrderLine.objects.filter(
        hub_id=cycle.hub_id,
        order__cycle=cycle,
        order__status=OrderStatus.PLACED,
        ordered_count__gt=0,
    )
    return placed.aggregate(
        lines=Count("pk"),
        lines_cut=Count("pk", filter=Q(confirmed_count__lt=F("ordered_count"))),
        packed_short=Count("pk", filter=Q(packed_count__lt=F("confirmed_count"))),
        outside_tolerance=Count(
            "pk", filter=weighed & (Q(packed_amount__gt=most) | Q(packed_amount__lt=least))
        ),
        returned=Count("pk", filter=Q(delivered_count__lt=F("packed_count"))),
    )


def _purchases(cycle: OrderCycle) -> dict[str, int]:
    sent = PurchaseOrder.objects.filter(
        hub_id=cycle.hub_id, cycle=cycle, status=PurchaseStatus.SENT
    )
    orders = sent.aggregate(
        purchases=Count("pk"),
        purchases_not_promised=Count("pk", filter=Q(promised_at__isnull=True)),
    )
    credited = ChargeLine.objects.filter(
        purchase_line=OuterRef("pk"), cycle=cycle, side=Side.PRODUCER
    )
    # On consignment nothing is owed for before it is sold.
    is_owed = Q(received_amount__gt=0, ownership=Ownership.OWNED)
    lines = PurchaseLine.objects.filter(
        Q(ordered_count__gt=0) | Q(received_count__gt=0), purchase_order__in=sent
    ).aggregate(
        purchase_lines=Count("pk"),
        purchase_lines_waiting=Count("pk", filter=IS_WAITING & ~Q(promised_count=0)),
        received_short=Count("pk", filter=IS_SHORT),
        received_over=Count("pk", filter=IS_OVER),
        received_not_weighed_up=Count("pk", filter=Q(~Exists(credited), is_owed)),
    )
    return orders | lines


def _orders_not_planned(cycle: OrderCycle) -> int:
    """Count the orders with something to bring that nobody has planned a delivery for."""
    planned = Delivery.objects.filter(order=OuterRef("order"))
    lines = OrderLine.objects.filter(
        ~Exists(planned),
        hub_id=cycle.hub_id,
        order__cycle=cycle,
        order__status=OrderStatus.PLACED,
        confirmed_count__gt=0,
    )
    return int(lines.aggregate(orders=Count("order", distinct=True))["orders"])


def _weights(cycle: OrderCycle) -> dict[str, int]:
    """Count the delivered lines whose weight nobody has agreed to: they stand on no invoice."""
    return WeightQuestion.objects.filter(
        hub_id=cycle.hub_id, line__order__cycle=cycle, line__delivered_count__gt=0
    ).aggregate(
        weights_waiting=Count("pk", filter=Q(status=WeightStatus.WAITING)),
        weights_refused=Count("pk", filter=Q(status=WeightStatus.REFUSED)),
    )


def _substitutes_waiting(cycle: OrderCycle) -> int:
    return cycle.substitutions.filter(status=SubstitutionStatus.PROPOSED).count()


def _charges(cycle: OrderCycle) -> dict[str, int]:
    waiting = Q(documented_at__isnull=True)
    is_claim = Q(reason=ChargeReason.CLAIM)
    # Each order counts when something of it is ready to be invoiced; what waits is not.
    open_questions = WeightQuestion.objects.filter(
        hub_id=cycle.hub_id, line__order__cycle=cycle, status__in=OPEN_QUESTIONS
    ).values("line")
    is_ready = ~Q(order_line__in=open_questions) | Q(order_line__isnull=True)
    return ChargeLine.objects.filter(hub_id=cycle.hub_id, cycle=cycle).aggregate(
        deliveries_not_invoiced=Count(
            "order", distinct=True, filter=waiting & Q(side=Side.BUYER) & ~is_claim & is_ready
        ),
        claims_not_credited=Count("pk", filter=waiting & is_claim & Q(side=Side.BUYER)),
        producers_not_settled=Count(
            "producer", distinct=True, filter=waiting & Q(side=Side.PRODUCER)
        ),
    )


def _documents(cycle: OrderCycle) -> dict[str, int]:
    rows = (
        Document.objects.filter(hub_id=cycle.hub_id, cycle=cycle)
        .order_by()
        .values_list("kind")
        .annotate(documents=Count("pk"))
    )
    return dict.fromkeys(DocumentKind.values, 0) | dict(rows)
