"""Spreadsheets: bytes to rows of text with their cells' names, and rows back to bytes.

Nothing in a file is trusted: what could exhaust the machine, run or reach elsewhere is refused
before anything is unpacked, and what leaves is guarded against being read as a formula.
"""

from kortreist.formats.sheets.errors import (
    SheetBombError,
    SheetDamagedError,
    SheetEmptyError,
    SheetFarCellError,
    SheetHasMacrosError,
    SheetKindError,
    SheetLockedError,
    SheetTooLargeError,
    SheetUnsafeError,
)
from kortreist.formats.sheets.opening import MOST_BYTES, open_sheets
from kortreist.formats.sheets.tables import Row, Table, cell_name, column_letters
from kortreist.formats.sheets.writing import Value, stream_csv, write_csv, write_xlsx

__all__ = [
    "MOST_BYTES",
    "Row",
    "SheetBombError",
    "SheetDamagedError",
    "SheetEmptyError",
    "SheetFarCellError",
    "SheetHasMacrosError",
    "SheetKindError",
    "SheetLockedError",
    "SheetTooLargeError",
    "SheetUnsafeError",
    "Table",
    "Value",
    "cell_name",
    "column_letters",
    "open_sheets",
    "stream_csv",
    "write_csv",
    "write_xlsx",
]
