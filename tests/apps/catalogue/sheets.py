"""Sheets made for tests: rows to bytes, and taken in through the services."""

import io

from openpyxl import Workbook

from kortreist.apps.catalogue.models import SheetImport
from kortreist.apps.catalogue.services.sheet_intake import read_sheet, receive_sheet
from kortreist.apps.catalogue.services.sheet_taking import ask_to_take_in, take_in
from tests import factories
from tests.conftest import NOON


def csv(*rows, encoding="utf-8", delimiter=";") -> bytes:
    """Return rows of text as a file."""
    lines = [delimiter.join(f'"{cell}"' for cell in row) for row in rows]
    return "\r\n".join(lines).encode(encoding)


def workbook(*rows) -> Workbook:
    """Return a workbook whose first sheet has these rows."""
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    return book


def saved(book: Workbook) -> bytes:
    """Return a workbook as a file."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def xlsx(*rows) -> bytes:
    """Return rows as a workbook's file."""
    return saved(workbook(*rows))


def stage(hub, producer, content, *, actor=factories.SYSTEM, name="varer.xlsx") -> SheetImport:
    """Return a file read and staged."""
    sheet = receive_sheet(
        actor=actor,
        hub_id=hub.pk,
        producer_id=producer.pk,
        content=content,
        name=name,
        now=NOON,
        in_background=False,
    )
    return read_again(sheet)


def read_again(sheet) -> SheetImport:
    """Return a sheet read as its job does."""
    sheet.refresh_from_db()
    read_sheet(sheet_id=sheet.pk, version=sheet.version, now=NOON)
    sheet.refresh_from_db()
    return sheet


def agree(sheet, *, actor=factories.SYSTEM, leave_refused_out=False) -> SheetImport:
    """Return a staged sheet taken in, or sent to the hub."""
    ask_to_take_in(
        actor=actor,
        hub_id=sheet.hub_id,
        sheet_id=sheet.pk,
        version=sheet.version,
        leave_refused_out=leave_refused_out,
        now=NOON,
        in_background=False,
    )
    take_in(sheet_id=sheet.pk, version=sheet.version, now=NOON)
    sheet.refresh_from_db()
    return sheet


def told(sheet) -> list[tuple]:
    """Return each row's number, kind and reasons: ``(3, "refused", [("B3", "number_…")])``."""
    return [
        (row.number, row.kind, [(each["cell"], each["code"]) for each in row.problems])
        for row in sheet.rows.all()
    ]


def counts(sheet) -> tuple[int, int, int, int]:
    """Return how many rows are new, changed, unchanged and refused."""
    return sheet.new_rows, sheet.changed_rows, sheet.unchanged_rows, sheet.refused_rows
