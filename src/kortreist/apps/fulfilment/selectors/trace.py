"""From a lot to everyone who got it, and from a delivery back to its lots."""

from dataclasses import dataclass
from uuid import UUID

from kortreist.apps.actors.models import BuyerUnit
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.fulfilment.models import Delivery, Lot, PackedPart
from kortreist.apps.fulfilment.selectors.sorting import by_name
from kortreist.kernel.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class TracedUnit:
    """A unit that got some of a lot, and on which delivery."""

    unit: BuyerUnit
    delivery: Delivery
    count: int
    amount: int


@dataclass(frozen=True, slots=True)
class Trace:
    """A lot, and where it went."""

    lot: Lot
    units: tuple[TracedUnit, ...]


def get_lot(*, actor: Actor, hub_id: int, public_id: UUID) -> Lot:
    """Return a lot with its goods and producer.

    Raises
    ------
    NotFoundError
        When there is none like it at the hub.
    """
    require(actor, Permission.RECEIVE_GOODS, hub_id=hub_id)
    lot = (
        Lot.objects.filter(hub_id=hub_id, public_id=public_id)
        .select_related(
            "variant__product__declaration",
            "producer",
            "place",
            "purchase_line__purchase_order__cycle",
            "declaration",
        )
        .first()
    )
    if lot is None:
        raise NotFoundError
    return lot


def trace_lot(lot: Lot) -> Trace:
    """Return everyone who has packs of a lot in their crates, in two queries.

    The caller has asked for the lot by `get_lot`.
    """
    parts = list(
        PackedPart.objects.filter(lot=lot)
        .select_related("order_line__order")
        .order_by(by_name("order_line__order__unit__name"), "pk")
    )
    deliveries = {
        delivery.order_id: delivery
        for delivery in Delivery.objects.filter(
            order__in={part.order_line.order_id for part in parts}
        ).select_related("unit")
    }
    return Trace(
        lot,
        tuple(
            TracedUnit(
                unit=deliveries[part.order_line.order_id].unit,
                delivery=deliveries[part.order_line.order_id],
                count=part.count,
                amount=part.amount,
            )
            for part in parts
        ),
    )


def lots_of_delivery(delivery: Delivery) -> list[Lot]:
    """Return the lots that lie in a delivery's crates, each once, in one query."""
    parts = PackedPart.objects.filter(order_line__order=delivery.order_id)
    return list(
        Lot.objects.filter(pk__in=parts.values("lot_id"))
        .select_related("variant__product", "producer")
        .order_by(by_name("producer__name"), "best_before", "pk")
    )
