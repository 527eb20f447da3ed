"""How far a cycle has come, read from what the rooms have written: never from a note of its own."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from django.db.models import Count, Exists, F, OuterRef, Q

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.billing.models import Document, DocumentKind
from kortreist.apps.catalogue.models import ChargeBy
from kortreist.apps.desk.models import CycleStage, StageRun
from kortreist.apps.fulfilment.selectors.goods_in import IS_OVER, IS_SHORT, IS_WAITING
from kortreist.apps.fulfilment.selectors.packing import RoundFigures, round_figures
from kortreist.apps.trading.models import (
    ChargeLine,
    ChargeReason,
    CycleStatus,
    Order,
    OrderCycle,
    OrderLine,
    OrderStatus,
    PurchaseLine,
    PurchaseOrder,
    PurchaseStatus,
    Side,
)
from kortreist.apps.trading.selectors.cycles import overdue
from kortreist.apps.trading.selectors.identity import cycle_identity
from kortreist.engines.pricing import IdentityReport


class Wrong(StrEnum):
    """What a coordinator wants to know of at a stage; the words are the page's."""

    OVERDUE = "overdue"
    NOT_PLACED = "not_placed"
    CUT = "cut"
    NOT_PROMISED = "not_promised"
    RECEIVED_SHORT = "received_short"
    RECEIVED_OVER = "received_over"
    PACKED_SHORT = "packed_short"
    OUTSIDE_TOLERANCE = "outside_tolerance"
    RETURNED = "returned"
    CLAIM_NOT_CREDITED = "claim_not_credited"
    NOT_WEIGHED_UP = "not_weighed_up"
    DOES_NOT_BALANCE = "does_not_balance"


# What stops the stage it is at; the others are only good to know.
STOPS = frozenset({Wrong.OVERDUE, Wrong.DOES_NOT_BALANCE})


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as planned, and how many of it; for money, by how many øre."""

    code: Wrong
    count: int


class Standing(StrEnum):
    """Where a stage stands, as `ui.components.Step` has it."""

    DONE = "done"
    CURRENT = "current"
    PROBLEM = "problem"
    TODO = "todo"


@dataclass(frozen=True, slots=True)
class StageState:
    """One stage of a cycle.

    ``left`` is what still waits there: lines to receive, deliveries to pack or hand over,
    deliveries to invoice, producers to settle with. ``run`` is the conductor's last try at it.
    """

    stage: CycleStage
    standing: Standing
    left: int
    findings: tuple[Finding, ...]
    run: StageRun | None


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
    packed_short: int
    outside_tolerance: int
    returned: int
    deliveries: RoundFigures
    orders_to_bring: int
    deliveries_not_invoiced: int
    claims_not_credited: int
    producers_not_settled: int
    documents: dict[str, int] = field(default_factory=dict)

    @property
    def not_packed(self) -> int:
        """Deliveries that are not ready; before they are planned, the orders they will be for."""
        planned = self.deliveries.deliveries
        return planned - self.deliveries.packed if planned else self.orders_to_bring

    @property
    def not_delivered(self) -> int:
        """Deliveries that are not handed over."""
        planned = self.deliveries.deliveries
        return planned - self.deliveries.delivered if planned else self.orders_to_bring


@dataclass(frozen=True, slots=True)
class CycleState:
    """All stages of a cycle, its figures and its money."""

    cycle: OrderCycle
    stages: tuple[StageState, ...]
    figures: CycleFigures
    identity: IdentityReport

    @property
    def next_stage(self) -> StageState | None:
        """The first stage that is not done; None when all are."""
        return next((row for row in self.stages if row.standing != Standing.DONE), None)

    def at(self, stage: CycleStage) -> StageState:
        """Return one stage of the nine."""
        return next(row for row in self.stages if row.stage == stage)


def get_stage_state(*, actor: Actor, cycle: OrderCycle, now: datetime) -> CycleState:
    """Return how far a cycle has come, for those who see the hub."""
    require(actor, Permission.SEE_HUB, hub_id=cycle.hub_id)
    return stage_state(cycle, now=now)


def stage_state(cycle: OrderCycle, *, now: datetime) -> CycleState:
    """Return how far a cycle has come, in nine queries however large it is."""
    figures = cycle_figures(cycle)
    identity = cycle_identity(hub_id=cycle.hub_id, cycle_id=cycle.pk)
    runs = {run.stage: run for run in StageRun.objects.filter(cycle=cycle)}
    findings = _findings(cycle, figures, identity, now)
    left = _left(cycle, figures)
    stages: list[StageState] = []
    is_reached = True
    for stage in CycleStage:
        found = tuple(row for row in findings.get(stage, ()) if row.count)
        is_done = is_reached and _is_done(cycle, stage, left)
        stages.append(
            StageState(
                stage=stage,
                standing=_standing(found, is_done=is_done, is_reached=is_reached),
                left=left.get(stage, 0),
                findings=found,
                run=runs.get(stage),
            )
        )
        is_reached = is_done
    return CycleState(cycle, tuple(stages), figures, identity)


def cycle_figures(cycle: OrderCycle) -> CycleFigures:
    """Count a cycle's rows, in seven queries."""
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
        orders_to_bring=Count("order", distinct=True, filter=Q(confirmed_count__gt=0)),
    )


