"""Who drives."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from kortreist.apps.actors.models import Role, RoleKind
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.fulfilment.errors import NotADriverError, TourLeftError
from kortreist.apps.fulfilment.locks import lock_tour
from kortreist.apps.fulfilment.models import Tour, TourStatus


@transaction.atomic
def assign_driver(
    *, actor: Actor, hub_id: int, tour_id: int, person_id: int | None, now: datetime
) -> Tour:
    """Give a tour its driver; None: whoever comes.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not plan tours at the hub.
    NotADriverError
        When the person has no role as driver or coordinator here on the day.
    TourLeftError
        When the tour is driven already.
    """
    require(actor, Permission.PLAN_TOURS, hub_id=hub_id)
    tour = lock_tour(hub_id=hub_id, tour_id=tour_id)
    if tour.status == TourStatus.DONE:
        raise TourLeftError(tour=tour.number)
    if person_id is not None and not _drives(hub_id, person_id, tour):
        raise NotADriverError(field="driver")
    if tour.driver_id != person_id:
        tour.driver_id = person_id
        tour.version += 1
        tour.save(update_fields=["driver_id", "version"])
        record(actor, "fulfilment.tour.driver_set", tour, hub_id=hub_id, now=now)
    return tour


def _drives(hub_id: int, person_id: int, tour: Tour) -> bool:
    roles = Role.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=tour.day),
        hub_id=hub_id,
        person_id=person_id,
        kind__in=(RoleKind.DRIVER, RoleKind.COORDINATOR),
        valid_from__lte=tour.day,
    )
    return roles.exists()
