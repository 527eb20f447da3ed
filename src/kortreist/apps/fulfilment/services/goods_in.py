"""Checking in what producers hand over: lot by lot, weighed, against the purchase order."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime

from django.db import transaction

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import event, record, record_many
from kortreist.apps.fulfilment.entries import ReceiptEntry
from kortreist.apps.fulfilment.errors import (
    DamageCountError,
    LotAlreadyReceivedError,
    LotCodeError,
    LotInUseError,
    LotPastDateError,
    ShortDatedError,
)
from kortreist.apps.fulfilment.models import Lot, MovementKind
from kortreist.apps.fulfilment.services.arrivals import notice_arrivals
from kortreist.apps.fulfilment.services.movements import Move, write_movements
from kortreist.apps.fulfilment.services.places import require_places
from kortreist.apps.fulfilment.services.plausibility import (
    require_amount,
    require_count,
    require_temperature,
)
from kortreist.apps.fulfilment.services.receipts import require_open, write_received
from kortreist.apps.fulfilment.services.unclaimed import lock_with_stock, require_unclaimed
from kortreist.apps.trading.locks import lock_purchase_lines
from kortreist.apps.trading.models import PurchaseLine, PurchaseOrder
from kortreist.kernel.errors import DomainError, NotFoundError
from kortreist.kernel.periods import oslo_date
from kortreist.kernel.quantity import Quantity

LONGEST_CODE = 40


@transaction.atomic
def receive_goods(
    *,
    actor: Actor,
    hub_id: int,
    purchase_line_id: int,
    code: str,
    best_before: date | None,
    quantity: Quantity,
    temperature_dc: int | None = None,
    accept_short_dated: bool = False,
    now: datetime,
) -> Lot:
    """Take in one lot; the line's received quantity becomes the sum of its lots.

    More or less than was ordered is taken in as it is. The same lot number with the same figures
    is the same lot.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not receive goods at the hub.
    PurchaseClosedError
        When the purchase order was withdrawn or the line has been credited.
    LotCodeError, LotAlreadyReceivedError
        When the lot number is missing, too long, or on the line with other figures.
    ImplausibleCountError, ImplausibleWeightError, NotNominalError, ImplausibleTemperatureError
        When a figure cannot be right.
    ShortDatedError
        When the goods would be past their date at the door, and that was not accepted.
    """
    require(actor, Permission.RECEIVE_GOODS, hub_id=hub_id)
    entry = ReceiptEntry(
        purchase_line_id, code, best_before, quantity, temperature_dc, accept_short_dated
    )
    return _receive(actor, hub_id, [entry], now)[0]


@transaction.atomic
def receive_cycle(
    *, actor: Actor, hub_id: int, cycle_id: int, entries: Sequence[ReceiptEntry], now: datetime
) -> list[Lot]:
    """Take in many lots of one cycle at once, all or none; else as `receive_goods`.

    A lot that is put on a place at once is stock from the start. What is warm, late, short-dated
    or damaged becomes a deviation, with what is suggested.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not receive goods at the hub.
    NotFoundError
        When a line is not of this cycle.
    PlaceArchivedError
        When a place is not in use any more.
    LotPastDateError
        When a lot is past its date, and was not said to be taken in and held.
    DamageCountError
        When more packs are damaged than came.
    """
    require(actor, Permission.RECEIVE_GOODS, hub_id=hub_id)
    return _receive(actor, hub_id, entries, now, cycle_id=cycle_id)


def receive_again(actor: Actor, hub_id: int, entry: ReceiptEntry, now: datetime) -> Lot:
    """Take back in what went back to its producer, for services that have asked permission.

    What was wrong with it is known already.
    """
    return _receive(actor, hub_id, [entry], now, is_watched=False)[0]


@transaction.atomic
def undo_receipt(*, actor: Actor, hub_id: int, lot_id: int, now: datetime) -> None:
    """Take a lot out again, while nothing of it has been packed.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not receive goods at the hub.
    LotInUseError
        When some of it lies in somebody's crates, or was written off.
    PurchaseClosedError
        When the producer has been credited for it.
    StockPromisedError
        When other cycles count on it.
    """
    require(actor, Permission.RECEIVE_GOODS, hub_id=hub_id)
    bought = Lot.objects.filter(hub_id=hub_id, pk=lot_id, purchase_line__isnull=False)
    line_ids = bought.values_list("purchase_line_id", flat=True)
    lines = lock_purchase_lines(hub_id=hub_id, line_ids=line_ids)
    if not lines:
        raise NotFoundError
    lot, others = lock_with_stock(hub_id, lot_id)
    require_open(lines)
    if lot.packed_count or lot.gone_count or lot.products.exists():
        raise LotInUseError(lot=lot.code, packed=lot.packed_count + lot.gone_count)
    require_unclaimed(lot, others)
    record(actor, "fulfilment.lot.undone", lot, hub_id=hub_id, now=now, before=_facts(lot))
    lot.delete()
    write_received(actor, hub_id, lines, "receipt_undone", now)


def _receive(
    actor: Actor,
    hub_id: int,
    entries: Sequence[ReceiptEntry],
    now: datetime,
    *,
    cycle_id: int | None = None,
    is_watched: bool = True,
) -> list[Lot]:
    """Check all entries, then write all: the one way in for one lot and for thousands."""
    lines = lock_purchase_lines(
        hub_id=hub_id, line_ids={entry.purchase_line_id for entry in entries}
    )
    purchases = require_open(lines, cycle_id=cycle_id)
    require_places(hub_id, {entry.place_id for entry in entries if entry.place_id})
    by_id = _with_variants(lines)
    lots = {
        (lot.purchase_line_id, lot.code): lot for lot in Lot.objects.filter(purchase_line__in=lines)
    }
    fresh: list[Lot] = []
    arrived: list[tuple[Lot, ReceiptEntry, PurchaseLine]] = []
    for entry in entries:
        line = by_id[entry.purchase_line_id]
        with _naming(line):
            lot = _checked_lot(entry, line, purchases[line.purchase_order_id], now)
        known = lots.setdefault((line.pk, lot.code), lot)
        if known is lot:
            fresh.append(lot)
            arrived.append((lot, entry, line))
        elif _facts(known) != _facts(lot):
            raise LotAlreadyReceivedError(
                line_id=line.pk,
                lot=known.code,
                count=known.received_count,
                amount=known.received_amount,
            )
    if fresh:
        Lot.objects.bulk_create(fresh)
        write_movements([_arrival(lot) for lot in fresh], actor=actor, now=now)
        changed = {lot.purchase_line_id for lot in fresh}
        received = [line for pk, line in by_id.items() if pk in changed]
        write_received(actor, hub_id, received, "received", now)
        if is_watched:
            notice_arrivals(actor, hub_id, arrived, purchases, now)
        record_many(
            event(actor, "fulfilment.lot.received", lot, hub_id=hub_id, now=now, after=_facts(lot))
            for lot in fresh
        )
    return [lots[entry.purchase_line_id, entry.code.strip()] for entry in entries]


@contextmanager
def _naming(line: PurchaseLine) -> Iterator[None]:
    """Say of a refusal which of many lines it is about."""
    try:
        yield
    except DomainError as error:
        error.params["line_id"] = line.pk
        raise


def _checked_lot(
    entry: ReceiptEntry, line: PurchaseLine, purchase: PurchaseOrder, now: datetime
) -> Lot:
    """Return the lot that an entry describes, unsaved, or say what cannot be right."""
    code = entry.code.strip()
    if not 0 < len(code) <= LONGEST_CODE or not code.isprintable():
        raise LotCodeError(field="code", most=LONGEST_CODE)
    require_count(entry.quantity.count)
    require_amount(
        entry.quantity,
        content_amount=line.content_amount,
        charge_by=line.variant.charge_by,
        unit=line.unit,
        is_confirmed=entry.accept_weight,
    )
    require_temperature(entry.temperature_dc)
    if entry.damage is not None and not 0 <= entry.damage.count <= entry.quantity.count:
        raise DamageCountError(most=entry.quantity.count)
    is_expired = _require_date(entry, purchase, oslo_date(now))
    return Lot(
        hub_id=line.hub_id,
        purchase_line=line,
        variant_id=line.variant_id,
        producer_id=purchase.producer_id,
        declaration_id=line.variant.product.declaration_id,
        code=code,
        best_before=entry.best_before,
        received_count=entry.quantity.count,
        received_amount=entry.quantity.amount,
        temperature_dc=entry.temperature_dc,
        received_at=now,
        ownership=line.ownership,
        place_id=entry.place_id,
        stocked_at=now if entry.place_id else None,
        withdrawn_at=now if is_expired else None,
    )


def _require_date(entry: ReceiptEntry, purchase: PurchaseOrder, today: date) -> bool:
    """Return whether the lot is past its date, and is to be held; or say what is wrong with it."""
    if entry.best_before is None:
        return False
    if entry.best_before < today:
        if not entry.hold_expired:
            raise LotPastDateError(best_before=entry.best_before, today=today)
        return True
    delivery_day = purchase.cycle.delivery_day
    if entry.best_before < delivery_day and not entry.accept_short_dated:
        raise ShortDatedError(best_before=entry.best_before, delivery_day=delivery_day)
    return False


def _arrival(lot: Lot) -> Move:
    return Move(
        lot,
        MovementKind.RECEIVED,
        lot.received_count,
        lot.received_amount,
        to_place_id=lot.place_id,
    )


def _facts(lot: Lot) -> dict[str, object]:
    return {
        "purchase_line": lot.purchase_line_id,
        "code": lot.code,
        "best_before": lot.best_before and lot.best_before.isoformat(),
        "count": lot.received_count,
        "amount": lot.received_amount,
        "temperature_dc": lot.temperature_dc,
    }


def _with_variants(lines: Sequence[PurchaseLine]) -> dict[int, PurchaseLine]:
    """Return locked lines by id, with their goods read in one query."""
    by_id = {line.pk: line for line in lines}
    for line in PurchaseLine.objects.filter(pk__in=by_id).select_related("variant__product"):
        by_id[line.pk].variant = line.variant
    return by_id
