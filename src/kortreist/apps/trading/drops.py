"""What a drop costs besides its goods: fees per order and delivery, freight, and the minimum.

Read live for a basket; fixed with the order when it is placed, so that no later fee or freight can
change what was promised.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from kortreist.apps.actors.models import BelowMinimum, DeliveryPoint, DeliveryZone, FreightStep
from kortreist.apps.trading.models import ChargeKind, ChargeReason, Order, OrderCycle, OrderLine
from kortreist.apps.trading.prices import fees_of
from kortreist.engines.pricing import FeeBasis, FeeKind, FeeRule
from kortreist.kernel.quantity import Unit, line_net_ore


@dataclass(frozen=True, slots=True)
class FlatFee:
    """One amount for a whole drop, and what it pays for."""

    fee_id: int | None
    reason: str
    kind: str
    ore: int


@dataclass(frozen=True, slots=True)
class ZoneTerms:
    """What the zone of a door asks: freight by the sum of goods, and the least sum."""

    name: str
    minimum_ore: int = 0
    below_minimum: str = BelowMinimum.REFUSE.value
    small_order_ore: int = 0
    # (from so much goods, freight), the lowest first.
    steps: tuple[tuple[int, int], ...] = ()

    def freight_ore(self, goods_ore: int) -> int:
        """Return what the drive costs with so much goods ex VAT; nothing below the first step."""
        reached = [freight for least, freight in self.steps if least <= goods_ore]
        return reached[-1] if reached else 0

    def cheaper_from(self, goods_ore: int) -> tuple[int, int] | None:
        """Return the next sum of goods where the drive costs less, and what it costs then."""
        now = self.freight_ore(goods_ore)
        further = (step for step in self.steps if step[0] > goods_ore and step[1] < now)
        return next(further, None)

    def missing_ore(self, goods_ore: int) -> int:
        """Return how much more goods the minimum needs."""
        return max(0, self.minimum_ore - goods_ore)

    @property
    def refuses_small(self) -> bool:
        """Whether orders below the minimum are not taken at all."""
        return self.below_minimum == BelowMinimum.REFUSE


@dataclass(frozen=True, slots=True)
class DropTerms:
    """All that is promised of a drop."""

    # (fee id, kind, is per delivery, øre) of the hub's fees per order and per delivery.
    fees: tuple[tuple[int, str, bool, int], ...] = ()
    zone: ZoneTerms | None = None

    def flat_fees(self, goods_ore: int) -> list[FlatFee]:
        """Return what is added to a drop with so much goods, in øre ex VAT.

        Where the zone has freight steps they stand in for the hub's fee for transport per delivery.
        """
        by_steps = self.zone is not None and bool(self.zone.steps)
        made = []
        for fee_id, kind, is_per_delivery, ore in self.fees:
            if by_steps and is_per_delivery and kind == FeeKind.TRANSPORT:
                continue
            charge = ChargeKind.FREIGHT if is_per_delivery else ChargeKind.FEE
            made.append(FlatFee(fee_id, kind, charge.value, ore))
        if self.zone is not None:
            made += _of_zone(self.zone, goods_ore)
        return [fee for fee in made if fee.ore]

    def as_json(self) -> dict[str, Any]:  # Any: JSON
        """Return the terms as they are stored with an order."""
        terms: dict[str, Any] = {"fees": [list(fee) for fee in self.fees]}
        if self.zone is not None:
            zone = self.zone
            terms["zone"] = {
                "name": zone.name,
                "minimum_ore": zone.minimum_ore,
                "below_minimum": zone.below_minimum,
                "small_order_ore": zone.small_order_ore,
                "steps": [list(step) for step in zone.steps],
            }
        return terms

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "DropTerms":  # Any: JSON
        """Return terms as an order was promised them."""
        zone = stored.get("zone")
        return cls(
            fees=tuple((fee[0], fee[1], fee[2], fee[3]) for fee in stored["fees"]),
            zone=zone
            and ZoneTerms(**zone | {"steps": tuple((step[0], step[1]) for step in zone["steps"])}),
        )


def _of_zone(zone: ZoneTerms, goods_ore: int) -> list[FlatFee]:
    freight = FlatFee(
        None, ChargeReason.TRANSPORT.value, ChargeKind.FREIGHT.value, zone.freight_ore(goods_ore)
    )
    if zone.refuses_small or not zone.missing_ore(goods_ore):
        return [freight]
    small = ChargeReason.SMALL_ORDER.value
    return [freight, FlatFee(None, small, ChargeKind.FEE.value, zone.small_order_ore)]


def drop_terms(cycle: OrderCycle, point: DeliveryPoint) -> DropTerms:
    """Return what a drop at a door costs in a cycle, as it stands today."""
    [zone] = _zones([point.zone_id]).values() if point.zone_id else [None]
    return _terms(fees_of(cycle), zone, is_pickup=point.is_pickup)


def terms_of_orders(orders: Collection[Order]) -> dict[int, DropTerms]:
    """Return each order's terms: as it was promised them, or as they stand for a basket.

    The orders bring cycle and delivery point along; a constant number of queries for each cycle.
    """
    live = [order for order in orders if not order.terms]
    zones = _zones({order.delivery_point.zone_id or 0 for order in live} - {0})
    fees = {cycle.pk: fees_of(cycle) for cycle in {order.cycle for order in live}}
    terms = {order.pk: DropTerms.from_json(order.terms) for order in orders if order.terms}
    for order in live:
        point = order.delivery_point
        zone = zones.get(point.zone_id or 0)
        terms[order.pk] = _terms(fees[order.cycle_id], zone, is_pickup=point.is_pickup)
    return terms


def goods_ordered_ore(lines: Sequence[OrderLine]) -> int:
    """Return what the goods of an order come to as ordered, in øre ex VAT."""
    return sum(
        line_net_ore(
            amount=line.ordered_amount, price_ore=line.buyer_price_ore, unit=Unit(line.unit)
        )
        for line in lines
    )


def stored_flat_fees(fees: Sequence[FlatFee]) -> list[list[Any]]:  # Any: JSON
    """Return flat fees as they are stored with an order."""
    return [[fee.fee_id, fee.reason, fee.kind, fee.ore] for fee in fees]


def flat_fees_of(order: Order, terms: DropTerms, lines: Sequence[OrderLine]) -> list[FlatFee]:
    """Return what is added to an order: as stored when it was placed, else by its goods today."""
    if order.terms:
        return [FlatFee(*fee) for fee in order.flat_fees]
    return terms.flat_fees(goods_ordered_ore(lines))


@dataclass(frozen=True, slots=True)
class Shown:
    """What a buyer was shown: each line's price, and the terms of the drop."""

    terms: DropTerms
    # Price and deposit of each line.
    prices: dict[int, tuple[int, int]] = field(default_factory=dict)

    @property
    def seal(self) -> str:
        """A short mark of it all, which comes back with the buyer's yes."""
        facts = (sorted(self.prices.items()), self.terms)
        return sha256(repr(facts).encode()).hexdigest()[:16]


