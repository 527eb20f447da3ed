"""What a kitchen can order in a round, searched and in pages."""

from dataclasses import dataclass

from django.db.models import QuerySet

from kortreist.apps.actors.models import BuyerUnit
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.catalogue.models import SupplyMode
from kortreist.apps.catalogue.selectors.shop import Shelf, Wanted, find_goods, is_for
from kortreist.apps.trading.models import Offer, OrderCycle
from kortreist.apps.trading.selectors.orders import basket_counts
from kortreist.kernel.errors import NotFoundError
from kortreist.kernel.quantity import Unit, line_net_ore


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """One offer as the kitchen sees it."""

    offer: Offer
    count: int

    @property
    def pack_ore(self) -> int:
        """What one pack costs, for catch weight about, in øre ex VAT."""
        variant = self.offer.variant
        return line_net_ore(
            amount=variant.content_amount,
            price_ore=self.offer.buyer_price_ore,
            unit=Unit(variant.unit),
        )

    @property
    def is_one_unit(self) -> bool:
        """Whether a pack is just what the price is for: one kilo, litre or piece."""
        return self.pack_ore == self.offer.buyer_price_ore

    @property
    def is_first_come(self) -> bool:
        """Whether ordering takes the stock at once."""
        return self.offer.supply_mode == SupplyMode.RESERVE

    @property
    def is_sold_out(self) -> bool:
        """Whether nothing is left that this kitchen has not on its order already."""
        if not self.offer.offered_packs:
            return True
        return self.is_first_come and not self.offer.packs_left and not self.count


@dataclass(frozen=True, slots=True)
class ShopPage:
    """A page of the shop, with what the kitchen has in its basket."""

    shelf: Shelf[Offer]
    rows: tuple[ShelfRow, ...]
    basket_lines: int

    @property
    def previous_page(self) -> int:
        """The page before this."""
        return self.shelf.page - 1

    @property
    def next_page(self) -> int:
        """The page after this."""
        return self.shelf.page + 1


def find_offer(*, actor: Actor, unit: BuyerUnit, offer_id: int) -> tuple[ShelfRow, ShopPage]:
    """Return one offer as it stands now, and the shop's page around it, for what just changed.

    Raises
    ------
    NotFoundError
        When the unit or the offer is not the actor's to know of.
    """
    require(actor, Permission.ORDER, hub_id=unit.hub_id, unit_id=unit.pk)
    offer = _offers(unit).filter(pk=offer_id).select_related("cycle").first()
    if offer is None:
        raise NotFoundError
    counts = basket_counts(unit=unit, cycle=offer.cycle)
    shelf = Shelf([offer], total=1, page=1, not_stated=0)
    row = ShelfRow(offer, counts.get(offer.pk, 0))
    return row, ShopPage(shelf, (row,), len(counts))


def find_offers(
    *, actor: Actor, unit: BuyerUnit, cycle: OrderCycle, wanted: Wanted, page: int = 1
) -> ShopPage:
    """Return a page of the cycle's offers that may be sold to the unit, by name.

    Raises
    ------
    NotFoundError
        When the unit is not the actor's to know of.
    """
    require(actor, Permission.ORDER, hub_id=unit.hub_id, unit_id=unit.pk)
    offers = _offers(unit).filter(cycle=cycle)
    counts = basket_counts(unit=unit, cycle=cycle)
    shelf = find_goods(offers, wanted, page=page)
    rows = tuple(ShelfRow(offer, counts.get(offer.pk, 0)) for offer in shelf)
    return ShopPage(shelf, rows, len(counts))


def _offers(unit: BuyerUnit) -> QuerySet[Offer]:
    return (
        Offer.objects.filter(is_for(unit.kind), hub_id=unit.hub_id)
        .select_related("variant__product", "producer")
        # Long texts that the shelf does not show.
        .defer("fee_parts", "variant__product__description", "producer__story")
        .order_by("pk")
    )
