"""Which lots a round is packed from: what came fresh, and what it may have from stock."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from kortreist.apps.fulfilment.models import Lot
from kortreist.apps.fulfilment.selectors.draws import drawn_packs
from kortreist.apps.fulfilment.selectors.freshness import is_sellable, stock_lots
from kortreist.apps.trading.models import Offer


def stock_for_offers(*, hub_id: int, offer_ids: Collection[int]) -> dict[int, dict[Lot, int]]:
    """Return the lots in stock that offers may still be packed from, with packs of each.

    In three queries; in one where nothing is sold from stock.
    """
    offers = list(
        Offer.objects.filter(hub_id=hub_id, pk__in=offer_ids, stock_packs__gt=0).select_related(
            "cycle"
        )
    )
    if not offers:
        return {}
    drawn = drawn_packs(hub_id=hub_id, offer_ids=[offer.pk for offer in offers])
    lots = list(
        stock_lots(hub_id=hub_id)
        .filter(variant_id__in={offer.variant_id for offer in offers})
        .exclude(purchase_line__offer__in=[offer.pk for offer in offers])
    )
    return {
        offer.pk: _within(
            [lot for lot in lots if lot.variant_id == offer.variant_id],
            offer.stock_packs - drawn.get(offer.pk, 0),
            offer.cycle.delivery_day,
        )
        for offer in offers
    }


def first_to_expire(fresh: Sequence[Lot], stock: Mapping[Lot, int]) -> dict[Lot, int]:
    """Return packs by lot, first to expire first; those without a date last, stock before fresh."""
    piles = {**stock, **{lot: lot.packs_left for lot in fresh}}
    ordered = sorted(piles, key=lambda lot: (lot.best_before or date.max, lot.pk))
    return {lot: piles[lot] for lot in ordered}


def _within(lots: Sequence[Lot], packs: int, day: date) -> dict[Lot, int]:
    """Return as many packs as an offer may have, of the lots that are good on the day."""
    taken: dict[Lot, int] = {}
    for lot in lots:
        if is_sellable(lot, on=day) and packs > 0:
            taken[lot] = min(lot.packs_left, packs)
            packs -= taken[lot]
    return taken
