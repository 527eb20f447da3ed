"""Filling a basket and placing it: one order across all producers."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from kortreist.apps.actors.models import BuyerUnit
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.catalogue.models import SupplyMode
from kortreist.apps.trading.checks import (
    require_credit,
    require_open_door,
    require_reference,
    require_suitable,
)
from kortreist.apps.trading.errors import (
    CycleStateError,
    EmptyOrderError,
    OutOfStockError,
    StaleFormError,
)
from kortreist.apps.trading.locks import hold_cycle, lock_offers, lock_order
from kortreist.apps.trading.models import (
    CycleStatus,
    Offer,
    Order,
    OrderCycle,
    OrderLine,
    OrderStatus,
    Stage,
)
from kortreist.apps.trading.quantities import require_packs
from kortreist.apps.trading.services.quantities import save_pairs
from kortreist.apps.trading.services.trail import Change, write_changes
from kortreist.apps.trading.snapshots import SNAPSHOT, take_snapshot, terms_of
from kortreist.kernel.errors import NotFoundError
from kortreist.kernel.quantity import Quantity

CONFIRMED = ("confirmed_count", "confirmed_amount")


@transaction.atomic
def set_line(
    *,
    actor: Actor,
    hub_id: int,
    unit_id: int,
    offer_id: int,
    count: int,
    now: datetime,
    minimum_count: int = 0,
    note: str = "",
    expected_version: int | None = None,
) -> OrderLine | None:
    """Put ``count`` packs of an offer on the unit's order; zero takes the line off.

    In a basket nothing is promised. On a placed order of a `reserve` offer the stock is taken, or
    given back, at once.

    Raises
    ------
    NotFoundError
        When the unit or the offer is not the actor's to know of.
    CycleStateError
        When the cycle is not open.
    OutOfStockError
        When fewer packs are left than asked for.
    QuantityOutOfRangeError, NotAMultipleError
        When the number cannot be right.
    StaleFormError
        When the order has changed since ``expected_version``.
    """
    require(actor, Permission.ORDER, hub_id=hub_id, unit_id=unit_id)
    offer = _offer(hub_id, offer_id)
    require_packs(count, multiple=offer.variant.order_multiple)
    require_packs(minimum_count)
    cycle = _open_cycle(hub_id, offer.cycle_id)
    unit = _unit(hub_id, unit_id)
    require_suitable(unit, offer.variant.product)
    order = lock_order(hub_id=hub_id, order_id=_order_of(cycle, unit).pk)
    _expect_version(order, expected_version)
    line = OrderLine.objects.filter(order=order, offer=offer).first()
    if line is None:
        if not count:
            return None
        line = OrderLine(hub_id=hub_id, order=order, offer=offer)
        line.variant_id, line.producer_id = offer.variant_id, offer.producer_id
    is_placed = order.status == OrderStatus.PLACED
    before = Quantity(line.ordered_count, line.ordered_amount) if line.pk else None
    take_snapshot(line, offer, terms_of(cycle))
    line.minimum_count, line.note = min(minimum_count, count), note
    line.ordered_count, line.ordered_amount = count, count * line.content_amount
    if is_placed:
        _take_stock([line], {line.pk: before.count if before else 0})
    else:
        _require_left(offer, count)
    order.version += 1
    order.save(update_fields=["version"])
    if not is_placed and not count:
        line.delete()
        return None
    line.save()
    if is_placed:
        require_credit(order)
        write_changes([Change(line, Stage.ORDERED, before, "changed")], actor=actor, now=now)
        record(
            actor,
            "trading.order.changed",
            order,
            hub_id=hub_id,
            now=now,
            params={"line": line.pk},
            before={"packs": before.count if before else 0},
            after={"packs": count},
        )
    return line


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
    cycle = _open_cycle(hub_id, known.cycle_id)
    order = lock_order(hub_id=hub_id, order_id=known.pk)
    if order.status == OrderStatus.PLACED:
        return order
    _expect_version(order, expected_version)
    unit = known.unit
    lines = _lines(order)
    if not lines:
        raise EmptyOrderError
    require_open_door(unit, cycle.delivery_day)
    reference = require_reference(unit.payer, reference)
    terms = terms_of(cycle)
    for line in lines:
        require_suitable(unit, line.offer.variant.product)
        take_snapshot(line, line.offer, terms)
    _take_stock(lines, {})
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
    OrderLine.objects.bulk_update(lines, [*SNAPSHOT, *CONFIRMED])
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
    _open_cycle(hub_id, known.cycle_id)
    order = lock_order(hub_id=hub_id, order_id=known.pk)
    if order.status != OrderStatus.PLACED:
        return order
    _expect_version(order, expected_version)
    lines = _lines(order)
    promised = _promised(lines)
    before = {line.pk: line.quantity(Stage.CONFIRMED) for line in promised}
    _give_back(promised)
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


@transaction.atomic
def repeat_order(
    *, actor: Actor, hub_id: int, unit_id: int, cycle_id: int, now: datetime
) -> tuple[Order, list[int]]:
    """Fill an empty basket with the unit's last order.

    Returns
    -------
    Order and list of int
        The basket, and the variants of the last order that cannot be had this time, or not in
        that number.

    Raises
    ------
    NotFoundError
        When the unit is not the actor's to know of, or has not ordered before.
    CycleStateError
        When the cycle is not open.
    """
    require(actor, Permission.ORDER, hub_id=hub_id, unit_id=unit_id)
    last = (
        Order.objects.filter(hub_id=hub_id, unit_id=unit_id, status=OrderStatus.PLACED)
        .exclude(cycle_id=cycle_id)
        .order_by("-placed_at")
        .first()
    )
    if last is None:
        raise NotFoundError("nothing_to_repeat")
    offers = {
        offer.variant_id: offer
        for offer in Offer.objects.filter(hub_id=hub_id, cycle_id=cycle_id).select_related(
            "variant"
        )
    }
    missing: list[int] = []
    for line in last.lines.filter(ordered_count__gt=0):
        offer = offers.get(line.variant_id)
        if offer is None or not _can_be_had(offer, line.ordered_count):
            missing.append(line.variant_id)
            continue
        set_line(
            actor=actor,
            hub_id=hub_id,
            unit_id=unit_id,
            offer_id=offer.pk,
            count=line.ordered_count,
            minimum_count=line.minimum_count,
            now=now,
        )
    cycle = _open_cycle(hub_id, cycle_id)
    return _order_of(cycle, _unit(hub_id, unit_id)), missing


def _offer(hub_id: int, offer_id: int) -> Offer:
    offer = (
        Offer.objects.filter(hub_id=hub_id, pk=offer_id)
        .select_related("variant__product", "producer__postcode__municipality")
        .first()
    )
    if offer is None:
        raise NotFoundError
    return offer


def _unit(hub_id: int, unit_id: int) -> BuyerUnit:
    unit = (
        BuyerUnit.objects.filter(hub_id=hub_id, pk=unit_id, archived_at__isnull=True)
        .select_related("payer")
        .first()
    )
    if unit is None:
        raise NotFoundError
    return unit


def _known_order(actor: Actor, hub_id: int, order_id: int) -> Order:
    order = (
        Order.objects.filter(hub_id=hub_id, pk=order_id)
        .select_related("unit__payer", "unit__delivery_point")
        .first()
    )
    if order is None:
        raise NotFoundError
    require(actor, Permission.ORDER, hub_id=hub_id, unit_id=order.unit_id)
    return order


def _open_cycle(hub_id: int, cycle_id: int) -> OrderCycle:
    cycle = hold_cycle(hub_id=hub_id, cycle_id=cycle_id)
    if cycle.status != CycleStatus.OPEN:
        raise CycleStateError(status=cycle.status, needed=CycleStatus.OPEN.value)
    return cycle


def _order_of(cycle: OrderCycle, unit: BuyerUnit) -> Order:
    order, _ = Order.objects.get_or_create(
        cycle=cycle,
        unit=unit,
        defaults={
            "hub_id": cycle.hub_id,
            "delivery_point_id": unit.delivery_point_id,
            "payer_id": unit.payer_id,
        },
    )
    return order


def _lines(order: Order) -> list[OrderLine]:
    return list(
        order.lines.filter(ordered_count__gt=0)
        .select_related("offer__variant__product", "offer__producer__postcode__municipality")
        .order_by("pk")
    )


def _expect_version(order: Order, expected: int | None) -> None:
    if expected is not None and expected != order.version:
        raise StaleFormError(seen=expected, version=order.version)


def _can_be_had(offer: Offer, count: int) -> bool:
    left = offer.packs_left if offer.supply_mode == SupplyMode.RESERVE else offer.offered_packs
    return left >= (count if offer.supply_mode == SupplyMode.RESERVE else 1)


def _require_left(offer: Offer, count: int) -> None:
    if offer.supply_mode == SupplyMode.RESERVE and count > offer.packs_left:
        raise OutOfStockError(wanted=count, left=offer.packs_left, offer=offer.pk)


def _take_stock(lines: Sequence[OrderLine], before: dict[int, int]) -> None:
    """Take the packs of `reserve` lines under lock and confirm them; all of them or none."""
    reserved = [line for line in lines if line.offer.supply_mode == SupplyMode.RESERVE]
    offers = lock_offers(hub_id=lines[0].hub_id, offer_ids=[line.offer_id for line in reserved])
    for line in reserved:
        offer = offers[line.offer_id]
        more = line.ordered_count - before.get(line.pk, 0)
        if more > offer.packs_left:
            left = offer.packs_left + before.get(line.pk, 0)
            raise OutOfStockError(wanted=line.ordered_count, left=left, offer=offer.pk)
        Offer.objects.filter(pk=offer.pk).update(reserved_packs=F("reserved_packs") + more)
        line.confirmed_count, line.confirmed_amount = line.ordered_count, line.ordered_amount


def _promised(lines: Sequence[OrderLine]) -> list[OrderLine]:
    return [line for line in lines if line.confirmed_count is not None]


def _give_back(lines: Sequence[OrderLine]) -> None:
    if not lines:
        return
    lock_offers(hub_id=lines[0].hub_id, offer_ids=[line.offer_id for line in lines])
    for line in lines:
        Offer.objects.filter(pk=line.offer_id).update(
            reserved_packs=F("reserved_packs") - line.confirmed_count
        )
        line.confirmed_count = line.confirmed_amount = None
