"""What is otherwise when a unit orders the same as last time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from kortreist.apps.actors.models import BuyerUnit
from kortreist.apps.catalogue.models import SupplyMode
from kortreist.apps.trading.models import Offer, Order, OrderCycle, OrderLine, OrderStatus
from kortreist.apps.trading.prices import steps_for
from kortreist.engines.pricing import Step, step_at


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of the last order that cannot be the same this time.

    ``left`` is how many packs can be had, None for as many as are wished for; the prices are øre
    ex VAT per kg, litre or piece, None where it is not to be had.
    """

    line: OrderLine
    left: int | None
    price_ore: int | None

    @property
    def is_gone(self) -> bool:
        """Whether none of it is to be had."""
        return self.price_ore is None

    @property
    def is_fewer(self) -> bool:
        """Whether there is some, but not as much as last time."""
        return not self.is_gone and self.left is not None and self.left < self.line.ordered_count

    @property
    def is_dearer(self) -> bool:
        """Whether it costs more than last time."""
        return self.price_ore is not None and self.price_ore > self.line.buyer_price_ore

    @property
    def is_cheaper(self) -> bool:
        """Whether it costs less than last time."""
        return self.price_ore is not None and self.price_ore < self.line.buyer_price_ore


def last_order(*, unit: BuyerUnit, cycle: OrderCycle) -> Order | None:
    """Return the unit's latest placed order in another cycle."""
    placed = Order.objects.filter(hub_id=unit.hub_id, unit=unit, status=OrderStatus.PLACED)
    return placed.exclude(cycle=cycle).order_by("-placed_at").first()


def differences(*, unit: BuyerUnit, cycle: OrderCycle, now: datetime) -> tuple[Difference, ...]:
    """Return what of the unit's last order is not the same in a cycle; the rest is left out.

    Five queries. For a unit's own pages, which have asked permission.
    """
    last = last_order(unit=unit, cycle=cycle)
    if last is None:
        return ()
    wanted = list(
        last.lines.filter(ordered_count__gt=0).select_related("variant__product").order_by("pk")
    )
    variants = [line.variant_id for line in wanted]
    offers = Offer.objects.filter(
        is_still_open(now),
        hub_id=unit.hub_id,
        cycle=cycle,
        variant__in=variants,
        offered_packs__gt=0,
    )
    by_variant = {offer.variant_id: offer for offer in offers.defer("fee_parts")}
    basket = {
        line.variant_id: line
        for line in OrderLine.objects.filter(
            hub_id=unit.hub_id, order__unit=unit, order__cycle=cycle, variant__in=variants
        )
    }
    steps = steps_for(unit, cycle, by_variant.values())
    rows = (
        _difference(
            line,
            by_variant.get(line.variant_id),
            basket.get(line.variant_id),
            steps.get(line.variant_id, ()),
        )
        for line in wanted
    )
    return tuple(
        row for row in rows if row.is_gone or row.is_fewer or row.is_dearer or row.is_cheaper
    )


def is_still_open(now: datetime) -> Q:
    """Return the condition that an offer's producer need not know before now."""
    return Q(closes_at__isnull=True) | Q(closes_at__gt=now)


def _difference(
    last: OrderLine, offer: Offer | None, mine: OrderLine | None, steps: Sequence[Step]
) -> Difference:
    if offer is None:
        return Difference(last, 0, None)
    is_first_come = offer.supply_mode == SupplyMode.RESERVE
    taken = (mine.confirmed_count or 0) if mine else 0
    return Difference(
        line=last,
        left=offer.packs_left + taken if is_first_come else None,
        price_ore=mine.buyer_price_ore if mine else step_at(steps, last.ordered_count).price_ore,
    )
