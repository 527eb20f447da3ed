"""From bytes of an unknown file to tables."""

from collections.abc import Sequence

from kortreist.formats.sheets.errors import (
    SheetEmptyError,
    SheetKindError,
    SheetLockedError,
    SheetTooLargeError,
)
from kortreist.formats.sheets.tables import Table
from kortreist.formats.sheets.text import read_text
from kortreist.formats.sheets.workbook import read_workbook

MOST_BYTES = 20_000_000
ZIP = b"PK\x03\x04"
# Compound files: workbooks from before 2007, and newer ones behind a password.
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OTHERS = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"{\\rtf": "RTF",
    b"<!DOCTYPE": "HTML",
    b"<html": "HTML",
    b"<?xml": "XML",
}


def open_sheets(content: bytes) -> Sequence[Table]:
    """Return the sheets of a file that hold something, in their order.

    What kind of file it is follows from its content; names lie.

    Raises
    ------
    SheetKindError, SheetLockedError, SheetHasMacrosError
        When it is another kind of file.
    SheetBombError, SheetUnsafeError, SheetTooLargeError, SheetFarCellError
        When reading it would take more than it is worth.
    SheetDamagedError, SheetEmptyError
        When it cannot be read, or there is nothing in it.
    """
    if len(content) > MOST_BYTES:
        raise SheetTooLargeError(most=MOST_BYTES // 1_000_000)
    if content.startswith(COMPOUND):
        raise SheetLockedError
    for start, kind in OTHERS.items():
        if content[:64].lstrip().startswith(start):
            raise SheetKindError(kind=kind)
    tables = read_workbook(content) if content.startswith(ZIP) else [read_text(content)]
    tables = [table for table in tables if table.rows]
    if not tables:
        raise SheetEmptyError
    return tables
