"""What a temperature logger writes: a sheet with a moment and degrees in each row.

Loggers differ in columns, separators, decimal marks and the lines above the table, so the table is
found by its first row that holds a moment and a temperature. From there every row must be one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from kortreist.formats.sheets import Row, open_sheets
from kortreist.kernel.errors import InvalidInputError
from kortreist.kernel.periods import OSLO

MOST_READINGS = 50_000
# The table begins within so many rows.
LONGEST_HEAD = 80
# No store and no van is colder or warmer, in tenths of a degree.
COLDEST_DC, WARMEST_DC = -500, 600

YEAR_FIRST = re.compile(r"(?P<y>[0-9]{4})[-./](?P<m>[0-9]{1,2})[-./](?P<d>[0-9]{1,2})")
DAY_FIRST = re.compile(r"(?P<d>[0-9]{1,2})[-./](?P<m>[0-9]{1,2})[-./](?P<y>[0-9]{4}|[0-9]{2})")
CLOCK = re.compile(
    r"(?P<h>[0-9]{1,2})[:.](?P<min>[0-9]{2})(?:[:.](?P<s>[0-9]{2})(?:[.,][0-9]+)?)?"
    r"\s*(?P<half>[AaPp][Mm])?\s*(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?"
)
DEGREES = re.compile(
    r"(?P<sign>[-−–+]?)\s*(?P<whole>[0-9]{1,3})(?:[.,](?P<rest>[0-9]{1,4}))?\s*(?:°?\s*C)?"
)
TEMPERATURE_HEAD = re.compile(r"°\s*[CF]|temp|celsius|fahrenheit", re.IGNORECASE)
FAHRENHEIT_HEAD = re.compile(r"°\s*F\b|fahrenheit", re.IGNORECASE)


class TemperatureTableError(InvalidInputError):
    """No row holds both a moment and a temperature."""

    default_code = "temperature_table"


class TemperatureUnitError(InvalidInputError):
    """The degrees are Fahrenheit's (``head``, the column's)."""

    default_code = "temperature_unit"


class TemperatureRowError(InvalidInputError):
    """A row of the table is none (``row``, and ``text``, what stands in it)."""

    default_code = "temperature_row"


class TemperatureClockError(InvalidInputError):
    """The clock goes back in a row (``row``)."""

    default_code = "temperature_clock"


class TemperatureRowsError(InvalidInputError):
    """There are more rows than are taken in (``most``)."""

    default_code = "temperature_rows"


@dataclass(frozen=True, slots=True)
class Measured:
    """One row: when, in UTC, and how warm, in tenths of a degree Celsius.

    ``row`` is its number in the file, from 1.
    """

    at: datetime
    temperature_dc: int
    row: int


@dataclass(frozen=True, slots=True)
class _Layout:
    """In which columns the moment and the degrees stand; ``clock`` is None when with the day."""

    day: int
    clock: int | None
    degrees: int
    # How many cells the row above has: where there is one more, a comma parted the degrees.
    width: int


def read_log(content: bytes) -> tuple[Measured, ...]:
    """Return a logger's rows, oldest first.

    Read are text in columns (comma, semicolon or tab; UTF-8, UTF-16 or an old code page) and
    workbooks. Moments are ISO, year first or day first, in one column or two, on a 24- or 12-hour
    clock. Without an offset they are what Norwegian clocks showed; in the hour that comes twice in
    autumn, the order of the rows tells which.

    Parameters
    ----------
    content
        At most 20 MB and 50 000 rows.

    Raises
    ------
    SheetKindError, SheetTooLargeError, SheetDamagedError, SheetEmptyError, SheetLockedError
        When it is no sheet that can be read.
    TemperatureTableError, TemperatureUnitError
        When no table of moments and degrees Celsius is in it.
    TemperatureRowError, TemperatureClockError
        When a row is neither or goes back in time; it is named.
    TemperatureRowsError
        When there are more rows than are taken in.
    """
    rows = open_sheets(content)[0].rows
    start, layout = _found(rows)
    table = rows[start:]
    if len(table) > MOST_READINGS:
        raise TemperatureRowsError(most=MOST_READINGS)
    walls = [_parsed(row, layout) for row in table]
    if len(walls) > 1 and _naive(walls[0][0]) > _naive(walls[-1][0]):
        walls.reverse()
    return tuple(_in_order(walls))


def _found(rows: Sequence[Row]) -> tuple[int, _Layout]:
    for number, row in enumerate(rows[:LONGEST_HEAD]):
        layout = _layout(row.cells, rows[number - 1].cells if number else ())
        if layout is not None:
            return number, layout
    raise TemperatureTableError


def _layout(cells: Sequence[str], above: Sequence[str]) -> _Layout | None:
    """Return where a row has its moment and its degrees; the row above may name the columns."""
    for column, cell in enumerate(cells):
        clock = None
        if _moment(cell, "") is None:
            if _day(cell) is None:
                continue
            clocks = (at for at in range(len(cells)) if at != column and _is_clock(cells[at]))
            clock = next(clocks, None)
            if clock is None:
                continue
        degrees = _degrees_column(cells, above, after=max(column, clock or 0))
        if degrees is not None:
            return _Layout(column, clock, degrees, len(above))
    return None


def _degrees_column(cells: Sequence[str], above: Sequence[str], *, after: int) -> int | None:
    named = [
        column for column, head in enumerate(above[: len(cells)]) if TEMPERATURE_HEAD.search(head)
    ]
    fitting = [column for column in named if _tenths(cells[column]) is not None]
    if fitting:
        if FAHRENHEIT_HEAD.search(above[fitting[0]]):
            raise TemperatureUnitError(head=above[fitting[0]])
        return fitting[0]
    rest = range(after + 1, len(cells))
    return next((column for column in rest if _tenths(cells[column]) is not None), None)


def _parsed(row: Row, layout: _Layout) -> tuple[datetime, int, int]:
    """Return a row's moment, with or without an offset, its degrees and its number."""
    cells = list(row.cells)
    if layout.width and len(cells) == layout.width + 1:
        joined = f"{cells[layout.degrees]},{cells[layout.degrees + 1]}"
        cells[layout.degrees : layout.degrees + 2] = [joined]
    last = max(layout.day, layout.clock or 0, layout.degrees)
    if len(cells) <= last:
        raise _refused(row)
    clock = "" if layout.clock is None else cells[layout.clock]
    moment, tenths = _moment(cells[layout.day], clock), _tenths(cells[layout.degrees])
    if moment is None or tenths is None or not COLDEST_DC <= tenths <= WARMEST_DC:
        raise _refused(row)
    return moment, tenths, row.number


