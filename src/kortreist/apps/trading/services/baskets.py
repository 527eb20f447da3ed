"""Filling a unit's one basket, and changing what has been sent while the cycle is open."""

from datetime import datetime

from django.db import transaction

from kortreist.apps.actors.models import BuyerUnit
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.catalogue.models import SupplyMode
from kortreist.apps.catalogue.suitability import may_buy
from kortreist.apps.trading.checks import expect_version, require_credit, require_suitable
from kortreist.apps.trading.locks import lock_order
from kortreist.apps.trading.models import (
    Offer,
    Order,
    OrderCycle,
    OrderLine,
    OrderStatus,
    Stage,
)
from kortreist.apps.trading.quantities import require_packs
from kortreist.apps.trading.services.cycles import hold_open_cycle
from kortreist.apps.trading.services.stock import require_left, take_stock
from kortreist.apps.trading.services.trail import Change, write_changes
from kortreist.apps.trading.snapshots import take_snapshot, terms_of
from kortreist.kernel.errors import NotFoundError
from kortreist.kernel.quantity import Quantity


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
    require_packs(minimum_count)
    cycle = hold_open_cycle(hub_id=hub_id, cycle_id=_cycle_id(hub_id, offer_id), now=now)
    # Read now that the cycle is held: until then it may come to be supplied in another way.
    offer = _offer(hub_id, offer_id)
    require_packs(count, multiple=offer.variant.order_multiple)
    unit = _unit(hub_id, unit_id)
    require_suitable(unit, offer.variant.product)
    order = lock_order(hub_id=hub_id, order_id=_order_of(cycle, unit).pk)
    expect_version(order, expected_version)
    line = OrderLine.objects.filter(order=order, offer=offer).first()
    if line is None:
        if not count:
            return None
        line = OrderLine(hub_id=hub_id, order=order, offer=offer)
        line.variant_id, line.producer_id = offer.variant_id, offer.producer_id
    is_placed = order.status == OrderStatus.PLACED
    before = Quantity(line.ordered_count, line.ordered_amount) if line.pk else None
    promised = line.quantity(Stage.CONFIRMED)
    take_snapshot(line, offer, terms_of(cycle))
    line.minimum_count, line.note = min(minimum_count, count), note
    line.ordered_count, line.ordered_amount = count, count * line.content_amount
    if is_placed:
        take_stock([line], {line.pk: promised.count if promised else 0})
    else:
        require_left(offer, count)
    order.version += 1
    order.save(update_fields=["version"])
    if not is_placed and not count:
        line.delete()
        return None
    line.save()
    if is_placed:
        if before is None or count > before.count:
            require_credit(order)
        changes = [Change(line, Stage.ORDERED, before, "changed")]
        if line.confirmed_count is not None:
            changes.append(Change(line, Stage.CONFIRMED, promised, "reserved"))
        write_changes(changes, actor=actor, now=now)
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
def repeat_order(
    *, actor: Actor, hub_id: int, unit_id: int, cycle_id: int, now: datetime
) -> tuple[Order, list[int]]:
    """Fill the basket with the unit's last order; one that is sent already stays as it is.

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
    cycle = hold_open_cycle(hub_id=hub_id, cycle_id=cycle_id, now=now)
    unit = _unit(hub_id, unit_id)
    order = lock_order(hub_id=hub_id, order_id=_order_of(cycle, unit).pk)
    if order.status == OrderStatus.PLACED:
        return order, []
    last = (
        Order.objects.filter(hub_id=hub_id, unit=unit, status=OrderStatus.PLACED)
        .exclude(cycle_id=cycle_id)
        .order_by("-placed_at")
        .first()
    )
    if last is None:
        raise NotFoundError("nothing_to_repeat")
    offers = {
        offer.variant_id: offer
        for offer in Offer.objects.filter(hub_id=hub_id, cycle_id=cycle_id).select_related(
            "variant__product"
        )
    }
    missing: list[int] = []
    for line in last.lines.filter(ordered_count__gt=0):
        offer = offers.get(line.variant_id)
        if offer is None or not _can_be_had(offer, line.ordered_count, unit):
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
    order.refresh_from_db()
    return order, missing


def _cycle_id(hub_id: int, offer_id: int) -> int:
    known = Offer.objects.filter(hub_id=hub_id, pk=offer_id).values_list("cycle_id", flat=True)
    cycle_id = known.first()
    if cycle_id is None:
        raise NotFoundError
    return cycle_id


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


def _can_be_had(offer: Offer, count: int, unit: BuyerUnit) -> bool:
    if count % offer.variant.order_multiple or not may_buy(unit, offer.variant.product):
        return False
    if offer.supply_mode == SupplyMode.RESERVE:
        return count <= offer.packs_left
    return offer.offered_packs > 0
