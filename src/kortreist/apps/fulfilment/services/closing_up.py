"""Closing up a delivery: every line packed, so many crates, and a second pair of eyes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import event, record, record_many
from kortreist.apps.fulfilment.errors import (
    CratesError,
    DeliveryStateError,
    LinesNotPackedError,
)
from kortreist.apps.fulfilment.locks import lock_deliveries
from kortreist.apps.fulfilment.models import Delivery, DeliveryStatus
from kortreist.apps.fulfilment.services.load_units import (
    Zones,
    void_load_units,
    write_load_units,
)
from kortreist.apps.trading.locks import lock_orders
from kortreist.apps.trading.models import OrderLine
from kortreist.kernel.errors import NotFoundError

MOST_CRATES = 1_000


@transaction.atomic
def finish_packing(
    *,
    actor: Actor,
    hub_id: int,
    delivery_id: int,
    crates: int,
    zones: Zones | None = None,
    now: datetime,
) -> Delivery:
    """Close up a delivery: every line is packed, or set to nothing with a reason.

    Doing it again changes at most the number of crates. Each crate becomes a load unit with a
    number of its own.

    Parameters
    ----------
    zones
        Crates by storage zone; left out, they are shared out by what was packed.

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
    said = {} if zones is None else {delivery_id: zones}
    _finish(actor, deliveries, {delivery_id: crates}, said, now)
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
    _finish(actor, deliveries, crates, {}, now)
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
    delivery.packed_at = delivery.checked_at = None
    delivery.version += 1
    delivery.save(update_fields=["status", "packed_at", "checked_at", "version"])
    void_load_units(delivery, now)
    record(actor, "fulfilment.delivery.reopened", delivery, hub_id=hub_id, now=now)
    return delivery


@transaction.atomic
def check_delivery(
    *, actor: Actor, hub_id: int, delivery_id: int, is_checked: bool = True, now: datetime
) -> Delivery:
    """Note that a second pair of eyes has gone over the crates, or that it has not after all.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not pack at the hub.
    DeliveryStateError
        When the crates are not closed, or have gone.
    """
    require(actor, Permission.PACK, hub_id=hub_id)
    [delivery] = lock_deliveries(hub_id=hub_id, delivery_ids=[delivery_id])
    if delivery.status != DeliveryStatus.PACKED:
        raise DeliveryStateError(status=delivery.status, needed=DeliveryStatus.PACKED.value)
    if (delivery.checked_at is not None) == is_checked:
        return delivery
    delivery.checked_at = now if is_checked else None
    delivery.save(update_fields=["checked_at"])
    code = "checked" if is_checked else "unchecked"
    record(actor, f"fulfilment.delivery.{code}", delivery, hub_id=hub_id, now=now)
    return delivery


def _finish(
    actor: Actor,
    deliveries: Sequence[Delivery],
    crates: Mapping[int, int],
    zones: Mapping[int, Zones],
    now: datetime,
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
    if deliveries:
        write_load_units(deliveries[0].hub_id, deliveries, zones, now)
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
