"""The list a unit orders by: its favourites and what it usually takes, by its own shelves."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kortreist.apps.actors.models import BuyerUnit
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.catalogue.models import SupplyMode, Variant
from kortreist.apps.catalogue.selectors.shop import is_for
from kortreist.apps.trading.closing import is_closed
from kortreist.apps.trading.models import (
    Favourite,
    Offer,
    Order,
    OrderCycle,
    OrderLine,
    OrderStatus,
)
from kortreist.apps.trading.prices import steps_for
from kortreist.engines.pricing import step_at
from kortreist.kernel.periods import oslo_date
from kortreist.kernel.quantity import Unit, line_net_ore

# How far back one looks for what a unit usually takes.
USUAL = timedelta(weeks=12)
MOST_ROWS = 500


@dataclass(frozen=True, slots=True)
class TableRow:
    """One pack on the list.

    ``count`` is packs on the order now, ``last`` what was ordered last; ``offer`` is None where
    it cannot be had in this round.
    """

    variant: Variant
    offer: Offer | None
    is_open: bool
    count: int
    last: int | None
    favourite: Favourite | None
    producer_name: str
    price_ore: int | None

    @property
    def shelf(self) -> str:
        """The unit's own shelf, empty for what has none."""
        return self.favourite.shelf if self.favourite else ""

    @property
    def pack_ore(self) -> int | None:
        """What a pack costs, for catch weight about, in øre ex VAT."""
        if self.price_ore is None:
            return None
        return line_net_ore(
            amount=self.variant.content_amount,
            price_ore=self.price_ore,
            unit=Unit(self.variant.unit),
        )

    @property
    def left(self) -> int | None:
        """Packs that can be had where it is first come, those on the order included."""
        if self.offer is None or self.offer.supply_mode != SupplyMode.RESERVE:
            return None
        return self.offer.packs_left

    @property
    def can_be_ordered(self) -> bool:
        """Whether a number can be written here."""
        if self.offer is None or not self.is_open or not self.offer.offered_packs:
            return False
        return self.left is None or self.left > 0 or self.count > 0


@dataclass(frozen=True, slots=True)
class OrderTable:
    """The unit's list in a round, with the order it is filled into."""

    rows: tuple[TableRow, ...]
    order: Order | None

    @property
    def version(self) -> int:
        """The order's version as the reader sees it; one that is not begun is at its first."""
        return self.order.version if self.order else 1

    @property
    def is_sent(self) -> bool:
        """Whether what is changed counts at once."""
        return self.order is not None and self.order.status == OrderStatus.PLACED


def order_table(
    *,
    actor: Actor,
    unit: BuyerUnit,
    cycle: OrderCycle,
    now: datetime,
    also: Collection[UUID] = (),
) -> OrderTable:
    """Return the unit's list for a round, in a constant number of queries.

    By shelf and place on it, then by name; what is no favourite comes last.

    Parameters
    ----------
    also
        Packs of the round that were put on the list just now, by their public ids.

    Raises
    ------
    NotFoundError
        When the unit is not the actor's to know of.
    """
    require(actor, Permission.ORDER, hub_id=unit.hub_id, unit_id=unit.pk)
    favourites = {
        each.variant_id: each for each in Favourite.objects.filter(hub_id=unit.hub_id, unit=unit)
    }
    last = usual_counts(unit=unit, now=now)
    order = Order.objects.filter(hub_id=unit.hub_id, unit=unit, cycle=cycle).first()
    counts = dict(order.lines.values_list("variant_id", "ordered_count")) if order else {}
    ids = {*favourites, *last, *counts, *_added(cycle, also)}
    variants = (
        Variant.objects.filter(is_for(unit, on=cycle.delivery_day, product="product__"))
        .filter(pk__in=ids)
        .select_related("product__producer")
        .defer("product__description", "product__producer__story")
        .order_by("product__sort_key", "content_amount", "pk")[:MOST_ROWS]
    )
    offers = {
        offer.variant_id: offer
        for offer in Offer.objects.filter(hub_id=unit.hub_id, cycle=cycle, variant__in=ids).defer(
            "fee_parts"
        )
    }
    steps = steps_for(unit, cycle, offers.values())
    prices = {pk: step_at(mine, max(1, counts.get(pk, 0))).price_ore for pk, mine in steps.items()}
    rows = [
        TableRow(
            variant=variant,
            offer=offers.get(variant.pk),
            is_open=variant.pk in offers and not is_closed(offers[variant.pk], now),
            count=counts.get(variant.pk, 0),
            last=last.get(variant.pk),
            favourite=favourites.get(variant.pk),
            producer_name=variant.product.producer.name,
            price_ore=prices.get(variant.pk),
        )
        for variant in variants
    ]
    return OrderTable(tuple(sorted(rows, key=_place)), order)


def usual_counts(*, unit: BuyerUnit, now: datetime) -> dict[int, int]:
    """Return packs by variant as they were last ordered, of what was ordered in twelve weeks."""
    lines = (
        OrderLine.objects.filter(
            hub_id=unit.hub_id,
            order__unit=unit,
            order__status=OrderStatus.PLACED,
            order__cycle__delivery_day__gte=oslo_date(now) - USUAL,
            ordered_count__gt=0,
        )
        .order_by("order__cycle__delivery_day", "pk")
        .values_list("variant_id", "ordered_count")
    )
    return dict(lines)


def _added(cycle: OrderCycle, also: Collection[UUID]) -> Iterable[int]:
    if not also:
        return ()
    offers = Offer.objects.filter(hub_id=cycle.hub_id, cycle=cycle, variant__public_id__in=also)
    return offers.values_list("variant_id", flat=True)[:MOST_ROWS]


def _place(row: TableRow) -> tuple[bool, bool, str, int]:
    favourite = row.favourite
    if favourite is None:
        return True, True, "", 0
    # Shelves that have a name first, those without after; within one, its own order.
    return False, not favourite.shelf, favourite.shelf.casefold(), favourite.position
