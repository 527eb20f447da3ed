"""Reading purchase orders, for the hub and for the one producer they are to."""

from uuid import UUID

from django.db.models import Case, F, Prefetch, Q, QuerySet, Sum, When

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.trading.models import (
    AllocationLine,
    PurchaseLine,
    PurchaseOrder,
    PurchaseStatus,
    RunStatus,
)
from kortreist.kernel.errors import NotFoundError
from kortreist.kernel.quantity import Unit, line_net_ore


def get_purchase_order(*, actor: Actor, hub_id: int, public_id: UUID) -> PurchaseOrder:
    """Return a purchase order with its lines.

    Raises
    ------
    NotFoundError
        When there is none, or it is another producer's.
    """
    purchase = _purchases(hub_id).filter(public_id=public_id).first()
    if purchase is None:
        raise NotFoundError
    if not actor.may(Permission.SEE_HUB, hub_id=hub_id):
        require(
            actor, Permission.SEE_OWN_SALES, hub_id=hub_id, organisation_id=purchase.producer_id
        )
    return purchase


def list_producer_purchases(
    *, actor: Actor, hub_id: int, producer_id: int
) -> QuerySet[PurchaseOrder]:
    """Return what the hub has ordered from a producer, latest delivery first."""
    require(actor, Permission.SEE_OWN_SALES, hub_id=hub_id, organisation_id=producer_id)
    return (
        _purchases(hub_id)
        .filter(producer_id=producer_id, status=PurchaseStatus.SENT)
        .order_by("-cycle__delivery_day")
    )


def list_cycle_purchases(*, actor: Actor, hub_id: int, cycle_id: int) -> QuerySet[PurchaseOrder]:
    """Return a cycle's purchase orders, those without an answer first, then by producer."""
    require(actor, Permission.SEE_HUB, hub_id=hub_id)
    is_unanswered = Q(status=PurchaseStatus.SENT, promised_at__isnull=True)
    order = Case(When(is_unanswered, then=0), default=1)
    return _purchases(hub_id).filter(cycle_id=cycle_id).order_by(order, "producer__name")


def producer_cuts(
    *, actor: Actor, hub_id: int, producer_id: int, cycle_id: int
) -> list[tuple[int, int, int]]:
    """Return (variant id, packs wished, packs given) for what could not all be had.

    Sums over all buyers: a producer sees how much more could have been sold, never to whom.
    """
    if not actor.may(Permission.SEE_HUB, hub_id=hub_id):
        require(actor, Permission.SEE_OWN_SALES, hub_id=hub_id, organisation_id=producer_id)
    rows = (
        AllocationLine.objects.filter(
            hub_id=hub_id,
            run__cycle_id=cycle_id,
            run__status=RunStatus.COMMITTED,
            order_line__producer_id=producer_id,
        )
        .order_by()
        .values_list("order_line__variant_id")
        .annotate(wanted=Sum("wanted_packs"), given=Sum("given_packs"))
        .filter(given__lt=F("wanted"))
        .order_by("order_line__variant_id")
    )
    return [tuple(row) for row in rows]


def can_promise(actor: Actor, purchase: PurchaseOrder) -> bool:
    """Whether the actor can still say what will come: nothing has been received yet."""
    is_theirs = actor.may(
        Permission.OFFER_GOODS, hub_id=purchase.hub_id, organisation_id=purchase.producer_id
    )
    is_waiting = all(line.received_count is None for line in purchase.lines.all())
    return is_theirs and is_waiting and purchase.status == PurchaseStatus.SENT


def ordered_net_ore(purchase: PurchaseOrder) -> int:
    """Return what the producer gets, in øre ex VAT, if all that was ordered comes."""
    return sum(
        line_net_ore(
            amount=line.ordered_amount,
            price_ore=line.producer_price_ore,
            unit=Unit(line.unit),
        )
        for line in purchase.lines.all()
    )


def _purchases(hub_id: int) -> QuerySet[PurchaseOrder]:
    lines = PurchaseLine.objects.select_related("variant__product").order_by("pk")
    return (
        PurchaseOrder.objects.filter(hub_id=hub_id)
        .select_related("cycle", "producer")
        .prefetch_related(Prefetch("lines", lines))
    )
