"""How far a basket is from what is asked of it, while there is still time to do something."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Sum

from kortreist.apps.actors.models import HubProducer, Organisation
from kortreist.apps.trading.drops import ZoneTerms
from kortreist.apps.trading.models import OrderLine, OrderStatus
from kortreist.apps.trading.selectors.orders import OrderPage
from kortreist.kernel.quantity import Unit, line_net_ore

# What all have ordered of a producer is told in whole tens of kroner, so that nobody can reckon
# from one look to the next what a neighbour put in the basket.
ROUGHLY_ORE = 1_000


@dataclass(frozen=True, slots=True)
class ProducerMinimum:
    """A producer that needs more orders to come at all, from everybody together."""

    producer: Organisation
    minimum_ore: int
    reached_ore: int


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What a basket lacks: for the van to come, for a cheaper drive, for the farms to deliver."""

    zone: ZoneTerms | None = None
    goods_ore: int = 0
    producers: tuple[ProducerMinimum, ...] = field(default_factory=tuple)

    @property
    def missing_ore(self) -> int:
        """What the zone's minimum needs more."""
        return self.zone.missing_ore(self.goods_ore) if self.zone else 0

    @property
    def is_refused(self) -> bool:
        """Whether the order cannot be sent as small as it is."""
        return bool(self.missing_ore) and self.zone is not None and self.zone.refuses_small

    @property
    def until_cheaper_ore(self) -> int:
        """How much more goods make the drive cheaper; zero where nothing does."""
        step = self._next_step
        return step[0] - self.goods_ore if step else 0

    @property
    def cheaper_freight_ore(self) -> int:
        """What the drive costs then."""
        step = self._next_step
        return step[1] if step else 0

    @property
    def _next_step(self) -> tuple[int, int] | None:
        return self.zone.cheaper_from(self.goods_ore) if self.zone else None


def thresholds_of(page: OrderPage) -> Thresholds:
    """Return what an order in an open cycle lacks; two queries.

    Of others' orders only sums over all of them are told, and only where a producer needs more.
    """
    if not page.lines:
        return Thresholds()
    return Thresholds(page.terms.zone, page.goods_ore, tuple(_short_producers(page)))


def _short_producers(page: OrderPage) -> list[ProducerMinimum]:
    order = page.order
    terms = HubProducer.objects.filter(
        hub_id=order.hub_id,
        organisation__in={line.producer_id for line in page.lines},
        minimum_ore__gt=0,
    ).select_related("organisation")
    minimums = {each.organisation_id: each for each in terms}
    if not minimums:
        return []
    reached = _placed_ore(page, set(minimums))
    if order.status == OrderStatus.BASKET:
        for line in page.lines:
            reached[line.producer_id] += _ore(
                line.unit, line.producer_price_ore, line.ordered_amount
            )
    return [
        ProducerMinimum(
            each.organisation,
            each.minimum_ore,
            reached[producer_id] // ROUGHLY_ORE * ROUGHLY_ORE,
        )
        for producer_id, each in sorted(minimums.items())
        if reached[producer_id] < each.minimum_ore
    ]


def _placed_ore(page: OrderPage, producers: set[int]) -> dict[int, int]:
    reached: dict[int, int] = defaultdict(int)
    rows = (
        OrderLine.objects.filter(
            hub_id=page.order.hub_id,
            order__cycle=page.order.cycle_id,
            order__status=OrderStatus.PLACED,
            producer__in=producers,
        )
        .order_by()
        .values_list("producer_id", "unit", "producer_price_ore")
        .annotate(amount=Sum("ordered_amount"))
    )
    for producer_id, unit, price_ore, amount in rows:
        reached[producer_id] += _ore(unit, price_ore, amount)
    return reached


def _ore(unit: str, price_ore: int, amount: int) -> int:
    return line_net_ore(amount=amount, price_ore=price_ore, unit=Unit(unit))
