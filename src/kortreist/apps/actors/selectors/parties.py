"""Reading the parties of a hub, as far as the actor may know of them.

Those who work for the whole hub know every unit, payer and producer; a buyer knows its own units,
a producer itself. What is not theirs to know of is not found.
"""

from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Collate

from kortreist.apps.actors.models import (
    BuyerUnit,
    ClosedDay,
    DeliveryPoint,
    DevicePairing,
    Hub,
    HubProducer,
    InvoiceParty,
    Organisation,
)
from kortreist.apps.actors.permissions import Actor, Grant, Permission, require
from kortreist.apps.actors.selectors.grants import in_force
from kortreist.apps.registers.collation import NORWEGIAN
from kortreist.kernel.errors import NotFoundError

Row = TypeVar("Row")

BY_NAME = (Collate("name", NORWEGIAN), "pk")


def list_hubs(*, actor: Actor) -> QuerySet[Hub]:
    """Return the hubs where the actor has something to do."""
    hubs = Hub.objects.filter(archived_at__isnull=True).order_by(*BY_NAME)
    return hubs if actor.is_system else hubs.filter(pk__in=actor_hub_ids(actor))


def get_hub(*, actor: Actor, public_id: UUID) -> Hub:
    """Return one of the actor's hubs.

    Raises
    ------
    NotFoundError
        When it is not one of theirs.
    """
    return found(list_hubs(actor=actor).filter(public_id=public_id).first())


def list_units(*, actor: Actor, hub_id: int) -> QuerySet[BuyerUnit]:
    """Return the units the actor may know of, by name."""
    units = BuyerUnit.objects.filter(hub_id=hub_id, archived_at__isnull=True)
    if not knows_all(actor, hub_id):
        units = units.filter(pk__in=_unit_ids(actor, hub_id))
    return units.select_related("delivery_point__postcode", "payer", "organisation").order_by(
        *BY_NAME
    )


def get_unit(*, actor: Actor, hub_id: int, public_id: UUID) -> BuyerUnit:
    """Return one of the units the actor may know of.

    Raises
    ------
    NotFoundError
        When it is not one of them.
    """
    return found(list_units(actor=actor, hub_id=hub_id).filter(public_id=public_id).first())


def list_producers(*, actor: Actor, hub_id: int, on: date) -> QuerySet[HubProducer]:
    """Return the producers in force on a day that the actor may know of, with their terms."""
    terms = producers_of(hub_id=hub_id, on=on)
    if not knows_all(actor, hub_id):
        terms = terms.filter(organisation_id__in=_organisation_ids(actor, hub_id))
    return terms.select_related("organisation__postcode").order_by(
        Collate("organisation__name", NORWEGIAN), "pk"
    )


def get_producer(*, actor: Actor, hub_id: int, public_id: UUID, on: date) -> HubProducer:
    """Return a producer the actor may know of, by its organisation's id, with its terms.

    Raises
    ------
    NotFoundError
        When it is none of theirs, or does not sell through the hub on that day.
    """
    terms = list_producers(actor=actor, hub_id=hub_id, on=on)
    return found(terms.filter(organisation__public_id=public_id).first())


def list_payers(*, actor: Actor, hub_id: int) -> QuerySet[InvoiceParty]:
    """Return the payers the actor may know of: all, or those of its own units."""
    payers = InvoiceParty.objects.filter(hub_id=hub_id, archived_at__isnull=True)
    if not knows_all(actor, hub_id):
        payers = payers.filter(units__in=_unit_ids(actor, hub_id)).distinct()
    return payers.select_related("organisation").order_by(*BY_NAME)


def get_payer(*, actor: Actor, hub_id: int, public_id: UUID) -> InvoiceParty:
    """Return one of the payers the actor may know of.

    Raises
    ------
    NotFoundError
        When it is not one of them.
    """
    return found(list_payers(actor=actor, hub_id=hub_id).filter(public_id=public_id).first())


def list_delivery_points(*, actor: Actor, hub_id: int) -> QuerySet[DeliveryPoint]:
    """Return the doors the actor may know of: all, or those of its own units."""
    points = DeliveryPoint.objects.filter(hub_id=hub_id, archived_at__isnull=True)
    if not knows_all(actor, hub_id):
        points = points.filter(units__in=_unit_ids(actor, hub_id)).distinct()
    return points.select_related("postcode__municipality").order_by(*BY_NAME)


