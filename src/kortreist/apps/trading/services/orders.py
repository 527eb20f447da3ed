"""Sending the basket, and taking it back."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.trading.checks import (
    expect_version,
    require_credit,
    require_open_door,
    require_reference,
    require_suitable,
)
from kortreist.apps.trading.errors import EmptyOrderError
from kortreist.apps.trading.locks import lock_order
from kortreist.apps.trading.models import Order, OrderLine, OrderStatus, Stage
from kortreist.apps.trading.services.cycles import hold_open_cycle
from kortreist.apps.trading.services.news import tell_placed
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
) -> Order:
    """Send the basket: stock of `reserve` offers is taken, wishes for the rest are noted.

    Placing an order that is placed changes nothing.

    Raises
    ------
    NotFoundError
        When the order is not the actor's to know of.
    CycleStateError
        When the cycle is not open.
    EmptyOrderError
        When there is nothing in it.
    UnitClosedError, GoodsNotForUnitError, ReferenceMissingError, ReferenceFormatError
        When the order could not be delivered or paid as it stands.
    OutOfStockError
        When something was taken by others meanwhile; nothing is placed.
    CreditLimitError
        When it would take the payer past its limit.
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
    terms = terms_of(cycle)
    stale = []
    for line in lines:
        require_suitable(unit, line.offer.variant.product)
        if take_snapshot(line, line.offer, terms):
            stale.append(line)
    take_stock(lines, {})
    order.delivery_point_id, order.payer_id = unit.delivery_point_id, unit.payer_id
    order.status, order.placed_at = OrderStatus.PLACED, now
    order.reference, order.note = reference, note
    order.version += 1
    order.save(
        update_fields=[
            "delivery_point",
            "payer",
            "status",
            "placed_at",
            "reference",
            "note",
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
    order.version += 1
    order.save(update_fields=["status", "placed_at", "version"])
    record(actor, "trading.order.cancelled", order, hub_id=hub_id, now=now)
    return order


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
