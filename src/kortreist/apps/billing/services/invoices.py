"""Invoices to payers: one for each delivery and seller, copied from the buyers' charge lines."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from kortreist.apps.actors.models import Hub, ReferenceField, SellerMode, WhenEmpty
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.billing.errors import (
    InvoiceReferenceMissingError,
    NotChargedError,
    SellerModeNotYetError,
)
from kortreist.apps.billing.models import Document, DocumentKind
from kortreist.apps.billing.services.documents import Draft, DraftLine, issue_documents
from kortreist.apps.billing.services.parties import door_of, firm_of, paper_language, payer_of
from kortreist.apps.billing.wording import goods_text, line_text
from kortreist.apps.fulfilment.models import Delivery, DeliveryStatus
from kortreist.apps.registers.models import VatCategory
from kortreist.apps.trading.locks import lock_cycle, lock_orders
from kortreist.apps.trading.models import (
    OPEN_QUESTIONS,
    ChargeKind,
    ChargeLine,
    ChargeReason,
    Order,
    OrderLine,
    OrderStatus,
    Side,
    Stage,
    WeightQuestion,
)
from kortreist.kernel.periods import oslo_date

# Who sells, and whether the sale is outside VAT: such goods stand alone on a document.
DocumentKey = tuple[int, bool]


@transaction.atomic
def issue_invoices(*, actor: Actor, hub_id: int, cycle_id: int, now: datetime) -> list[Document]:
    """Issue an invoice for each delivery of a cycle that has none, and return the new ones.

    Lines are the buyers' charge lines as they are; only VAT per rate and the sums are reckoned
    here. A line whose weight the buyer has not agreed to is left out, and comes on an invoice of
    its own when that is settled. Once more issues nothing. All deliveries that are done get
    theirs, or none does.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not issue documents at the hub.
    NotFoundError
        When the cycle is not the hub's.
    NotChargedError
        When a delivered order has no amounts yet.
    SellerModeNotYetError
        When the hub only mediates some of the goods.
    InvoiceReferenceMissingError
        When a payer refuses invoices without a reference and an order has none.
    """
    require(actor, Permission.ISSUE_DOCUMENTS, hub_id=hub_id)
    lock_cycle(hub_id=hub_id, cycle_id=cycle_id)
    deliveries = _lock_delivered(hub_id, cycle_id)
    _require_charged(deliveries)
    waiting = waiting_lines(hub_id, deliveries)
    charges = _charges_to_invoice(hub_id, deliveries, waiting)
    _require_sold_by_hub(charge for lines in charges.values() for charge in lines)
    hub = Hub.objects.select_related("organisation__postcode").get(pk=hub_id)
    orders = _orders(charges)
    _require_references(orders)
    drafts = [
        draft
        for order in orders
        for draft in _drafts(
            hub,
            order,
            charges[order.pk],
            deliveries[order.pk],
            waiting=[line for line in waiting.values() if line.order_id == order.pk],
            now=now,
        )
    ]
    return issue_documents(drafts, hub=hub, actor=actor, now=now)


def _lock_delivered(hub_id: int, cycle_id: int) -> dict[int, datetime]:
    """Lock the cycle's orders; return when each delivered one was delivered."""
    placed = Order.objects.filter(hub_id=hub_id, cycle_id=cycle_id, status=OrderStatus.PLACED)
    lock_orders(hub_id=hub_id, order_ids=list(placed.values_list("pk", flat=True)))
    rows = Delivery.objects.filter(
        hub_id=hub_id, cycle_id=cycle_id, status=DeliveryStatus.DELIVERED
    ).values_list("order_id", "delivered_at")
    return {order_id: at for order_id, at in rows if at is not None}


def _require_charged(order_ids: Collection[int]) -> None:
    charged = ChargeLine.objects.filter(order=OuterRef("order"), side=Side.BUYER)
    missing = (
        OrderLine.objects.filter(~Exists(charged), order__in=order_ids, delivered_count__gt=0)
        .values("order")
        .distinct()
        .count()
    )
    if missing:
        raise NotChargedError(missing=missing)


def _charges_to_invoice(
    hub_id: int, order_ids: Collection[int], waiting: Mapping[int, OrderLine]
) -> dict[int, list[ChargeLine]]:
    """Return the buyers' charges that are on no document, by order.

    Claims are for credit notes; a line whose weight waits for the buyer's yes waits too, alone.
    """
    charges: dict[int, list[ChargeLine]] = defaultdict(list)
    rows = (
        ChargeLine.objects.filter(
            hub_id=hub_id, order__in=order_ids, side=Side.BUYER, documented_at__isnull=True
        )
        .exclude(reason=ChargeReason.CLAIM)
        .select_related("order_line__variant__product", "producer")
        .order_by("pk")
    )
    for charge in rows:
        if charge.order_line_id not in waiting:
            charges[charge.order_id or 0].append(charge)
    # Freight waits for the first goods it was driven for.
    empty = {line.order_id for line in waiting.values()} - _with_goods(charges)
    return {order_id: found for order_id, found in charges.items() if order_id not in empty}