def _purchases(cycle: OrderCycle) -> dict[str, int]:
    sent = PurchaseOrder.objects.filter(
        hub_id=cycle.hub_id, cycle=cycle, status=PurchaseStatus.SENT
    )
    orders = sent.aggregate(
        purchases=Count("pk"),
        purchases_not_promised=Count("pk", filter=Q(promised_at__isnull=True)),
    )
    credited = ChargeLine.objects.filter(purchase_line=OuterRef("pk"), side=Side.PRODUCER)
    lines = PurchaseLine.objects.filter(
        Q(ordered_count__gt=0) | Q(received_count__gt=0), purchase_order__in=sent
    ).aggregate(
        purchase_lines=Count("pk"),
        purchase_lines_waiting=Count("pk", filter=IS_WAITING & ~Q(promised_count=0)),
        received_short=Count("pk", filter=IS_SHORT),
        received_over=Count("pk", filter=IS_OVER),
        received_not_weighed_up=Count("pk", filter=Q(~Exists(credited), received_amount__gt=0)),
    )
    return orders | lines


def _charges(cycle: OrderCycle) -> dict[str, int]:
    waiting = Q(documented_at__isnull=True)
    return ChargeLine.objects.filter(hub_id=cycle.hub_id, cycle=cycle).aggregate(
        deliveries_not_invoiced=Count(
            "order", distinct=True, filter=waiting & Q(side=Side.BUYER, amount_ore__gte=0)
        ),
        claims_not_credited=Count(
            "pk", filter=waiting & Q(side=Side.BUYER, reason=ChargeReason.CLAIM)
        ),
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


def _left(cycle: OrderCycle, figures: CycleFigures) -> dict[CycleStage, int]:
    if cycle.status != CycleStatus.ORDERED:
        return {}
    return {
        CycleStage.RECEIVE: figures.purchase_lines_waiting,
        CycleStage.PACK: figures.not_packed,
        CycleStage.DELIVER: figures.not_delivered,
        CycleStage.INVOICE: figures.deliveries_not_invoiced,
        CycleStage.SETTLE: figures.producers_not_settled or figures.received_not_weighed_up,
    }


def _is_done(cycle: OrderCycle, stage: CycleStage, left: dict[CycleStage, int]) -> bool:
    passed = {
        CycleStage.OPEN: cycle.status != CycleStatus.DRAFT,
        CycleStage.CLOSE: cycle.status not in {CycleStatus.DRAFT, CycleStatus.OPEN},
        CycleStage.ALLOCATE: cycle.status in {CycleStatus.ALLOCATED, CycleStatus.ORDERED},
        CycleStage.ORDER: cycle.status == CycleStatus.ORDERED,
    }
    return passed[stage] if stage in passed else not left.get(stage, 1)


def _standing(found: tuple[Finding, ...], *, is_done: bool, is_reached: bool) -> Standing:
    if is_reached and any(row.code in STOPS for row in found):
        return Standing.PROBLEM
    if is_done:
        return Standing.DONE
    return Standing.CURRENT if is_reached else Standing.TODO


def _findings(
    cycle: OrderCycle, figures: CycleFigures, identity: IdentityReport, now: datetime
) -> dict[CycleStage, Iterator[Finding]]:
    is_weighed_up = bool(figures.purchase_lines) and not figures.received_not_weighed_up
    is_charged = is_weighed_up and not figures.not_delivered
    wrong = {
        CycleStage.CLOSE: {
            Wrong.OVERDUE: int(overdue(cycle, now)),
            Wrong.NOT_PLACED: figures.baskets,
        },
        CycleStage.ALLOCATE: {Wrong.CUT: figures.lines_cut},
        CycleStage.ORDER: {Wrong.NOT_PROMISED: figures.purchases_not_promised},
        CycleStage.RECEIVE: {
            Wrong.RECEIVED_SHORT: figures.received_short,
            Wrong.RECEIVED_OVER: figures.received_over,
        },
        CycleStage.PACK: {
            Wrong.OUTSIDE_TOLERANCE: figures.outside_tolerance,
            Wrong.PACKED_SHORT: figures.packed_short,
        },
        CycleStage.DELIVER: {Wrong.RETURNED: figures.returned},
        CycleStage.INVOICE: {Wrong.CLAIM_NOT_CREDITED: figures.claims_not_credited},
        CycleStage.SETTLE: {
            Wrong.DOES_NOT_BALANCE: identity.difference_ore if is_charged else 0,
            Wrong.NOT_WEIGHED_UP: figures.received_not_weighed_up if is_charged else 0,
        },
    }
    return {
        stage: (Finding(code, count) for code, count in codes.items())
        for stage, codes in wrong.items()
    }
