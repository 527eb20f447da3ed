"""Which lots a round is packed from: what came fresh, and what it may have from stock."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from kortreist.apps.fulfilment.models import Lot
from kortreist.apps.fulfilment.selectors.draws import drawn_packs
from kortreist.apps.fulfilment.selectors.freshness import is_sellable, stock_lots
from kortreist.apps.trading.models import Offer
from kortreist.engines.lasting import Pile, Supply


@dataclass(frozen=True, slots=True)
class FromStock:
    """The lots in stock that an offer may be packed from, and how many packs of them in all."""

    lots: tuple[Lot, ...] = ()
    packs: int = 0


def stock_for_offers(*, hub_id: int, offer_ids: Collection[int]) -> dict[int, FromStock]:
    """Return what offers may still be packed from stock.

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


def supply_of(fresh: Sequence[Lot], stock: FromStock, *, day: date) -> Supply:
    """Return what an offer is packed from, as the engine that deals it out takes it."""
    return Supply(
        (
            *(_pile(lot, day, is_stock=True) for lot in stock.lots),
            *(_pile(lot, day, is_stock=False) for lot in fresh),
        ),
        most_from_stock=stock.packs,
    )


def _within(lots: Sequence[Lot], packs: int, day: date) -> FromStock:
    """Return the lots that are good on the day, of which an offer may have so many packs.

    Which of them is for the dealing to say: a buyer who was promised that goods last a while may
    need a later lot than the first to expire.
    """
    if packs <= 0:
        return FromStock()
    return FromStock(tuple(lot for lot in lots if is_sellable(lot, on=day)), packs)


def _pile(lot: Lot, day: date, *, is_stock: bool) -> Pile:
    days_left = None if lot.best_before is None else (lot.best_before - day).days
    is_first = lot.use_first_at is not None
    return Pile(lot.pk, lot.packs_left, days_left, is_stock=is_stock, is_first=is_first)
