"""Which lot it is, by its address or its label, and which lots lie in a delivery."""

from contextlib import suppress
from uuid import UUID

from django.db.models import Q

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.fulfilment.errors import LotAmbiguousError, LotUnknownError
from kortreist.apps.fulfilment.models import Delivery, Lot, PackedPart
from kortreist.apps.fulfilment.selectors.sorting import by_name
from kortreist.kernel.errors import NotFoundError
from kortreist.kernel.periods import oslo_date


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


def lots_of_delivery(delivery: Delivery) -> list[Lot]:
    """Return the lots that lie in a delivery's crates, each once, in one query."""
    parts = PackedPart.objects.filter(order_line__order=delivery.order_id)
    return list(
        Lot.objects.filter(pk__in=parts.values("lot_id"))
        .select_related("variant__product", "producer")
        .order_by(by_name("producer__name"), "best_before", "pk")
    )


def find_lot(*, actor: Actor, asked: str, hub_id: int | None = None) -> Lot:
    """Return the lot with a number from a label or a public id; at one hub, or at any.

    Raises
    ------
    LotUnknownError
        When there is none like it.
    LotAmbiguousError
        When several lots bear the number: with what tells them apart.
    """
    named = Q(code__iexact=asked.strip())
    with suppress(ValueError):
        named |= Q(public_id=UUID(asked))
    lots = Lot.objects.filter(named) if hub_id is None else Lot.objects.filter(named, hub_id=hub_id)
    found = [
        lot
        for lot in lots.select_related("hub", "variant__product", "producer").order_by("pk")
        if actor.may(Permission.RECEIVE_GOODS, hub_id=lot.hub_id)
    ]
    if not found:
        raise LotUnknownError(lot=asked)
    if len(found) > 1:
        raise LotAmbiguousError(lot=asked, candidates=", ".join(map(_told_apart, found)))
    return found[0]


def find_lot_at(*, actor: Actor, hub_id: int, asked: str, most: int = 20) -> list[Lot]:
    """Return the lots at a hub whose number holds what somebody types, the latest first."""
    require(actor, Permission.RECEIVE_GOODS, hub_id=hub_id)
    lots = Lot.objects.filter(hub_id=hub_id, code__icontains=asked)
    return list(lots.select_related("variant__product", "producer").order_by("-pk")[:most])


def lots_lately(*, actor: Actor, hub_id: int, most: int = 10) -> list[Lot]:
    """Return the lots that came or were made latest."""
    require(actor, Permission.RECEIVE_GOODS, hub_id=hub_id)
    lots = Lot.objects.filter(hub_id=hub_id).select_related("variant__product", "producer")
    return list(lots.order_by("-pk")[:most])


def _told_apart(lot: Lot) -> str:
    came = oslo_date(lot.received_at).isoformat()
    return f"{lot.public_id} ({lot.hub.name}, {lot.producer.name}, {came})"
