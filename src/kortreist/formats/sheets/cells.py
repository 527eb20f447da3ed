"""A first look at a part of a workbook, as a stream: where cells stand, and which cannot be known.

The reader that follows lays out every place up to the last cell in memory, and says nothing of
formulas that were never calculated; so both are found here first.
"""

from dataclasses import dataclass, field
from typing import IO
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml.expatreader import create_parser

from kortreist.formats.sheets.tables import (
    CELL_ERROR,
    FORMULA_WITHOUT_VALUE,
    Place,
    place_of,
)

CHUNK = 1 << 16


@dataclass(slots=True)
class CellScan:
    """How far a sheet reaches, and its cells whose content cannot be known."""

    rows: int = 0
    last: Place = (0, 0)
    furthest_down: Place = (0, 0)
    furthest_right: Place = (0, 0)
    columns_used: set[int] = field(default_factory=set)
    faults: dict[Place, str] = field(default_factory=dict)


def scan_cells(part: IO[bytes]) -> CellScan:
    """Return what a part of a workbook holds in cells; nothing where it is no sheet.

    Raises
    ------
    DefusedXmlException
        When it declares a document type or entities, or refers elsewhere.
    SAXException, ValueError
        When it is no XML, or a cell's name is none.
    """
    handler = _Cells()
    parser = create_parser(forbid_dtd=True, forbid_entities=True, forbid_external=True)
    parser.setContentHandler(handler)
    while chunk := part.read(CHUNK):
        parser.feed(chunk)
    parser.close()
    return handler.scan


class _Cells(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.scan = CellScan()
        self._row = self._column = self._last_row = 0
        self._kind = ""
        self._has_formula = self._has_value = self._is_in_value = self._is_in_cell = False

    def startElement(self, name: str, attrs: "AttributesImpl[str]") -> None:  # noqa: N802 - SAX's name
        tag = name.rpartition(":")[2]
        if tag == "c":
            self._begin_cell(attrs)
        elif tag == "row":
            self._row = int(attrs.get("r") or self._row + 1)
            self._column = 0
        elif self._is_in_cell and tag == "f":
            self._has_formula = True
        elif self._is_in_cell and tag in {"v", "t"}:
            self._is_in_value = True

    def characters(self, content: str) -> None:
        if self._is_in_value and content:
            self._has_value = True

    def endElement(self, name: str) -> None:  # noqa: N802 - SAX's name
        tag = name.rpartition(":")[2]
        if tag in {"v", "t"}:
            self._is_in_value = False
        elif tag == "c":
            self._end_cell()

    def _begin_cell(self, attrs: "AttributesImpl[str]") -> None:
        place = attrs.get("r")
        if place:
            self._row, self._column = place_of(place)
        else:
            self._column += 1
        self._kind = attrs.get("t") or ""
        self._is_in_cell = True
        self._has_formula = self._has_value = False

    def _end_cell(self) -> None:
        self._is_in_cell = False
        if not (self._has_value or self._has_formula):
            return
        place, scan = (self._row, self._column), self.scan
        if self._row != self._last_row:
            scan.rows += 1
            self._last_row = self._row
        if self._row > scan.last[0]:
            scan.furthest_down = place
        if self._column > scan.last[1]:
            scan.furthest_right = place
        scan.last = (max(scan.last[0], self._row), max(scan.last[1], self._column))
        scan.columns_used.add(self._column)
        if self._kind == "e":
            scan.faults[place] = CELL_ERROR
        elif self._has_formula and not self._has_value and self._kind != "str":
            scan.faults[place] = FORMULA_WITHOUT_VALUE
