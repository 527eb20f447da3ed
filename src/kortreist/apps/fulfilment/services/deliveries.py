"""At the door: what was handed over, what came back, and what that costs the buyer."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import event, record, record_many
from kortreist.apps.catalogue.models import ChargeBy
from kortreist.apps.fulfilment.entries import HandoverEntry
from kortreist.apps.fulfilment.errors import (
    AlreadyDeliveredError,
    DeliveryStateError,
    ReturnedToStockError,
    ReturnError,
    UnknownReasonError,
)
from kortreist.apps.fulfilment.locks import lock_deliveries
from kortreist.apps.fulfilment.models import (
    Delivery,
    DeliveryStatus,
    MovementKind,
    ReturnReason,
    StockMovement,
)
from kortreist.apps.fulfilment.services.plausibility import require_temperature
from kortreist.apps.trading.locks import lock_lines, lock_orders
from kortreist.apps.trading.models import OrderLine, Stage
from kortreist.apps.trading.services.carriers import CratesEntry, move_crates, undo_crates
from kortreist.apps.trading.services.charges import charge_orders
from kortreist.apps.trading.services.quantities import StageEntry, set_order_stages
from kortreist.apps.trading.services.weights import drop_weight_questions
from kortreist.kernel.errors import NotFoundError
from kortreist.kernel.quantity import Quantity

DELIVERED = "delivered"
# What a handover changes on the delivery's own row.
HANDED_OVER = ("status", "delivered_at", "temperature_dc", "version")


@transaction.atomic
def deliver(
    *,
    actor: Actor,
    hub_id: int,
    delivery_id: int,
    returns: Mapping[int, Quantity] | None = None,
    reasons: Mapping[int, str] | None = None,
    temperature_dc: int | None = None,
    crates_back: int = 0,
    now: datetime,
) -> Delivery:
    """Hand a delivery over: each line's delivered quantity is what was packed less what came back.

    The buyer's charge lines are made from it. Handing over again in the same way changes nothing.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not deliver for the hub.
    DeliveryStateError
        When it has not been packed.
    AlreadyDeliveredError
        When it was handed over otherwise.
    NotFoundError
        When something came back that is not on the delivery.
    ReturnError, UnknownReasonError, ImplausibleTemperatureError, CratesBackError
        When a figure or a reason cannot be right.
    """
    require(actor, Permission.DELIVER, hub_id=hub_id)
    entry = HandoverEntry(delivery_id, returns or {}, reasons or {}, temperature_dc, crates_back)
    return hand_over(actor, hub_id, [entry], now)[0]


@transaction.atomic
def deliver_cycle(
    *, actor: Actor, hub_id: int, cycle_id: int, entries: Sequence[HandoverEntry], now: datetime
) -> list[Delivery]:
    """Hand many deliveries of one cycle over at once, all or none; else as `deliver`.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not deliver for the hub.
    NotFoundError
        When a delivery is not of this cycle.
    """
    require(actor, Permission.DELIVER, hub_id=hub_id)
    return hand_over(actor, hub_id, entries, now, cycle_id=cycle_id)


@transaction.atomic
def undo_delivery(*, actor: Actor, hub_id: int, delivery_id: int, now: datetime) -> Delivery:
    """Take a handover back, with its charges, until a document tells of it.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not deliver for the hub.
    DeliveryStateError
        When it has not been packed.
    AlreadyDocumentedError
        When it has been invoiced.
    ReturnedToStockError
        When what came back lies in stock again.
    """
    require(actor, Permission.DELIVER, hub_id=hub_id)
    return take_back(actor, hub_id, delivery_id, now)


def take_back(actor: Actor, hub_id: int, delivery_id: int, now: datetime) -> Delivery:
    """Take a handover back, in the caller's transaction; the caller has asked who may."""
    [delivery] = lock_deliveries(hub_id=hub_id, delivery_ids=[delivery_id])
    if delivery.status == DeliveryStatus.PACKED:
        return delivery
    if delivery.status != DeliveryStatus.DELIVERED:
        raise DeliveryStateError(status=delivery.status, needed=DeliveryStatus.DELIVERED.value)
    lock_orders(hub_id=hub_id, order_ids=[delivery.order_id])
    delivered = delivery.delivered_at
    delivery.status = DeliveryStatus.PACKED
    delivery.delivered_at = delivery.temperature_dc = delivery.photo = None
    delivery.received_by = ""
    delivery.version += 1
    delivery.save(update_fields=[*HANDED_OVER, "received_by", "photo"])
    lines = OrderLine.objects.filter(order_id=delivery.order_id, delivered_count__isnull=False)
    if StockMovement.objects.filter(
        order_line__in=lines, kind=MovementKind.RETURNED, undoes=None, undone_by=None
    ).exists():
        raise ReturnedToStockError
    _write_stage(
        actor, hub_id, [StageEntry(line.pk, None, "delivery_undone") for line in lines], now
    )
    undo_crates(actor=actor, hub_id=hub_id, order_id=delivery.order_id, now=now)
    charge_orders(actor=actor, hub_id=hub_id, order_ids=[delivery.order_id], now=now)
    record(
        actor,
        "fulfilment.delivery.undone",
        delivery,
        hub_id=hub_id,
        now=now,
        before={"delivered_at": delivered and delivered.isoformat()},
    )
    return delivery


