"""Workbooks: what is refused before they are unpacked, and their sheets as tables."""

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from xml.etree.ElementTree import ParseError
from xml.sax import SAXException

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from kortreist.formats.sheets.cells import CellScan, scan_cells
from kortreist.formats.sheets.errors import (
    SheetBombError,
    SheetDamagedError,
    SheetFarCellError,
    SheetHasMacrosError,
    SheetKindError,
    SheetLockedError,
    SheetTooLargeError,
    SheetUnsafeError,
)
from kortreist.formats.sheets.tables import MERGED, Place, Row, Table, as_text, cell_name

MOST_PARTS = 2_000
MOST_UNPACKED = 300_000_000
# Real sheets pack to a tenth or so; one of many formatted empty cells to a fiftieth.
MOST_RATIO = 300
RATIO_COUNTS_FROM = 5_000_000
MOST_SHEETS = 50
MOST_COLUMNS = 300
# Rows times columns: what a table of this size takes in memory is bearable.
MOST_PLACES = 6_000_000
MOST_ROWS = 100_000
MACROS = ("vbaproject.bin", "macrosheets/", "activex/", "vbadata.xml")
MACRO_TYPES = (b"macroEnabled", b"vbaProject")


Merged = tuple[Place, Place]


def read_workbook(content: bytes) -> list[Table]:
    """Return the visible sheets of an xlsx workbook.

    Raises
    ------
    SheetKindError, SheetHasMacrosError, SheetBombError, SheetUnsafeError, SheetTooLargeError,
    SheetFarCellError, SheetDamagedError
        When it is not taken in.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            _guard(parts)
            scans = _scan(parts)
        return list(_read(content, scans))
    except (zipfile.BadZipFile, EOFError, NotImplementedError, zipfile.LargeZipFile) as error:
        raise SheetDamagedError from error
    except RuntimeError as error:
        # How zipfile says that a part is encrypted.
        raise SheetLockedError from error
    except (CalamineError, SAXException, ParseError, KeyError, ValueError) as error:
        raise SheetDamagedError from error


def _guard(parts: zipfile.ZipFile) -> None:
    infos = parts.infolist()
    unpacked = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos) or 1
    is_dense = unpacked > RATIO_COUNTS_FROM and unpacked / packed > MOST_RATIO
    if len(infos) > MOST_PARTS or unpacked > MOST_UNPACKED or is_dense:
        raise SheetBombError(most_mb=MOST_UNPACKED // 1_000_000)
    names = [info.filename.lower() for info in infos]
    if any(macro in name for name in names for macro in MACROS):
        raise SheetHasMacrosError
    if "xl/workbook.xml" not in names or "[content_types].xml" not in names:
        raise SheetKindError(kind="zip")
    if any(mark in parts.read("[Content_Types].xml") for mark in MACRO_TYPES):
        raise SheetHasMacrosError


def _scan(parts: zipfile.ZipFile) -> Mapping[str, CellScan]:
    """Return what must be known of each sheet before it is read, by its part's name.

    Every part in XML is looked through for declarations of entities, also those that are not read.
    """
    scans = {}
    for info in parts.infolist():
        name = info.filename
        if not name.lower().endswith((".xml", ".rels", ".vml")):
            continue
        try:
            with parts.open(info) as part:
                scan = scan_cells(part)
        except DefusedXmlException as error:
            raise SheetUnsafeError(part=name[:80]) from error
        scans[name] = scan
        if name.lower().startswith("xl/worksheets/"):
            _require_bearable(scan)
    return scans


def _require_bearable(scan: CellScan) -> None:
    row, column = scan.last
    if column > MOST_COLUMNS and len(scan.columns_used) <= MOST_COLUMNS:
        raise SheetFarCellError(cell=cell_name(*scan.furthest_right))
    if column > MOST_COLUMNS:
        raise SheetTooLargeError("sheet_too_many_columns", most=MOST_COLUMNS)
    if scan.rows > MOST_ROWS:
        raise SheetTooLargeError("sheet_too_many_rows", most=MOST_ROWS)
    if row * column > MOST_PLACES:
        raise SheetFarCellError(cell=cell_name(*scan.furthest_down))


def _read(content: bytes, scans: Mapping[str, CellScan]) -> Iterator[Table]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    if len(book.sheets_metadata) > MOST_SHEETS:
        raise SheetTooLargeError("sheet_too_many_sheets", most=MOST_SHEETS)
    parts = _parts_by_sheet(content)
    for meta in book.sheets_metadata:
        if meta.typ != SheetTypeEnum.WorkSheet or meta.visible != SheetVisibleEnum.Visible:
            continue
        sheet = book.get_sheet_by_name(meta.name)
        scan = scans.get(parts.get(meta.name, ""), CellScan())
        merged = sheet.merged_cell_ranges or ()
        # With the empty rows above, so that numbers are those of the spreadsheet.
        values = sheet.to_python(skip_empty_area=False)
        yield _table(meta.name, values, scan, merged)


def _parts_by_sheet(content: bytes) -> dict[str, str]:
    """Return the part that each sheet stands in, by the sheet's name."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheets = fromstring(parts.read("xl/workbook.xml"), forbid_dtd=True)
        links = fromstring(parts.read("xl/_rels/workbook.xml.rels"), forbid_dtd=True)
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    return {
        sheet.get("name", ""): _absolute(targets.get(_link_id(sheet.attrib), ""))
        for sheet in sheets.iter()
        if sheet.tag.endswith("}sheet")
    }


def _link_id(attributes: Mapping[str, str]) -> str:
    # Strict and transitional workbooks have it in different namespaces.
    return next((value for name, value in attributes.items() if name.endswith("}id")), "")


def _absolute(target: str) -> str:
    return target[1:] if target.startswith("/") else f"xl/{target}"


def _table(
    name: str, values: Sequence[Sequence[object]], scan: CellScan, merged: Sequence[Merged]
) -> Table:
    texts = [[as_text(value) for value in row] for row in values]
    faults = dict(scan.faults)
    for (top, left), (bottom, right) in merged:
        _spread(texts, faults, top, left, min(bottom, len(texts) - 1), right)
    broken = {row for row, _ in faults}
    rows = [
        Row(number, cells)
        for number, cells in enumerate(texts, start=1)
        if any(cells) or number in broken
    ]
    return Table(name, rows, faults)


def _spread(
    texts: list[list[str]], faults: dict[Place, str], top: int, left: int, bottom: int, right: int
) -> None:
    """Give what stands in a merged cell to every row it covers; its other columns cannot be known.

    A cell merged over several rows is said once and meant for each: a product with its packs. One
    merged over columns is a title above the table, or leaves open which column is meant.
    """
    if top >= len(texts) or left >= len(texts[top]):
        return
    for row in range(top, bottom + 1):
        texts[row][left] = texts[top][left]
        for column in range(left + 1, min(right + 1, len(texts[row]))):
            faults[row + 1, column + 1] = MERGED
