"""Settlement statements: what each producer is owed for a cycle, figure by figure.

A statement is what the producer's own invoice is made from; the producer, not the hub, issues that.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from kortreist.apps.actors.models import Hub, Organisation
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.billing.errors import (
    CycleDoesNotBalanceError,
    DeliveriesLeftError,
    NotChargedError,
)
from kortreist.apps.billing.models import Document, DocumentKind
from kortreist.apps.billing.services.documents import Draft, DraftLine, issue_documents
from kortreist.apps.billing.services.invoices import deposits_last, mode_of
from kortreist.apps.billing.services.parties import firm_of, paper_language
from kortreist.apps.billing.wording import line_text
from kortreist.apps.fulfilment.models import Delivery, DeliveryStatus
from kortreist.apps.trading.locks import lock_cycle, lock_orders, lock_purchase_lines
from kortreist.apps.trading.models import (
    ChargeKind,
    ChargeLine,
    Order,
    OrderCycle,
    OrderLine,
    OrderStatus,
    Ownership,
    PurchaseLine,
    PurchaseStage,
    Side,
)
from kortreist.apps.trading.selectors.identity import cycle_identity
from kortreist.kernel.periods import oslo_date


@transaction.atomic
def issue_settlements(*, actor: Actor, hub_id: int, cycle_id: int, now: datetime) -> list[Document]:
    """Issue each producer's settlement statement for a cycle, and return the new ones.

    Lines are the producers' credits and claims as they are. A claim that comes after the statement
    gives a new one, which may be below zero, and which names the first. Once more issues nothing.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not issue documents at the hub.
    NotFoundError
        When the cycle is not the hub's.
    DeliveriesLeftError
        When some of the cycle's orders are not delivered yet.
    NotChargedError
        When goods that a producer handed over have not been weighed up, or others since.
    CycleDoesNotBalanceError
        When what buyers pay is not what producers get, fees, margin and freight, less what the hub
        bears.
    """
    require(actor, Permission.ISSUE_DOCUMENTS, hub_id=hub_id)
    cycle = lock_cycle(hub_id=hub_id, cycle_id=cycle_id)
    _lock_what_it_rests_on(cycle)
    _require_delivered(cycle)
    _require_weighed_up(cycle)
    _require_balance(cycle)
    hub = Hub.objects.select_related("organisation__postcode").get(pk=hub_id)
    charges = _charges_to_settle(cycle)
    producers = Organisation.objects.filter(pk__in=charges).select_related("postcode")
    earlier = _earlier(cycle)
    drafts = [
        _draft(hub, cycle, producer, charges[producer.pk], earlier.get(producer.pk), now=now)
        for producer in producers.order_by("pk")
    ]
    return issue_documents(drafts, hub=hub, actor=actor, now=now)


def _lock_what_it_rests_on(cycle: OrderCycle) -> None:
    """Keep doors and goods-in as they are: nothing is handed over or received meanwhile."""
    orders = Order.objects.filter(hub_id=cycle.hub_id, cycle=cycle, status=OrderStatus.PLACED)
    lock_orders(hub_id=cycle.hub_id, order_ids=list(orders.values_list("pk", flat=True)))
    bought = PurchaseLine.objects.filter(hub_id=cycle.hub_id, purchase_order__cycle=cycle)
    lock_purchase_lines(hub_id=cycle.hub_id, line_ids=list(bought.values_list("pk", flat=True)))


def _require_delivered(cycle: OrderCycle) -> None:
    """Let the cycle through when every order that gets anything has been delivered."""
    delivered = Delivery.objects.filter(order=OuterRef("pk"), status=DeliveryStatus.DELIVERED)
    planned = Delivery.objects.filter(order=OuterRef("pk"))
    gets_something = OrderLine.objects.filter(order=OuterRef("pk")).exclude(confirmed_count=0)
    left = (
        Order.objects.filter(hub_id=cycle.hub_id, cycle=cycle, status=OrderStatus.PLACED)
        .exclude(Exists(delivered))
        .filter(Exists(planned) | Exists(gets_something))
        .count()
    )
    if left:
        raise DeliveriesLeftError(left=left)


def _require_weighed_up(cycle: OrderCycle) -> None:
    credited = ChargeLine.objects.filter(
        purchase_line=OuterRef("pk"), cycle=cycle, side=Side.PRODUCER
    )
    as_received = credited.filter(
        count=OuterRef("received_count"), amount=OuterRef("received_amount")
    )
    missing = PurchaseLine.objects.filter(
        Q(received_amount__gt=0) | Exists(credited),
        ~Exists(as_received),
        # Goods on consignment are credited for as they are sold; the balance tells.
        ownership=Ownership.OWNED,
        hub_id=cycle.hub_id,
        purchase_order__cycle=cycle,
    ).count()
    if missing:
        raise NotChargedError(missing=missing)


def _require_balance(cycle: OrderCycle) -> None:
    report = cycle_identity(hub_id=cycle.hub_id, cycle_id=cycle.pk)
    if not report.is_balanced:
        raise CycleDoesNotBalanceError(difference_ore=report.difference_ore)


def _charges_to_settle(cycle: OrderCycle) -> dict[int, list[ChargeLine]]:
    charges: dict[int, list[ChargeLine]] = defaultdict(list)
    rows = (
        ChargeLine.objects.filter(
            hub_id=cycle.hub_id,
            cycle=cycle,
            side=Side.PRODUCER,
            producer__isnull=False,
            documented_at__isnull=True,
        )
        .select_related("purchase_line__variant__product", "order_line__variant__product")
        .order_by("pk")
    )
    for charge in rows:
        charges[charge.producer_id or 0].append(charge)
    return dict(charges)


def _earlier(cycle: OrderCycle) -> dict[int, Document]:
    """Return each producer's first statement for the cycle, which later ones correct."""
    rows = Document.objects.filter(
        hub_id=cycle.hub_id, cycle=cycle, kind=DocumentKind.SETTLEMENT, corrects=None
    )
    return {document.producer_id or 0: document for document in rows}