def waiting_lines(hub_id: int, order_ids: Collection[int]) -> dict[int, OrderLine]:
    """Return the lines of some orders whose weight the buyer has not agreed to yet."""
    questions = WeightQuestion.objects.filter(
        hub_id=hub_id, line__order__in=order_ids, status__in=OPEN_QUESTIONS
    )
    return {row.line_id: row.line for row in questions.select_related("line__variant__product")}


def _with_goods(charges: Mapping[int, Sequence[ChargeLine]]) -> set[int]:
    """Return the orders with goods to invoice, now or on an invoice before."""
    now = {
        order_id
        for order_id, found in charges.items()
        if any(charge.kind == ChargeKind.GOODS for charge in found)
    }
    before = ChargeLine.objects.filter(
        order__in=charges.keys(),
        side=Side.BUYER,
        kind=ChargeKind.GOODS,
        documented_at__isnull=False,
    )
    return now | set(before.values_list("order_id", flat=True))


def _require_sold_by_hub(charges: Iterable[ChargeLine]) -> None:
    for charge in charges:
        if charge.seller_mode == SellerMode.MEDIATION:
            name = charge.producer.name if charge.producer else ""
            raise SellerModeNotYetError(producer=name)


def _orders(order_ids: Iterable[int]) -> list[Order]:
    return list(
        Order.objects.filter(pk__in=list(order_ids))
        .select_related("unit", "payer__organisation__postcode", "delivery_point__postcode")
        .order_by("pk")
    )


def _require_references(orders: Iterable[Order]) -> None:
    missing = [
        order.unit.name
        for order in orders
        if not _reference(order)
        and order.payer.when_empty == WhenEmpty.REFUSE
        and order.payer.reference_field != ReferenceField.NONE
    ]
    if missing:
        raise InvoiceReferenceMissingError(units=", ".join(missing))


def _reference(order: Order) -> str:
    """Return what the payer wants on the invoice: nothing, where its rule has no field for it."""
    if order.payer.reference_field == ReferenceField.NONE:
        return ""
    return order.reference.strip()


def _drafts(
    hub: Hub,
    order: Order,
    charges: Sequence[ChargeLine],
    delivered_at: datetime,
    *,
    waiting: Sequence[OrderLine],
    now: datetime,
) -> Iterable[Draft]:
    language = paper_language(order.payer.language, hub.language)
    delivered_on = oslo_date(delivered_at)
    # Read with the hub; goods sold by the hub are sold by its organisation.
    parties: dict[str, object] = {
        "seller": firm_of(hub.organisation, on=delivered_on),
        "payer": payer_of(order.payer),
        "door": door_of(order.unit, order.delivery_point),
        "hub": hub.name,
    }
    if waiting:
        # The paper says what is not on it, and why.
        parties["waiting"] = [goods_text(line.variant, language) for line in waiting]
    for (seller_id, _), lines in sorted(_by_document(hub, charges).items()):
        yield Draft(
            kind=DocumentKind.INVOICE,
            lines=[invoice_line(charge, language) for charge in deposits_last(lines)],
            cycle_id=order.cycle_id,
            order_id=order.pk,
            payer=order.payer,
            seller_id=seller_id,
            seller_mode=mode_of(lines),
            parties=parties,
            language=language,
            reference=_reference(order),
            delivered_on=delivered_on,
            due_on=oslo_date(now) + timedelta(days=order.payer.payment_terms_days),
        )


def _by_document(hub: Hub, charges: Iterable[ChargeLine]) -> Mapping[DocumentKey, list[ChargeLine]]:
    documents: dict[DocumentKey, list[ChargeLine]] = defaultdict(list)
    for charge in charges:
        is_outside = charge.vat_category == VatCategory.OUTSIDE
        documents[charge.seller_id or hub.organisation_id, is_outside].append(charge)
    return documents


def deposits_last(charges: Iterable[ChargeLine]) -> list[ChargeLine]:
    """Return charges in their order, with deposits apart at the end: they are no turnover."""
    return sorted(charges, key=lambda charge: charge.kind == ChargeKind.DEPOSIT)


def mode_of(charges: Iterable[ChargeLine]) -> str:
    """Return how goods are sold that share a document; freight alone is the hub's own service."""
    modes = {charge.seller_mode for charge in charges if charge.kind == ChargeKind.GOODS}
    return modes.pop() if len(modes) == 1 else SellerMode.RESALE


def invoice_line(charge: ChargeLine, language: str) -> DraftLine:
    """Return a charge as the buyer's paper shows it, with what was ordered and what came."""
    line = charge.order_line
    if line is None or charge.kind == ChargeKind.DEPOSIT:
        return DraftLine(charge, line_text(charge, line.variant if line else None, language))
    stages = {
        stage: [quantity.count, quantity.amount]
        for stage in (Stage.ORDERED.value, Stage.CONFIRMED.value, Stage.DELIVERED.value)
        if (quantity := line.quantity(stage)) is not None
    }
    producer = charge.producer.name if charge.producer else ""
    facts = {"stages": stages, "producer": producer, "is_organic": line.is_organic}
    return DraftLine(charge, line_text(charge, line.variant, language), facts)
