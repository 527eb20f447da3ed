"""Noting a tour that was driven by a paper list, when the van is back."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.fulfilment.errors import TourStateError
from kortreist.apps.fulfilment.locks import lock_tour
from kortreist.apps.fulfilment.models import Tour, TourStatus, TourStop
from kortreist.apps.fulfilment.services.tours.footprints import store_footprint
from kortreist.kernel.errors import InvalidInputError, NotFoundError

Times = Mapping[int, tuple[datetime, datetime]]


@transaction.atomic
def note_driven(
    *,
    actor: Actor,
    hub_id: int,
    tour_id: int,
    times: Times,
    left_at: datetime,
    returned_at: datetime,
    driven_m: int | None = None,
    now: datetime,
) -> Tour:
    """Write when a tour left, was where, and was back; its footprint is kept with it.

    What was handed over is told of the deliveries by themselves.

    Parameters
    ----------
    times
        Coming and going, by stop; stops left out were not timed.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not plan tours at the hub.
    TourStateError
        When a driver has told of the tour, or it was noted before.
    NotFoundError
        When a stop is not on the tour.
    InvalidInputError
        When it is back before it left, or gone before it came.
    """
    require(actor, Permission.PLAN_TOURS, hub_id=hub_id)
    tour = lock_tour(hub_id=hub_id, tour_id=tour_id)
    if tour.status != TourStatus.PLANNED:
        raise TourStateError(status=tour.status)
    if returned_at < left_at or any(gone < came for came, gone in times.values()):
        raise InvalidInputError
    stops = {stop.pk: stop for stop in tour.stops.all()}
    if not times.keys() <= stops.keys():
        raise NotFoundError
    for pk, (came, gone) in times.items():
        stops[pk].arrived_at, stops[pk].left_at = came, gone
    TourStop.objects.bulk_update(
        [stops[pk] for pk in times], ["arrived_at", "left_at"], batch_size=500
    )
    tour.status, tour.left_at, tour.returned_at = TourStatus.DONE, left_at, returned_at
    tour.driven_m = driven_m
    tour.version += 1
    tour.save(update_fields=["status", "left_at", "returned_at", "driven_m", "version"])
    store_footprint(tour)
    record(actor, "fulfilment.tour.noted", tour, hub_id=hub_id, now=now)
    return tour
