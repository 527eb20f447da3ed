"""How a delivery gets to its door; only the hub's own tours are planned."""

from datetime import datetime

from django.db import transaction

from kortreist.apps.actors.models import DeliveryWay
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.fulfilment.errors import CarriageError, DeliveryStateError, OnTourError
from kortreist.apps.fulfilment.locks import lock_deliveries
from kortreist.apps.fulfilment.models import Delivery, DeliveryStatus, StopDelivery
from kortreist.apps.fulfilment.touring.entries import WayFacts

MOST_CARRIAGE_ORE = 10_000_000
MOST_CARRIAGE_M = 5_000_000


@transaction.atomic
def set_way(
    *, actor: Actor, hub_id: int, delivery_id: int, facts: WayFacts, now: datetime
) -> Delivery:
    """Say how a delivery gets there, and what others take for it.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not plan tours at the hub.
    CarriageError
        When a figure cannot be right, or somebody else's carrying is told of an own tour.
    DeliveryStateError
        When it has been handed over.
    OnTourError
        When it is on one of the hub's tours.
    """
    require(actor, Permission.PLAN_TOURS, hub_id=hub_id)
    _check(facts)
    [delivery] = lock_deliveries(hub_id=hub_id, delivery_ids=[delivery_id])
    if delivery.status == DeliveryStatus.DELIVERED:
        raise DeliveryStateError(status=delivery.status, needed=DeliveryStatus.PACKED.value)
    on = StopDelivery.objects.filter(delivery=delivery).select_related("stop__tour").first()
    if on is not None and facts.way != DeliveryWay.OWN_TOUR:
        raise OnTourError(tour=on.stop.tour.number)
    before = {"way": delivery.way, "carriage_ore": delivery.carriage_ore}
    delivery.way, delivery.carrier = facts.way, facts.carrier.strip()
    delivery.waybill = facts.waybill.strip()
    delivery.carriage_ore, delivery.carriage_m = facts.carriage_ore, facts.carriage_m
    delivery.version += 1
    delivery.save(
        update_fields=["way", "carrier", "waybill", "carriage_ore", "carriage_m", "version"]
    )
    record(
        actor,
        "fulfilment.delivery.way_set",
        delivery,
        hub_id=hub_id,
        now=now,
        before=before,
        after={"way": delivery.way, "carriage_ore": delivery.carriage_ore},
    )
    return delivery


def _check(facts: WayFacts) -> None:
    told = (facts.carrier, facts.waybill, facts.carriage_ore, facts.carriage_m)
    wrong = {
        "way": facts.way == DeliveryWay.OWN_TOUR and any(each not in ("", None) for each in told),
        "carrier": len(facts.carrier) > 100,
        "waybill": len(facts.waybill) > 60,
        "carriage_ore": not 0 <= (facts.carriage_ore or 0) <= MOST_CARRIAGE_ORE,
        "carriage_m": not 0 <= (facts.carriage_m or 0) <= MOST_CARRIAGE_M,
    }
    for field, is_wrong in wrong.items():
        if is_wrong:
            raise CarriageError(field=field)