def _draft(
    hub: Hub,
    cycle: OrderCycle,
    producer: Organisation,
    charges: Sequence[ChargeLine],
    corrects: Document | None,
    *,
    now: datetime,
) -> Draft:
    language = paper_language(hub.language)
    on = cycle.delivery_day
    return Draft(
        kind=DocumentKind.SETTLEMENT,
        lines=list(_lines(charges, language)),
        cycle_id=cycle.pk,
        producer_id=producer.pk,
        seller_id=producer.pk,
        seller_mode=mode_of(charges),
        parties={
            "issuer": firm_of(hub.organisation, on=on),
            "seller": firm_of(producer, on=on),
            "hub": hub.name,
        },
        language=language,
        delivered_on=on,
        due_on=oslo_date(now) + timedelta(days=hub.payment_terms_days),
        corrects=corrects,
    )


def _lines(charges: Iterable[ChargeLine], language: str) -> Iterable[DraftLine]:
    for charge in deposits_last(charges):
        bought = charge.purchase_line
        goods = bought or charge.order_line
        is_goods = bought is not None and charge.kind != ChargeKind.DEPOSIT
        stages = _stages(bought, charge) if bought and is_goods else {}
        text = line_text(charge, goods.variant if goods else None, language)
        yield DraftLine(charge, text, {"stages": stages})


def _stages(bought: PurchaseLine, charge: ChargeLine) -> dict[str, list[int]]:
    """Return how an ordered quantity became the credited one."""
    stages = {
        stage.value: [quantity.count, quantity.amount]
        for stage in (PurchaseStage.ORDERED, PurchaseStage.PROMISED, PurchaseStage.RECEIVED)
        if (quantity := bought.quantity(stage)) is not None
    }
    return stages | {PurchaseStage.CREDITED.value: [charge.count, charge.amount]}
