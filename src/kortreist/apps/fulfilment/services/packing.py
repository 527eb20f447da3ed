"""Packing a cycle: plan the deliveries, fill them line by line, close them up; and back again."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import event, record, record_many
from kortreist.apps.fulfilment.entries import PackEntry, PartEntry
from kortreist.apps.fulfilment.errors import (
    CratesError,
    DeliveryStateError,
    LinesNotPackedError,
)
from kortreist.apps.fulfilment.locks import lock_deliveries, lock_deliveries_of_cycle
from kortreist.apps.fulfilment.models import Delivery, DeliveryStatus, PackReason
from kortreist.apps.fulfilment.services.parts import lock_open_lines, pack_entries, unpack
from kortreist.apps.trading.errors import CycleStateError, PackingBegunError
from kortreist.apps.trading.locks import lock_cycle, lock_orders
from kortreist.apps.trading.models import CycleStatus, Order, OrderLine, OrderStatus, Stage
from kortreist.apps.trading.services.quantities import StageEntry, set_order_stages
from kortreist.apps.trading.services.weights import drop_weight_questions
from kortreist.kernel.errors import NotFoundError

MOST_CRATES = 1_000


@transaction.atomic
def plan_deliveries(*, actor: Actor, hub_id: int, cycle_id: int, now: datetime) -> list[Delivery]:
    """Give every placed order with something confirmed its one delivery.

    Called again, it adds what is missing, and takes away what has nothing to bring any more and
    nothing packed.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not pack at the hub.
    CycleStateError
        When the goods have not been ordered from the producers.
    """
    require(actor, Permission.PACK, hub_id=hub_id)
    cycle = lock_cycle(hub_id=hub_id, cycle_id=cycle_id)
    if cycle.status != CycleStatus.ORDERED:
        raise CycleStateError(status=cycle.status, needed=CycleStatus.ORDERED.value)
    planned = {
        delivery.order_id: delivery
        for delivery in lock_deliveries_of_cycle(hub_id=hub_id, cycle_id=cycle_id)
    }
    orders = {order.pk: order for order in _orders_to_bring(hub_id, cycle_id)}
    _drop(actor, [row for pk, row in planned.items() if pk not in orders], now)
    fresh = [_delivery_of(order) for pk, order in orders.items() if pk not in planned]
    Delivery.objects.bulk_create(fresh)
    record_many(
        event(actor, "fulfilment.delivery.planned", row, hub_id=hub_id, now=now) for row in fresh
    )
    return list(Delivery.objects.filter(hub_id=hub_id, cycle_id=cycle_id).order_by("pk"))


@transaction.atomic
def withdraw_deliveries(*, actor: Actor, hub_id: int, cycle_id: int, now: datetime) -> None:
    """Take the planned deliveries of a cycle back, while nothing has been packed.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not pack at the hub.
    PackingBegunError
        When something has been packed.
    """
    require(actor, Permission.PACK, hub_id=hub_id)
    lock_cycle(hub_id=hub_id, cycle_id=cycle_id)
    planned = lock_deliveries_of_cycle(hub_id=hub_id, cycle_id=cycle_id)
    packed = sum(_packed_lines([row.order_id for row in planned]).values())
    if packed or any(row.status != DeliveryStatus.PLANNED for row in planned):
        raise PackingBegunError(packed=packed)
    _drop(actor, planned, now)


@transaction.atomic
def pack_line(
    *,
    actor: Actor,
    hub_id: int,
    order_line_id: int,
    parts: Sequence[PartEntry],
    reason: str = PackReason.PACKED,
    replace: bool = False,
    short_life_reason: str = "",
    now: datetime,
) -> OrderLine:
    """Pack a line from lots; the line's packed quantity becomes the sum of its parts.

    Packing a line again in the same way changes nothing; otherwise only with ``replace``, which
    puts the earlier parts back first.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not pack at the hub.
    NotPlannedError, DeliveryStateError
        When the unit has no delivery in the cycle, or it has been closed up.
    NothingConfirmedError, MoreThanConfirmedError
        When more is packed than the unit was promised.
    WrongLotError, LotWithdrawnError, LotShortError, LotTwiceError
        When the lot is of other goods, stopped, or has less left than that.
    LotNotInStockError, LotExpiredError, StockPromisedError
        When it came in another cycle and is not in stock, is past its date at the door, or more is
        taken than this cycle may have of the stock.
    ImplausibleCountError, ImplausibleWeightError, NotNominalError, WeightMissingError
        When a figure cannot be right.
    LifeTooShortError
        When the buyer was promised a longer date, and no ``short_life_reason`` is given.
    LineAlreadyPackedError
        When somebody packed the line otherwise.
    """
    require(actor, Permission.PACK, hub_id=hub_id)
    entry = PackEntry(order_line_id, parts, reason, short_life_reason)
    return pack_entries(actor, hub_id, [entry], now, replace=replace)[0]


@transaction.atomic
def pack_cycle(
    *, actor: Actor, hub_id: int, cycle_id: int, entries: Sequence[PackEntry], now: datetime
) -> list[OrderLine]:
    """Pack many lines of one cycle at once, all or none; else as `pack_line`.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not pack at the hub.
    NotFoundError
        When a line is not of this cycle.
    """
    require(actor, Permission.PACK, hub_id=hub_id)
    return pack_entries(actor, hub_id, entries, now, cycle_id=cycle_id)


@transaction.atomic
def unpack_line(*, actor: Actor, hub_id: int, order_line_id: int, now: datetime) -> OrderLine:
    """Put a line's packs back where they came from; it waits to be packed again.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not pack at the hub.
    NotPlannedError, DeliveryStateError
        When the unit has no delivery in the cycle, or it has been closed up.
    """
    require(actor, Permission.PACK, hub_id=hub_id)
    [line] = lock_open_lines(hub_id, [order_line_id])
    if line.packed_count is None:
        return line
    unpack(actor, hub_id, [line.pk], now)
    [line] = set_order_stages(
        actor=actor,
        hub_id=hub_id,
        stage=Stage.PACKED,
        entries=[StageEntry(line.pk, None, "unpacked")],
        now=now,
    )
    drop_weight_questions(actor=actor, hub_id=hub_id, line_ids=[line.pk], now=now)
    record_many([event(actor, "fulfilment.line.unpacked", line, hub_id=hub_id, now=now)])
    return line


@transaction.atomic
def finish_packing(
    *, actor: Actor, hub_id: int, delivery_id: int, crates: int, now: datetime
) -> Delivery:
    """Close up a delivery: every line is packed, or set to nothing with a reason.

    Doing it again changes at most the number of crates.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not pack at the hub.
    DeliveryStateError
        When it has been handed over.
    LinesNotPackedError
        When lines are still waiting.
    CratesError
        When the number of crates does not fit what was packed.
    """
    require(actor, Permission.PACK, hub_id=hub_id)
    deliveries = lock_deliveries(hub_id=hub_id, delivery_ids=[delivery_id])
    _finish(actor, deliveries, {delivery_id: crates}, now)
    return deliveries[0]


@transaction.atomic
def finish_cycle(
    *, actor: Actor, hub_id: int, cycle_id: int, crates: Mapping[int, int], now: datetime
) -> list[Delivery]:
    """Close up many deliveries of one cycle at once, all or none; crates by delivery.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not pack at the hub.
    NotFoundError
        When a delivery is not of this cycle.
    """
    require(actor, Permission.PACK, hub_id=hub_id)
    deliveries = lock_deliveries(hub_id=hub_id, delivery_ids=crates)
    if any(delivery.cycle_id != cycle_id for delivery in deliveries):
        raise NotFoundError
    _finish(actor, deliveries, crates, now)
    return deliveries


@transaction.atomic
def reopen_packing(*, actor: Actor, hub_id: int, delivery_id: int, now: datetime) -> Delivery:
    """Open a packed delivery again, so that its lines can be packed otherwise.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not pack at the hub.
    DeliveryStateError
        When it has been handed over.
    """
    require(actor, Permission.PACK, hub_id=hub_id)
    [delivery] = lock_deliveries(hub_id=hub_id, delivery_ids=[delivery_id])
    if delivery.status == DeliveryStatus.PLANNED:
        return delivery
    if delivery.status != DeliveryStatus.PACKED:
        raise DeliveryStateError(status=delivery.status, needed=DeliveryStatus.PACKED.value)
    delivery.status = DeliveryStatus.PLANNED
    delivery.packed_at = None
    delivery.version += 1
    delivery.save(update_fields=["status", "packed_at", "version"])
    record(actor, "fulfilment.delivery.reopened", delivery, hub_id=hub_id, now=now)
    return delivery


def _orders_to_bring(hub_id: int, cycle_id: int) -> list[Order]:
    confirmed = OrderLine.objects.filter(
        hub_id=hub_id, order__cycle_id=cycle_id, confirmed_count__gt=0
    )
    return list(
        Order.objects.filter(
            hub_id=hub_id,
            cycle_id=cycle_id,
            status=OrderStatus.PLACED,
            pk__in=confirmed.values("order_id"),
        ).order_by("pk")
    )


def _delivery_of(order: Order) -> Delivery:
    return Delivery(
        hub_id=order.hub_id,
        cycle_id=order.cycle_id,
        order=order,
        unit_id=order.unit_id,
        delivery_point_id=order.delivery_point_id,
    )


def _drop(actor: Actor, deliveries: Sequence[Delivery], now: datetime) -> None:
    """Take away those of the deliveries that nothing has been packed for."""
    packed = _packed_lines([row.order_id for row in deliveries])
    empty = [
        row
        for row in deliveries
        if row.status == DeliveryStatus.PLANNED and not packed[row.order_id]
    ]
    record_many(
        event(
            actor,
            "fulfilment.delivery.dropped",
            row,
            hub_id=row.hub_id,
            now=now,
            before={"order": row.order_id},
        )
        for row in empty
    )
    Delivery.objects.filter(pk__in=[row.pk for row in empty]).delete()


def _packed_lines(order_ids: Collection[int]) -> Counter[int]:
    """Return how many lines of each order have been packed, also with nothing."""
    return Counter(
        OrderLine.objects.filter(order__in=order_ids, packed_count__isnull=False).values_list(
            "order_id", flat=True
        )
    )


def _finish(
    actor: Actor, deliveries: Sequence[Delivery], crates: Mapping[int, int], now: datetime
) -> None:
    """Check all, then write all: the one way to close up one delivery and hundreds.

    The orders are held, so that nothing more is promised while their crates are closed.
    """
    if deliveries:
        lock_orders(hub_id=deliveries[0].hub_id, order_ids=[row.order_id for row in deliveries])
    lines = list(
        OrderLine.objects.filter(
            order__in=[row.order_id for row in deliveries], confirmed_count__gt=0
        ).values_list("order_id", "packed_count")
    )
    waiting = Counter(order for order, packed in lines if packed is None)
    filled = {order for order, packed in lines if packed}
    changed = []
    for row in deliveries:
        if row.status == DeliveryStatus.DELIVERED:
            raise DeliveryStateError(status=row.status, needed=DeliveryStatus.PLANNED.value)
        if waiting[row.order_id]:
            raise LinesNotPackedError(left=waiting[row.order_id])
        _require_crates(crates[row.pk], has_goods=row.order_id in filled)
        if (row.status, row.crates) != (DeliveryStatus.PACKED, crates[row.pk]):
            changed.append(_closed_up(row, crates[row.pk], now))
    Delivery.objects.bulk_update(
        changed, ["status", "packed_at", "crates", "version"], batch_size=500
    )
    record_many(
        event(
            actor,
            "fulfilment.delivery.packed",
            row,
            hub_id=row.hub_id,
            now=now,
            after={"crates": row.crates},
        )
        for row in changed
    )


def _closed_up(delivery: Delivery, crates: int, now: datetime) -> Delivery:
    delivery.status = DeliveryStatus.PACKED
    delivery.packed_at = delivery.packed_at or now
    delivery.crates = crates
    delivery.version += 1
    return delivery


def _require_crates(crates: int, *, has_goods: bool) -> None:
    least, most = (1, MOST_CRATES) if has_goods else (0, 0)
    if not least <= crates <= most:
        raise CratesError(field="crates", crates=crates, least=least, most=most)
