"""What a sheet is once it is read: rows of text, each cell with its name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

Place = tuple[int, int]
# A formula that nobody has calculated, and what a spreadsheet says of one that went wrong.
FORMULA_WITHOUT_VALUE = "formula_without_value"
CELL_ERROR = "cell_error"
MERGED = "merged_cells"


@dataclass(frozen=True, slots=True)
class Row:
    """One row that holds something, with the number it has in the file, from 1."""

    number: int
    cells: Sequence[str]

    def cell(self, column: int) -> str:
        """Return what stands in a column, from 0; empty beyond the last."""
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet; rows with nothing in them are left out.

    `faults` are cells whose content cannot be known, by row and column, both from 1.
    """

    name: str
    rows: Sequence[Row]
    faults: Mapping[Place, str] = field(default_factory=dict)


def column_letters(column: int) -> str:
    """Return a column's name, from 1: A, …, Z, AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """Return a cell's name, both from 1: ``C12``."""
    return f"{column_letters(column)}{row}"


def place_of(name: str) -> Place:
    """Return row and column, from 1, of a cell's name.

    Raises
    ------
    ValueError
        When it is none.
    """
    letters = name.rstrip("0123456789")
    digits = name[len(letters) :]
    if not (digits and letters.isascii() and letters.isalpha() and len(letters) <= 3):
        msg = f"{name[:20]!r} is no cell"
        raise ValueError(msg)
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return int(digits), column


def as_text(value: object) -> str:
    """Return a cell's value as text: numbers with a decimal comma, days as ``2026-11-26``."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float | int):
        return _number(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time | timedelta):
        return str(value)
    # No database keeps a null character in a text.
    return unguard(str(value).replace("\0", "").strip())


def unguard(text: str) -> str:
    """Return text without the apostrophe that keeps it from being read as a formula."""
    return text[1:] if text[:1] == "'" and text[1:2] in GUARDED else text


def guard(text: str) -> str:
    """Return text that no spreadsheet reads as a formula; `unguard` gives it back."""
    return f"'{text}" if text[:1] in GUARDED else text


GUARDED = frozenset("=+-@\t\r'")


def _number(value: float) -> str:
    if not float(value).is_integer():
        # Twelve digits: what is typed survives, what binary fractions add does not.
        return format(Decimal(f"{value:.12g}"), "f").replace(".", ",")
    return str(int(value))
