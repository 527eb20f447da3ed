"""Taking a staged sheet in, all of it or nothing, and taking it back."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.selectors.parties import require_producer
from kortreist.apps.actors.services.audit import record
from kortreist.apps.catalogue.errors import (
    SheetChangedError,
    SheetInUseError,
    SheetRowsRefusedError,
    SheetStateError,
)
from kortreist.apps.catalogue.locks import lock_sheet, lock_sheets_at_work
from kortreist.apps.catalogue.models import RowKind, SheetImport, SheetRow, SheetState
from kortreist.apps.catalogue.selectors.sheet_goods import known_goods
from kortreist.apps.catalogue.selectors.sheets import TAKE_IN
from kortreist.apps.catalogue.selectors.uses import is_used
from kortreist.apps.catalogue.services.sheet_intake import read_anew_at_once
from kortreist.apps.catalogue.services.sheet_writing import Writing
from kortreist.apps.catalogue.sheets.entries import PRODUCT_FIELDS
from kortreist.apps.catalogue.sheets.plan import KnownGoods, gtin_key
from kortreist.apps.catalogue.wording import fold
from kortreist.apps.jobs.services.enqueue import enqueue
from kortreist.kernel.periods import oslo_date

WRITTEN: Final = (RowKind.NEW, RowKind.CHANGED)


@transaction.atomic
def ask_to_take_in(
    *,
    actor: Actor,
    hub_id: int,
    sheet_id: int,
    version: int,
    leave_refused_out: bool,
    now: datetime,
    in_background: bool = True,
) -> SheetImport:
    """Say yes to what a staged sheet would do; a job does it, unless whoever calls does so at once.

    A producer's sheet that sets prices waits for the hub instead.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the sheet is not the actor's.
    SheetStateError
        When it is not staged, or was read anew since the page was shown.
    SheetRowsRefusedError
        When rows are refused and are not to be left out.
    """
    sheet = lock_sheet(hub_id=hub_id, sheet_id=sheet_id)
    require(actor, Permission.OFFER_GOODS, hub_id=hub_id, organisation_id=sheet.producer_id)
    require_producer(hub_id=hub_id, organisation_id=sheet.producer_id, on=oslo_date(now))
    sets_prices = actor.may(Permission.MANAGE_GOODS, hub_id=hub_id)
    ready = {SheetState.STAGED, SheetState.WAITING} if sets_prices else {SheetState.STAGED}
    if sheet.state not in ready or sheet.version != version:
        raise SheetStateError(state=sheet.state)
    if sheet.refused_rows and not leave_refused_out:
        raise SheetRowsRefusedError(rows=sheet.refused_rows)
    waits = sheet.has_prices and not sets_prices
    sheet.state = SheetState.WAITING if waits else SheetState.APPLYING
    sheet.leaves_refused_out = leave_refused_out
    sheet.taken_by = actor.name
    sheet.error_code = ""
    sheet.save(update_fields=["state", "leaves_refused_out", "taken_by", "error_code"])
    code = "catalogue.sheet.sent_to_hub" if waits else "catalogue.sheet.agreed"
    record(actor, code, sheet, hub_id=hub_id, now=now)
    if in_background and not waits:
        _enqueue(sheet)
    return sheet


def take_in(
    *,
    sheet_id: int,
    version: int,
    now: datetime,
    beat: Callable[[], None] = lambda: None,
) -> SheetImport:
    """Write a sheet that somebody has said yes to: every row of it, or none.

    Held against the goods first, while nobody waits; then written in one short transaction that
    locks this producer's rows and no other's. What was changed by others since it was staged sends
    it back to be read anew. Harmless when run twice, and when it is cut off anywhere.
    """
    sheet = SheetImport.objects.get(pk=sheet_id)
    if sheet.state != SheetState.APPLYING or sheet.version != version:
        return sheet
    rows = list(sheet.rows.filter(kind__in=WRITTEN).order_by("number"))
    if _differs(sheet, rows, now=now):
        return _send_back(sheet)
    beat()
    try:
        with transaction.atomic():
            lock_sheets_at_work(sheet.producer_id)
            mine = lock_sheet(hub_id=sheet.hub_id, sheet_id=sheet.pk)
            if mine.state != SheetState.APPLYING or mine.version != version:
                return mine
            _write(mine, rows, now=now)
            mine.state, mine.applied_at = SheetState.APPLIED, now
            mine.done_rows = mine.total_rows
            mine.save(update_fields=["state", "applied_at", "done_rows"])
            record(
                _taker(mine),
                "catalogue.sheet.taken_in",
                mine,
                hub_id=mine.hub_id,
                now=now,
                params={"new": mine.new_rows, "changed": mine.changed_rows},
            )
            return mine
    except SheetChangedError:
        return _send_back(sheet)


@transaction.atomic
def take_back(*, actor: Actor, hub_id: int, sheet_id: int, now: datetime) -> SheetImport:
    """Undo a sheet that was taken in: what it changed is as it was, what it brought is archived.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the sheet is not the actor's.
    SheetStateError
        When it is not taken in, or taken back already.
    SheetChangedError
        When something that it wrote was changed since.
    SheetInUseError
        When something hangs on what it brought: offers, orders, price lists.
    """
    sheet = lock_sheet(hub_id=hub_id, sheet_id=sheet_id)
    require(actor, Permission.OFFER_GOODS, hub_id=hub_id, organisation_id=sheet.producer_id)
    if sheet.has_prices:
        require(actor, Permission.MANAGE_GOODS, hub_id=hub_id)
    if sheet.state != SheetState.APPLIED:
        raise SheetStateError(state=sheet.state)
    lock_sheets_at_work(sheet.producer_id)
    rows = list(sheet.rows.filter(kind__in=WRITTEN).order_by("number"))
    new = [row for row in rows if row.kind == RowKind.NEW]
    _require_untouched(sheet, rows, now=now)
    made = {row.product_id for row in new if row.makes_product and row.product_id is not None}
    if is_used(variant_ids=[row.variant_id for row in new if row.variant_id], product_ids=made):
        raise SheetInUseError
    _write_back(sheet, rows, actor=actor, now=now)
    sheet.state, sheet.undone_at = SheetState.UNDONE, now
    sheet.save(update_fields=["state", "undone_at"])
    record(actor, "catalogue.sheet.taken_back", sheet, hub_id=hub_id, now=now)
    return sheet


def _write(sheet: SheetImport, rows: Sequence[SheetRow], *, now: datetime) -> None:
    writing = Writing.begin(sheet, rows, actor=_taker(sheet), now=now)
    # Locked by now, so what is found stays so until the end.
    if _differs(sheet, rows, now=now):
        raise SheetChangedError
    writing.put_down(rows)


def _differs(sheet: SheetImport, rows: Sequence[SheetRow], *, now: datetime) -> bool:
    """Whether the goods are other than they were when the rows were staged."""
    goods = known_goods(hub_id=sheet.hub_id, producer_id=sheet.producer_id, since=oslo_date(now))
    packs = {pack.variant_id: pack.values for of in goods.of_product.values() for pack in of}
    for row in rows:
        if row.kind == RowKind.NEW:
            if _is_there_by_now(row, goods):
                return True
            stands = goods.product_values.get(row.product_id) if row.product_id else {}
        else:
            stands = packs.get(row.variant_id or 0)
        if stands is None:
            return True
        before = {name: pair[0] for name, pair in row.changes.items()}
        if any(stands.get(name) != value for name, value in before.items()):
            return True
    return False


def _is_there_by_now(row: SheetRow, goods: KnownGoods) -> bool:
    """Whether what a row would bring was brought by somebody else meanwhile."""
    gtin, code = str(row.values.get("gtin") or ""), str(row.values.get("producer_code") or "")
    if goods.product_called(row.values) != row.product_id:
        return True
    if gtin or code:
        return (gtin_key(gtin) if gtin else "") in goods.by_gtin or fold(code) in goods.by_code
    return row.product_id is not None and bool(goods.pack_like(row.product_id, row.values))


def _require_untouched(sheet: SheetImport, rows: Sequence[SheetRow], *, now: datetime) -> None:
    goods = known_goods(
        hub_id=sheet.hub_id, producer_id=sheet.producer_id, since=oslo_date(sheet.applied_at or now)
    )
    packs = {pack.variant_id: pack.values for of in goods.of_product.values() for pack in of}
    for row in rows:
        stands = packs.get(row.variant_id or 0)
        after = {name: pair[1] for name, pair in row.changes.items()}
        if stands is None or any(stands.get(name) != value for name, value in after.items()):
            raise SheetChangedError


def _write_back(
    sheet: SheetImport, rows: Sequence[SheetRow], *, actor: Actor, now: datetime
) -> None:
    writing = Writing.begin(sheet, rows, actor=actor, now=now)
    made = {row.product_id for row in rows if row.makes_product}
    for row in rows:
        row.changes = {
            name: [after, before]
            for name, (before, after) in row.changes.items()
            # A new pack goes with all it was given; of its product only what stood before stays.
            if row.kind == RowKind.CHANGED
            or (name in PRODUCT_FIELDS and row.product_id not in made)
        }
    writing.put_back(rows)


def _send_back(sheet: SheetImport) -> SheetImport:
    """Have a sheet read anew, because the goods are no longer what they were."""
    return read_anew_at_once(sheet, error_code=SheetChangedError.default_code)


def _taker(sheet: SheetImport) -> Actor:
    return Actor(name=sheet.taken_by)


def _enqueue(sheet: SheetImport) -> None:
    enqueue(
        TAKE_IN,
        key=f"{sheet.pk}:{sheet.version}",
        payload={"sheet": sheet.pk, "version": sheet.version},
        hub_id=sheet.hub_id,
    )
