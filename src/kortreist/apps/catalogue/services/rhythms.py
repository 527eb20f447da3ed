"""What a producer has every week, and how it becomes the word for a day."""

from datetime import date, datetime

from django.db import transaction

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.selectors.parties import producers_of, require_producer
from kortreist.apps.actors.services.audit import event, record, record_many
from kortreist.apps.catalogue.errors import (
    GoodsArchivedError,
    NotListedError,
    PacksOutOfRangeError,
    RhythmDaysError,
)
from kortreist.apps.catalogue.locks import lock_listing
from kortreist.apps.catalogue.models import Availability, Listing, Rhythm, SupplyMode, Variant
from kortreist.apps.catalogue.selectors.rhythms import rhythms_on
from kortreist.apps.catalogue.services.availability import MOST_PACKS
from kortreist.kernel.errors import NotFoundError

EVERY_DAY = frozenset(range(1, 8))


@transaction.atomic
def set_rhythm(
    *,
    actor: Actor,
    hub_id: int,
    variant_id: int,
    packs: int,
    weekdays: frozenset[int],
    valid_from: date,
    now: datetime,
    valid_until: date | None = None,
    supply_mode: SupplyMode = SupplyMode.SHARE,
) -> Rhythm:
    """Say what there is of a pack every week; no weekdays means every delivery day.

    A weekday has one rhythm at a time: an earlier one gives it up, and ends where none is left.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the pack is not sold through the hub by a producer the actor may offer for.
    PacksOutOfRangeError, RhythmDaysError
        When the number, the weekdays or the period cannot be right.
    NotListedError, GoodsArchivedError
        When the hub does not sell the pack, or it is no longer made.
    """
    variant = _variant(actor, hub_id, variant_id, on=valid_from)
    _check(packs, weekdays, valid_from, valid_until)
    lock_listing(hub_id=hub_id, variant_id=variant.pk)
    for other in Rhythm.objects.filter(hub_id=hub_id, variant=variant, ended_at__isnull=True):
        _give_up(other, weekdays or EVERY_DAY, actor=actor, now=now)
    rhythm = Rhythm.objects.create(
        hub_id=hub_id,
        variant=variant,
        weekdays=sorted(weekdays),
        packs=packs,
        supply_mode=supply_mode,
        valid_from=valid_from,
        valid_until=valid_until,
    )
    record(
        actor,
        "catalogue.rhythm.set",
        rhythm,
        hub_id=hub_id,
        now=now,
        params={"variant": variant.pk},
        after={"packs": packs, "weekdays": sorted(weekdays)},
    )
    return rhythm


@transaction.atomic
def change_packs(*, actor: Actor, hub_id: int, rhythm_id: int, packs: int, now: datetime) -> Rhythm:
    """Change how much there is every week, from the next round that opens; zero ends it.

    Raises
    ------
    NotFoundError, NotPermittedError
        When it is not the actor's.
    PacksOutOfRangeError
        When the number cannot be right.
    """
    rhythm = _locked(actor, hub_id, rhythm_id)
    if not 0 <= packs <= MOST_PACKS:
        raise PacksOutOfRangeError(most=MOST_PACKS)
    if packs == 0:
        return _end(rhythm, actor=actor, now=now)
    if packs == rhythm.packs:
        return rhythm
    before, rhythm.packs = rhythm.packs, packs
    rhythm.save(update_fields=["packs"])
    record(
        actor,
        "catalogue.rhythm.changed",
        rhythm,
        hub_id=hub_id,
        now=now,
        before={"packs": before},
        after={"packs": packs},
    )
    return rhythm


@transaction.atomic
def pause_rhythm(
    *, actor: Actor, hub_id: int, rhythm_id: int, is_paused: bool, now: datetime
) -> Rhythm:
    """Let a rhythm rest, or go on; harmless where it does already.

    Raises
    ------
    NotFoundError, NotPermittedError
        When it is not the actor's.
    """
    rhythm = _locked(actor, hub_id, rhythm_id)
    if (rhythm.paused_at is not None) != is_paused:
        rhythm.paused_at = now if is_paused else None
        rhythm.save(update_fields=["paused_at"])
        code = "catalogue.rhythm.paused" if is_paused else "catalogue.rhythm.resumed"
        record(actor, code, rhythm, hub_id=hub_id, now=now)
    return rhythm


