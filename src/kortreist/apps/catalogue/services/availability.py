"""A producer's word of what can be had, and when."""

from datetime import date, datetime

from django.db import transaction

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.selectors.parties import require_producer
from kortreist.apps.actors.services.audit import record
from kortreist.apps.catalogue.errors import (
    DayPassedError,
    GoodsArchivedError,
    NotListedError,
    PacksOutOfRangeError,
)
from kortreist.apps.catalogue.locks import locked_availabilities
from kortreist.apps.catalogue.models import Availability, Listing, SupplyMode, Variant
from kortreist.kernel.errors import NotFoundError
from kortreist.kernel.periods import oslo_date

MOST_PACKS = 1_000_000


@transaction.atomic
def state_availability(
    *,
    actor: Actor,
    hub_id: int,
    variant_id: int,
    delivery_day: date,
    packs: int,
    supply_mode: SupplyMode | None,
    now: datetime,
) -> Availability:
    """State how many packs of a variant can be had for one delivery day, or correct it.

    The latest word counts. Without a mode of supply the day keeps the one it has, at first
    ``share``.

    Raises
    ------
    NotFoundError
        When the variant is not sold through the hub by a producer the actor may know of.
    NotPermittedError
        When the actor may not offer this producer's goods.
    PacksOutOfRangeError, DayPassedError
        When the number or the day cannot be right.
    NotListedError, GoodsArchivedError
        When the hub does not sell the pack, or it is no longer made.
    """
    variant = Variant.objects.select_related("product").filter(pk=variant_id).first()
    if variant is None:
        raise NotFoundError
    producer_id = variant.product.producer_id
    require(actor, Permission.OFFER_GOODS, hub_id=hub_id, organisation_id=producer_id)
    require_producer(hub_id=hub_id, organisation_id=producer_id, on=delivery_day)
    _require_sensible(packs, delivery_day, today=oslo_date(now))
    _require_sold(variant, hub_id)
    word, _ = locked_availabilities().get_or_create(
        hub_id=hub_id,
        variant_id=variant_id,
        delivery_day=delivery_day,
        defaults={"packs": 0, "stated_at": now},
    )
    before = {"packs": word.packs, "supply_mode": word.supply_mode}
    word.packs = packs
    word.supply_mode = supply_mode or SupplyMode(word.supply_mode)
    word.stated_at = now
    word.save(update_fields=["packs", "supply_mode", "stated_at"])
    record(
        actor,
        "catalogue.availability.stated",
        word,
        hub_id=hub_id,
        now=now,
        params={"variant": variant_id, "day": delivery_day.isoformat()},
        before=before,
        after={"packs": packs, "supply_mode": str(word.supply_mode)},
    )
    return word


@transaction.atomic
def take_back_word(
    *, actor: Actor, hub_id: int, variant_id: int, delivery_day: date, now: datetime
) -> None:
    """Let nothing have been said of a variant for a day; harmless where nothing was.

    Raises
    ------
    NotFoundError, NotPermittedError
        When it is not the actor's to say.
    """
    words = locked_availabilities().filter(hub_id=hub_id, delivery_day=delivery_day)
    word = words.filter(variant_id=variant_id).select_related("variant__product").first()
    if word is None:
        return
    producer_id = word.variant.product.producer_id
    require(actor, Permission.OFFER_GOODS, hub_id=hub_id, organisation_id=producer_id)
    params = {"variant": variant_id, "day": delivery_day.isoformat()}
    before = {"packs": word.packs, "supply_mode": word.supply_mode}
    record(
        actor,
        "catalogue.availability.taken_back",
        word,
        hub_id=hub_id,
        now=now,
        params=params,
        before=before,
    )
    word.delete()


def _require_sensible(packs: int, day: date, *, today: date) -> None:
    if not 0 <= packs <= MOST_PACKS:
        raise PacksOutOfRangeError(most=MOST_PACKS)
    if day < today:
        raise DayPassedError(day=day)


def _require_sold(variant: Variant, hub_id: int) -> None:
    if variant.archived_at or variant.product.archived_at:
        raise GoodsArchivedError
    if not Listing.objects.filter(hub_id=hub_id, variant=variant).exists():
        raise NotListedError
