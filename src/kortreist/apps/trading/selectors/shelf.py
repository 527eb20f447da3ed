"""What a kitchen can order in a round, searched and in pages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from kortreist.apps.actors.models import BuyerUnit, Organisation
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.selectors.parties import BY_NAME
from kortreist.apps.catalogue.models import Certificate, Photo, SupplyMode, Variant
from kortreist.apps.catalogue.selectors.marks import marks_of
from kortreist.apps.catalogue.selectors.photos import photos_of
from kortreist.apps.catalogue.selectors.shop import Shelf, find_goods, is_for, texts_of
from kortreist.apps.catalogue.selectors.wanted import Wanted
from kortreist.apps.catalogue.suitability import is_suitable
from kortreist.apps.trading.models import Favourite, Offer, OrderCycle
from kortreist.apps.trading.prices import steps_for
from kortreist.apps.trading.selectors.orders import basket_counts
from kortreist.engines.pricing import Step, step_at
from kortreist.kernel.errors import NotFoundError
from kortreist.kernel.quantity import Unit, line_net_ore

# Something is offered, and where ordering takes it at once, something is left.
IS_TO_BE_HAD = Q(offered_packs__gt=0) & (
    ~Q(supply_mode=SupplyMode.RESERVE) | Q(offered_packs__gt=F("reserved_packs"))
)

# As many as one looks through before one types another letter.
FEW = 8
GTIN_LENGTHS = (8, 12, 13, 14)


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """One offer as the kitchen sees it, at the kitchen's own price."""

    offer: Offer
    count: int
    steps: Sequence[Step]
    is_favourite: bool = False
    # Only of what may be praised.
    photo: Photo | None = None
    marks: tuple[Certificate, ...] = ()
    # Not for this kind of kitchen, and so not to be ordered.
    is_refused: bool = False

    @property
    def step(self) -> Step:
        """The price for what lies in the basket, or for one pack."""
        return step_at(self.steps, max(1, self.count))

    @property
    def price_ore(self) -> int:
        """The kitchen's price per kilo, litre or piece, in øre ex VAT."""
        return self.step.price_ore

    @property
    def is_lowered(self) -> bool:
        """Whether the price is lower than what others pay, or than it is otherwise."""
        return self.price_ore < self.offer.buyer_price_ore

    @property
    def further_steps(self) -> list[tuple[int, int]]:
        """From how many packs on the price is lower than now, and what a pack costs then."""
        return [
            (step.from_packs, self._pack_ore(step.price_ore))
            for step in self.steps
            if step.from_packs > max(1, self.count) and step.price_ore < self.price_ore
        ]

    @property
    def pack_ore(self) -> int:
        """What one pack costs, for catch weight about, in øre ex VAT."""
        return self._pack_ore(self.price_ore)

    @property
    def is_one_unit(self) -> bool:
        """Whether a pack is just what the price is for: one kilo, litre or piece."""
        return self.pack_ore == self.price_ore

    def _pack_ore(self, price_ore: int) -> int:
        variant = self.offer.variant
        return line_net_ore(
            amount=variant.content_amount, price_ore=price_ore, unit=Unit(variant.unit)
        )

    @property
    def is_first_come(self) -> bool:
        """Whether ordering takes the stock at once."""
        return self.offer.supply_mode == SupplyMode.RESERVE

    @property
    def may_be_ordered(self) -> bool:
        """Whether there is something left, and it is for this kind of kitchen."""
        return not self.is_refused and not self.is_sold_out

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
    known = Offer.objects.filter(hub_id=unit.hub_id, pk=offer_id).select_related("cycle").first()
    if known is None:
        raise NotFoundError
    offer = _offers(unit, known.cycle).filter(pk=offer_id).first()
    if offer is None:
        raise NotFoundError
    counts = basket_counts(unit=unit, cycle=known.cycle)
    shelf = Shelf([offer], total=1, page=1, not_stated=0)
    [row] = _rows([offer], unit, known.cycle, counts)
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
    offers = _offers(unit, cycle)
    counts = basket_counts(unit=unit, cycle=cycle)
    shelf = find_goods(offers, wanted, page=page, is_to_be_had=IS_TO_BE_HAD)
    return ShopPage(shelf, _rows(list(shelf), unit, cycle, counts), len(counts))


