"""What can be had in a cycle: stated by producers, priced once."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from kortreist.apps.actors.models import HubProducer
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.catalogue.models import Availability, Listing, SupplyMode
from kortreist.apps.catalogue.services.availability import state_availability as state_for_day
from kortreist.apps.trading.closing import offer_closes_at
from kortreist.apps.trading.errors import AlreadyPromisedError, CycleStateError
from kortreist.apps.trading.locks import hold_cycle, lock_cycle, lock_offers
from kortreist.apps.trading.models import CycleStatus, Offer, OrderCycle, OrderStatus
from kortreist.apps.trading.prices import fees_of
from kortreist.apps.trading.quantities import require_packs
from kortreist.engines.pricing import FeeRule, price_breakdown
from kortreist.kernel.errors import NotFoundError


@transaction.atomic
def state_availability(
    *,
    actor: Actor,
    hub_id: int,
    cycle_id: int,
    variant_id: int,
    packs: int,
    now: datetime,
    supply_mode: SupplyMode | None = None,
) -> Offer:
    """Say how many packs of a variant there are for a cycle; the latest word counts.

    Parameters
    ----------
    packs
        All the producer has for the cycle, those already taken included; what the hub has in stock
        comes on top. Zero takes it off the shelf.
    supply_mode
        Left out, it stays as it was; a new offer is shared out.

    Raises
    ------
    NotFoundError
        When the variant is not the actor's to offer, or is not listed at the hub.
    CycleStateError
        When the cycle has been closed.
    AlreadyPromisedError
        When placed orders have been promised more than this, or were placed on goods supplied in
        another way.
    QuantityOutOfRangeError
        When ``packs`` is below zero or beyond all reason.
    """
    require_packs(packs)
    listing = find_listing(hub_id, variant_id)
    producer_id = listing.variant.product.producer_id
    require(actor, Permission.OFFER_GOODS, hub_id=hub_id, organisation_id=producer_id)
    cycle = _keep_cycle(hub_id, cycle_id, variant_id, supply_mode)
    if cycle.status not in {CycleStatus.DRAFT, CycleStatus.OPEN}:
        raise CycleStateError(status=cycle.status, needed=CycleStatus.OPEN.value)
    offer = Offer.objects.filter(cycle=cycle, variant_id=variant_id).first()
    mode = supply_mode or (SupplyMode(offer.supply_mode) if offer else SupplyMode.SHARE)
    if offer is None:
        terms = terms_by_producer(hub_id, [producer_id])
        offer = price_offer(cycle, listing, packs, mode, fees_of(cycle), terms)
        offer.save(force_insert=True)
        before = 0
    else:
        before = offer.fresh_packs
        offer = _restate(offer, packs, mode)
        if not before:
            _close_as_stated(cycle, offer, listing)
    state_for_day(
        actor=actor,
        hub_id=hub_id,
        variant_id=variant_id,
        delivery_day=cycle.delivery_day,
        packs=packs,
        supply_mode=mode,
        now=now,
    )
    record(
        actor,
        "trading.offer.stated",
        offer,
        hub_id=hub_id,
        now=now,
        before={"packs": before},
        after={"packs": packs, "supply_mode": mode.value},
    )
    return offer


def take_up_availability(cycle: OrderCycle) -> list[Offer]:
    """Make the cycle's offers from what producers have said they have for its day.

    For `open_cycle`, which holds the cycle's lock. What is already offered stays as it is.
    """
    stated = dict(
        Availability.objects.filter(
            hub_id=cycle.hub_id,
            delivery_day=cycle.delivery_day,
            variant__archived_at__isnull=True,
            variant__product__archived_at__isnull=True,
        ).values_list("variant_id", "pk")
    )
    # An offer that only tells what is bought for stock waits for the producer's word as well.
    waiting = list(cycle.offers.filter(offered_packs=0, stock_purchase__isnull=False))
    offered = set(cycle.offers.values_list("variant_id", flat=True)) | _offered_beside(cycle)
    words = Availability.objects.in_bulk(
        stated[key] for key in stated.keys() - (offered - {offer.variant_id for offer in waiting})
    )
    by_variant = {word.variant_id: word for word in words.values()}
    for offer in waiting:
        word = by_variant.pop(offer.variant_id, None)
        if word is not None:
            offer.offered_packs, offer.supply_mode = word.packs, word.supply_mode
    Offer.objects.bulk_update(waiting, ["offered_packs", "supply_mode"])
    fees = fees_of(cycle)
    listings = list(listings_of(cycle.hub_id, by_variant))
    terms = terms_by_producer(
        cycle.hub_id, {listing.variant.product.producer_id for listing in listings}
    )
    offers = [
        _take_up(cycle, listing, by_variant[listing.variant_id], fees, terms)
        for listing in listings
    ]
    return Offer.objects.bulk_create(offers, batch_size=500)


def find_listing(hub_id: int, variant_id: int) -> Listing:
    for listing in listings_of(hub_id, [variant_id]):
        return listing
    raise NotFoundError


def listings_of(hub_id: int, variant_ids: Iterable[int]) -> Iterable[Listing]:
    """Return what the hub sells of these variants, with their goods."""
    return (
        Listing.objects.filter(hub_id=hub_id, variant_id__in=list(variant_ids), is_visible=True)
        .select_related("variant__product")
        .order_by("pk")
    )


def terms_by_producer(hub_id: int, producer_ids: Iterable[int]) -> dict[int, HubProducer]:
    """Return producers' terms at the hub, with their own closing."""
    rows = HubProducer.objects.filter(hub_id=hub_id, organisation_id__in=list(producer_ids))
    return {terms.organisation_id: terms for terms in rows}


