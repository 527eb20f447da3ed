"""From a file's bytes to a plan: which sheet, which columns, what each row would do."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kortreist.apps.catalogue.sheets.columns import (
    IDENTIFYING,
    Heading,
    find_header,
    guess,
    is_field,
    plain,
)
from kortreist.apps.catalogue.sheets.plan import PlannedRow
from kortreist.apps.catalogue.sheets.understanding import Surroundings, understand
from kortreist.formats.sheets import Table, open_sheets

Around = Callable[[Table, Sequence[Heading]], Surroundings]


@dataclass(frozen=True, slots=True)
class OpenedSheet:
    """The sheet of a file that has the goods, and what its columns were taken for."""

    table: Table
    header: int
    headings: Sequence[Heading]

    @property
    def is_understood(self) -> bool:
        """Whether a column tells which goods are meant, and another something of them."""
        fields = {heading.field for heading in self.headings if heading.field}
        return bool(fields & IDENTIFYING) and len(fields) > 1

    @property
    def rows_count(self) -> int:
        """How many rows stand below the headings."""
        return len(self.table.rows) - self.header - 1

    def plan(self, around: Around) -> Iterator[PlannedRow]:
        """Yield what each row would do."""
        return understand(self.table, self.header, self.headings, around(self.table, self.headings))


def open_goods_sheet(
    content: bytes, *, remembered: Mapping[str, str], said: Mapping[int, str] | None = None
) -> OpenedSheet:
    """Return the sheet with most columns that are understood.

    Parameters
    ----------
    remembered
        What the producer's headings meant last time, by `columns.plain` heading.
    said
        What somebody says each column is, by its place; the rest is of no use.

    Raises
    ------
    InvalidInputError
        As `open_sheets`.
    """
    opened = [_opened(table, remembered) for table in open_sheets(content)]
    best = max(opened, key=lambda sheet: sum(1 for each in sheet.headings if each.field))
    if said is None:
        return best
    headings = [replace(each, field=_field(said, each.index)) for each in best.headings]
    return replace(best, headings=headings)


def meanings(headings: Sequence[Heading]) -> dict[str, str]:
    """Return what to remember of headings: what each means, unless it is about one day."""
    return {
        plain(each.heading): each.field
        for each in headings
        if each.heading and "@" not in each.field
    }


def _opened(table: Table, remembered: Mapping[str, str]) -> OpenedSheet:
    header = find_header(table.rows, remembered)
    return OpenedSheet(table, header, guess(table.rows, header, remembered))


def _field(said: Mapping[int, str], index: int) -> str:
    field = said.get(index, "")
    return field if is_field(field) else ""
