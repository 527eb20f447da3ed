"""Taking goods back: stop the lots, find everybody, tell them, and close the case."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import event, record, record_many
from kortreist.apps.fulfilment.entries import RecallEntry
from kortreist.apps.fulfilment.errors import (
    RecallClosedError,
    RecallConclusionError,
    RecallReasonError,
    RemindedLatelyError,
    UnknownReasonError,
)
from kortreist.apps.fulfilment.locks import lock_lots, lock_recall
from kortreist.apps.fulfilment.models import (
    Hazard,
    Instruction,
    Lot,
    Recall,
    RecallKind,
    RecallLot,
    RecallStatus,
)
from kortreist.apps.fulfilment.selectors.lineage import edges_forward
from kortreist.apps.fulfilment.selectors.trace import Trace, trace_forward
from kortreist.apps.fulfilment.services.notices import make_notices, send_notices, send_reminders
from kortreist.kernel.errors import BusyError, NotFoundError

LONGEST_REASON: Final = 1_000
LONGEST_CONCLUSION: Final = 2_000
# Somebody who has just been reminded is given time to answer.
PATIENCE: Final = timedelta(minutes=30)
ATTEMPTS: Final = 5


@transaction.atomic
def start_recall(
    *,
    actor: Actor,
    hub_id: int,
    entry: RecallEntry,
    now: datetime,
    clock: Callable[[], int],
) -> Recall:
    """Stop lots and all that was made of them, find everybody who got some, and tell them.

    A drill finds and tells likewise, saying that it is a drill, and stops nothing.

    Parameters
    ----------
    clock
        A monotonic clock in nanoseconds: how long finding everybody took is part of the case.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not recall goods at the hub.
    UnknownReasonError, RecallReasonError
        When kind, hazard or instruction are none that is known, or nothing is said of what is
        wrong.
    BusyError
        When others kept making new lots of these.
    """
    require(actor, Permission.RECALL, hub_id=hub_id)
    reason = _checked(entry)
    began = clock()
    if entry.kind == RecallKind.DRILL:
        roots = _roots(hub_id, entry.lot_ids)
    else:
        _withdraw(actor, hub_id, entry.lot_ids, now)
        roots = _roots(hub_id, entry.lot_ids)
    trace = trace_forward(roots)
    recall = Recall(
        hub_id=hub_id,
        kind=entry.kind,
        hazard=entry.hazard,
        reason=reason,
        instruction=entry.instruction,
        actor=actor.name,
        opened_at=now,
    )
    notices = make_notices(recall, trace)
    recall.traced_ms = (clock() - began) // 1_000_000
    recall.found = _found(trace) | {
        "producers": sum(notice.producer_id is not None for notice in notices)
    }
    recall.save()
    asked = {lot.pk for lot in roots}
    RecallLot.objects.bulk_create(
        RecallLot(recall=recall, lot=lot, is_root=lot.pk in asked) for lot in trace.lots
    )
    send_notices(recall, notices, now)
    record(
        actor,
        "fulfilment.recall.started",
        recall,
        hub_id=hub_id,
        now=now,
        params={"kind": recall.kind, "lots": sorted(asked), **recall.found},
    )
    return recall


@transaction.atomic
def remind_silent(*, actor: Actor, hub_id: int, recall_id: int, now: datetime) -> int:
    """Ask those once more who have not answered; return how many.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not recall goods at the hub.
    RecallClosedError
        When the case is closed.
    RemindedLatelyError
        When they were told or reminded less than half an hour ago.
    """
    require(actor, Permission.RECALL, hub_id=hub_id)
    recall = _lock_open(hub_id, recall_id)
    silent = list(recall.notices.filter(answer="").select_related("unit", "producer"))
    due = [
        notice
        for notice in silent
        if now - (notice.reminded_at or notice.told_at or recall.opened_at) >= PATIENCE
    ]
    if silent and not due:
        raise RemindedLatelyError(minutes=PATIENCE.seconds // 60)
    send_reminders(recall, due, now)
    record(
        actor,
        "fulfilment.recall.reminded",
        recall,
        hub_id=hub_id,
        now=now,
        params={"notices": len(due)},
    )
    return len(due)


@transaction.atomic
def tell_authority(*, actor: Actor, hub_id: int, recall_id: int, now: datetime) -> Recall:
    """Note that the food safety authority has been told; the first time stands.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not recall goods at the hub.
    RecallClosedError
        When the case is closed.
    """
    require(actor, Permission.RECALL, hub_id=hub_id)
    recall = _lock_open(hub_id, recall_id)
    if recall.authority_told_at is None:
        recall.authority_told_at = now
        recall.save(update_fields=["authority_told_at"])
        record(actor, "fulfilment.recall.authority_told", recall, hub_id=hub_id, now=now)
    return recall


@transaction.atomic
def close_recall(
    *, actor: Actor, hub_id: int, recall_id: int, conclusion: str, now: datetime
) -> Recall:
    """Close a case with what came of it; the lots stay stopped until somebody lets them go.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not recall goods at the hub.
    RecallConclusionError
        When nothing is said of what came of it.
    RecallClosedError
        When the case is closed.
    """
    require(actor, Permission.RECALL, hub_id=hub_id)
    recall = _lock_open(hub_id, recall_id)
    conclusion = conclusion.strip()
    if not 0 < len(conclusion) <= LONGEST_CONCLUSION:
        raise RecallConclusionError(field="conclusion")
    recall.status, recall.closed_at = RecallStatus.CLOSED, now
    recall.conclusion = conclusion
    recall.save(update_fields=["status", "closed_at", "conclusion"])
    silent = recall.notices.filter(answer="").count()
    record(
        actor,
        "fulfilment.recall.closed",
        recall,
        hub_id=hub_id,
        now=now,
        params={"silent": silent},
    )
    return recall


def _checked(entry: RecallEntry) -> str:
    known = ((entry.kind, RecallKind), (entry.hazard, Hazard), (entry.instruction, Instruction))
    for value, words in known:
        if value not in words.values:
            raise UnknownReasonError(reason=value)
    reason = entry.reason.strip()
    is_silent = not reason and entry.kind != RecallKind.DRILL
    if is_silent or len(reason) > LONGEST_REASON:
        raise RecallReasonError(field="reason", most=LONGEST_REASON)
    return reason


def _roots(hub_id: int, lot_ids: Collection[int]) -> list[Lot]:
    lots = list(Lot.objects.filter(hub_id=hub_id, pk__in=set(lot_ids)).order_by("pk"))
    if not lots or len(lots) != len(set(lot_ids)):
        raise NotFoundError
    return lots


def _withdraw(actor: Actor, hub_id: int, lot_ids: Collection[int], now: datetime) -> None:
    """Stop lots with all that was made of them; from here on nothing more is made or packed."""
    lots = _lock_all_made(hub_id, lot_ids)
    fresh = [lot for lot in lots.values() if lot.withdrawn_at is None]
    for lot in fresh:
        lot.withdrawn_at = now
    Lot.objects.bulk_update(fresh, ["withdrawn_at"], batch_size=500)
    record_many(
        event(actor, "fulfilment.lot.withdrawn", lot, hub_id=hub_id, now=now) for lot in fresh
    )


def _lock_all_made(hub_id: int, lot_ids: Collection[int]) -> dict[int, Lot]:
    """Lock lots and all that was made of them in one go, in the order of all locks."""
    _roots(hub_id, lot_ids)
    for _ in range(ATTEMPTS):
        with transaction.atomic():
            locked = lock_lots(hub_id=hub_id, lot_ids=_reach(lot_ids))
            if _reach(lot_ids) == locked.keys():
                return locked
            # Somebody made another lot of them meanwhile: let go, and look again.
            transaction.set_rollback(True)
    raise BusyError


def _reach(lot_ids: Collection[int]) -> set[int]:
    return {*lot_ids, *(edge.lot_id for edge in edges_forward(lot_ids))}


def _lock_open(hub_id: int, recall_id: int) -> Recall:
    recall = lock_recall(hub_id=hub_id, recall_id=recall_id)
    if not recall.is_open:
        raise RecallClosedError
    return recall


def _found(trace: Trace) -> dict[str, int]:
    gone = [row for row in trace.units if not row.is_sent_back]
    return {
        "lots": len(trace.lots),
        "units": len(trace.receivers),
        "deliveries": len({row.delivery.pk for row in gone}),
        "packs": sum(row.count for row in gone),
        "amount": sum(row.traced_amount for row in gone),
        "not_left": len({row.delivery.pk for row in gone if not row.has_left}),
        "left_packs": sum(row.count for row in trace.resting),
        "left_amount": sum(row.traced_amount for row in trace.resting),
    }
