"""Checking in what producers hand over: lot by lot, weighed, against the purchase order."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime

from django.db import transaction

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import event, record, record_many
from kortreist.apps.fulfilment.entries import ReceiptEntry
from kortreist.apps.fulfilment.errors import (
    GoodsReceivedError,
    LotAlreadyReceivedError,
    LotCodeError,
    LotInUseError,
    PurchaseClosedError,
    ShortDatedError,
)
from kortreist.apps.fulfilment.locks import lock_lots
from kortreist.apps.fulfilment.models import Lot
from kortreist.apps.fulfilment.services.plausibility import (
    require_amount,
    require_count,
    require_temperature,
)
from kortreist.apps.trading.locks import lock_purchase_lines
from kortreist.apps.trading.models import (
    PurchaseLine,
    PurchaseOrder,
    PurchaseStage,
    PurchaseStatus,
)
from kortreist.apps.trading.services.quantities import StageEntry, set_purchase_stages
from kortreist.kernel.errors import DomainError, NotFoundError
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

    Raises
    ------
    NotPermittedError
        When ``actor`` may not receive goods at the hub.
    NotFoundError
        When a line is not of this cycle.
    """
    require(actor, Permission.RECEIVE_GOODS, hub_id=hub_id)
    return _receive(actor, hub_id, entries, now, cycle_id=cycle_id)


@transaction.atomic
def undo_receipt(*, actor: Actor, hub_id: int, lot_id: int, now: datetime) -> None:
    """Take a lot out again, while nothing of it has been packed.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not receive goods at the hub.
    LotInUseError
        When some of it lies in somebody's crates.
    PurchaseClosedError
        When the producer has been credited for it.
    """
    require(actor, Permission.RECEIVE_GOODS, hub_id=hub_id)
    line_id = Lot.objects.filter(hub_id=hub_id, pk=lot_id).values_list(
        "purchase_line_id", flat=True
    )
    lines = lock_purchase_lines(hub_id=hub_id, line_ids=line_id)
    lot = lock_lots(hub_id=hub_id, lot_ids=[lot_id])[lot_id]
    _require_open(lines)
    if lot.packed_count:
        raise LotInUseError(lot=lot.code, packed=lot.packed_count)
    record(actor, "fulfilment.lot.undone", lot, hub_id=hub_id, now=now, before=_facts(lot))
    lot.delete()
    _write_received(actor, hub_id, lines, "receipt_undone", now)


@transaction.atomic
def report_missing(
    *, actor: Actor, hub_id: int, purchase_line_id: int, now: datetime
) -> PurchaseLine:
    """Say that nothing came on a line, so that nobody waits for it any more.

    Goods that come after all are received as usual.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not receive goods at the hub.
    GoodsReceivedError
        When something did come.
    """
    require(actor, Permission.RECEIVE_GOODS, hub_id=hub_id)
    [line] = _lock_open_line(hub_id, purchase_line_id)
    if line.received_count:
        raise GoodsReceivedError(count=line.received_count)
    if line.received_count is None:
        _set_received(actor, hub_id, [(line.pk, Quantity.none(), "not_received", {})], now)
    line.refresh_from_db()
    return line


