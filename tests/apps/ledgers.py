"""Every law of the trade, checked over all rows of a hub; what fails is said in words."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Sum

from kortreist.apps.billing.models import Document, DocumentKind, DocumentLine
from kortreist.apps.catalogue.models import SupplyMode
from kortreist.apps.fulfilment.models import Lot, LotSource, PackedPart, StockMovement
from kortreist.apps.fulfilment.selectors.draws import drawn_packs
from kortreist.apps.trading.models import (
    ChargeKind,
    ChargeLine,
    ChargeReason,
    CycleStatus,
    Offer,
    OrderCycle,
    OrderLine,
    OrderStatus,
    Ownership,
    PurchaseLine,
    PurchaseStatus,
    Side,
    Stage,
)
from kortreist.apps.trading.selectors.identity import cycle_identity
from kortreist.apps.trading.services.weighing import weigh_up_purchases
from tests.conftest import NOON
from tests.factories import SYSTEM

STAGES = list(Stage)


def faults(hub) -> list[str]:
    """Return everything that is not as it must be."""
    return [
        *line_faults(hub),
        *offer_faults(hub),
        *lot_faults(hub),
        *making_faults(hub),
        *purchase_faults(hub),
        *money_faults(hub),
        *document_faults(hub),
    ]


def line_faults(hub) -> Iterator[str]:
    """No stage above the one before, both columns or neither, and parts that add up."""
    parts = {
        line: (count, amount)
        for line, count, amount in PackedPart.objects.filter(hub=hub)
        .order_by()
        .values_list("order_line")
        .annotate(packs=Sum("count"), sum_amount=Sum("amount"))
    }
    for line in OrderLine.objects.filter(hub=hub, order__status=OrderStatus.PLACED):
        for stage in STAGES:
            pair = getattr(line, f"{stage}_count"), getattr(line, f"{stage}_amount")
            if (pair[0] is None) != (pair[1] is None):
                yield f"line {line.pk}: {stage} is half a pair"
        counts = [getattr(line, f"{stage}_count") for stage in STAGES]
        reached = [count for count in counts if count is not None]
        if reached != sorted(reached, reverse=True):
            yield f"line {line.pk}: stages grow: {counts}"
        packed = (line.packed_count or 0, line.packed_amount or 0)
        if packed != parts.get(line.pk, (0, 0)):
            yield f"line {line.pk}: packed {packed}, parts {parts.get(line.pk)}"


def offer_faults(hub) -> Iterator[str]:
    """Never more promised than there is, and no pack of the stock counted on twice."""
    placed = Q(lines__order__status=OrderStatus.PLACED)
    offers = list(
        Offer.objects.filter(hub=hub).annotate(
            confirmed=Sum("lines__confirmed_count", filter=placed, default=0)
        )
    )
    drawn = drawn_packs(hub_id=hub.pk, offer_ids=[offer.pk for offer in offers])
    for offer in offers:
        if offer.confirmed > offer.offered_packs:
            yield f"offer {offer.pk}: {offer.confirmed} confirmed of {offer.offered_packs}"
        if drawn.get(offer.pk, 0) > offer.stock_packs:
            yield f"offer {offer.pk}: {drawn[offer.pk]} from stock, {offer.stock_packs} allowed"
        if offer.supply_mode == SupplyMode.RESERVE and offer.confirmed > offer.reserved_packs:
            yield f"offer {offer.pk}: {offer.confirmed} confirmed, {offer.reserved_packs} reserved"


def lot_faults(hub) -> Iterator[str]:
    """A lot's ledger adds up to what is left, and what was packed is in somebody's crates."""
    moved = dict(
        StockMovement.objects.filter(hub=hub)
        .order_by()
        .values_list("lot")
        .annotate(packs=Sum("count"))
    )
    parts = dict(
        PackedPart.objects.filter(hub=hub)
        .order_by()
        .values_list("lot")
        .annotate(packs=Sum("count"))
    )
    for lot in Lot.objects.filter(hub=hub):
        if moved.get(lot.pk) != lot.packs_left:
            yield f"lot {lot.pk}: {lot.packs_left} left, ledger says {moved.get(lot.pk)}"
        if parts.get(lot.pk, 0) != lot.packed_count:
            yield f"lot {lot.pk}: {lot.packed_count} packed, parts say {parts.get(lot.pk)}"


def making_faults(hub) -> Iterator[str]:
    """What the hub made cost what went into it, and no pack went into two things."""
    used = dict(
        StockMovement.objects.filter(hub=hub, kind="used")
        .order_by()
        .values_list("lot")
        .annotate(packs=-Sum("count"))
    )
    went_in = dict(
        LotSource.objects.filter(hub=hub)
        .order_by()
        .values_list("source")
        .annotate(packs=Sum("count"))
    )
    for pk in used.keys() | went_in.keys():
        if used.get(pk, 0) != went_in.get(pk, 0):
            yield f"lot {pk}: {used.get(pk)} used, {went_in.get(pk)} went into others"
    for lot in Lot.objects.filter(hub=hub, purchase_line=None):
        cost = lot.sources.aggregate(ore=Sum("cost_ore", default=0))["ore"]
        if cost != lot.made_cost_ore:
            yield f"lot {lot.pk}: cost {lot.made_cost_ore}, of {cost}"


def purchase_faults(hub) -> Iterator[str]:
    """What was received is the sum of its lots, and nobody is credited for more than came."""
    lots = {
        line: (count, amount)
        for line, count, amount in Lot.objects.filter(hub=hub)
        .order_by()
        .values_list("purchase_line")
        .annotate(packs=Sum("received_count"), sum_amount=Sum("received_amount"))
    }
    for line in PurchaseLine.objects.filter(hub=hub).select_related("purchase_order"):
        received = (line.received_count or 0, line.received_amount or 0)
        if received != lots.get(line.pk, (0, 0)):
            yield f"purchase line {line.pk}: received {received}, lots {lots.get(line.pk)}"
        if line.credited_count is None:
            continue
        is_owned = line.ownership == Ownership.OWNED
        if line.credited_count > received[0] or (is_owned and line.credited_count != received[0]):
            yield f"purchase line {line.pk}: credited {line.credited_count} of {received[0]}"
        if line.purchase_order.status != PurchaseStatus.SENT:
            yield f"purchase line {line.pk}: credited on an order that was taken back"


def money_faults(hub) -> Iterator[str]:
    """However far a cycle has come: weighed up now, its money adds up to the øre."""
    settled = Document.objects.filter(hub=hub, kind=DocumentKind.SETTLEMENT).values_list("cycle_id")
    cycles = OrderCycle.objects.filter(hub=hub, status=CycleStatus.ORDERED)
    for cycle in cycles.annotate(is_settled=Exists(settled.filter(cycle=OuterRef("pk")))):
        with transaction.atomic():
            if not cycle.is_settled:
                weigh_up_purchases(actor=SYSTEM, hub_id=hub.pk, cycle_id=cycle.pk, now=NOON)
            report = cycle_identity(hub_id=hub.pk, cycle_id=cycle.pk)
            transaction.set_rollback(True)
        if report.difference_ore:
            yield f"cycle {cycle.number}: {report}"


def document_faults(hub) -> Iterator[str]:
    """What stands on papers is what the charges say, line by line and in all."""
    for line in DocumentLine.objects.filter(hub=hub).select_related("charge", "document"):
        gives_back = line.document.kind in {DocumentKind.CREDIT_NOTE, DocumentKind.BONUS}
        sign = -1 if gives_back else 1
        if line.net_ore != sign * line.charge.amount_ore or line.charge.documented_at is None:
            yield f"document line {line.pk}: {line.net_ore}, charge {line.charge.amount_ore}"
    for document in Document.objects.filter(hub=hub):
        net = document.lines.aggregate(net=Sum("net_ore", default=0))["net"]
        if net != document.net_ore:
            yield f"document {document.pk}: {document.net_ore}, lines {net}"
    loose = ChargeLine.objects.filter(
        hub=hub, side=Side.BUYER, kind=ChargeKind.GOODS, documented_at__isnull=False
    ).exclude(reason__in=(ChargeReason.CLAIM, ChargeReason.DISCOUNT))
    odd = loose.exclude(
        count=F("order_line__invoiced_count"), amount=F("order_line__invoiced_amount")
    )
    for charge in odd:
        yield f"charge {charge.pk}: invoiced otherwise than its line says"
    given = ChargeLine.objects.filter(hub=hub, reason=ChargeReason.DISCOUNT)
    for charge in given.filter(side=Side.BUYER, documented_at__isnull=True):
        yield f"charge {charge.pk}: a bonus that stands on no note"
    if given.aggregate(ore=Sum("amount_ore", default=0))["ore"]:
        yield "what buyers were given as bonus is not what the hub bears"
