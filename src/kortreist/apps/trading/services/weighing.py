"""Weighing up a cycle: what producers are credited for, and what that leaves the hub with."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from kortreist.apps.actors.permissions import Actor
from kortreist.apps.actors.services.audit import record
from kortreist.apps.trading.locks import lock_cycle, lock_purchase_lines
from kortreist.apps.trading.models import (
    ChargeKind,
    ChargeLine,
    ChargeReason,
    OrderCycle,
    OrderLine,
    Ownership,
    PurchaseLine,
    Side,
)
from kortreist.apps.trading.prices import price_quantity
from kortreist.apps.trading.services.charges.deposits import purchase_deposit
from kortreist.apps.trading.stockroom import Drawn, stockroom
from kortreist.engines.pricing import TermKind, credit_line, weigh_up
from kortreist.kernel.apportion import split_by_weight
from kortreist.kernel.quantity import Quantity, Unit


@transaction.atomic
def weigh_up_purchases(
    *, actor: Actor, hub_id: int, cycle_id: int, now: datetime
) -> list[ChargeLine]:
    """Re-make what producers are credited for, and what lies between that and the buyers' charges.

    What stands on a statement stays; goods that came after it are weighed up beside it.

    Producers are credited on the weight at goods-in, buyers charged on what was delivered; the
    difference is the hub's, to bear or to keep, each part with its reason. What is kept in stock
    the hub bears until it is sold in another cycle, which gets its cost back. Goods on consignment
    are credited for when they are sold, in the cycle that sells them.

    Raises
    ------
    NotFoundError
        When the cycle is not the hub's.
    """
    cycle = lock_cycle(hub_id=hub_id, cycle_id=cycle_id)
    bought = PurchaseLine.objects.filter(hub_id=hub_id, purchase_order__cycle=cycle)
    # Nothing is received, or put into stock, while this is worked out.
    lock_purchase_lines(hub_id=hub_id, line_ids=list(bought.values_list("pk", flat=True)))
    old = ChargeLine.objects.filter(hub_id=hub_id, cycle=cycle, purchase_line__isnull=False)
    settled = set(
        old.filter(documented_at__isnull=False).values_list("purchase_line_id", flat=True)
    )
    trades = _trades(cycle, bought)
    stays = {pk for trade in trades if trade.line_ids & settled for pk in trade.line_ids}
    old.exclude(purchase_line__in=stays).delete()
    made = ChargeLine.objects.bulk_create(
        [
            charge
            for trade in trades
            if not trade.line_ids & settled
            for charge in _trade_charges(cycle, trade)
        ],
        batch_size=500,
    )
    record(
        actor,
        "trading.cycle.weighed_up",
        cycle,
        hub_id=hub_id,
        now=now,
        params={"lines": len(trades)},
    )
    return made


@dataclass(frozen=True, slots=True)
class _Trade:
    """One offer from both sides: what was bought or drawn for it, and who it was sold to."""

    purchase: PurchaseLine | None
    drawn: tuple[Drawn, ...]
    sold: tuple[OrderLine, ...]
    received: Quantity
    kept: Quantity

    @property
    def lines(self) -> list[PurchaseLine]:
        own = [] if self.purchase is None else [self.purchase]
        return [*own, *(each.source for each in self.drawn)]

    @property
    def line_ids(self) -> set[int]:
        return {line.pk for line in self.lines}

    @property
    def price_ore(self) -> int:
        """What the producer gets in this cycle."""
        if self.purchase is not None:
            return self.purchase.producer_price_ore
        return self.sold[0].producer_price_ore

    @property
    def wasted_amount(self) -> int:
        """What lies left over in whole packs and not in stock, at the weight of goods-in."""
        drawn = sum(each.quantity.count for each in self.drawn)
        packed = sum(line.packed_count or 0 for line in self.sold)
        packs = self.received.count - (packed - drawn) - self.kept.count
        if packs <= 0 or not self.received.count:
            return 0
        return self.received.amount * packs // self.received.count

    @property
    def returned_amount(self) -> int:
        return sum((line.packed_amount or 0) - (line.delivered_amount or 0) for line in self.sold)


def _trades(cycle: OrderCycle, bought: QuerySet[PurchaseLine]) -> list[_Trade]:
    """Return a cycle's trades, also of offers that nothing came on: they were sold from stock."""
    room = stockroom()
    kept, own_sales = room.kept(cycle), room.sold(cycle)
    drawn: dict[int, list[Drawn]] = defaultdict(list)
    for each in room.drawn(cycle):
        drawn[each.offer_id].append(each)
    sold: dict[int, list[OrderLine]] = defaultdict(list)
    for line in OrderLine.objects.filter(
        hub_id=cycle.hub_id, order__cycle=cycle, packed_count__isnull=False
    ).order_by("pk"):
        sold[line.offer_id].append(line)
    purchases = {
        line.offer_id: line
        for line in PurchaseLine.objects.filter(pk__in=bought.values("pk"))
        .select_related("purchase_order")
        .order_by("pk")
    }
    return [
        _Trade(
            purchase=purchase,
            drawn=tuple(drawn[offer_id]),
            sold=tuple(sold[offer_id]),
            received=_received(purchase, own_sales),
            kept=_kept(purchase, kept),
        )
        for offer_id in sorted(purchases.keys() | drawn.keys())
        for purchase in [purchases.get(offer_id)]
    ]