@transaction.atomic
def undo_missing(
    *, actor: Actor, hub_id: int, purchase_line_id: int, now: datetime
) -> PurchaseLine:
    """Wait for a line's goods again.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not receive goods at the hub.
    GoodsReceivedError
        When something came.
    """
    require(actor, Permission.RECEIVE_GOODS, hub_id=hub_id)
    [line] = _lock_open_line(hub_id, purchase_line_id)
    if line.received_count:
        raise GoodsReceivedError(count=line.received_count)
    if line.received_count is not None:
        _set_received(actor, hub_id, [(line.pk, None, "missing_undone", {})], now)
    line.refresh_from_db()
    return line


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
    """
    return _set_withdrawn(actor, hub_id, lot_id, None, now)


def _set_withdrawn(
    actor: Actor, hub_id: int, lot_id: int, withdrawn_at: datetime | None, now: datetime
) -> Lot:
    require(actor, Permission.RECEIVE_GOODS, hub_id=hub_id)
    lot = lock_lots(hub_id=hub_id, lot_ids=[lot_id])[lot_id]
    if (lot.withdrawn_at is None) == (withdrawn_at is None):
        return lot
    lot.withdrawn_at = withdrawn_at
    lot.save(update_fields=["withdrawn_at"])
    what = "withdrawn" if withdrawn_at else "released"
    record(actor, f"fulfilment.lot.{what}", lot, hub_id=hub_id, now=now)
    return lot


def _receive(
    actor: Actor,
    hub_id: int,
    entries: Sequence[ReceiptEntry],
    now: datetime,
    *,
    cycle_id: int | None = None,
) -> list[Lot]:
    """Check all entries, then write all: the one way in for one lot and for thousands."""
    lines = lock_purchase_lines(
        hub_id=hub_id, line_ids={entry.purchase_line_id for entry in entries}
    )
    purchases = _require_open(lines, cycle_id=cycle_id)
    by_id = _with_variants(lines)
    lots = {
        (lot.purchase_line_id, lot.code): lot for lot in Lot.objects.filter(purchase_line__in=lines)
    }
    fresh: list[Lot] = []
    for entry in entries:
        line = by_id[entry.purchase_line_id]
        with _naming(line):
            lot = _checked_lot(entry, line, purchases[line.purchase_order_id], now)
        known = lots.setdefault((line.pk, lot.code), lot)
        if known is lot:
            fresh.append(lot)
        elif _facts(known) != _facts(lot):
            raise LotAlreadyReceivedError(
                line_id=line.pk,
                lot=known.code,
                count=known.received_count,
                amount=known.received_amount,
            )
    if fresh:
        Lot.objects.bulk_create(fresh)
        changed = {lot.purchase_line_id for lot in fresh}
        _write_received(actor, hub_id, [by_id[pk] for pk in changed], "received", now)
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
    )
    require_temperature(entry.temperature_dc)
    delivery_day = purchase.cycle.delivery_day
    is_short = entry.best_before is not None and entry.best_before < delivery_day
    if is_short and not entry.accept_short_dated:
        raise ShortDatedError(best_before=entry.best_before, delivery_day=delivery_day)
    return Lot(
        hub_id=line.hub_id,
        purchase_line=line,
        variant_id=line.variant_id,
        producer_id=purchase.producer_id,
        code=code,
        best_before=entry.best_before,
        received_count=entry.quantity.count,
        received_amount=entry.quantity.amount,
        temperature_dc=entry.temperature_dc,
        received_at=now,
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


def _lock_open_line(hub_id: int, purchase_line_id: int) -> list[PurchaseLine]:
    lines = lock_purchase_lines(hub_id=hub_id, line_ids=[purchase_line_id])
    _require_open(lines)
    return lines


def _require_open(
    lines: Sequence[PurchaseLine], *, cycle_id: int | None = None
) -> dict[int, PurchaseOrder]:
    """Return the lines' purchase orders, with their cycles, when goods may still come and go."""
    purchases = PurchaseOrder.objects.select_related("cycle").in_bulk(
        {line.purchase_order_id for line in lines}
    )
    for purchase in purchases.values():
        if cycle_id is not None and purchase.cycle_id != cycle_id:
            raise NotFoundError
        if purchase.status != PurchaseStatus.SENT:
            raise PurchaseClosedError(state=purchase.status)
    if any(line.credited_count is not None for line in lines):
        raise PurchaseClosedError(state=PurchaseStage.CREDITED.value)
    return purchases


def _with_variants(lines: Sequence[PurchaseLine]) -> dict[int, PurchaseLine]:
    """Return locked lines by id, with their variants read in one query."""
    by_id = {line.pk: line for line in lines}
    for line in PurchaseLine.objects.filter(pk__in=by_id).select_related("variant"):
        by_id[line.pk].variant = line.variant
    return by_id


def _write_received(
    actor: Actor, hub_id: int, lines: Sequence[PurchaseLine], reason: str, now: datetime
) -> None:
    """Set the received quantity of locked lines to the sum of their lots."""
    sums = {line.pk: Quantity.none() for line in lines}
    codes: dict[int, list[str]] = {line.pk: [] for line in lines}
    for lot in Lot.objects.filter(purchase_line__in=sums).order_by("pk"):
        sums[lot.purchase_line_id] += Quantity(lot.received_count, lot.received_amount)
        codes[lot.purchase_line_id].append(lot.code)
    _set_received(
        actor,
        hub_id,
        [(pk, total or None, reason, {"lots": codes[pk]}) for pk, total in sorted(sums.items())],
        now,
    )


def _set_received(
    actor: Actor,
    hub_id: int,
    rows: Sequence[tuple[int, Quantity | None, str, dict[str, object]]],
    now: datetime,
) -> None:
    set_purchase_stages(
        actor=actor,
        hub_id=hub_id,
        stage=PurchaseStage.RECEIVED,
        entries=[StageEntry(pk, quantity, reason, params) for pk, quantity, reason, params in rows],
        now=now,
    )
