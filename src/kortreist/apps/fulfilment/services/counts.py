"""Taking stock: what was counted on a place, against what should lie there."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import event, record_many
from kortreist.apps.fulfilment.entries import CountEntry
from kortreist.apps.fulfilment.errors import (
    ImplausibleCountError,
    LotMovedError,
    LotNotInStockError,
)
from kortreist.apps.fulfilment.locks import lock_lots
from kortreist.apps.fulfilment.models import Lot, MovementKind, StockMovement
from kortreist.apps.fulfilment.services.movements import Move, write_movements
from kortreist.apps.fulfilment.services.plausibility import MOST_PACKS


@transaction.atomic
def count_place(
    *, actor: Actor, hub_id: int, place_id: int, entries: Sequence[CountEntry], now: datetime
) -> list[StockMovement]:
    """Take down what was counted on a place, all or none; every count is a row, also a right one.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not receive goods at the hub.
    LotNotInStockError
        When a lot does not lie on the place.
    LotMovedError
        When something happened to a lot since it was counted.
    ImplausibleCountError
        When a number cannot be right.
    """
    require(actor, Permission.RECEIVE_GOODS, hub_id=hub_id)
    by_lot = {entry.lot_id: entry for entry in entries}
    lots = lock_lots(hub_id=hub_id, lot_ids=by_lot)
    latest = _latest(lots)
    moves = []
    for pk, lot in lots.items():
        entry = by_lot[pk]
        if not 0 <= entry.count <= MOST_PACKS:
            raise ImplausibleCountError(count=entry.count, most=MOST_PACKS)
        if lot.place_id != place_id:
            raise LotNotInStockError(lot=lot.code)
        if entry.seen is not None and entry.seen != latest.get(pk, 0):
            raise LotMovedError(lot=lot.code)
        difference = entry.count - lot.packs_left
        lot.gone_count -= difference
        moves.append(Move(lot, MovementKind.COUNTED, difference))
    Lot.objects.bulk_update(lots.values(), ["gone_count"], batch_size=500)
    record_many(
        event(
            actor,
            "fulfilment.stock.counted",
            move.lot,
            hub_id=hub_id,
            now=now,
            params={"packs": move.count},
        )
        for move in moves
    )
    return write_movements(moves, actor=actor, now=now)


def _latest(lots: Mapping[int, Lot]) -> dict[int, int]:
    rows = StockMovement.objects.filter(lot__in=lots).order_by().values_list("lot_id")
    return dict(rows.annotate(latest=Max("pk")))
