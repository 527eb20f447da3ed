"""Writing the stock's ledger: one row for every change of a lot, under that lot's lock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kortreist.apps.actors.permissions import Actor
from kortreist.apps.fulfilment.models import Lot, MovementKind, StockMovement
from kortreist.apps.trading.models import PurchaseLine
from kortreist.kernel.quantity import Unit, line_net_ore

BATCH = 500


@dataclass(frozen=True, slots=True)
class Move:
    """A change of a locked lot: signed packs, and the amount where it was weighed."""

    lot: Lot
    kind: MovementKind
    count: int = 0
    amount: int | None = None
    reason: str = ""
    note: str = ""
    from_place_id: int | None = None
    to_place_id: int | None = None
    order_line_id: int | None = None
    undoes: StockMovement | None = None


def write_movements(moves: Sequence[Move], *, actor: Actor, now: datetime) -> list[StockMovement]:
    """Write moves down with their value at the lot's own cost, in two queries."""
    lines = PurchaseLine.objects.in_bulk({move.lot.purchase_line_id for move in moves})
    return StockMovement.objects.bulk_create(
        [_row(move, lines[move.lot.purchase_line_id], actor, now) for move in moves],
        batch_size=BATCH,
    )


def _row(move: Move, line: PurchaseLine, actor: Actor, now: datetime) -> StockMovement:
    amount = usual_amount(move.lot, move.count) if move.amount is None else move.amount
    return StockMovement(
        hub_id=move.lot.hub_id,
        lot=move.lot,
        kind=move.kind,
        count=move.count,
        amount=amount,
        value_ore=cost_ore(line, amount),
        reason=move.reason,
        note=move.note,
        from_place_id=move.from_place_id,
        to_place_id=move.to_place_id,
        order_line_id=move.order_line_id,
        undoes=move.undoes,
        actor=actor.name,
        at=now,
    )


def usual_amount(lot: Lot, count: int) -> int:
    """Return what packs of a lot hold, as they did when it came; below zero for packs that go."""
    amount = lot.received_amount * abs(count) // lot.received_count
    return amount if count >= 0 else -amount


def cost_ore(line: PurchaseLine, amount: int) -> int:
    """Return what an amount cost where it was bought, in øre ex VAT."""
    return line_net_ore(amount=amount, price_ore=line.producer_price_ore, unit=Unit(line.unit))
