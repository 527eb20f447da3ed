"""Posting what a producer has at one press, and taking it back at one press."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.catalogue.models import Variant
from kortreist.apps.catalogue.services.availability import take_back_word
from kortreist.apps.catalogue.services.words import learn_words
from kortreist.apps.trading.errors import AlreadyPromisedError, PostUndoneError
from kortreist.apps.trading.locks import lock_cycle, lock_post
from kortreist.apps.trading.models import AvailabilityPost, CycleStatus, Offer, OrderCycle
from kortreist.apps.trading.selectors.week import packs_last_time
from kortreist.apps.trading.services.offers import state_availability
from kortreist.kernel.errors import ConflictError, DomainError, InvalidInputError, NotFoundError

LONGEST_TEXT = 1000


@dataclass(frozen=True, slots=True)
class Statement:
    """So many packs of a pack for a cycle."""

    cycle_id: int
    variant_id: int
    packs: int


@dataclass(frozen=True, slots=True)
class Posted:
    """What was posted, to be taken back, and what could not be, with the reason."""

    post: AvailabilityPost | None
    refused: list[tuple[Statement, DomainError]] = field(default_factory=list)


@transaction.atomic
def post_availability(
    *,
    actor: Actor,
    hub_id: int,
    producer_id: int,
    statements: Sequence[Statement],
    now: datetime,
    text: str = "",
    learned: Mapping[str, int] | None = None,
) -> Posted:
    """State several numbers at once; one that cannot be right does not stop the others.

    Parameters
    ----------
    text
        The notice as it was written.
    learned
        Words of it and the variants the producer meant by them, remembered for the next time.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the producer is not the actor's to speak for.
    """
    require(actor, Permission.OFFER_GOODS, hub_id=hub_id, organisation_id=producer_id)
    known = _packs_now(hub_id, producer_id, statements)
    variants = Variant.objects.filter(pk__in={each.variant_id for each in statements})
    own = set(variants.filter(product__producer_id=producer_id).values_list("pk", flat=True))
    changes: list[dict[str, int | None]] = []
    refused: list[tuple[Statement, DomainError]] = []
    for each in statements:
        before = known.get((each.cycle_id, each.variant_id))
        if each.variant_id not in own:
            refused.append((each, NotFoundError()))
            continue
        try:
            with transaction.atomic():
                state_availability(
                    actor=actor,
                    hub_id=hub_id,
                    cycle_id=each.cycle_id,
                    variant_id=each.variant_id,
                    packs=each.packs,
                    now=now,
                )
        except (ConflictError, InvalidInputError, NotFoundError) as error:
            refused.append((each, error))
            continue
        changes.append(
            {
                "cycle": each.cycle_id,
                "variant": each.variant_id,
                "before": before,
                "after": each.packs,
            }
        )
    if learned:
        learn_words(actor=actor, hub_id=hub_id, producer_id=producer_id, words=learned)
    if not changes:
        return Posted(None, refused)
    post = AvailabilityPost.objects.create(
        hub_id=hub_id,
        producer_id=producer_id,
        text=text[:LONGEST_TEXT],
        changes=changes,
        posted_at=now,
    )
    params = {"goods": len(changes)}
    record(actor, "trading.availability.posted", post, hub_id=hub_id, now=now, params=params)
    return Posted(post, refused)


@transaction.atomic
def repeat_last(
    *, actor: Actor, hub_id: int, producer_id: int, cycle_id: int, now: datetime
) -> Posted:
    """Post for a cycle what the producer had in its latest round; what is stated already stands.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the producer is not the actor's to speak for, or the cycle is none of the hub's.
    """
    require(actor, Permission.OFFER_GOODS, hub_id=hub_id, organisation_id=producer_id)
    cycle = OrderCycle.objects.filter(hub_id=hub_id, pk=cycle_id).first()
    if cycle is None:
        raise NotFoundError
    stated = set(cycle.offers.filter(producer_id=producer_id).values_list("variant_id", flat=True))
    last = packs_last_time(hub_id=hub_id, producer_id=producer_id, cycle=cycle)
    statements = [
        Statement(cycle.pk, variant_id, packs)
        for variant_id, packs in last.items()
        if variant_id not in stated
    ]
    return post_availability(
        actor=actor, hub_id=hub_id, producer_id=producer_id, statements=statements, now=now
    )


@transaction.atomic
def undo_post(*, actor: Actor, hub_id: int, post_id: int, now: datetime) -> Posted:
    """Take a press back: each number is what it was, unless somebody has changed it since.

    What orders rest on stays, and is told.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the post is not the actor's.
    PostUndoneError
        When it was taken back before.
    """
    known = AvailabilityPost.objects.filter(hub_id=hub_id, pk=post_id).first()
    if known is None:
        raise NotFoundError
    require(actor, Permission.OFFER_GOODS, hub_id=hub_id, organisation_id=known.producer_id)
    cycles = _locked_cycles(hub_id, {change["cycle"] for change in known.changes})
    post = lock_post(hub_id=hub_id, post_id=post_id)
    if post.undone_at is not None:
        raise PostUndoneError
    refused: list[tuple[Statement, DomainError]] = []
    for change in post.changes:
        each = Statement(change["cycle"], change["variant"], change["after"])
        try:
            with transaction.atomic():
                _take_back(cycles.get(each.cycle_id), each, change["before"], actor=actor, now=now)
        except (ConflictError, InvalidInputError, NotFoundError) as error:
            refused.append((each, error))
    post.undone_at = now
    post.save(update_fields=["undone_at"])
    record(actor, "trading.availability.post_undone", post, hub_id=hub_id, now=now)
    return Posted(post, refused)


def _packs_now(
    hub_id: int, producer_id: int, statements: Collection[Statement]
) -> dict[tuple[int, int], int]:
    offers = Offer.objects.filter(
        hub_id=hub_id,
        producer_id=producer_id,
        cycle__in={each.cycle_id for each in statements},
    )
    return {(offer.cycle_id, offer.variant_id): offer.fresh_packs for offer in offers}


def _locked_cycles(hub_id: int, cycle_ids: Collection[int]) -> dict[int, OrderCycle]:
    """Lock the cycles that are still there: a draft may have been withdrawn."""
    there = OrderCycle.objects.filter(hub_id=hub_id, pk__in=cycle_ids).order_by("pk")
    return {
        cycle_id: lock_cycle(hub_id=hub_id, cycle_id=cycle_id)
        for cycle_id in there.values_list("pk", flat=True)
    }


def _take_back(
    cycle: OrderCycle | None,
    each: Statement,
    before: int | None,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    if cycle is None or cycle.status not in {CycleStatus.DRAFT, CycleStatus.OPEN}:
        raise PostUndoneError
    offer = Offer.objects.filter(cycle=cycle, variant_id=each.variant_id).first()
    if offer is None or offer.fresh_packs != each.packs:
        return
    if before is not None or offer.stock_packs:
        state_availability(
            actor=actor,
            hub_id=cycle.hub_id,
            cycle_id=cycle.pk,
            variant_id=each.variant_id,
            packs=before or 0,
            now=now,
        )
        return
    try:
        with transaction.atomic():
            offer.delete()
    except ProtectedError:
        ordered = sum(offer.lines.values_list("ordered_count", flat=True))
        raise AlreadyPromisedError(promised=ordered) from None
    take_back_word(
        actor=actor,
        hub_id=cycle.hub_id,
        variant_id=each.variant_id,
        delivery_day=cycle.delivery_day,
        now=now,
    )
