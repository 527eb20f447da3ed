"""What a hub drives with, its fixed tours, and what the roads are like."""

from uuid import UUID

from django.db.models import Count, QuerySet

from kortreist.apps.actors.models import DeliveryPoint, HubProducer
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.fulfilment.models import FixedStop, FixedTour, RoadFact, Vehicle
from kortreist.kernel.errors import NotFoundError


def list_vehicles(*, actor: Actor, hub_id: int) -> "QuerySet[Vehicle]":
    """Return the vehicles in use."""
    require(actor, Permission.PLAN_TOURS, hub_id=hub_id)
    rows = Vehicle.objects.filter(hub_id=hub_id, archived_at__isnull=True)
    return rows.prefetch_related("compartments").order_by("name", "pk")


def get_vehicle(*, actor: Actor, hub_id: int, public_id: UUID) -> Vehicle:
    """Return one vehicle, or raise NotFoundError."""
    require(actor, Permission.PLAN_TOURS, hub_id=hub_id)
    found = (
        Vehicle.objects.filter(hub_id=hub_id, public_id=public_id)
        .prefetch_related("compartments")
        .first()
    )
    if found is None:
        raise NotFoundError
    return found


def list_fixed_tours(*, actor: Actor, hub_id: int) -> "QuerySet[FixedTour]":
    """Return the fixed tours in use, with how many stops each has."""
    require(actor, Permission.PLAN_TOURS, hub_id=hub_id)
    return (
        FixedTour.objects.filter(hub_id=hub_id, archived_at__isnull=True)
        .select_related("vehicle")
        .annotate(places=Count("stops"))
        .order_by("name", "pk")
    )


def get_fixed_tour(*, actor: Actor, hub_id: int, public_id: UUID) -> FixedTour:
    """Return one fixed tour, or raise NotFoundError."""
    require(actor, Permission.PLAN_TOURS, hub_id=hub_id)
    found = (
        FixedTour.objects.filter(hub_id=hub_id, public_id=public_id)
        .select_related("vehicle")
        .first()
    )
    if found is None:
        raise NotFoundError
    return found


def fixed_stops(tour: FixedTour) -> list[FixedStop]:
    """Return a fixed tour's stops in their order."""
    return list(tour.stops.select_related("point", "producer").order_by("position", "pk"))


def places_for(*, actor: Actor, hub_id: int, tour: FixedTour) -> list[tuple[str, str]]:
    """Return the doors and farms that are not on a fixed tour yet, as choices."""
    require(actor, Permission.PLAN_TOURS, hub_id=hub_id)
    stops = list(tour.stops.values_list("point_id", "producer_id"))
    points = DeliveryPoint.objects.filter(hub_id=hub_id, archived_at__isnull=True)
    farms = HubProducer.objects.filter(hub_id=hub_id, is_collected=True)
    doors = points.exclude(pk__in=[point for point, _ in stops if point])
    gates = farms.exclude(organisation__in=[farm for _, farm in stops if farm])
    return [
        *((f"point-{point.public_id}", point.name) for point in doors.order_by("name", "pk")),
        *(
            (f"farm-{gate.organisation.public_id}", gate.organisation.name)
            for gate in gates.select_related("organisation").order_by("organisation__name")
        ),
    ]


def place_named(*, hub_id: int, choice: str) -> tuple[int | None, int | None]:
    """Return the door or the farm that a choice stands for; the other is None."""
    kind, _, key = choice.partition("-")
    try:
        public_id = UUID(key)
    except ValueError as error:
        raise NotFoundError from error
    if kind == "point":
        point = DeliveryPoint.objects.filter(hub_id=hub_id, public_id=public_id).first()
        if point is not None:
            return point.pk, None
    gate = HubProducer.objects.filter(hub_id=hub_id, organisation__public_id=public_id).first()
    if gate is None:
        raise NotFoundError
    return None, gate.organisation_id


def list_road_facts(*, actor: Actor, hub_id: int) -> "QuerySet[RoadFact]":
    """Return what is known of roads, the latest first."""
    require(actor, Permission.PLAN_TOURS, hub_id=hub_id)
    rows = RoadFact.objects.filter(hub_id=hub_id, archived_at__isnull=True)
    return rows.order_by("-valid_from", "name", "pk")


def get_road_fact(*, actor: Actor, hub_id: int, public_id: UUID) -> RoadFact:
    """Return what is known of one road, or raise NotFoundError."""
    require(actor, Permission.PLAN_TOURS, hub_id=hub_id)
    found = RoadFact.objects.filter(hub_id=hub_id, public_id=public_id).first()
    if found is None:
        raise NotFoundError
    return found
