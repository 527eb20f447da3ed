"""Read a region's folder of TOML files; every fault is named by file, table and field."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from pydantic import TypeAdapter, ValidationError

from kortreist.demo.description.checks import Fault, find_faults
from kortreist.demo.description.parts import (
    Allocation,
    BuyerUnit,
    Calendar,
    Demonstration,
    Fee,
    FixedTour,
    Habit,
    Header,
    Hub,
    Payer,
    Person,
    Producer,
    Product,
    Region,
    Rhythm,
    Road,
    Team,
    Vehicle,
)

REGIONS = files("kortreist.demo") / "regions"

# Table → the kind of row, for tables that a region has exactly one of.
ONE: Mapping[str, TypeAdapter[Any]] = {  # Any: each table has its own type
    "region": TypeAdapter(Header),
    "demonstration": TypeAdapter(Demonstration),
    "hub": TypeAdapter(Hub),
    "cycle": TypeAdapter(Rhythm),
    "allocation": TypeAdapter(Allocation),
}
# The same for tables written [[so]], of which there can be many, in any of the files.
MANY: Mapping[str, TypeAdapter[Any]] = {  # Any: each table has its own type
    "fee": TypeAdapter(Fee),
    "team": TypeAdapter(Team),
    "calendar": TypeAdapter(Calendar),
    "producer": TypeAdapter(Producer),
    "product": TypeAdapter(Product),
    "payer": TypeAdapter(Payer),
    "unit": TypeAdapter(BuyerUnit),
    "person": TypeAdapter(Person),
    "habit": TypeAdapter(Habit),
    "vehicle": TypeAdapter(Vehicle),
    "fixed_tour": TypeAdapter(FixedTour),
    "road": TypeAdapter(Road),
}


class RegionDescriptionError(ValueError):
    """A region's files cannot be used as they stand; `faults` names every reason."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(map(str, faults)))


@dataclass
class Rows:
    """What has been read so far: per table, rows in order, and the file each came from."""

    rows: dict[str, list[Any]] = field(default_factory=lambda: {name: [] for name in (*ONE, *MANY)})
    files: dict[tuple[str, str], str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def list_regions() -> tuple[str, ...]:
    """Return the codes of the regions that come with the package, in order."""
    return tuple(sorted(folder.name for folder in REGIONS.iterdir() if folder.is_dir()))


def load_region(code: str) -> Region:
    """Return one of the regions that come with the package.

    Raises
    ------
    RegionDescriptionError
        When there is no such region, or its files do not hold together.
    """
    if code not in list_regions():
        reason = f"no such region; there are {', '.join(list_regions())}"
        raise RegionDescriptionError((Fault(code, "", "", reason),))
    return read_region(REGIONS / code)


def read_region(folder: Traversable) -> Region:
    """Return the region that a folder describes.

    Raises
    ------
    RegionDescriptionError
        With every fault found, when the files cannot be read or do not hold together.
    """
    read = Rows()
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            _read_file(file, read)
    read.faults += [
        Fault(folder.name, table, "", "must be there once, in one of the files")
        for table in ONE
        if not read.rows[table]
        and not any(fault.table.split("[")[0] == table for fault in read.faults)
    ]
    _stop_at(read.faults)
    region = _assemble(read.rows)
    _stop_at(find_faults(region, read.files))
    return region


def _stop_at(faults: list[Fault]) -> None:
    if faults:
        raise RegionDescriptionError(tuple(faults))


def _read_file(file: Traversable, read: Rows) -> None:
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        read.faults.append(Fault(file.name, "", "", str(error)))
        return
    for table, content in tables.items():
        if table in ONE and isinstance(content, dict) and not read.rows[table]:
            _read_row(file.name, table, table, content, ONE[table], read)
        elif table in MANY and isinstance(content, list):
            for number, row in enumerate(content, start=1):
                code = row.get("code", "") if isinstance(row, dict) else ""
                where = f"{table}[{number}]" + (f" {code}" if code else "")
                _read_row(file.name, table, where, row, MANY[table], read)
        else:
            read.faults.append(Fault(file.name, table, "", _misplaced(table)))


def _misplaced(table: str) -> str:
    if table in ONE:
        return f"is written [{table}], once in all the files"
    if table in MANY:
        return f"is written [[{table}]]"
    return "no such table"


def _read_row(
    file: str, table: str, where: str, row: object, adapter: TypeAdapter[Any], read: Rows
) -> None:
    # Through JSON, whose strict reading takes lists as tuples and dates as text but no "3" for 3.
    text = json.dumps(row, default=str)
    try:
        value = adapter.validate_json(text, strict=True)
    except ValidationError as error:
        read.faults += [Fault(file, where, *reason) for reason in _reasons(error)]
        return
    read.rows[table].append(value)
    read.files[table, getattr(value, "code", "")] = file


def _reasons(error: ValidationError) -> Iterator[tuple[str, str]]:
    for detail in error.errors(include_url=False, include_context=False, include_input=False):
        field_name = ".".join(
            str(step + 1) if isinstance(step, int) else step for step in detail["loc"]
        )
        yield field_name, detail["msg"]


def _assemble(rows: Mapping[str, list[Any]]) -> Region:
    return Region(
        header=rows["region"][0],
        demonstration=rows["demonstration"][0],
        hub=rows["hub"][0],
        cycle=rows["cycle"][0],
        allocation=rows["allocation"][0],
        fees=tuple(rows["fee"]),
        teams=tuple(rows["team"]),
        calendars=tuple(rows["calendar"]),
        producers=tuple(rows["producer"]),
        products=tuple(rows["product"]),
        payers=tuple(rows["payer"]),
        units=tuple(rows["unit"]),
        people=tuple(rows["person"]),
        habits=tuple(rows["habit"]),
        vehicles=tuple(rows["vehicle"]),
        fixed_tours=tuple(rows["fixed_tour"]),
        roads=tuple(rows["road"]),
    )
