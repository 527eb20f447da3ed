"""Writing the stock's ledger: one row for every change of a lot, under that lot's lock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kortreist.apps.actors.permissions import Actor
from kortreist.apps.fulfilment.models import Lot, MovementKind, StockMovement
from kortreist.apps.fulfilment.selectors.costs import cost_ore
from kortreist.apps.trading.models import PurchaseLine

BATCH = 500


@dataclass(frozen=True, slots=True)
class Move:
    """A change of a locked lot: signed packs, and the amount where it was weighed."""

    lot: Lot
    kind: MovementKind
    count: int = 0
    amount: int | None = None
    # What it is worth, where that is known better than from the lot's own cost.
    value_ore: int | None = None
    reason: str = ""
    note: str = ""
    from_place_id: int | None = None
    to_place_id: int | None = None
    order_line_id: int | None = None
    undoes: StockMovement | None = None


def write_movements(moves: Sequence[Move], *, actor: Actor, now: datetime) -> list[StockMovement]:
    """Write moves down with their value at the lot's own cost, in two queries."""
    bought = {move.lot.purchase_line_id for move in moves} - {None}
    lines: dict[int | None, PurchaseLine] = {**PurchaseLine.objects.in_bulk(bought)}
    return StockMovement.objects.bulk_create(
        [_row(move, lines.get(move.lot.purchase_line_id), actor, now) for move in moves],
        batch_size=BATCH,
    )


def _row(move: Move, line: PurchaseLine | None, actor: Actor, now: datetime) -> StockMovement:
    amount = usual_amount(move.lot, move.count) if move.amount is None else move.amount
    return StockMovement(
        hub_id=move.lot.hub_id,
        lot=move.lot,
        kind=move.kind,
        count=move.count,
        amount=amount,
        value_ore=cost_ore(move.lot, line, amount) if move.value_ore is None else move.value_ore,
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
