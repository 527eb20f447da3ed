"""Asking a producer for more of what the kitchens want more of than there is."""

from datetime import datetime

from django.db import transaction
from django.db.models import Sum
from django.urls import reverse

from kortreist.apps.actors.models import Hub
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.messages.services.notify import notify_producer
from kortreist.apps.trading.errors import NothingMissingError
from kortreist.apps.trading.locks import hold_cycle
from kortreist.apps.trading.models import CycleStatus, Offer, OrderLine, OrderStatus
from kortreist.apps.trading.selectors.shortages import ASKED_FOR_MORE
from kortreist.apps.trading.services.cycles import expect_status
from kortreist.kernel.errors import NotFoundError
from kortreist.kernel.periods import oslo_date

MORE_WANTED = "more_wanted"


@transaction.atomic
def ask_for_more(*, actor: Actor, hub_id: int, offer_id: int, now: datetime) -> int:
    """Tell the producer how much more of its goods could be sold; return the packs missing.

    Once a day for the same goods: asked again, it is noted, and the message is not sent twice.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not manage cycles at the hub.
    CycleStateError
        When the cycle is not open.
    NothingMissingError
        When there is enough.
    """
    require(actor, Permission.MANAGE_CYCLES, hub_id=hub_id)
    offer = (
        Offer.objects.filter(hub_id=hub_id, pk=offer_id)
        .select_related("variant__product", "producer")
        .first()
    )
    if offer is None:
        raise NotFoundError
    cycle = hold_cycle(hub_id=hub_id, cycle_id=offer.cycle_id)
    expect_status(cycle, CycleStatus.OPEN)
    wished = _wished(offer)
    missing = wished - offer.offered_packs
    if missing <= 0:
        raise NothingMissingError
    notify_producer(
        hub_id=hub_id,
        key=f"{MORE_WANTED}:{offer.pk}:{oslo_date(now).isoformat()}",
        template=MORE_WANTED,
        organisation=offer.producer,
        params={
            "producer": offer.producer.name,
            "delivery_day": cycle.delivery_day.isoformat(),
            "closes_at": (offer.closes_at or cycle.closes_at).isoformat(),
            "name": offer.variant.product.name,
            "pack": offer.variant.name,
            "wished": wished,
            "there": offer.offered_packs,
            "missing": missing,
            "link": _path(offer),
        },
        now=now,
    )
    record(actor, ASKED_FOR_MORE, offer, hub_id=hub_id, now=now, params={"missing": missing})
    return missing


def _wished(offer: Offer) -> int:
    """Return what is asked for: sent wishes, and what lies in baskets of goods sold first come."""
    lines = OrderLine.objects.filter(offer=offer)
    sent = lines.filter(order__status=OrderStatus.PLACED).aggregate(packs=Sum("ordered_count"))
    if sent["packs"] is not None and sent["packs"] > offer.offered_packs:
        return int(sent["packs"])
    return lines.aggregate(packs=Sum("ordered_count"))["packs"] or 0


def _path(offer: Offer) -> str:
    hub = Hub.objects.get(pk=offer.hub_id)
    scope = {"hub": hub.public_id, "producer": offer.producer.public_id}
    return reverse("trading:availability", kwargs=scope)
