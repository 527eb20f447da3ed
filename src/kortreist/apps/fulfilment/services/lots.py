"""Stopping a lot that nobody should get more of."""

from datetime import datetime

from django.db import transaction

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.fulfilment.errors import LotRecalledError
from kortreist.apps.fulfilment.locks import lock_lots
from kortreist.apps.fulfilment.models import Lot, RecallKind, RecallLot, RecallStatus


@transaction.atomic
def withdraw_lot(*, actor: Actor, hub_id: int, lot_id: int, now: datetime) -> Lot:
    """Stop a lot: no more of it is packed. What is in crates already is told by its trace.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not receive goods at the hub.
    """
    return _set_withdrawn(actor, hub_id, lot_id, now, now)


@transaction.atomic
def release_lot(*, actor: Actor, hub_id: int, lot_id: int, now: datetime) -> Lot:
    """Let a withdrawn lot be packed again.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not receive goods at the hub.
    LotRecalledError
        When the lot is in an open recall.
    """
    return _set_withdrawn(actor, hub_id, lot_id, None, now)


def _set_withdrawn(
    actor: Actor, hub_id: int, lot_id: int, withdrawn_at: datetime | None, now: datetime
) -> Lot:
    require(actor, Permission.RECEIVE_GOODS, hub_id=hub_id)
    lot = lock_lots(hub_id=hub_id, lot_ids=[lot_id])[lot_id]
    if (lot.withdrawn_at is None) == (withdrawn_at is None):
        return lot
    if withdrawn_at is None and _is_recalled(lot):
        raise LotRecalledError(lot=lot.code)
    lot.withdrawn_at = withdrawn_at
    lot.save(update_fields=["withdrawn_at"])
    what = "withdrawn" if withdrawn_at else "released"
    record(actor, f"fulfilment.lot.{what}", lot, hub_id=hub_id, now=now)
    return lot


def _is_recalled(lot: Lot) -> bool:
    cases = RecallLot.objects.filter(lot=lot, recall__status=RecallStatus.OPEN)
    return cases.exclude(recall__kind=RecallKind.DRILL).exists()
