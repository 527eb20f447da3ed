"""Crates and pallets that change hands: rows are added, and the charges follow from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kortreist.apps.actors.models import Organisation
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.selectors.parties import require_producer
from kortreist.apps.actors.services.audit import record
from kortreist.apps.catalogue.models import DepositLedger
from kortreist.apps.registers.models import VatCategory
from kortreist.apps.trading.deposits import Deposit, carrier, deposits_on
from kortreist.apps.trading.errors import CratesBackError
from kortreist.apps.trading.locks import lock_cycle
from kortreist.apps.trading.models import (
    ChargeKind,
    ChargeLine,
    DepositMovement,
    MovementReason,
    Order,
    OrderCycle,
    Side,
)
from kortreist.apps.trading.quantities import require_packs
from kortreist.apps.trading.selectors.deposits import carriers_out
from kortreist.kernel.periods import is_in_force


@dataclass(frozen=True, slots=True)
class CratesEntry:
    """Crates left at a door with an order, and empty ones taken along."""

    order_id: int
    out: int
    back: int = 0


def move_crates(
    *, actor: Actor, hub_id: int, entries: Sequence[CratesEntry], now: datetime
) -> list[DepositMovement]:
    """Note crates that went out and came back with deliveries, where the hub counts its crates.

    For the service that hands over, which holds the orders and makes the charges afterwards.

    Raises
    ------
    CratesBackError
        When more would come back from a unit than it has.
    """
    orders = Order.objects.select_related("cycle").in_bulk([entry.order_id for entry in entries])
    kinds = {
        day: carrier(deposits_on(hub_id=hub_id, on=day), DepositLedger.CRATE)
        for day in {order.cycle.delivery_day for order in orders.values()}
    }
    out = carriers_out(hub_id=hub_id, unit_ids={order.unit_id for order in orders.values()})
    rows = []
    for entry in entries:
        order = orders[entry.order_id]
        kind = kinds[order.cycle.delivery_day]
        if kind is None:
            continue
        at_unit = out.get((order.unit_id, DepositLedger.CRATE.value), 0)
        if not 0 <= entry.back <= at_unit:
            raise CratesBackError(out=at_unit)
        for count, reason in (
            (entry.out, MovementReason.DELIVERED),
            (-entry.back, MovementReason.RETURNED),
        ):
            if count:
                rows.append(_with_order(order, kind, count, reason, actor, now))
    return DepositMovement.objects.bulk_create(rows, batch_size=500)


def undo_crates(*, actor: Actor, hub_id: int, order_id: int, now: datetime) -> None:
    """Take back what moved with an order, by rows the other way; for the service that undoes it."""
    moved = DepositMovement.objects.filter(hub_id=hub_id, order_id=order_id).order_by("pk")
    left: dict[tuple[str, int, bool], DepositMovement] = {}
    sums: dict[tuple[str, int, bool], int] = {}
    for row in moved:
        key = (row.code, row.deposit_ore, row.is_back)
        left[key] = row
        sums[key] = sums.get(key, 0) + row.count
    DepositMovement.objects.bulk_create(
        _reversed(left[key], -count, actor, now) for key, count in sums.items() if count
    )


@transaction.atomic
def note_producer_carriers(
    *,
    actor: Actor,
    hub_id: int,
    cycle_id: int,
    producer_id: int,
    ledger: DepositLedger,
    brought: int,
    taken: int,
    now: datetime,
) -> list[DepositMovement]:
    """Note crates or pallets that came with a producer's goods, and empty ones it took along.

    The deposit goes on the producer's next statement for the cycle. Where the hub counts none of
    the kind, nothing is noted.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not receive goods for the hub.
    NotFoundError
        When the cycle or the producer is not the hub's.
    QuantityOutOfRangeError
        When a number cannot be right.
    """
    require(actor, Permission.RECEIVE_GOODS, hub_id=hub_id)
    require_packs(brought)
    require_packs(taken)
    cycle = lock_cycle(hub_id=hub_id, cycle_id=cycle_id)
    require_producer(hub_id=hub_id, organisation_id=producer_id, on=cycle.delivery_day)
    kind = carrier(deposits_on(hub_id=hub_id, on=cycle.delivery_day), ledger)
    if kind is None:
        return []
    made = [
        _with_producer(cycle, producer_id, kind, count, reason, actor, now)
        for count, reason in (
            (-brought, MovementReason.RECEIVED),
            (taken, MovementReason.SENT_BACK),
        )
        if count
    ]
    for movement in made:
        record(
            actor,
            "trading.carriers.moved",
            movement,
            hub_id=hub_id,
            now=now,
            params={"producer": producer_id, "code": kind.code},
            after={"count": movement.count},
        )
    return made


def _with_order(
    order: Order,
    kind: Deposit,
    count: int,
    reason: MovementReason,
    actor: Actor,
    now: datetime,
) -> DepositMovement:
    return DepositMovement(
        hub_id=order.hub_id,
        cycle_id=order.cycle_id,
        unit_id=order.unit_id,
        order=order,
        ledger=kind.ledger,
        code=kind.code,
        count=count,
        deposit_ore=kind.ore,
        vat_category=kind.vat_category,
        vat_rate_bp=kind.vat_rate_bp,
        reason=reason,
        actor=actor.name,
        at=now,
    )


def _reversed(row: DepositMovement, count: int, actor: Actor, now: datetime) -> DepositMovement:
    return DepositMovement(
        hub_id=row.hub_id,
        cycle_id=row.cycle_id,
        unit_id=row.unit_id,
        order_id=row.order_id,
        ledger=row.ledger,
        code=row.code,
        count=count,
        deposit_ore=row.deposit_ore,
        vat_category=row.vat_category,
        vat_rate_bp=row.vat_rate_bp,
        reason=MovementReason.UNDONE,
        actor=actor.name,
        at=now,
    )


def _with_producer(
    cycle: OrderCycle,
    producer_id: int,
    kind: Deposit,
    count: int,
    reason: MovementReason,
    actor: Actor,
    now: datetime,
) -> DepositMovement:
    category, rate_bp = kind.vat_category, kind.vat_rate_bp
    # A producer outside VAT has all of it outside, or its statement could not hold both.
    if not _is_registered(producer_id, cycle):
        category, rate_bp = VatCategory.OUTSIDE.value, 0
    charge = None
    if kind.ore:
        charge = ChargeLine.objects.create(
            hub_id=cycle.hub_id,
            cycle=cycle,
            side=Side.PRODUCER,
            kind=ChargeKind.DEPOSIT,
            reason=kind.ledger,
            producer_id=producer_id,
            seller_id=producer_id,
            count=-count,
            amount=-count,
            price_ore=kind.ore,
            amount_ore=-count * kind.ore,
            vat_category=category,
            vat_rate_bp=rate_bp,
        )
    return DepositMovement.objects.create(
        hub_id=cycle.hub_id,
        cycle=cycle,
        producer_id=producer_id,
        charge=charge,
        ledger=kind.ledger,
        code=kind.code,
        count=count,
        deposit_ore=kind.ore,
        vat_category=category,
        vat_rate_bp=rate_bp,
        reason=reason,
        actor=actor.name,
        at=now,
    )


def _is_registered(producer_id: int, cycle: OrderCycle) -> bool:
    producer = Organisation.objects.get(pk=producer_id)
    started = producer.vat_registered_from
    return started is not None and is_in_force(
        cycle.delivery_day, started, producer.vat_registered_until
    )