def _zones(zone_ids: Collection[int]) -> dict[int, ZoneTerms]:
    if not zone_ids:
        return {}
    steps: dict[int, list[tuple[int, int]]] = defaultdict(list)
    rows = FreightStep.objects.filter(zone__in=zone_ids).order_by("zone", "from_ore")
    for zone_id, least, freight in rows.values_list("zone_id", "from_ore", "freight_ore"):
        steps[zone_id].append((least, freight))
    return {
        zone.pk: ZoneTerms(
            zone.name,
            zone.minimum_ore,
            zone.below_minimum,
            zone.small_order_ore,
            tuple(steps[zone.pk]),
        )
        for zone in DeliveryZone.objects.filter(pk__in=zone_ids)
    }


def _terms(fees: Sequence[FeeRule], zone: ZoneTerms | None, *, is_pickup: bool) -> DropTerms:
    """Leave the drive out where the buyer comes and fetches."""
    flat = [
        (fee.fee_id, fee.kind.value, fee.basis is FeeBasis.PER_DELIVERY, fee.amount_ore)
        for fee in fees
        if not fee.basis.is_in_price and fee.amount_ore
    ]
    if is_pickup:
        flat = [fee for fee in flat if not (fee[2] and fee[1] == FeeKind.TRANSPORT)]
    return DropTerms(tuple(flat), zone)
