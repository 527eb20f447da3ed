"""Sheets on their way in: received, read and staged; nothing of the goods is touched here."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from itertools import islice

from django.db import transaction

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.selectors.parties import require_producer
from kortreist.apps.actors.services.audit import record
from kortreist.apps.catalogue.errors import SheetStateError
from kortreist.apps.catalogue.locks import lock_sheet
from kortreist.apps.catalogue.models import (
    ColumnMapping,
    RowKind,
    SheetImport,
    SheetRow,
    SheetState,
)
from kortreist.apps.catalogue.selectors.sheet_goods import surroundings_of
from kortreist.apps.catalogue.selectors.sheets import READ, given_up, remembered_columns
from kortreist.apps.catalogue.sheets.columns import Heading
from kortreist.apps.catalogue.sheets.plan import PlannedRow
from kortreist.apps.catalogue.sheets.reading import OpenedSheet, meanings, open_goods_sheet
from kortreist.apps.jobs.services.enqueue import enqueue
from kortreist.apps.jobs.services.files import read_file, store_file
from kortreist.apps.jobs.services.retry import retry_job
from kortreist.formats.sheets import MOST_BYTES, SheetTooLargeError
from kortreist.kernel.errors import InvalidInputError
from kortreist.kernel.periods import oslo_date

ROWS_AT_ONCE = 500
PRICE_FIELDS = frozenset({"price", "is_visible"})
# Until it is taken in, a sheet can be read anew and given up.
OPEN_STATES = frozenset({SheetState.ASKING, SheetState.STAGED, SheetState.WAITING})


@transaction.atomic
def receive_sheet(
    *,
    actor: Actor,
    hub_id: int,
    producer_id: int,
    content: bytes,
    name: str,
    now: datetime,
    in_background: bool = True,
) -> SheetImport:
    """Take a file of a producer's goods, prices or availability in hand.

    A job reads it, unless whoever calls does so at once.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the producer is not the hub's, or the actor may not offer its goods.
    SheetTooLargeError
        When it is larger than any sheet of goods.
    """
    require(actor, Permission.OFFER_GOODS, hub_id=hub_id, organisation_id=producer_id)
    require_producer(hub_id=hub_id, organisation_id=producer_id, on=oslo_date(now))
    if len(content) > MOST_BYTES:
        raise SheetTooLargeError(most=MOST_BYTES // 1_000_000)
    file = store_file(content=content, name=name, content_type="application/octet-stream")
    sheet = SheetImport.objects.create(
        hub_id=hub_id,
        producer_id=producer_id,
        file=file,
        file_name=name[:200],
        sent_by=actor.name,
        sent_at=now,
    )
    record(actor, "catalogue.sheet.received", sheet, hub_id=hub_id, now=now)
    if in_background:
        _enqueue_reading(sheet)
    return sheet


def read_sheet(
    *,
    sheet_id: int,
    version: int,
    now: datetime,
    beat: Callable[[], None] = lambda: None,
) -> SheetImport:
    """Read a file and stage its rows; harmless when run twice, and when it is cut off anywhere.

    A file that is not taken in is refused with its reason; columns that are not understood are
    asked about.
    """
    sheet = SheetImport.objects.select_related("file").get(pk=sheet_id)
    if sheet.state != SheetState.READING or sheet.version != version:
        return sheet
    try:
        opened = open_goods_sheet(
            read_file(sheet.file),
            remembered=remembered_columns(hub_id=sheet.hub_id, producer_id=sheet.producer_id),
            said={each["index"]: each["field"] for each in sheet.columns} or None,
        )
    except InvalidInputError as error:
        params = {name: str(value) for name, value in error.params.items()}
        _move(sheet, state=SheetState.REFUSED, error_code=error.code, error_params=params)
        return sheet
    told = {
        "columns": [asdict(heading) for heading in opened.headings],
        "sheet_name": opened.table.name[:100],
        "total_rows": max(0, opened.rows_count),
        "done_rows": 0,
    }
    if not opened.is_understood:
        _move(sheet, state=SheetState.ASKING, **told)
        return sheet
    if _move(sheet, **told):
        _stage(sheet, opened, now=now, beat=beat)
    return sheet


@transaction.atomic
def say_columns(
    *, actor: Actor, hub_id: int, sheet_id: int, fields: Mapping[int, str], now: datetime
) -> SheetImport:
    """Say what a sheet's columns are, by their place; remembered for the producer's next file.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the sheet is not the actor's.
    SheetStateError
        When it is taken in or given up already.
    """
    sheet = _lock_open(actor, hub_id, sheet_id)
    sheet.columns = [each | {"field": fields.get(each["index"], "")} for each in sheet.columns]
    remember_columns(sheet, [_heading(each) for each in sheet.columns], now=now)
    sheet.save(update_fields=["columns"])
    _read_anew(sheet)
    return sheet


@transaction.atomic
def read_anew(*, actor: Actor, hub_id: int, sheet_id: int) -> SheetImport:
    """Hold a staged sheet against the goods as they are now.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the sheet is not the actor's.
    SheetStateError
        When it is taken in or given up already.
    """
    sheet = _lock_open(actor, hub_id, sheet_id)
    _read_anew(sheet)
    return sheet


@transaction.atomic
def read_anew_at_once(sheet: SheetImport, *, error_code: str) -> SheetImport:
    """Have a sheet that could not be taken in read anew, and keep why; for this room's services."""
    sheet = lock_sheet(hub_id=sheet.hub_id, sheet_id=sheet.pk)
    if sheet.state == SheetState.APPLYING:
        _read_anew(sheet, error_code=error_code)
    return sheet