def hand_over(
    actor: Actor,
    hub_id: int,
    entries: Sequence[HandoverEntry],
    now: datetime,
    *,
    cycle_id: int | None = None,
) -> list[Delivery]:
    """Check all entries, then write all: the one way out for one delivery and for hundreds.

    In the caller's transaction, who has asked whether the actor may.
    """
    by_delivery = {entry.delivery_id: entry for entry in entries}
    deliveries = lock_deliveries(hub_id=hub_id, delivery_ids=by_delivery)
    if cycle_id is not None and any(row.cycle_id != cycle_id for row in deliveries):
        raise NotFoundError
    lines = _packed_lines(hub_id, deliveries)
    stages: list[StageEntry] = []
    fresh: list[Delivery] = []
    for row in deliveries:
        entry = by_delivery[row.pk]
        planned = _stages(lines[row.order_id], entry)
        if row.status == DeliveryStatus.DELIVERED:
            _require_same(lines[row.order_id], planned)
            continue
        _require_packed(row)
        require_temperature(entry.temperature_dc)
        stages += planned
        fresh.append(_handed_over(row, entry, now))
    crates = [
        CratesEntry(row.order_id, row.crates, by_delivery[row.pk].crates_back) for row in fresh
    ]
    _write(actor, hub_id, fresh, stages, crates, now)
    by_id = {row.pk: row for row in deliveries}
    return [by_id[entry.delivery_id] for entry in entries]


def _packed_lines(hub_id: int, deliveries: Sequence[Delivery]) -> dict[int, list[OrderLine]]:
    """Lock the lines that were packed, by order; orders without any are there too."""
    by_order: dict[int, list[OrderLine]] = {row.order_id: [] for row in deliveries}
    lock_orders(hub_id=hub_id, order_ids=by_order)
    packed = OrderLine.objects.filter(order__in=by_order, packed_count__isnull=False)
    for line in lock_lines(hub_id=hub_id, line_ids=list(packed.values_list("pk", flat=True))):
        by_order[line.order_id].append(line)
    return by_order


def _stages(lines: Sequence[OrderLine], entry: HandoverEntry) -> list[StageEntry]:
    if (entry.returns.keys() | entry.reasons.keys()) - {line.pk for line in lines}:
        raise NotFoundError
    stages = []
    for line in lines:
        back = entry.returns.get(line.pk, Quantity.none())
        reason = entry.reasons.get(line.pk, ReturnReason.REFUSED.value)
        if reason not in ReturnReason.values:
            raise UnknownReasonError(reason=reason)
        stages.append(_stage(line, back, reason))
    return stages


def _stage(line: OrderLine, back: Quantity, reason: str) -> StageEntry:
    packed = line.quantity(Stage.PACKED) or Quantity.none()
    if not back:
        return StageEntry(line.pk, packed, DELIVERED)
    _require_return(line, packed, back)
    left = Quantity(packed.count - back.count, packed.amount - back.amount)
    return StageEntry(line.pk, left, reason, {"returned": back.count, "amount": back.amount})


def _require_return(line: OrderLine, packed: Quantity, back: Quantity) -> None:
    """Let through what can have come back: all or a part, packs and weight alike."""
    is_whole = back == packed
    is_part = 0 < back.count < packed.count and 0 < back.amount < packed.amount
    is_nominal = line.charge_by == ChargeBy.NOMINAL
    fits = not is_nominal or back.amount == back.count * line.content_amount
    if not (is_whole or (is_part and fits)):
        raise ReturnError(
            packed=packed.count, returned=back.count, amount=back.amount, unit=line.unit
        )


def _require_same(lines: Sequence[OrderLine], stages: Sequence[StageEntry]) -> None:
    before = {line.pk: line.quantity(Stage.DELIVERED) for line in lines}
    if any(before[stage.line_id] != stage.quantity for stage in stages):
        raise AlreadyDeliveredError


def _require_packed(delivery: Delivery) -> None:
    if delivery.status != DeliveryStatus.PACKED:
        raise DeliveryStateError(status=delivery.status, needed=DeliveryStatus.PACKED.value)


def _handed_over(delivery: Delivery, entry: HandoverEntry, now: datetime) -> Delivery:
    delivery.status = DeliveryStatus.DELIVERED
    delivery.delivered_at = now
    delivery.temperature_dc = entry.temperature_dc
    delivery.version += 1
    return delivery


def _write(
    actor: Actor,
    hub_id: int,
    deliveries: Sequence[Delivery],
    stages: Sequence[StageEntry],
    crates: Sequence[CratesEntry],
    now: datetime,
) -> None:
    if not deliveries:
        return
    Delivery.objects.bulk_update(deliveries, HANDED_OVER, batch_size=500)
    _write_stage(actor, hub_id, stages, now)
    refused = [stage.line_id for stage in stages if not stage.quantity]
    drop_weight_questions(actor=actor, hub_id=hub_id, line_ids=refused, now=now)
    move_crates(actor=actor, hub_id=hub_id, entries=crates, now=now)
    charge_orders(
        actor=actor, hub_id=hub_id, order_ids=[row.order_id for row in deliveries], now=now
    )
    record_many(
        event(
            actor,
            "fulfilment.delivery.delivered",
            row,
            hub_id=hub_id,
            now=now,
            after={"temperature_dc": row.temperature_dc},
        )
        for row in deliveries
    )


def _write_stage(actor: Actor, hub_id: int, stages: Sequence[StageEntry], now: datetime) -> None:
    if stages:
        set_order_stages(actor=actor, hub_id=hub_id, stage=Stage.DELIVERED, entries=stages, now=now)