def pickup_points(*, hub_id: int) -> QuerySet[DeliveryPoint]:
    """Return the hub's own places where any unit may fetch its goods, by name."""
    points = DeliveryPoint.objects.filter(hub_id=hub_id, is_pickup=True, archived_at__isnull=True)
    return points.select_related("postcode").order_by(*BY_NAME)


def list_devices(*, actor: Actor, hub_id: int, unit_id: int) -> QuerySet[DevicePairing]:
    """Return a unit's paired tablets and open codes.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the unit is not theirs, or they may not pair tablets for it.
    """
    require(actor, Permission.PAIR_DEVICES, hub_id=hub_id, unit_id=unit_id)
    return DevicePairing.objects.filter(
        unit_id=unit_id, unit__hub_id=hub_id, revoked_at__isnull=True
    ).order_by(Collate("label", NORWEGIAN), "pk")


def get_device(*, actor: Actor, hub_id: int, unit_id: int, public_id: UUID) -> DevicePairing:
    """Return one of a unit's tablets.

    Raises
    ------
    NotFoundError, NotPermittedError
        When it is not one of them, or they may not pair tablets for the unit.
    """
    devices = list_devices(actor=actor, hub_id=hub_id, unit_id=unit_id)
    return found(devices.filter(public_id=public_id).first())


def closed_days(*, unit_id: int, since: date) -> QuerySet[ClosedDay]:
    """Return the days from ``since`` on when a unit takes no delivery."""
    return ClosedDay.objects.filter(unit_id=unit_id, day__gte=since).order_by("day")


def producers_of(*, hub_id: int, on: date) -> QuerySet[HubProducer]:
    """Return the terms of every producer that sells through the hub on a day."""
    return HubProducer.objects.filter(
        in_force(on), hub_id=hub_id, organisation__archived_at__isnull=True
    )


def require_producer(*, hub_id: int, organisation_id: int, on: date) -> None:
    """Raise NotFoundError unless the organisation sells through the hub on that day."""
    if not producers_of(hub_id=hub_id, on=on).filter(organisation_id=organisation_id).exists():
        raise NotFoundError


def is_known_at(hub_id: int) -> Q:
    """Return the condition that an organisation is kept by the hub, or deals with it."""
    return (
        Q(kept_by=hub_id)
        | Q(hub=hub_id)
        | Q(hub_terms__hub=hub_id)
        | Q(invoice_parties__hub=hub_id)
        | Q(buyer_units__hub=hub_id)
    )


def find_organisation(*, actor: Actor, hub_id: int, organisation_id: int) -> Organisation:
    """Return an organisation that the hub deals with; the product itself knows every one.

    Raises
    ------
    NotFoundError
        When the hub has nothing to do with it.
    """
    organisations = Organisation.objects.filter(archived_at__isnull=True, pk=organisation_id)
    if not actor.is_system:
        organisations = organisations.filter(is_known_at(hub_id))
    return found(organisations.order_by("pk").first())


def knows_all(actor: Actor, hub_id: int) -> bool:
    """Whether the actor works for the whole hub, and so knows everyone there."""
    return actor.is_system or any(grant.is_hub_wide for grant in actor.grants_at(hub_id))


def actor_hub_ids(actor: Actor) -> set[int]:
    """Return the hubs where the actor has a role."""
    return {grant.hub_id for grant in actor.grants}


def _unit_ids(actor: Actor, hub_id: int) -> set[int]:
    grants: list[Grant] = actor.grants_at(hub_id)
    return {grant.unit_id for grant in grants if grant.unit_id is not None}


def _organisation_ids(actor: Actor, hub_id: int) -> set[int]:
    grants: list[Grant] = actor.grants_at(hub_id)
    return {grant.organisation_id for grant in grants if grant.organisation_id is not None}


def found(row: Row | None) -> Row:
    """Return the row, or raise NotFoundError where there is none."""
    if row is None:
        raise NotFoundError
    return row