def _refused(row: Row) -> TemperatureRowError:
    return TemperatureRowError(row=row.number, text="; ".join(row.cells)[:80])


def _in_order(walls: Sequence[tuple[datetime, int, int]]) -> Iterator[Measured]:
    before: datetime | None = None
    for wall, tenths, row in walls:
        at = _in_utc(wall, before)
        if before is not None and at < before:
            raise TemperatureClockError(row=row)
        yield Measured(at, tenths, row)
        before = at


def _in_utc(wall: datetime, before: datetime | None) -> datetime:
    """Return the moment; of an hour that comes twice, the first that is not before the last row."""
    if wall.tzinfo is not None:
        return wall.astimezone(UTC)
    at = wall.replace(tzinfo=OSLO).astimezone(UTC)
    if before is not None and at < before:
        return wall.replace(tzinfo=OSLO, fold=1).astimezone(UTC)
    return at


def _naive(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)


def _moment(day: str, clock: str) -> datetime | None:
    """Return a day and a clock, in one cell or two; None where they are none."""
    text = f"{day} {clock}".strip()
    match = re.fullmatch(r"(\S+?)(?:T|,?\s+)(\S.*)", text)
    if match is None:
        return None
    on, at = _day(match[1], is_american=_has_halves(match[2])), CLOCK.fullmatch(match[2].strip())
    if on is None or at is None:
        return None
    hour = int(at["h"])
    if at["half"]:
        hour = hour % 12 + 12 * (at["half"].lower() == "pm")
    try:
        moment = datetime.combine(on, time(hour, int(at["min"]), int(at["s"] or 0)))
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) - _offset(at["zone"]) if at["zone"] else moment


def _is_clock(text: str) -> bool:
    return CLOCK.fullmatch(text.strip()) is not None and ":" in text


def _has_halves(clock: str) -> bool:
    return clock.strip().lower().endswith(("am", "pm"))


def _offset(zone: str) -> timedelta:
    if zone == "Z":
        return timedelta()
    digits = zone[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return -offset if zone[0] == "-" else offset


def _day(text: str, *, is_american: bool = False) -> date | None:
    """Return the day; on a clock with halves, days with slashes have the month first."""
    match = YEAR_FIRST.fullmatch(text) or DAY_FIRST.fullmatch(text)
    if match is None:
        return None
    year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
    if is_american and "/" in text and len(match["y"]) == 4 and not YEAR_FIRST.fullmatch(text):
        month, day = day, month
    try:
        return date(year if year > 99 else 2000 + year, month, day)
    except ValueError:
        return None


def _tenths(text: str) -> int | None:
    """Return degrees in whole tenths, halves away from zero; None where it is no number."""
    match = DEGREES.fullmatch(text.strip())
    if match is None:
        return None
    rest = (match["rest"] or "").ljust(2, "0")
    tenths = int(match["whole"]) * 10 + int(rest[0]) + (rest[1] >= "5")
    return -tenths if match["sign"] in "-−–" and match["sign"] else tenths
