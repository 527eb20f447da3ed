"""What a demonstration's cycle came to, counted from the rows and from nothing else."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Q, Sum

from kortreist.apps.actors.models import BuyerUnit, HubProducer
from kortreist.apps.billing.models import Document, DocumentKind, DocumentLine
from kortreist.apps.catalogue.models import Listing
from kortreist.apps.fulfilment.models import Delivery, DeliveryStatus, Lot, PackedPart
from kortreist.apps.trading.models import (
    ChargeKind,
    Offer,
    Order,
    OrderLine,
    OrderStatus,
    PurchaseLine,
    PurchaseOrder,
    PurchaseStatus,
)
from kortreist.apps.trading.selectors.identity import cycle_identity


@dataclass(frozen=True, slots=True)
class Figures:
    """One cycle in numbers; money in øre."""

    region: str
    producers: int
    buyer_units: int
    variants: int
    orders: int
    lines: int
    lines_cut: int
    purchase_orders: int
    lots: int
    deliveries: int
    invoices: int
    buyers_pay_ore: int
    producers_get_ore: int
    fees_ore: int
    vat_ore: int
    balanced: bool
    oversold: int

    def as_json(self) -> dict[str, object]:
        """Return the figures with money in kroner, as decimal strings."""
        return {
            "region": self.region,
            "producers": self.producers,
            "buyer_units": self.buyer_units,
            "variants": self.variants,
            "orders": self.orders,
            "lines": self.lines,
            "lines_cut": self.lines_cut,
            "purchase_orders": self.purchase_orders,
            "lots": self.lots,
            "deliveries": self.deliveries,
            "invoices": self.invoices,
            "buyers_pay_nok": kroner(self.buyers_pay_ore),
            "producers_get_nok": kroner(self.producers_get_ore),
            "fees_nok": kroner(self.fees_ore),
            "vat_nok": kroner(self.vat_ore),
            "balanced": self.balanced,
            "oversold": self.oversold,
        }


def kroner(ore: int) -> str:
    """Return øre as kroner with two decimals: 123450 is ``1234.50``."""
    return f"{Decimal(ore) / 100:.2f}"


def figures_of(*, region: str, hub_id: int, cycle_id: int) -> Figures:
    """Count a hub and one of its cycles.

    What buyers pay is what stands on their invoices, less their credit notes; that it is also what
    the charge lines say, and that these keep the identity, is what ``balanced`` means.
    """
    identity = cycle_identity(hub_id=hub_id, cycle_id=cycle_id)
    bought = _documented(hub_id, cycle_id)
    fees_ore = identity.fees + identity.margin + identity.freight - identity.borne
    lines = OrderLine.objects.filter(
        hub_id=hub_id,
        order__cycle=cycle_id,
        order__status=OrderStatus.PLACED,
        ordered_count__gt=0,
    )
    at_cycle = {"hub_id": hub_id, "cycle": cycle_id}
    return Figures(
        region=region,
        producers=HubProducer.objects.filter(hub_id=hub_id).count(),
        buyer_units=BuyerUnit.objects.filter(hub_id=hub_id).count(),
        variants=Listing.objects.filter(hub_id=hub_id).count(),
        orders=Order.objects.filter(**at_cycle, status=OrderStatus.PLACED).count(),
        lines=lines.count(),
        lines_cut=lines.filter(confirmed_count__lt=F("ordered_count")).count(),
        purchase_orders=PurchaseOrder.objects.filter(
            **at_cycle, status=PurchaseStatus.SENT
        ).count(),
        lots=Lot.objects.filter(
            hub_id=hub_id, purchase_line__purchase_order__cycle=cycle_id
        ).count(),
        deliveries=Delivery.objects.filter(**at_cycle, status=DeliveryStatus.DELIVERED).count(),
        invoices=Document.objects.filter(**at_cycle, kind=DocumentKind.INVOICE).count(),
        buyers_pay_ore=bought.net_ore + bought.vat_ore,
        producers_get_ore=identity.credited,
        fees_ore=fees_ore,
        vat_ore=bought.vat_ore,
        balanced=(
            identity.is_balanced
            and bought.net_ore - bought.bonus_ore == identity.charged
            and bought.settled_ore == identity.credited
        ),
        oversold=count_oversold(hub_id=hub_id, cycle_id=cycle_id),
    )


@dataclass(frozen=True, slots=True)
class Documented:
    """What a cycle's documents add up to without deposits: sales less credits, settlements.

    A bonus note is of many cycles; ``bonus_ore`` is what its lines give back of this one.
    """

    net_ore: int
    vat_ore: int
    settled_ore: int
    bonus_ore: int


def _documented(hub_id: int, cycle_id: int) -> Documented:
    rows = {
        kind: (net, vat)
        for kind, net, vat in Document.objects.filter(hub_id=hub_id, cycle=cycle_id)
        .order_by()
        .values_list("kind")
        .annotate(net_sum=Sum("net_ore"), vat_sum=Sum("vat_ore"))
    }
    deposits = dict(
        DocumentLine.objects.filter(
            hub_id=hub_id, document__cycle=cycle_id, kind=ChargeKind.DEPOSIT
        )
        .order_by()
        .values_list("document__kind")
        .annotate(ore=Sum("net_ore"))
    )
    sold, credited, settled = (
        (net - deposits.get(kind, 0), vat)
        for kind in (DocumentKind.INVOICE, DocumentKind.CREDIT_NOTE, DocumentKind.SETTLEMENT)
        for net, vat in [rows.get(kind, (0, 0))]
    )
    bonus = DocumentLine.objects.filter(
        hub_id=hub_id, document__kind=DocumentKind.BONUS, charge__cycle=cycle_id
    ).aggregate(ore=Sum("net_ore", default=0))
    return Documented(sold[0] - credited[0], sold[1] - credited[1], settled[0], bonus["ore"])


def count_oversold(*, hub_id: int, cycle_id: int) -> int:
    """Count every place where more went out than there was, from the rows of a cycle.

    More confirmed, or taken by placed orders, than was offered; more packed than was received, of
    a lot or of all that came; more promised to one line than it asked for, and more packed,
    delivered or invoiced than the stage before.
    """
    lines = OrderLine.objects.filter(
        hub_id=hub_id, order__cycle=cycle_id, order__status=OrderStatus.PLACED
    )
    more_than_before = (
        Q(confirmed_count__gt=F("ordered_count"))
        | Q(packed_count__gt=F("confirmed_count"))
        | Q(delivered_count__gt=F("packed_count"))
        | Q(delivered_amount__gt=F("packed_amount"))
        | Q(invoiced_count__gt=F("delivered_count"))
        | Q(invoiced_amount__gt=F("delivered_amount"))
    )
    return (
        lines.filter(more_than_before).count()
        + _offers_oversold(cycle_id)
        + _purchases_oversold(cycle_id)
        + _lots_oversold(cycle_id)
    )


def _offers_oversold(cycle_id: int) -> int:
    placed = Q(lines__order__status=OrderStatus.PLACED)
    return (
        Offer.objects.filter(cycle=cycle_id)
        .annotate(confirmed=Sum("lines__confirmed_count", filter=placed, default=0))
        .filter(Q(confirmed__gt=F("offered_packs")) | Q(reserved_packs__gt=F("offered_packs")))
        .count()
    )


def _purchases_oversold(cycle_id: int) -> int:
    # What came from stock was received in an earlier cycle, and is held against its own lot below.
    packed = {
        offer_id: (packs, amount)
        for offer_id, packs, amount in PackedPart.objects.filter(
            order_line__order__cycle=cycle_id, lot__purchase_line__offer=F("order_line__offer")
        )
        .order_by()
        .values_list("order_line__offer_id")
        .annotate(packs=Sum("count"), sum_amount=Sum("amount"))
    }
    received = {
        line.offer_id: (line.received_count or 0, line.received_amount or 0)
        for line in PurchaseLine.objects.filter(purchase_order__cycle=cycle_id)
    }
    return sum(
        packs > received.get(offer_id, (0, 0))[0] or amount > received.get(offer_id, (0, 0))[1]
        for offer_id, (packs, amount) in packed.items()
    )


def _lots_oversold(cycle_id: int) -> int:
    return (
        Lot.objects.filter(
            Q(purchase_line__purchase_order__cycle=cycle_id)
            | Q(
                pk__in=PackedPart.objects.filter(order_line__order__cycle=cycle_id).values("lot_id")
            )
        )
        .annotate(
            taken=Sum("parts__count", default=0), taken_amount=Sum("parts__amount", default=0)
        )
        .filter(
            Q(taken__gt=F("received_count") - F("gone_count"))
            | Q(taken_amount__gt=F("received_amount"))
        )
        .count()
    )
