"""Offering what the hub has in stock: when a cycle opens, and on the coordinator's word."""

from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.catalogue.models import Listing, SupplyMode
from kortreist.apps.trading.errors import (
    AlreadyPromisedError,
    NotInStockError,
)
from kortreist.apps.trading.locks import lock_cycle, lock_offers
from kortreist.apps.trading.models import Offer, OrderCycle
from kortreist.apps.trading.prices import fees_of
from kortreist.apps.trading.quantities import require_packs
from kortreist.apps.trading.services.offers import find_listing, listings_of, price_offer
from kortreist.apps.trading.stockroom import stockroom
from kortreist.engines.pricing import FeeRule


def take_up_stock(cycle: OrderCycle) -> list[Offer]:
    """Offer in a cycle all the stock that no other cycle counts on, beside what comes fresh.

    For `open_cycle`, which holds the cycle's lock and has taken up what producers said.
    """
    free = {pk: packs for pk, packs in stockroom().lock_free_packs(cycle).items() if packs > 0}
    if not free:
        return []
    known = cycle.offers.filter(variant_id__in=free).values_list("pk", flat=True)
    offers = list(lock_offers(hub_id=cycle.hub_id, offer_ids=known).values())
    for offer in offers:
        _set_stock(offer, free[offer.variant_id])
    Offer.objects.bulk_update(offers, ["offered_packs", "stock_packs"], batch_size=500)
    fees = fees_of(cycle)
    missing = free.keys() - {offer.variant_id for offer in offers}
    fresh = [_from_stock(cycle, row, fees) for row in listings_of(cycle.hub_id, missing)]
    for offer in fresh:
        _set_stock(offer, free[offer.variant_id])
    return [*offers, *Offer.objects.bulk_create(fresh, batch_size=500)]


@transaction.atomic
def set_stock_packs(
    *, actor: Actor, hub_id: int, cycle_id: int, variant_id: int, packs: int, now: datetime
) -> Offer:
    """Say how many packs of a variant a cycle may sell from stock; the latest word counts.

    Also after the orders have been shared out, when what came fresh does not suffice.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not manage cycles at the hub.
    NotFoundError
        When the variant is not listed at the hub.
    NotInStockError
        When less is free: in stock, in date on the delivery day, and promised in no other cycle.
    AlreadyPromisedError
        When the cycle's orders have been promised, or packed, more than that.
    QuantityOutOfRangeError
        When ``packs`` is below zero or beyond all reason.
    """
    require(actor, Permission.MANAGE_CYCLES, hub_id=hub_id)
    require_packs(packs)
    cycle = lock_cycle(hub_id=hub_id, cycle_id=cycle_id)
    free = stockroom().lock_free_packs(cycle, [variant_id]).get(variant_id, 0)
    offer = offer_of(cycle, variant_id)
    offer = lock_offers(hub_id=hub_id, offer_ids=[offer.pk])[offer.pk]
    drawn = sum(
        each.quantity.count for each in stockroom().drawn(cycle) if each.offer_id == offer.pk
    )
    if packs > free + drawn:
        raise NotInStockError(wanted=packs, left=free + drawn)
    promised = max(drawn, _promised(offer) - offer.fresh_packs)
    if packs < promised:
        raise AlreadyPromisedError(promised=promised)
    before = offer.stock_packs
    if packs == before:
        return offer
    _set_stock(offer, packs)
    offer.save(update_fields=["offered_packs", "stock_packs"])
    record(
        actor,
        "trading.offer.stock_set",
        offer,
        hub_id=hub_id,
        now=now,
        before={"packs": before},
        after={"packs": packs},
    )
    return offer


def offer_of(cycle: OrderCycle, variant_id: int) -> Offer:
    """Return a cycle's offer of a variant, made with no packs where nobody offers it.

    For services that hold the cycle's lock.

    Raises
    ------
    NotFoundError
        When the variant is not listed at the hub.
    """
    offer = Offer.objects.filter(cycle=cycle, variant_id=variant_id).first()
    if offer is None:
        offer = _from_stock(cycle, find_listing(cycle.hub_id, variant_id), fees_of(cycle))
        offer.save(force_insert=True)
    return offer


def _from_stock(cycle: OrderCycle, listing: Listing, fees: list[FeeRule]) -> Offer:
    """Return an unsaved offer of what lies here already: nobody has to know of it earlier."""
    offer = price_offer(cycle, listing, 0, SupplyMode.RESERVE, fees, {})
    offer.closes_at = None
    return offer


def _set_stock(offer: Offer, packs: int) -> None:
    offer.offered_packs = offer.fresh_packs + packs
    offer.stock_packs = packs


def _promised(offer: Offer) -> int:
    """Return the packs that buyers count on: confirmed ones, and those taken first come."""
    confirmed = offer.lines.aggregate(packs=Sum("confirmed_count"))["packs"] or 0
    return max(confirmed, offer.reserved_packs)