def find_quickly(
    *, actor: Actor, unit: BuyerUnit, cycle: OrderCycle, text: str
) -> tuple[ShelfRow, ...]:
    """Return the few offers that a name or a number leads to: a number before a name.

    A number is a GTIN, of the pack or of a level above it, or the producer's own.

    Raises
    ------
    NotFoundError
        When the unit is not the actor's to know of.
    """
    require(actor, Permission.ORDER, hub_id=unit.hub_id, unit_id=unit.pk)
    wanted = Wanted(text=text)
    if not wanted.is_search:
        return ()
    offers = _offers(unit, cycle)
    numbered = list(offers.filter(_has_number(text)).distinct()[:FEW])
    found = numbered or list(find_goods(offers, wanted, is_to_be_had=IS_TO_BE_HAD))[:FEW]
    return _rows(found, unit, cycle, basket_counts(unit=unit, cycle=cycle))


def _has_number(text: str) -> Q:
    number = text.replace("\0", "").strip()
    own = Q(variant__producer_code__iexact=number)
    if not (number.isascii() and number.isdigit()):
        return own
    # The same number is written with or without leading zeros.
    bare = number.lstrip("0")
    alike = {bare.zfill(length) for length in GTIN_LENGTHS}
    return own | Q(variant__gtin__in=alike) | Q(variant__pack_levels__gtin__in=alike)


def rows_of_product(*, unit: BuyerUnit, cycle: OrderCycle, product_id: int) -> tuple[ShelfRow, ...]:
    """Return a product's offers in a cycle that the unit may see, with what their price goes to.

    For selectors that have asked whether the unit is the actor's.
    """
    offers = _offers(unit, cycle).filter(variant__product=product_id).defer(None)
    counts = basket_counts(unit=unit, cycle=cycle)
    return _rows(list(offers), unit, cycle, counts)


def _rows(
    offers: Sequence[Offer], unit: BuyerUnit, cycle: OrderCycle, counts: Mapping[int, int]
) -> tuple[ShelfRow, ...]:
    products = {offer.variant.product_id for offer in offers}
    photos = photos_of(products)
    marks = marks_of(products, on=cycle.delivery_day)
    steps = steps_for(unit, cycle, offers)
    starred = _starred(unit, offers)
    for offer in offers:
        offer.cycle = cycle
    return tuple(
        ShelfRow(
            offer,
            counts.get(offer.pk, 0),
            steps[offer.variant_id],
            offer.variant_id in starred,
            photo=next(iter(photos.get(offer.variant.product_id, ())), None),
            marks=tuple(marks.get(offer.variant.product_id, ())),
            is_refused=not is_suitable(offer.variant.product, unit.kind),
        )
        for offer in offers
    )


def _starred(unit: BuyerUnit, offers: Iterable[Offer]) -> set[int]:
    """Return which of the variants on a page are on the unit's own list."""
    favourites = Favourite.objects.filter(
        hub_id=unit.hub_id, unit=unit, variant__in=[offer.variant_id for offer in offers]
    )
    return set(favourites.values_list("variant_id", flat=True))


def producers_with_offers(*, unit: BuyerUnit, cycle: OrderCycle) -> QuerySet[Organisation]:
    """Return whose goods a unit can order in a cycle, by name."""
    offered = _offers(unit, cycle).order_by().values("producer_id")
    return Organisation.objects.filter(pk__in=offered).order_by(*BY_NAME)


def _offers(unit: BuyerUnit, cycle: OrderCycle) -> QuerySet[Offer]:
    # Little is kept from anybody: asked for by itself, offers are counted without all their goods.
    is_hidden = ~is_for(unit, on=cycle.delivery_day, product="product__")
    return (
        Offer.objects.filter(hub_id=unit.hub_id, cycle=cycle)
        .exclude(Exists(Variant.objects.filter(is_hidden, pk=OuterRef("variant"))))
        # What the hub only buys for its stock is not for sale.
        .exclude(offered_packs=0, stock_purchase__isnull=False)
        .select_related("variant__product", "producer")
        # Long texts that the shelf does not show.
        .defer("fee_parts", "producer__story", *texts_of())
        .order_by("pk")
    )
