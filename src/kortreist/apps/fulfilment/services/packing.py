"""Packing a cycle: plan the deliveries, fill them line by line, close them up; and back again."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import event, record_many
from kortreist.apps.fulfilment.entries import PackEntry, PartEntry
from kortreist.apps.fulfilment.locks import lock_deliveries_of_cycle
from kortreist.apps.fulfilment.models import Delivery, DeliveryStatus, PackReason
from kortreist.apps.fulfilment.services.parts import lock_open_lines, pack_entries, unpack
from kortreist.apps.trading.errors import CycleStateError, PackingBegunError
from kortreist.apps.trading.locks import lock_cycle
from kortreist.apps.trading.models import CycleStatus, Order, OrderLine, OrderStatus, Stage
from kortreist.apps.trading.services.quantities import StageEntry, set_order_stages
from kortreist.apps.trading.services.weights import drop_weight_questions


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
        )
        .select_related("delivery_point")
        .order_by("pk")
    )


def _delivery_of(order: Order) -> Delivery:
    return Delivery(
        hub_id=order.hub_id,
        cycle_id=order.cycle_id,
        order=order,
        unit_id=order.unit_id,
        delivery_point_id=order.delivery_point_id,
        way=order.delivery_point.usual_way,
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
