"""The places a hub keeps goods in."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from kortreist.apps.actors.locks import lock_hub
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.catalogue.models import Storage
from kortreist.apps.fulfilment.errors import PlaceArchivedError, PlaceInUseError, PlaceNameError
from kortreist.apps.fulfilment.locks import lock_place
from kortreist.apps.fulfilment.models import StockLevel, StockPlace
from kortreist.apps.fulfilment.selectors.freshness import stock_lots

LONGEST_NAME = 60


@transaction.atomic
def add_place(
    *, actor: Actor, hub_id: int, name: str, storage: Storage, now: datetime
) -> StockPlace:
    """Add a room, a freezer or a shelf; one with the name that was archived is used again.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not receive goods at the hub.
    PlaceNameError
        When it has no name, a very long one, or another place's.
    """
    require(actor, Permission.RECEIVE_GOODS, hub_id=hub_id)
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise PlaceNameError(field="name", most=LONGEST_NAME)
    lock_hub(hub_id)
    place = StockPlace.objects.filter(hub_id=hub_id, name=name).first()
    if place is not None and place.archived_at is None:
        raise PlaceNameError(field="name", most=LONGEST_NAME)
    place = place or StockPlace(hub_id=hub_id, name=name)
    place.storage, place.archived_at = storage, None
    place.save()
    record(actor, "fulfilment.place.added", place, hub_id=hub_id, now=now)
    return place


@transaction.atomic
def archive_place(*, actor: Actor, hub_id: int, place_id: int, now: datetime) -> StockPlace:
    """Take an empty place out of use.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not receive goods at the hub.
    PlaceInUseError
        When goods lie there, or are to by a level.
    """
    require(actor, Permission.RECEIVE_GOODS, hub_id=hub_id)
    place = lock_place(hub_id=hub_id, place_id=place_id)
    lots = stock_lots(hub_id=hub_id).filter(place=place).count()
    levels = StockLevel.objects.filter(place=place).count()
    if lots or levels:
        raise PlaceInUseError(place=place.name, lots=lots)
    if place.archived_at is None:
        place.archived_at = now
        place.save(update_fields=["archived_at"])
        record(actor, "fulfilment.place.archived", place, hub_id=hub_id, now=now)
    return place


def require_places(hub_id: int, place_ids: Collection[int]) -> None:
    """Let places through that are the hub's and in use, and keep them so.

    Raises
    ------
    NotFoundError, PlaceArchivedError
        When one is not.
    """
    for place_id in sorted(place_ids):
        place = lock_place(hub_id=hub_id, place_id=place_id)
        if place.archived_at is not None:
            raise PlaceArchivedError(place=place.name)
