"""Putting lots into stock, moving them, writing off, putting back; and taking any of it back."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.fulfilment.errors import (
    LotNotInStockError,
    LotShortError,
    MovementNotUndoableError,
    NothingReturnedError,
    OnConsignmentError,
    SettledAsWasteError,
    UnknownReasonError,
)
from kortreist.apps.fulfilment.locks import lock_lots
from kortreist.apps.fulfilment.models import (
    UNDOABLE,
    LossReason,
    Lot,
    MovementKind,
    PackedPart,
    StockMovement,
)
from kortreist.apps.fulfilment.services.movements import Move, write_movements
from kortreist.apps.fulfilment.services.places import require_places
from kortreist.apps.fulfilment.services.plausibility import require_count
from kortreist.apps.fulfilment.services.unclaimed import lock_with_stock, require_unclaimed
from kortreist.apps.trading.locks import lock_lines, lock_purchase_lines
from kortreist.apps.trading.models import Ownership
from kortreist.kernel.errors import NotFoundError


@transaction.atomic
def put_on_place(
    *, actor: Actor, hub_id: int, lot_id: int, place_id: int, now: datetime
) -> StockMovement | None:
    """Put what is left of a lot into stock, or move it from one place to another.

    On the place where it lies already nothing happens, and nothing is returned.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not receive goods at the hub.
    PlaceArchivedError
        When the place is not in use any more.
    SettledAsWasteError
        When the cycle it came in is settled, with what was left as thrown away.
    """
    require(actor, Permission.RECEIVE_GOODS, hub_id=hub_id)
    lines = lock_purchase_lines(hub_id=hub_id, line_ids=_bought_on(hub_id, lot_id))
    require_places(hub_id, [place_id])
    lot = lock_lots(hub_id=hub_id, lot_ids=[lot_id])[lot_id]
    if lot.place_id == place_id:
        return None
    is_settled = lot.ownership == Ownership.OWNED and any(
        line.credited_count is not None for line in lines
    )
    if not lot.is_stock and is_settled:
        raise SettledAsWasteError(lot=lot.code)
    kind = MovementKind.MOVED if lot.is_stock else MovementKind.PLACED
    before = lot.place_id
    lot.place_id = place_id
    lot.stocked_at = lot.stocked_at or now
    lot.save(update_fields=["place", "stocked_at"])
    return _write(actor, Move(lot, kind, from_place_id=before, to_place_id=place_id), now)


@transaction.atomic
def write_off(
    *,
    actor: Actor,
    hub_id: int,
    lot_id: int,
    count: int,
    reason: str,
    note: str = "",
    now: datetime,
) -> StockMovement:
    """Take packs out of stock that nobody will buy; the loss stands in the stock's own report.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not receive goods at the hub.
    LotNotInStockError, LotShortError
        When the lot is not in stock, or has less left than that.
    UnknownReasonError, ImplausibleCountError
        When no such reason is known, or the number cannot be right.
    """
    require(actor, Permission.RECEIVE_GOODS, hub_id=hub_id)
    if reason not in LossReason.values:
        raise UnknownReasonError(reason=reason)
    require_count(count)
    lot = _lock_stocked(hub_id, lot_id)
    if count > lot.packs_left:
        raise LotShortError(lot=lot.code, wanted=count, left=lot.packs_left)
    lot.gone_count += count
    lot.save(update_fields=["gone_count"])
    move = Move(lot, MovementKind.WRITTEN_OFF, -count, reason=reason, note=note[:200])
    return _write(actor, move, now)


@transaction.atomic
def put_back_returned(
    *, actor: Actor, hub_id: int, order_line_id: int, lot_id: int, count: int, now: datetime
) -> StockMovement:
    """Put packs that came back from the door into stock again.

    The cycle they were sold in bears them all the same, as returned; the cycle that sells them
    later gets their cost back.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not receive goods at the hub.
    LotNotInStockError
        When the lot is not in stock.
    OnConsignmentError
        When the producer has been credited for them as sold.
    NothingReturnedError
        When so many did not come back.
    """
    require(actor, Permission.RECEIVE_GOODS, hub_id=hub_id)
    require_count(count)
    [line] = lock_lines(hub_id=hub_id, line_ids=[order_line_id])
    lot = _lock_stocked(hub_id, lot_id)
    if lot.ownership == Ownership.CONSIGNMENT:
        raise OnConsignmentError(lot=lot.code)
    came_back = 0
    if line.delivered_count is not None:
        came_back = (line.packed_count or 0) - line.delivered_count
    put_back = _sum_returned(order_line_id)
    of_lot = sum(
        PackedPart.objects.filter(order_line=line, lot=lot).values_list("count", flat=True)
    )
    left = min(came_back - put_back, of_lot - _sum_returned(order_line_id, lot_id))
    if count > left:
        raise NothingReturnedError(wanted=count, left=max(0, left))
    lot.gone_count -= count
    lot.save(update_fields=["gone_count"])
    move = Move(lot, MovementKind.RETURNED, count, order_line_id=order_line_id)
    return _write(actor, move, now)


@transaction.atomic
def undo_movement(*, actor: Actor, hub_id: int, movement_id: int, now: datetime) -> StockMovement:
    """Take back a placing, a move, a count or a write-off, while nothing came after it.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not receive goods at the hub.
    MovementNotUndoableError
        When something came after it, or it is not of those that can be taken back.
    StockPromisedError
        When the lot would leave the stock, and other cycles count on it.
    """
    require(actor, Permission.RECEIVE_GOODS, hub_id=hub_id)
    movement = StockMovement.objects.filter(hub_id=hub_id, pk=movement_id).first()
    if movement is None:
        raise NotFoundError
    lot, others = lock_with_stock(hub_id, movement.lot_id)
    standing = lot.movements.filter(undoes=None, undone_by=None).order_by("pk")
    if movement.kind not in UNDOABLE or standing.last() != movement:
        raise MovementNotUndoableError
    if movement.kind in {MovementKind.PLACED, MovementKind.MOVED}:
        _unplace(lot, movement, others)
    lot.gone_count += movement.count
    lot.save(update_fields=["gone_count", "place", "stocked_at"])
    move = Move(
        lot,
        MovementKind(movement.kind),
        -movement.count,
        -movement.amount,
        reason=movement.reason,
        from_place_id=movement.to_place_id,
        to_place_id=movement.from_place_id,
        order_line_id=movement.order_line_id,
        undoes=movement,
    )
    return _write(actor, move, now)


def _unplace(lot: Lot, movement: StockMovement, others: Sequence[Lot]) -> None:
    if movement.from_place_id is None:
        require_unclaimed(lot, others)
        lot.place_id, lot.stocked_at = None, None
    else:
        lot.place_id = movement.from_place_id


def _bought_on(hub_id: int, lot_id: int) -> list[int]:
    """Return the line that a lot was bought on, or none where the hub made it itself."""
    found = Lot.objects.filter(hub_id=hub_id, pk=lot_id).values_list("purchase_line_id", flat=True)
    if not found:
        raise NotFoundError
    return list(found.filter(purchase_line__isnull=False))


def _lock_stocked(hub_id: int, lot_id: int) -> Lot:
    lot = lock_lots(hub_id=hub_id, lot_ids=[lot_id])[lot_id]
    if not lot.is_stock:
        raise LotNotInStockError(lot=lot.code)
    return lot


def _sum_returned(order_line_id: int, lot_id: int | None = None) -> int:
    """Return the packs of a line that were put back, less those taken back again."""
    rows = StockMovement.objects.filter(order_line=order_line_id, kind=MovementKind.RETURNED)
    if lot_id is not None:
        rows = rows.filter(lot=lot_id)
    return rows.aggregate(packs=Sum("count"))["packs"] or 0


def _write(actor: Actor, move: Move, now: datetime) -> StockMovement:
    [movement] = write_movements([move], actor=actor, now=now)
    what = "undone" if move.undoes else move.kind.value
    record(
        actor,
        f"fulfilment.stock.{what}",
        move.lot,
        hub_id=move.lot.hub_id,
        now=now,
        params={"kind": move.kind.value, "packs": move.count, "reason": move.reason},
    )
    return movement
