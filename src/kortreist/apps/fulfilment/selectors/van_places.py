"""Where the van stops: doors and farm gates, with what is known of each."""

from dataclasses import dataclass
from uuid import UUID

from kortreist.apps.actors.models import DeliveryPoint, HubProducer
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.fulfilment.selectors.sorting import by_name
from kortreist.kernel.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class VanPlaces:
    """A hub's doors and farms."""

    doors: list[DeliveryPoint]
    farms: list[HubProducer]


def list_van_places(*, actor: Actor, hub_id: int) -> VanPlaces:
    """Return a hub's doors and farms in use, by name, in two queries."""
    require(actor, Permission.PLAN_TOURS, hub_id=hub_id)
    doors = DeliveryPoint.objects.filter(hub_id=hub_id, archived_at__isnull=True)
    farms = HubProducer.objects.filter(hub_id=hub_id, valid_until__isnull=True)
    return VanPlaces(
        list(doors.select_related("postcode").order_by(by_name("name"), "pk")),
        list(
            farms.select_related("organisation__postcode").order_by(
                by_name("organisation__name"), "pk"
            )
        ),
    )


def get_door(*, actor: Actor, hub_id: int, public_id: UUID) -> DeliveryPoint:
    """Return one door of the hub's, or raise NotFoundError."""
    require(actor, Permission.PLAN_TOURS, hub_id=hub_id)
    rows = DeliveryPoint.objects.filter(hub_id=hub_id, public_id=public_id)
    found = rows.select_related("postcode").first()
    if found is None:
        raise NotFoundError
    return found


def get_gate(*, actor: Actor, hub_id: int, producer: UUID) -> HubProducer:
    """Return one farm's terms with the hub, by the producer, or raise NotFoundError.

    Another farm does not even learn that this one is here.
    """
    rows = HubProducer.objects.filter(hub_id=hub_id, organisation__public_id=producer)
    found = rows.select_related("organisation__postcode").first()
    if found is None:
        raise NotFoundError
    farm = found.organisation_id
    require(actor, Permission.PLAN_TOURS, hub_id=hub_id, organisation_id=farm)
    return found
