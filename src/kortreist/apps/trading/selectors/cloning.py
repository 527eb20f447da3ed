"""What of a round can be had again on another day, what cannot and why, and what it costs now."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.selectors.parties import producers_of
from kortreist.apps.catalogue.models import Availability, Listing
from kortreist.apps.catalogue.seasons import season_is_on
from kortreist.apps.trading.models import Offer, OrderCycle


class LeftOutFor(StrEnum):
    """Why goods are not carried over."""

    ARCHIVED = "archived"
    DELISTED = "delisted"
    PRODUCER_GONE = "producer_gone"
    SEASON_OVER = "season_over"
    OWN_WORD = "own_word"
    # The producer brought none of it: what lies in stock is offered when the new round opens.
    FROM_STOCK = "from_stock"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Goods that are not carried over, and why."""

    offer: Offer
    why: LeftOutFor


@dataclass(frozen=True, slots=True)
class Repriced:
    """Goods whose producer's price has changed since."""

    offer: Offer
    from_ore: int
    to_ore: int


@dataclass(frozen=True, slots=True)
class Carried:
    """What becomes of a round's offers on another day."""

    kept: tuple[Offer, ...]
    left_out: tuple[LeftOut, ...]
    repriced: tuple[Repriced, ...]


def carry_over(*, actor: Actor, cycle: OrderCycle, day: date) -> Carried:
    """Return what a round's offers become for a delivery day, by name.

    Raises
    ------
    NotPermittedError
        When ``actor`` does not see the hub.
    """
    require(actor, Permission.SEE_HUB, hub_id=cycle.hub_id)
    offers = list(
        Offer.objects.filter(hub_id=cycle.hub_id, cycle=cycle)
        .select_related("variant__product", "producer")
        .order_by("variant__product__sort_key", "pk")
    )
    variants = [offer.variant_id for offer in offers]
    prices = dict(
        Listing.objects.filter(
            hub_id=cycle.hub_id, variant_id__in=variants, is_visible=True
        ).values_list("variant_id", "producer_price_ore")
    )
    sellers = set(
        producers_of(hub_id=cycle.hub_id, on=day).values_list("organisation_id", flat=True)
    )
    spoken = set(
        Availability.objects.filter(
            hub_id=cycle.hub_id, delivery_day=day, variant_id__in=variants
        ).values_list("variant_id", flat=True)
    )
    kept: list[Offer] = []
    left_out: list[LeftOut] = []
    for offer in offers:
        why = _why_not(offer, day, prices, sellers, spoken)
        if why is None:
            kept.append(offer)
        else:
            left_out.append(LeftOut(offer, why))
    repriced = [
        Repriced(offer, offer.producer_price_ore, prices[offer.variant_id])
        for offer in kept
        if prices[offer.variant_id] != offer.producer_price_ore
    ]
    return Carried(tuple(kept), tuple(left_out), tuple(repriced))


def _why_not(
    offer: Offer, day: date, prices: dict[int, int], sellers: set[int], spoken: set[int]
) -> LeftOutFor | None:
    product = offer.variant.product
    reasons = (
        (LeftOutFor.ARCHIVED, offer.variant.archived_at or product.archived_at),
        (LeftOutFor.PRODUCER_GONE, offer.producer_id not in sellers),
        (LeftOutFor.DELISTED, offer.variant_id not in prices),
        (LeftOutFor.SEASON_OVER, not season_is_on(product, day.isocalendar().week)),
        (LeftOutFor.OWN_WORD, offer.variant_id in spoken),
        (LeftOutFor.FROM_STOCK, offer.stock_packs and not offer.fresh_packs),
    )
    return next((why for why, holds in reasons if holds), None)