@transaction.atomic
def cancel_sheet(*, actor: Actor, hub_id: int, sheet_id: int, now: datetime) -> SheetImport:
    """Give a sheet up before it is taken in; a job that has it in hand stops by itself.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the sheet is not the actor's.
    SheetStateError
        When it is being taken in, or was.
    """
    sheet = lock_sheet(hub_id=hub_id, sheet_id=sheet_id)
    require(actor, Permission.OFFER_GOODS, hub_id=hub_id, organisation_id=sheet.producer_id)
    if sheet.state not in OPEN_STATES | {SheetState.READING}:
        raise SheetStateError(state=sheet.state)
    sheet.state = SheetState.CANCELLED
    sheet.version += 1
    sheet.save(update_fields=["state", "version"])
    sheet.rows.all().delete()
    record(actor, "catalogue.sheet.cancelled", sheet, hub_id=hub_id, now=now)
    return sheet


@transaction.atomic
def try_again(*, actor: Actor, hub_id: int, sheet_id: int, now: datetime) -> SheetImport:
    """Have a sheet read or taken in whose job was given up; a yes that was said still holds.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the sheet is not the actor's.
    SheetStateError
        When no job of it was given up.
    """
    sheet = lock_sheet(hub_id=hub_id, sheet_id=sheet_id)
    require(actor, Permission.OFFER_GOODS, hub_id=hub_id, organisation_id=sheet.producer_id)
    job = given_up([sheet]).get(sheet.pk)
    if job is None:
        raise SheetStateError(state=sheet.state)
    retry_job(by=actor.name, public_id=str(job.public_id), now=now)
    record(actor, "catalogue.sheet.tried_again", sheet, hub_id=hub_id, now=now)
    return sheet


def remember_columns(sheet: SheetImport, headings: Iterable[Heading], *, now: datetime) -> None:
    """Keep what headings mean for the producer's next file, beside what is known already."""
    known, _ = ColumnMapping.objects.get_or_create(
        hub_id=sheet.hub_id, producer_id=sheet.producer_id, defaults={"updated_at": now}
    )
    known.fields = known.fields | meanings(list(headings))
    known.updated_at = now
    known.save(update_fields=["fields", "updated_at"])


def _stage(
    sheet: SheetImport, opened: OpenedSheet, *, now: datetime, beat: Callable[[], None]
) -> None:
    SheetRow.objects.filter(sheet_import=sheet).delete()
    counts = dict.fromkeys(RowKind.values, 0)
    has_prices, done = False, 0
    planned = opened.plan(
        lambda table, headings: surroundings_of(
            hub_id=sheet.hub_id,
            producer_id=sheet.producer_id,
            table=table,
            headings=headings,
            today=oslo_date(now),
        )
    )
    for part in _parts(planned):
        beat()
        for row in part:
            counts[row.kind] += 1
            has_prices |= not PRICE_FIELDS.isdisjoint(row.changes)
        done += len(part)
        with transaction.atomic():
            if not _move(sheet, done_rows=min(done, sheet.total_rows)):
                return
            SheetRow.objects.bulk_create([_row(sheet, row) for row in part])
    figures = {f"{kind}_rows": many for kind, many in counts.items()}
    _move(sheet, state=SheetState.STAGED, has_prices=has_prices, total_rows=done, **figures)


def _row(sheet: SheetImport, row: PlannedRow) -> SheetRow:
    return SheetRow(
        sheet_import=sheet,
        number=row.number,
        kind=row.kind,
        name=row.name,
        values=row.values,
        changes={name: list(pair) for name, pair in row.changes.items()},
        problems=[problem.as_json() for problem in row.problems],
        product_id=row.product_id,
        variant_id=row.variant_id,
    )


def _move(sheet: SheetImport, **fields: object) -> bool:
    """Write how far the reading has come, unless somebody has given it up meanwhile."""
    mine = SheetImport.objects.filter(pk=sheet.pk, state=SheetState.READING, version=sheet.version)
    if not mine.update(**fields):
        sheet.refresh_from_db()
        return False
    for name, value in fields.items():
        setattr(sheet, name, value)
    return True


def _lock_open(actor: Actor, hub_id: int, sheet_id: int) -> SheetImport:
    sheet = lock_sheet(hub_id=hub_id, sheet_id=sheet_id)
    require(actor, Permission.OFFER_GOODS, hub_id=hub_id, organisation_id=sheet.producer_id)
    if sheet.state not in OPEN_STATES:
        raise SheetStateError(state=sheet.state)
    return sheet


def _read_anew(sheet: SheetImport, *, error_code: str = "") -> None:
    sheet.state = SheetState.READING
    sheet.version += 1
    sheet.error_code = error_code
    sheet.save(update_fields=["state", "version", "error_code"])
    _enqueue_reading(sheet)


def _enqueue_reading(sheet: SheetImport) -> None:
    enqueue(
        READ,
        key=f"{sheet.pk}:{sheet.version}",
        payload={"sheet": sheet.pk, "version": sheet.version},
        hub_id=sheet.hub_id,
    )


def _heading(told: Mapping[str, object]) -> Heading:
    return Heading(int(str(told["index"])), str(told["heading"]), str(told["field"]))


def _parts(rows: Iterator[PlannedRow]) -> Iterator[list[PlannedRow]]:
    while part := list(islice(rows, ROWS_AT_ONCE)):
        yield part