def _received(purchase: PurchaseLine | None, own_sales: dict[int, Quantity]) -> Quantity:
    """Return what the cycle pays the producer for: on consignment only what it sold itself."""
    if purchase is None:
        return Quantity.none()
    if purchase.ownership == Ownership.CONSIGNMENT:
        return own_sales.get(purchase.pk, Quantity.none())
    return Quantity(purchase.received_count or 0, purchase.received_amount or 0)


def _kept(purchase: PurchaseLine | None, kept: dict[int, Quantity]) -> Quantity:
    if purchase is None or purchase.ownership == Ownership.CONSIGNMENT:
        return Quantity.none()
    return kept.get(purchase.pk, Quantity.none())


def _trade_charges(cycle: OrderCycle, trade: _Trade) -> Iterable[ChargeLine]:
    main = trade.lines[0]
    if trade.received.amount and trade.purchase is not None:
        yield _credit(cycle, trade.purchase, trade.received)
        yield from purchase_deposit(cycle, trade.purchase, trade.received.count)
    costs = []
    for each in trade.drawn:
        cost = each.cost_ore
        if cost is None:
            cost = _cost_ore(each.source, each.quantity)
        costs.append((each.quantity.amount, cost))
        if each.source.ownership == Ownership.CONSIGNMENT:
            yield _credit(cycle, each.source, each.quantity)
            yield from purchase_deposit(cycle, each.source, each.quantity.count)
        else:
            yield _hubs(cycle, each.source, ChargeKind.BORNE, ChargeReason.FROM_STOCK, -cost)
    wasted, returned = trade.wasted_amount, trade.returned_amount
    terms = weigh_up(
        received_amount=trade.received.amount,
        charged=[
            (
                line.delivered_amount or 0,
                price_quantity(line, line.delivered_amount or 0).producer_ore,
            )
            for line in trade.sold
        ],
        unit=Unit(main.unit),
        producer_price_ore=trade.price_ore,
        wasted_amount=wasted + returned,
        kept_amount=trade.kept.amount,
        drawn=costs,
    )
    for term in terms:
        kind = ChargeKind.BORNE if term.kind == TermKind.BORNE else ChargeKind.MARGIN
        for reason, ore in _reasons(term.reason, term.ore, unsold=wasted, returned=returned):
            yield _hubs(cycle, main, kind, reason, ore)


def _credit(cycle: OrderCycle, line: PurchaseLine, quantity: Quantity) -> ChargeLine:
    charge = _charge(cycle, line)
    charge.side, charge.kind = Side.PRODUCER, ChargeKind.GOODS
    charge.reason = ChargeReason.DELIVERED
    charge.seller_id = line.purchase_order.producer_id
    charge.count, charge.amount = quantity.count, quantity.amount
    charge.price_ore = line.producer_price_ore
    charge.amount_ore = _cost_ore(line, quantity)
    charge.vat_category, charge.vat_rate_bp = line.vat_category, line.vat_rate_bp
    return charge


def _hubs(
    cycle: OrderCycle, line: PurchaseLine, kind: ChargeKind, reason: ChargeReason, ore: int
) -> ChargeLine:
    charge = _charge(cycle, line)
    charge.side, charge.kind, charge.reason = Side.HUB, kind, reason
    charge.amount_ore = ore
    return charge


def _charge(cycle: OrderCycle, line: PurchaseLine) -> ChargeLine:
    return ChargeLine(
        hub_id=cycle.hub_id,
        cycle=cycle,
        purchase_line=line,
        producer_id=line.purchase_order.producer_id,
        seller_mode=line.seller_mode,
        unit=line.unit,
    )


def _cost_ore(line: PurchaseLine, quantity: Quantity) -> int:
    return credit_line(
        received_amount=quantity.amount,
        unit=Unit(line.unit),
        producer_price_ore=line.producer_price_ore,
    )


def _reasons(
    reason: str, ore: int, *, unsold: int, returned: int
) -> Iterable[tuple[ChargeReason, int]]:
    if reason != "waste":
        yield ChargeReason(reason), ore
        return
    parts: Sequence[int] = split_by_weight(ore, [unsold, returned])
    for name, part in zip((ChargeReason.UNSOLD, ChargeReason.RETURNED), parts, strict=True):
        if part:
            yield name, part
