"""From the bytes of a folder's files to typed rows, each remembering where it stood."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from kortreist.apps.desk.errors import CellDuplicateError, SheetColumnError
from kortreist.apps.desk.moving.cells import Column, Value
from kortreist.apps.desk.moving.report import Refusal
from kortreist.apps.desk.moving.sheets import GOODS, SHEETS, Key, Sheet, Values
from kortreist.formats.sheets import Row, Table, cell_name, open_sheets
from kortreist.kernel.errors import DomainError

ENDINGS = frozenset({".csv", ".xlsx"})
MOST_NOTES = 5


@dataclass(frozen=True, slots=True)
class MovingRow:
    """One row: what its cells say, and its number in the file."""

    number: int
    values: Values


@dataclass(slots=True)
class MovingFolder:
    """A folder as it was read; `goods` are files as they came, by the producer they are for."""

    rows: dict[str, list[MovingRow]] = field(default_factory=dict)
    goods: dict[str, bytes] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether there was nothing in it to take over."""
        return not (self.rows or self.goods or self.refusals)


def read_folder(files: Mapping[str, bytes]) -> MovingFolder:
    """Return what the files say, with every cell that cannot be understood.

    Parameters
    ----------
    files
        By their path in the folder, with ``/`` between parts.
    """
    folder = MovingFolder()
    sheets = {sheet.name: sheet for sheet in SHEETS}
    for path, content in sorted(files.items()):
        where = PurePath(path)
        if where.suffix.lower() not in ENDINGS:
            folder.unread.append(path)
        elif where.parts[:-1] == (GOODS,):
            folder.goods[where.stem] = content
        elif where.parts[:-1] == () and where.stem in sheets and where.stem not in folder.rows:
            _read_sheet(folder, sheets[where.stem], content)
        else:
            folder.unread.append(path)
    return folder


def _read_sheet(folder: MovingFolder, sheet: Sheet, content: bytes) -> None:
    folder.rows[sheet.name] = []
    try:
        table = open_sheets(content)[0]
        above, columns = _headings(sheet, table)
    except DomainError as error:
        folder.refusals.append(Refusal(sheet.name, "", error))
        return
    seen: dict[Key, int] = {}
    for row in table.rows[above + 1 :]:
        refused = [Refusal(sheet.name, cell, error) for cell, error in _faults(table, columns, row)]
        values = {} if refused else _values(columns, row)
        key = sheet.key_of(values)
        if not refused and key in seen:
            refused = [Refusal(sheet.name, str(row.number), CellDuplicateError(row=seen[key]))]
        if refused:
            folder.refusals += refused
        else:
            seen[key] = row.number
            folder.rows[sheet.name].append(MovingRow(row.number, values))


def _headings(sheet: Sheet, table: Table) -> tuple[int, Sequence[tuple[int, Column]]]:
    """Return how many notes stand above the headings, and the columns by their place, from 0."""
    for above, row in enumerate(table.rows[:MOST_NOTES]):
        names = [name.strip().casefold() for name in row.cells]
        if any(sheet.column(name) for name in names):
            return above, _columns(sheet, names)
    return 0, _columns(sheet, [name.strip().casefold() for name in table.rows[0].cells])


def _columns(sheet: Sheet, names: Sequence[str]) -> Sequence[tuple[int, Column]]:
    """Return the columns that are there; what is left out stays as it is in the hub."""
    unknown = [name for name in names if name and sheet.column(name) is None]
    if unknown:
        raise SheetColumnError(unknown=", ".join(unknown)[:200], missing="")
    missing = [each.name for each in sheet.columns if each.is_required and each.name not in names]
    if missing:
        raise SheetColumnError(missing=", ".join(missing), unknown="")
    return [(place, column) for place, name in enumerate(names) if (column := sheet.column(name))]


def _faults(
    table: Table, columns: Sequence[tuple[int, Column]], row: Row
) -> Iterator[tuple[str, DomainError]]:
    for place, column in columns:
        name = cell_name(row.number, place + 1)
        try:
            column.read(row.cell(place))
        except DomainError as error:
            yield name, error
            continue
        fault = table.faults.get((row.number, place + 1))
        if fault:
            yield name, DomainError(f"sheet_{fault}")


def _values(columns: Sequence[tuple[int, Column]], row: Row) -> dict[str, Value]:
    return {column.name: column.read(row.cell(place)) for place, column in columns}
