"""What can be had in a cycle: stated by producers, priced once."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.catalogue.models import Availability, Listing, SupplyMode
from kortreist.apps.catalogue.services.availability import state_availability as state_for_day
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
        All there is for the cycle, those already taken included; zero takes it off the shelf.
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
    listing = _listing(hub_id, variant_id)
    producer_id = listing.variant.product.producer_id
    require(actor, Permission.OFFER_GOODS, hub_id=hub_id, organisation_id=producer_id)
    cycle = _keep_cycle(hub_id, cycle_id, variant_id, supply_mode)
    if cycle.status not in {CycleStatus.DRAFT, CycleStatus.OPEN}:
        raise CycleStateError(status=cycle.status, needed=CycleStatus.OPEN.value)
    offer = Offer.objects.filter(cycle=cycle, variant_id=variant_id).first()
    mode = supply_mode or (SupplyMode(offer.supply_mode) if offer else SupplyMode.SHARE)
    if offer is None:
        offer = _price_offer(cycle, listing, packs, mode, fees_of(cycle))
        offer.save(force_insert=True)
        before = 0
    else:
        before = offer.offered_packs
        offer = _restate(offer, packs, mode)
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
    offered = set(cycle.offers.values_list("variant_id", flat=True))
    words = Availability.objects.in_bulk([stated[key] for key in stated.keys() - offered])
    by_variant = {word.variant_id: word for word in words.values()}
    fees = fees_of(cycle)
    offers = [
        _take_up(cycle, listing, by_variant[listing.variant_id], fees)
        for listing in _listings(cycle.hub_id, by_variant)
    ]
    return Offer.objects.bulk_create(offers, batch_size=500)


def _listing(hub_id: int, variant_id: int) -> Listing:
    for listing in _listings(hub_id, [variant_id]):
        return listing
    raise NotFoundError


def _listings(hub_id: int, variant_ids: Iterable[int]) -> Iterable[Listing]:
    return (
        Listing.objects.filter(hub_id=hub_id, variant_id__in=list(variant_ids), is_visible=True)
        .select_related("variant__product")
        .order_by("pk")
    )


def _take_up(cycle: OrderCycle, listing: Listing, word: Availability, fees: list[FeeRule]) -> Offer:
    return _price_offer(cycle, listing, word.packs, SupplyMode(word.supply_mode), fees)


def _price_offer(
    cycle: OrderCycle, listing: Listing, packs: int, mode: SupplyMode, fees: list[FeeRule]
) -> Offer:
    kinds = {fee.fee_id: fee.kind for fee in fees}
    price = price_breakdown(listing.producer_price_ore, fees)
    return Offer(
        hub_id=cycle.hub_id,
        cycle=cycle,
        variant_id=listing.variant_id,
        producer_id=listing.variant.product.producer_id,
        supply_mode=mode,
        offered_packs=packs,
        producer_price_ore=price.producer_price_ore,
        buyer_price_ore=price.buyer_price_ore,
        fee_parts=[[fee_id, kinds[fee_id].value, ore] for fee_id, ore in price.parts],
    )


def _keep_cycle(hub_id: int, cycle_id: int, variant_id: int, mode: SupplyMode | None) -> OrderCycle:
    """Hold the cycle beside those who order; alone, where an offer or its way of supply is new."""
    known = Offer.objects.filter(hub_id=hub_id, cycle_id=cycle_id, variant_id=variant_id)
    is_as_before = known.exists() if mode is None else known.filter(supply_mode=mode).exists()
    return (hold_cycle if is_as_before else lock_cycle)(hub_id=hub_id, cycle_id=cycle_id)


def _restate(offer: Offer, packs: int, mode: SupplyMode) -> Offer:
    offer = lock_offers(hub_id=offer.hub_id, offer_ids=[offer.pk])[offer.pk]
    if packs < offer.reserved_packs:
        raise AlreadyPromisedError(promised=offer.reserved_packs)
    ordered = 0 if mode == offer.supply_mode else _packs_ordered(offer)
    if ordered:
        raise AlreadyPromisedError(promised=ordered)
    offer.offered_packs = packs
    offer.supply_mode = mode
    offer.save(update_fields=["offered_packs", "supply_mode"])
    return offer


def _packs_ordered(offer: Offer) -> int:
    placed = offer.lines.filter(order__status=OrderStatus.PLACED)
    return placed.aggregate(packs=Sum("ordered_count"))["packs"] or 0