@transaction.atomic
def end_rhythm(*, actor: Actor, hub_id: int, rhythm_id: int, now: datetime) -> Rhythm:
    """End a rhythm; what it has become in rounds stands.

    Raises
    ------
    NotFoundError, NotPermittedError
        When it is not the actor's.
    """
    return _end(_locked(actor, hub_id, rhythm_id), actor=actor, now=now)


def take_up_rhythms(*, actor: Actor, hub_id: int, day: date, now: datetime) -> int:
    """Make the rhythms of a day the producers' words for it, where they have said nothing else.

    For the room that opens the day's cycle, in its transaction; once more adds nothing.
    """
    rhythms = rhythms_on(hub_id=hub_id, day=day)
    spoken = Availability.objects.filter(
        hub_id=hub_id, delivery_day=day, variant_id__in=rhythms
    ).values_list("variant_id", flat=True)
    sellers = producers_of(hub_id=hub_id, on=day).values_list("organisation_id", flat=True)
    fresh = {
        variant_id: rhythm
        for variant_id, rhythm in rhythms.items()
        if variant_id not in set(spoken) and rhythm.variant.product.producer_id in set(sellers)
    }
    words = [
        Availability(
            hub_id=hub_id,
            variant_id=variant_id,
            delivery_day=day,
            packs=rhythm.packs,
            supply_mode=rhythm.supply_mode,
            stated_at=now,
        )
        for variant_id, rhythm in sorted(fresh.items())
    ]
    Availability.objects.bulk_create(words, batch_size=500, ignore_conflicts=True)
    params = {"day": day.isoformat()}
    record_many(
        event(
            actor,
            "catalogue.rhythm.taken_up",
            rhythm,
            hub_id=hub_id,
            now=now,
            params=params,
            after={"packs": rhythm.packs},
        )
        for rhythm in fresh.values()
    )
    return len(words)


def _variant(actor: Actor, hub_id: int, variant_id: int, *, on: date) -> Variant:
    variant = Variant.objects.select_related("product").filter(pk=variant_id).first()
    if variant is None:
        raise NotFoundError
    producer_id = variant.product.producer_id
    require(actor, Permission.OFFER_GOODS, hub_id=hub_id, organisation_id=producer_id)
    require_producer(hub_id=hub_id, organisation_id=producer_id, on=on)
    if variant.archived_at or variant.product.archived_at:
        raise GoodsArchivedError
    if not Listing.objects.filter(hub_id=hub_id, variant=variant).exists():
        raise NotListedError
    return variant


def _check(
    packs: int, weekdays: frozenset[int], valid_from: date, valid_until: date | None
) -> None:
    if not 1 <= packs <= MOST_PACKS:
        raise PacksOutOfRangeError(most=MOST_PACKS)
    if not weekdays <= EVERY_DAY or (valid_until is not None and valid_until <= valid_from):
        raise RhythmDaysError


def _locked(actor: Actor, hub_id: int, rhythm_id: int) -> Rhythm:
    known = (
        Rhythm.objects.filter(hub_id=hub_id, pk=rhythm_id, ended_at__isnull=True)
        .select_related("variant__product")
        .first()
    )
    if known is None:
        raise NotFoundError
    producer_id = known.variant.product.producer_id
    require(actor, Permission.OFFER_GOODS, hub_id=hub_id, organisation_id=producer_id)
    lock_listing(hub_id=hub_id, variant_id=known.variant_id)
    known.refresh_from_db()
    if known.ended_at is not None:
        raise NotFoundError
    return known


def _end(rhythm: Rhythm, *, actor: Actor, now: datetime) -> Rhythm:
    rhythm.ended_at = now
    rhythm.save(update_fields=["ended_at"])
    record(actor, "catalogue.rhythm.ended", rhythm, hub_id=rhythm.hub_id, now=now)
    return rhythm


def _give_up(rhythm: Rhythm, days: frozenset[int], *, actor: Actor, now: datetime) -> None:
    """Take weekdays from a rhythm that another has them of now."""
    own = frozenset(rhythm.weekdays) or EVERY_DAY
    left = own - days
    if left == own:
        return
    if not left:
        _end(rhythm, actor=actor, now=now)
        return
    rhythm.weekdays = sorted(left)
    rhythm.save(update_fields=["weekdays"])
