"""Rows to bytes: nothing that leaves is read as a formula where it arrives."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from kortreist.formats.sheets.tables import GUARDED, guard

# Whole numbers and decimals are figures in a workbook; text is text, also where it has digits only.
Value = str | int | Decimal | None
LONGEST_WIDTH = 40
ROWS_AT_ONCE = 500
# A workbook says when it was made; the same rows give the same bytes.
MADE = datetime(2026, 1, 1)  # noqa: DTZ001 - workbooks have no zones


def write_csv(
    headings: Sequence[str], rows: Iterable[Sequence[Value]], *, notes: Sequence[str] = ()
) -> bytes:
    """Return rows as text in columns, as Norwegian spreadsheets open it."""
    return b"".join(stream_csv(headings, rows, notes=notes))


def stream_csv(
    headings: Sequence[str], rows: Iterable[Sequence[Value]], *, notes: Sequence[str] = ()
) -> Iterator[bytes]:
    """Yield rows as text in columns, some hundred at a time: semicolons, commas, UTF-8 with mark.

    Parameters
    ----------
    notes
        Lines above the headings, each in a cell of its own.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    buffer.write("\ufeff")
    writer.writerows([guard(note)] for note in notes)
    writer.writerow([guard(heading) for heading in headings])
    for number, row in enumerate(rows, start=1):
        writer.writerow([_text(value) for value in row])
        if number % ROWS_AT_ONCE == 0:
            yield _emptied(buffer)
    yield _emptied(buffer)


def write_xlsx(
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Value]],
    *,
    notes: Sequence[str] = (),
) -> bytes:
    """Return rows as a workbook with one sheet, its headings in bold and always in sight."""
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(_sheet_title(title))  # Any: its stubs know half of it
    for number, heading in enumerate(headings, start=1):
        width = min(LONGEST_WIDTH, max(10, len(heading) + 2))
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = f"A{len(notes) + 2}"
    for note in notes:
        sheet.append([_bold(sheet, note)])
    sheet.append([_bold(sheet, heading) for heading in headings])
    for row in rows:
        sheet.append([_value(value) for value in row])
    book.properties.created = book.properties.modified = MADE
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _text(value: Value) -> str:
    if isinstance(value, str):
        # As `guard` does, without a call for each of a million cells.
        return f"'{value}" if value[:1] in GUARDED else value
    return "" if value is None else str(value).replace(".", ",")


def _value(value: Value) -> str | int | float | None:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, str):
        return guard(ILLEGAL_CHARACTERS_RE.sub("", value))
    return value


def _bold(sheet: Any, text: str) -> Any:  # noqa: ANN401 - a cell, which is no class
    cell = WriteOnlyCell(sheet, value=guard(text))
    cell.font = Font(bold=True)
    return cell


def _sheet_title(title: str) -> str:
    return "".join(letter for letter in title if letter not in "[]:*?/\\'")[:31] or "1"


def _emptied(buffer: io.StringIO) -> bytes:
    content = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return content