def price_offer(
    cycle: OrderCycle,
    listing: Listing,
    packs: int,
    mode: SupplyMode,
    fees: list[FeeRule],
    terms: Mapping[int, HubProducer],
) -> Offer:
    """Return an unsaved offer at the listing's price of today; the listing brings its goods."""
    product = listing.variant.product
    kinds = {fee.fee_id: fee.kind for fee in fees}
    price = price_breakdown(listing.producer_price_ore, fees)
    return Offer(
        hub_id=cycle.hub_id,
        cycle=cycle,
        variant_id=listing.variant_id,
        producer_id=product.producer_id,
        supply_mode=mode,
        closes_at=offer_closes_at(
            cycle, lead_days=product.lead_days, terms=terms.get(product.producer_id)
        ),
        offered_packs=packs,
        producer_price_ore=price.producer_price_ore,
        buyer_price_ore=price.buyer_price_ore,
        fee_parts=[[fee_id, kinds[fee_id].value, ore] for fee_id, ore in price.parts],
    )


def _offered_beside(cycle: OrderCycle) -> set[int]:
    """Return what another cycle of the same day offers: nothing is sold twice."""
    beside = Offer.objects.filter(
        hub_id=cycle.hub_id, cycle__delivery_day=cycle.delivery_day
    ).exclude(cycle=cycle)
    return set(beside.exclude(cycle__status=CycleStatus.DRAFT).values_list("variant_id", flat=True))


def _take_up(
    cycle: OrderCycle,
    listing: Listing,
    word: Availability,
    fees: list[FeeRule],
    terms: Mapping[int, HubProducer],
) -> Offer:
    return price_offer(cycle, listing, word.packs, SupplyMode(word.supply_mode), fees, terms)


def _keep_cycle(hub_id: int, cycle_id: int, variant_id: int, mode: SupplyMode | None) -> OrderCycle:
    """Hold the cycle beside those who order; alone, where an offer or its way of supply is new."""
    known = Offer.objects.filter(hub_id=hub_id, cycle_id=cycle_id, variant_id=variant_id)
    is_as_before = known.exists() if mode is None else known.filter(supply_mode=mode).exists()
    return (hold_cycle if is_as_before else lock_cycle)(hub_id=hub_id, cycle_id=cycle_id)


def _restate(offer: Offer, packs: int, mode: SupplyMode) -> Offer:
    offer = lock_offers(hub_id=offer.hub_id, offer_ids=[offer.pk])[offer.pk]
    promised = offer.reserved_packs - offer.stock_packs
    if packs < promised:
        raise AlreadyPromisedError(promised=promised)
    ordered = 0 if mode == offer.supply_mode else _packs_ordered(offer)
    if ordered:
        raise AlreadyPromisedError(promised=ordered)
    offer.offered_packs = packs + offer.stock_packs
    offer.supply_mode = mode
    offer.save(update_fields=["offered_packs", "supply_mode"])
    return offer


def _close_as_stated(cycle: OrderCycle, offer: Offer, listing: Listing) -> None:
    """Let what is fresh close as its producer needs; until now the offer may have been stock."""
    product = listing.variant.product
    terms = terms_by_producer(cycle.hub_id, [product.producer_id])
    offer.closes_at = offer_closes_at(
        cycle, lead_days=product.lead_days, terms=terms.get(product.producer_id)
    )
    offer.save(update_fields=["closes_at"])


def _packs_ordered(offer: Offer) -> int:
    placed = offer.lines.filter(order__status=OrderStatus.PLACED)
    return placed.aggregate(packs=Sum("ordered_count"))["packs"] or 0
