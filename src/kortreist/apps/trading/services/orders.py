"""Sending the basket, and taking it back."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from kortreist.apps.actors.models import BuyerUnit
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.trading.checks import (
    expect_version,
    require_all_suitable,
    require_credit,
    require_open_door,
    require_reference,
    require_still_open,
)
from kortreist.apps.trading.drops import DropTerms, Shown, drop_terms
from kortreist.apps.trading.errors import EmptyOrderError, PricesChangedError
from kortreist.apps.trading.locks import lock_order
from kortreist.apps.trading.models import Order, OrderCycle, OrderLine, OrderStatus, Stage
from kortreist.apps.trading.prices import steps_for
from kortreist.apps.trading.services.cycles import hold_open_cycle
from kortreist.apps.trading.services.news import tell_placed
from kortreist.apps.trading.services.places import place_of
from kortreist.apps.trading.services.promises_of_drops import promise_drop
from kortreist.apps.trading.services.quantities import save_pairs
from kortreist.apps.trading.services.stock import give_back, take_stock
from kortreist.apps.trading.services.trail import Change, write_changes
from kortreist.apps.trading.snapshots import SNAPSHOT, take_snapshot, terms_of
from kortreist.kernel.errors import NotFoundError


@transaction.atomic
def place_order(
    *,
    actor: Actor,
    hub_id: int,
    order_id: int,
    reference: str,
    now: datetime,
    note: str = "",
    expected_version: int | None = None,
    is_told: bool = True,
    seen_prices: str | None = None,
) -> Order:
    """Send the basket: stock of `reserve` offers is taken, wishes for the rest are noted.

    Placing an order that is placed changes nothing. What is promised besides the goods, fees,
    freight and minimum, is stored with the order.

    Parameters
    ----------
    is_told
        False where the caller tells the unit itself.
    seen_prices
        The seal of the prices, fees and freight that the buyer was shown
        (`selectors.orders.OrderPage.seal`); left out, the buyer saw what the lines say.

    Raises
    ------
    NotFoundError
        When the order is not the actor's to know of.
    CycleStateError
        When the cycle is not open.
    EmptyOrderError
        When there is nothing in it.
    UnitClosedError, GoodsNotForUnitError, LicenceMissingError
        When the goods cannot come to its door, or not be sold to it.
    ReferenceMissingError, ReferenceFormatError
        When the order could not be paid as it stands.
    OfferClosedError
        When a producer has closed its list for something in it.
    OutOfStockError
        When something was taken by others meanwhile; nothing is placed.
    CreditLimitError
        When it would take the payer past its limit.
    PricesChangedError
        When prices are not those that the buyer saw; nothing is placed.
    BelowMinimumError
        When the zone's minimum is not reached, and the hub does not drive with less.
    StaleFormError
        When the basket has changed since ``expected_version``.
    """
    known = _known_order(actor, hub_id, order_id)
    cycle = hold_open_cycle(hub_id=hub_id, cycle_id=known.cycle_id, now=now)
    order = lock_order(hub_id=hub_id, order_id=known.pk)
    if order.status == OrderStatus.PLACED:
        return order
    expect_version(order, expected_version)
    unit = known.unit
    if unit.archived_at is not None:
        raise NotFoundError
    lines = _lines(order)
    if not lines:
        raise EmptyOrderError
    require_open_door(unit, cycle.delivery_day)
    reference = require_reference(unit.payer, reference)
    for line in lines:
        require_still_open(line.offer, now)
    goods = [line.offer.variant.product for line in lines]
    require_all_suitable(unit, goods, on=cycle.delivery_day)
    order.delivery_point_id = place_of(order, unit)
    drop = drop_terms(cycle, order.delivery_point)
    stale = _renew(lines, unit, cycle, drop, seen_prices)
    take_stock(lines, {})
    order.payer_id = unit.payer_id
    order.status, order.placed_at = OrderStatus.PLACED, now
    order.reference, order.note = reference, note
    promise_drop(order, drop, lines)
    order.version += 1
    order.save(
        update_fields=[
            "delivery_point",
            "payer",
            "status",
            "placed_at",
            "reference",
            "note",
            "terms",
            "flat_fees",
            "version",
        ]
    )
    OrderLine.objects.bulk_update(stale, SNAPSHOT)
    save_pairs(_promised(lines), Stage.CONFIRMED)
    require_credit(order)
    write_changes(
        [Change(line, Stage.ORDERED, None, "placed") for line in lines]
        + [Change(line, Stage.CONFIRMED, None, "reserved") for line in _promised(lines)],
        actor=actor,
        now=now,
    )
    record(
        actor, "trading.order.placed", order, hub_id=hub_id, now=now, after={"lines": len(lines)}
    )
    if is_told:
        tell_placed(order, unit=unit, cycle=cycle, lines=lines, now=now)
    return order


@transaction.atomic
def cancel_order(
    *,
    actor: Actor,
    hub_id: int,
    order_id: int,
    now: datetime,
    expected_version: int | None = None,
) -> Order:
    """Take a placed order back while the cycle is open; its stock is free for others again.

    The lines stay as they were, so that the same order can be placed anew.

    Raises
    ------
    NotFoundError
        When the order is not the actor's to know of.
    CycleStateError
        When the cycle is not open.
    OfferClosedError
        When a producer has closed its list and counts on the order.
    StaleFormError
        When the order has changed since ``expected_version``.
    """
    known = _known_order(actor, hub_id, order_id)
    hold_open_cycle(hub_id=hub_id, cycle_id=known.cycle_id, now=now)
    order = lock_order(hub_id=hub_id, order_id=known.pk)
    if order.status != OrderStatus.PLACED:
        return order
    expect_version(order, expected_version)
    lines = _lines(order)
    for line in lines:
        require_still_open(line.offer, now)
    promised = _promised(lines)
    before = {line.pk: line.quantity(Stage.CONFIRMED) for line in promised}
    give_back(promised)
    save_pairs(promised, Stage.CONFIRMED)
    write_changes(
        [Change(line, Stage.CONFIRMED, before[line.pk], "withdrawn") for line in promised],
        actor=actor,
        now=now,
    )
    order.status, order.placed_at = OrderStatus.BASKET, None
    order.terms, order.flat_fees = {}, []
    order.version += 1
    order.save(update_fields=["status", "placed_at", "terms", "flat_fees", "version"])
    record(actor, "trading.order.cancelled", order, hub_id=hub_id, now=now)
    return order


def _renew(
    lines: Sequence[OrderLine],
    unit: BuyerUnit,
    cycle: OrderCycle,
    drop: DropTerms,
    seen_prices: str | None,
) -> list[OrderLine]:
    """Take the lines' snapshots as of now; return those that change, if the buyer saw it all."""
    terms = terms_of(cycle)
    steps = steps_for(unit, cycle, [line.offer for line in lines])
    before = {line.pk: (line.buyer_price_ore, line.deposit_ore) for line in lines}
    stale = [
        line for line in lines if take_snapshot(line, line.offer, terms, steps[line.variant_id])
    ]
    prices = {line.pk: (line.buyer_price_ore, line.deposit_ore) for line in lines}
    shown = Shown(drop, prices)
    is_seen = before == prices if seen_prices is None else seen_prices == shown.seal
    if not is_seen:
        changes = [
            [line.pk, before[line.pk][0], line.buyer_price_ore]
            for line in lines
            if before[line.pk][0] != line.buyer_price_ore
        ]
        raise PricesChangedError(changes=changes)
    return stale


def _known_order(actor: Actor, hub_id: int, order_id: int) -> Order:
    order = (
        Order.objects.filter(hub_id=hub_id, pk=order_id)
        .select_related("unit__payer", "unit__delivery_point", "unit__hub")
        .first()
    )
    if order is None:
        raise NotFoundError
    require(actor, Permission.ORDER, hub_id=hub_id, unit_id=order.unit_id)
    return order


def _lines(order: Order) -> list[OrderLine]:
    return list(
        order.lines.filter(ordered_count__gt=0)
        .select_related("offer__variant__product", "offer__producer__postcode__municipality")
        .order_by("pk")
    )


def _promised(lines: Sequence[OrderLine]) -> list[OrderLine]:
    return [line for line in lines if line.confirmed_count is not None]
