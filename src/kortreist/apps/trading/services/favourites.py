"""The unit's own list of goods."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.catalogue.models import Listing
from kortreist.apps.trading.models import Favourite
from kortreist.kernel.errors import InvalidInputError, NotFoundError

STEP = 10


@transaction.atomic
def set_favourite(
    *,
    actor: Actor,
    hub_id: int,
    unit_id: int,
    variant_id: int,
    is_favourite: bool,
    now: datetime,
) -> Favourite | None:
    """Put a pack on the unit's list, last, or take it off; harmless when it is so already.

    Raises
    ------
    NotFoundError
        When the unit is not the actor's to know of, or the hub does not sell the pack.
    """
    require(actor, Permission.ORDER, hub_id=hub_id, unit_id=unit_id)
    mine = Favourite.objects.filter(hub_id=hub_id, unit_id=unit_id)
    if not is_favourite:
        mine.filter(variant_id=variant_id).delete()
        return None
    if not Listing.objects.filter(hub_id=hub_id, variant_id=variant_id).exists():
        raise NotFoundError
    last = mine.aggregate(last=Max("position"))["last"] or 0
    favourite, is_new = Favourite.objects.get_or_create(
        hub_id=hub_id,
        unit_id=unit_id,
        variant_id=variant_id,
        defaults={"position": last + STEP, "added_at": now},
    )
    if is_new:
        record(actor, "trading.favourite.added", favourite, hub_id=hub_id, now=now)
    return favourite


@transaction.atomic
def arrange_favourites(
    *,
    actor: Actor,
    hub_id: int,
    unit_id: int,
    places: Mapping[int, tuple[str, int]],
    now: datetime,
) -> None:
    """Say on which shelf of the unit's own, and where on it, packs stand.

    Parameters
    ----------
    places
        Shelf and position by variant; packs that were no favourites become so.

    Raises
    ------
    NotFoundError
        When the unit is not the actor's to know of, or the hub does not sell a pack.
    InvalidInputError
        When a shelf's name or a position cannot be right.
    """
    require(actor, Permission.ORDER, hub_id=hub_id, unit_id=unit_id)
    if any(len(shelf) > 40 or not 0 <= place <= 9_999 for shelf, place in places.values()):
        raise InvalidInputError
    listed = Listing.objects.filter(hub_id=hub_id, variant__in=places).values_list(
        "variant_id", flat=True
    )
    if set(listed) != set(places):
        raise NotFoundError
    Favourite.objects.bulk_create(
        [
            Favourite(
                hub_id=hub_id,
                unit_id=unit_id,
                variant_id=variant_id,
                shelf=shelf.strip(),
                position=place,
                added_at=now,
            )
            for variant_id, (shelf, place) in places.items()
        ],
        update_conflicts=True,
        unique_fields=["hub", "unit", "variant"],
        update_fields=["shelf", "position"],
    )
