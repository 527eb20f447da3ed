"""Tours that are always driven: with what, on which days, past which doors, in which order."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from kortreist.apps.actors.locks import lock_hub
from kortreist.apps.actors.models import DeliveryPoint, HubProducer
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.fulfilment.errors import (
    NameTakenError,
    StopUnmovableError,
    VehicleFactsError,
)
from kortreist.apps.fulfilment.locks import lock_fixed_tour, lock_vehicle
from kortreist.apps.fulfilment.models import FixedStop, FixedTour
from kortreist.apps.fulfilment.touring.entries import FixedTourFacts
from kortreist.kernel.errors import NotFoundError

MOST_STOPS = 100


@transaction.atomic
def save_fixed_tour(
    *,
    actor: Actor,
    hub_id: int,
    facts: FixedTourFacts,
    fixed_tour_id: int | None = None,
    now: datetime,
) -> FixedTour:
    """Add a fixed tour, or change one.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not plan tours at the hub.
    VehicleFactsError, NameTakenError
        When it has no name or odd weekdays, or another tour has the name.
    NotFoundError
        When the vehicle is not the hub's.
    """
    require(actor, Permission.PLAN_TOURS, hub_id=hub_id)
    name = facts.name.strip()
    if not 0 < len(name) <= 60:
        raise VehicleFactsError(field="name")
    if not set(facts.weekdays) <= set(range(1, 8)):
        raise VehicleFactsError(field="weekdays")
    lock_hub(hub_id)
    tour = (
        lock_fixed_tour(hub_id=hub_id, fixed_tour_id=fixed_tour_id)
        if fixed_tour_id
        else FixedTour(hub_id=hub_id)
    )
    if FixedTour.objects.filter(hub_id=hub_id, name=name).exclude(pk=tour.pk).exists():
        raise NameTakenError(field="name", name=name)
    if facts.vehicle_id is not None:
        lock_vehicle(hub_id=hub_id, vehicle_id=facts.vehicle_id)
    tour.name, tour.vehicle_id = name, facts.vehicle_id
    tour.starts_at, tour.weekdays = facts.starts_at, sorted(facts.weekdays)
    tour.archived_at = None
    tour.save()
    record(actor, "fulfilment.fixed_tour.saved", tour, hub_id=hub_id, now=now)
    return tour


@transaction.atomic
def archive_fixed_tour(
    *, actor: Actor, hub_id: int, fixed_tour_id: int, now: datetime
) -> FixedTour:
    """Stop driving a fixed tour.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not plan tours at the hub.
    """
    require(actor, Permission.PLAN_TOURS, hub_id=hub_id)
    tour = lock_fixed_tour(hub_id=hub_id, fixed_tour_id=fixed_tour_id)
    if tour.archived_at is None:
        tour.archived_at = now
        tour.save(update_fields=["archived_at"])
        record(actor, "fulfilment.fixed_tour.archived", tour, hub_id=hub_id, now=now)
    return tour


@transaction.atomic
def add_fixed_stop(
    *,
    actor: Actor,
    hub_id: int,
    fixed_tour_id: int,
    point_id: int | None = None,
    producer_id: int | None = None,
    now: datetime,
) -> FixedStop:
    """Add a door or a farm at the end of a fixed tour; one that is there already stays.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not plan tours at the hub.
    NotFoundError
        When the door or the farm is not the hub's.
    StopUnmovableError
        When the tour has as many stops as one can have.
    """
    require(actor, Permission.PLAN_TOURS, hub_id=hub_id)
    tour = lock_fixed_tour(hub_id=hub_id, fixed_tour_id=fixed_tour_id)
    _require_own(hub_id, point_id, producer_id)
    there = tour.stops.filter(point_id=point_id, producer_id=producer_id).first()
    if there is not None:
        return there
    last = tour.stops.aggregate(last=Max("position"))["last"] or 0
    if tour.stops.count() >= MOST_STOPS:
        raise StopUnmovableError
    stop = FixedStop.objects.create(
        tour=tour, position=last + 1, point_id=point_id, producer_id=producer_id
    )
    record(actor, "fulfilment.fixed_tour.changed", tour, hub_id=hub_id, now=now)
    return stop


@transaction.atomic
def move_fixed_stop(
    *, actor: Actor, hub_id: int, fixed_tour_id: int, stop_id: int, steps: int, now: datetime
) -> FixedTour:
    """Move a stop up (-1) or down (1), or take it off (0).

    Raises
    ------
    NotPermittedError
        When ``actor`` may not plan tours at the hub.
    NotFoundError
        When the stop is not on the tour.
    StopUnmovableError
        When there is no place there.
    """
    require(actor, Permission.PLAN_TOURS, hub_id=hub_id)
    tour = lock_fixed_tour(hub_id=hub_id, fixed_tour_id=fixed_tour_id)
    stops = list(tour.stops.order_by("position", "pk"))
    at = next((place for place, each in enumerate(stops) if each.pk == stop_id), None)
    if at is None:
        raise NotFoundError
    if steps == 0:
        stops.pop(at).delete()
    elif 0 <= at + steps < len(stops):
        stops[at], stops[at + steps] = stops[at + steps], stops[at]
    else:
        raise StopUnmovableError
    _number(stops)
    record(actor, "fulfilment.fixed_tour.changed", tour, hub_id=hub_id, now=now)
    return tour


def _number(stops: list[FixedStop]) -> None:
    """Write the stops' places from 1, by way of numbers nobody has, as each may stand once."""
    beyond = max((stop.position for stop in stops), default=0) + 1
    for first in (beyond + len(stops), 1):
        for position, stop in enumerate(stops, start=first):
            stop.position = position
            stop.save(update_fields=["position"])


def _require_own(hub_id: int, point_id: int | None, producer_id: int | None) -> None:
    points = DeliveryPoint.objects.filter(hub_id=hub_id, pk=point_id or 0, archived_at__isnull=True)
    farms = HubProducer.objects.filter(hub_id=hub_id, organisation=producer_id or 0)
    if (point_id is None) == (producer_id is None):
        raise NotFoundError
    if not (points.exists() if point_id else farms.exists()):
        raise NotFoundError
