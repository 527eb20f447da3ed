"""One purchase order per producer, and what the producer promises."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import event, record, record_many
from kortreist.apps.trading.deposits import put_deposit
from kortreist.apps.trading.errors import (
    AlreadyReceivedError,
    CycleStateError,
    PromiseTooLargeError,
)
from kortreist.apps.trading.locks import (
    lock_cycle,
    lock_purchase_lines,
    lock_purchase_order,
)
from kortreist.apps.trading.models import (
    CycleStatus,
    Offer,
    OrderCycle,
    OrderLine,
    Ownership,
    PurchaseLine,
    PurchaseOrder,
    PurchaseStage,
    PurchaseStatus,
    StockPurchase,
)
from kortreist.apps.trading.quantities import require_packs
from kortreist.apps.trading.services.cycles import expect_status, move_cycle
from kortreist.apps.trading.services.promises import follow_promises, require_unpacked
from kortreist.apps.trading.services.quantities import save_pairs, write_pair
from kortreist.apps.trading.services.stock_purchases import stock_purchases, take_from_stock
from kortreist.apps.trading.services.substitutions import close_open_proposals
from kortreist.apps.trading.services.trail import Change, write_changes
from kortreist.apps.trading.snapshots import Terms, terms_of, vat_of
from kortreist.kernel.errors import NotFoundError
from kortreist.kernel.quantity import Quantity

# The stages a purchase order that is taken back had reached.
WITHDRAWN = (PurchaseStage.ORDERED, PurchaseStage.PROMISED, PurchaseStage.RECEIVED)


@transaction.atomic
def write_purchase_orders(
    *, actor: Actor, hub_id: int, cycle_id: int, now: datetime
) -> list[PurchaseOrder]:
    """Send each producer one order for all that was confirmed; once more changes nothing.

    What the hub has in stock is not asked for; what it buys for stock goes along. Whole cases are
    ordered; what that is more than the buyers were promised, the hub has left over.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not buy for the hub.
    CycleStateError
        When the cycle has not been shared out.
    """
    require(actor, Permission.PURCHASE, hub_id=hub_id)
    cycle = lock_cycle(hub_id=hub_id, cycle_id=cycle_id)
    if cycle.status == CycleStatus.ORDERED:
        return _sent_orders(cycle)
    expect_status(cycle, CycleStatus.ALLOCATED)
    close_open_proposals(cycle, actor=actor, now=now)
    wanted = take_from_stock(cycle, _confirmed_packs(cycle))
    for_stock = stock_purchases(cycle)
    wanted = {
        pk: wanted.get(pk, 0) + (for_stock[pk].packs if pk in for_stock else 0)
        for pk in wanted.keys() | for_stock.keys()
    }
    offers = list(
        Offer.objects.filter(pk__in=[pk for pk, packs in wanted.items() if packs])
        .select_related("variant__product", "producer")
        .order_by("producer_id", "pk")
    )
    orders = _upsert_orders(cycle, {offer.producer_id for offer in offers}, now=now)
    lines = _upsert_lines(orders, offers, wanted, for_stock, terms_of(cycle))
    write_changes(
        [Change(line, PurchaseStage.ORDERED, None, "ordered") for line in lines],
        actor=actor,
        now=now,
    )
    record_many(
        event(actor, "trading.purchase.sent", order, hub_id=hub_id, now=now)
        for order in orders.values()
    )
    move_cycle(cycle, CycleStatus.ORDERED, actor=actor, code="ordered", now=now)
    return list(orders.values())


@transaction.atomic
def withdraw_purchase_orders(
    *, actor: Actor, hub_id: int, cycle_id: int, now: datetime
) -> OrderCycle:
    """Take all purchase orders of a cycle back, as long as nothing has come in.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not buy for the hub.
    CycleStateError
        When no purchase orders have been sent.
    AlreadyReceivedError
        When goods have been received.
    PackingBegunError
        When something has been packed, from earlier stock.
    """
    require(actor, Permission.PURCHASE, hub_id=hub_id)
    cycle = lock_cycle(hub_id=hub_id, cycle_id=cycle_id)
    if cycle.status == CycleStatus.ALLOCATED:
        return cycle
    expect_status(cycle, CycleStatus.ORDERED)
    ids = PurchaseLine.objects.filter(purchase_order__cycle=cycle).values_list("pk", flat=True)
    lines = lock_purchase_lines(hub_id=hub_id, line_ids=list(ids))
    if any(line.received_count for line in lines):
        raise AlreadyReceivedError
    wanted = {line.pk: line.ordered_count for line in lines}
    follow_promises(cycle, lines, wanted, actor=actor, now=now)
    require_unpacked(OrderLine.objects.filter(hub_id=hub_id, order__cycle=cycle))
    changes = [change for line in lines for change in _withdrawn(line)]
    save_pairs(lines, *WITHDRAWN)
    write_changes(changes, actor=actor, now=now)
    PurchaseOrder.objects.filter(cycle=cycle).update(
        status=PurchaseStatus.WITHDRAWN, promised_at=None
    )
    return move_cycle(cycle, CycleStatus.ALLOCATED, actor=actor, code="purchase_undone", now=now)


@transaction.atomic
def promise_purchase(
    *,
    actor: Actor,
    hub_id: int,
    purchase_order_id: int,
    now: datetime,
    promises: Mapping[int, int] | None = None,
) -> PurchaseOrder:
    """Take down what the producer says will come; less than ordered is shared out at once.

    The buyers' confirmed quantities follow the promise, by the policy the cycle was shared out
    with; a later, larger promise gives back what a smaller one took.

    Parameters
    ----------
    promises
        Packs per purchase line; lines left out are promised as ordered.

    Raises
    ------
    NotFoundError
        When the purchase order is not the actor's to know of.
    CycleStateError
        When the order has been withdrawn.
    AlreadyReceivedError, PackingBegunError
        When its goods have begun to come in, or what a buyer would lose lies in the crates.
    PromiseTooLargeError, QuantityOutOfRangeError
        When a promise is more than was ordered, or no sensible number.
    """
    known = PurchaseOrder.objects.filter(hub_id=hub_id, pk=purchase_order_id).first()
    if known is None:
        raise NotFoundError
    require(actor, Permission.OFFER_GOODS, hub_id=hub_id, organisation_id=known.producer_id)
    cycle = lock_cycle(hub_id=hub_id, cycle_id=known.cycle_id)
    purchase = lock_purchase_order(hub_id=hub_id, purchase_order_id=known.pk)
    if purchase.status != PurchaseStatus.SENT:
        raise CycleStateError(status=cycle.status, needed=CycleStatus.ORDERED.value)
    lines = lock_purchase_lines(
        hub_id=hub_id, line_ids=list(purchase.lines.values_list("pk", flat=True))
    )
    if any(line.received_count is not None for line in lines):
        raise AlreadyReceivedError
    _write_promises(lines, promises or {}, actor=actor, now=now)
    promised = {line.pk: line.promised_count or 0 for line in lines}
    follow_promises(cycle, lines, promised, actor=actor, now=now)
    purchase.promised_at = now
    purchase.version += 1
    purchase.save(update_fields=["promised_at", "version"])
    record(actor, "trading.purchase.promised", purchase, hub_id=hub_id, now=now)
    return purchase


def _sent_orders(cycle: OrderCycle) -> list[PurchaseOrder]:
    return list(cycle.purchase_orders.filter(status=PurchaseStatus.SENT).order_by("pk"))


def _confirmed_packs(cycle: OrderCycle) -> dict[int, int]:
    rows = (
        OrderLine.objects.filter(hub_id=cycle.hub_id, order__cycle=cycle, confirmed_count__gt=0)
        .values_list("offer_id")
        .annotate(packs=Sum("confirmed_count"))
    )
    return dict(rows)


def _upsert_orders(
    cycle: OrderCycle, producer_ids: set[int], *, now: datetime
) -> dict[int, PurchaseOrder]:
    cycle.purchase_orders.filter(producer_id__in=producer_ids).update(
        status=PurchaseStatus.SENT, sent_at=now
    )
    known = set(cycle.purchase_orders.values_list("producer_id", flat=True))
    PurchaseOrder.objects.bulk_create(
        PurchaseOrder(hub_id=cycle.hub_id, cycle=cycle, producer_id=producer_id, sent_at=now)
        for producer_id in sorted(producer_ids - known)
    )
    return {
        order.producer_id: order
        for order in cycle.purchase_orders.filter(producer_id__in=producer_ids).order_by("pk")
    }


def _upsert_lines(
    orders: Mapping[int, PurchaseOrder],
    offers: Sequence[Offer],
    wanted: Mapping[int, int],
    for_stock: Mapping[int, StockPurchase],
    terms: Terms,
) -> list[PurchaseLine]:
    known = {line.offer_id: line for line in PurchaseLine.objects.filter(offer__in=offers)}
    lines = [
        _fill_line(
            known.get(offer.pk) or PurchaseLine(offer=offer),
            orders[offer.producer_id],
            offer,
            wanted[offer.pk],
            for_stock.get(offer.pk),
            terms,
        )
        for offer in offers
    ]
    new = [line for line in lines if line.offer_id not in known]
    PurchaseLine.objects.bulk_create(new, batch_size=500)
    PurchaseLine.objects.bulk_update(
        [line for line in lines if line.offer_id in known],
        [
            "ordered_count",
            "ordered_amount",
            "producer_price_ore",
            "stock_count",
            "ownership",
            "deposit_code",
            "deposit_ore",
            "deposit_vat_category",
            "deposit_vat_rate_bp",
        ],
        batch_size=500,
    )
    return lines


def _fill_line(
    line: PurchaseLine,
    order: PurchaseOrder,
    offer: Offer,
    packs: int,
    for_stock: StockPurchase | None,
    terms: Terms,
) -> PurchaseLine:
    variant = offer.variant
    cases = -(-packs // variant.case_packs)
    line.hub_id = order.hub_id
    line.purchase_order = order
    line.variant_id = variant.pk
    line.unit = variant.unit
    line.content_amount = variant.content_amount
    line.producer_price_ore = offer.producer_price_ore
    line.stock_count = for_stock.packs if for_stock else 0
    line.ownership = for_stock.ownership if for_stock else Ownership.OWNED
    line.vat_category, line.vat_rate_bp = vat_of(offer.producer, variant.product.vat_class, terms)
    line.seller_mode = terms.modes.get(offer.producer_id, line.seller_mode or "resale")
    put_deposit(line, variant, terms.deposits)
    write_pair(
        line,
        PurchaseStage.ORDERED,
        Quantity.nominal(cases * variant.case_packs, variant.content_amount),
    )
    return line


def _write_promises(
    lines: Sequence[PurchaseLine], promises: Mapping[int, int], *, actor: Actor, now: datetime
) -> None:
    if promises.keys() - {line.pk for line in lines}:
        raise NotFoundError
    changes = []
    for line in lines:
        packs = promises.get(line.pk, line.ordered_count)
        require_packs(packs)
        if packs > line.ordered_count:
            raise PromiseTooLargeError(ordered=line.ordered_count)
        before = line.quantity(PurchaseStage.PROMISED)
        write_pair(line, PurchaseStage.PROMISED, Quantity.nominal(packs, line.content_amount))
        if before != line.quantity(PurchaseStage.PROMISED):
            reason = "promised" if packs == line.ordered_count else "producer_short"
            changes.append(Change(line, PurchaseStage.PROMISED, before, reason))
    save_pairs(lines, PurchaseStage.PROMISED)
    write_changes(changes, actor=actor, now=now)


def _withdrawn(line: PurchaseLine) -> Iterable[Change]:
    """Take a line back to before it was ordered, and tell of each stage that it had reached."""
    for stage in WITHDRAWN:
        before = line.quantity(stage)
        after = Quantity.none() if stage == PurchaseStage.ORDERED else None
        if before != after:
            write_pair(line, stage, after)
            yield Change(line, stage, before, "withdrawn")
