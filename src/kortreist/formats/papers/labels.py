"""Labels: one to a page, for label printers and for A6 sheets."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import ClassVar

from kortreist.formats.gs1 import (
    BarSymbol,
    Elements,
    data_matrix,
    gs1_128,
    gs1_128_rows,
    qr_code,
)
from kortreist.formats.papers.frame import (
    Drawing,
    Fact,
    Icon,
    Paper,
    Party,
    Words,
    drawing,
)

MARGIN_MM = 4.0
# Whole dots on printers of 203 dots an inch (8 to a millimetre), widest first.
MODULES_MM = (0.5, 0.375, 0.25)
# Rows of element strings are broken rather than drawn finer: crates are scanned from some way off,
# goods in the hand.
CRATE_MODULE_MM = 0.375
GOODS_MODULE_MM = 0.25


class LabelSize(StrEnum):
    """Sizes of load units' labels, in millimetres: width by height."""

    A6 = "105x148"
    TALL = "102x152"
    LOW = "102x76"

    @property
    def width_mm(self) -> int:
        """Across."""
        return int(self.value.split("x")[0])

    @property
    def height_mm(self) -> int:
        """From top to bottom."""
        return int(self.value.split("x")[1])


class ProductLabelSize(StrEnum):
    """Sizes of labels for goods packed here, in millimetres."""

    WIDE = "100x60"
    SMALL = "58x40"

    @property
    def width_mm(self) -> int:
        """Across."""
        return int(self.value.split("x")[0])

    @property
    def height_mm(self) -> int:
        """From top to bottom."""
        return int(self.value.split("x")[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadUnitWords(Words):
    """Words of a load unit's label; ``barcode`` and ``link`` tell what the drawings are."""

    receiver: str
    sender: str
    barcode: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadUnitLabel:
    """A crate's, box's or pallet's label.

    Parameters
    ----------
    turn
        Which of how many, such as ``2 av 5``: the largest on the label.
    unit
        What it is: ``Kasse``.
    day
        When it is to be there.
    storage
        Cold, frozen or neither: pictogram and word.
    sscc
        Its number: 18 digits; empty where the hub has no prefix from GS1, and then no bars.
    contents
        What is said of what lies in it, where that is one thing: GTIN, count, dates, mass, lot.
        The low label has no room for it, nor for ``facts``.
    facts
        The same for people, and more; there is room for three or four.
    link
        Address of the delivery's or lot's page.
    """

    receiver: Party
    sender: Party
    turn: str
    unit: str
    day: str
    storage: Icon
    sscc: str
    contents: Elements | None = None
    facts: tuple[Fact, ...] = ()
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadUnitLabels(Paper):
    """Labels of load units, one to a page, in the order given.

    Each takes about 15 ms and 0.7 MB while the file is made: ask for some hundred at a time.
    """

    TEMPLATE: ClassVar[str] = "load_unit_labels"

    words: LoadUnitWords
    size: LabelSize
    labels: tuple[LoadUnitLabel, ...]

    def drawings(self) -> dict[str, object]:
        """Return the labels with their barcodes.

        Raises
        ------
        BarcodeValueError
            When an SSCC or what is said of the contents cannot be written.
        """
        return {"page": _page(self.size), "labels": [self._drawn(each) for each in self.labels]}

    def _drawn(self, label: LoadUnitLabel) -> dict[str, object]:
        room_mm = self.size.width_mm - 2 * MARGIN_MM
        contents = label.contents if self.size is not LabelSize.LOW else None
        rows = _rows(contents, room_mm / CRATE_MODULE_MM)
        return asdict(label) | {
            "contents": [_bars(row, room_mm, self.words.barcode) for row in rows],
            "sscc": _sscc(label.sscc, room_mm, self.words.barcode),
            "qr": drawing(qr_code(label.link), alt=self.words.link) if label.link else None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductLabelWords(Words):
    """Words of a label for goods packed here."""

    lot: str
    best_before: str
    net: str
    barcode: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductLabel:
    """What a pack is, whose, of which lot, how heavy and how long it keeps.

    Parameters
    ----------
    name, producer
        Of the goods, and who made them.
    lot, best_before, net
        For people; ``elements`` says the same to scanners.
    declaration
        What is in it, with allergens, and how to keep it. Only the wide label has room for it.
    elements
        GTIN, dates, mass and lot.
    """

    name: str
    producer: str
    lot: str
    best_before: str
    net: str
    elements: Elements
    declaration: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductLabels(Paper):
    """Labels of packs: GS1-128 where there is room for bars, GS1 DataMatrix where not."""

    TEMPLATE: ClassVar[str] = "product_labels"

    words: ProductLabelWords
    size: ProductLabelSize
    labels: tuple[ProductLabel, ...]

    def drawings(self) -> dict[str, object]:
        """Return the labels with their barcodes.

        Raises
        ------
        BarcodeValueError
            When what is said to scanners cannot be written.
        """
        return {"page": _page(self.size), "labels": [self._drawn(each) for each in self.labels]}

    def _drawn(self, label: ProductLabel) -> dict[str, object]:
        room_mm = self.size.width_mm - 2 * MARGIN_MM
        square = data_matrix(label.elements)
        elements = label.elements if self.size is ProductLabelSize.WIDE else None
        rows = _rows(elements, room_mm / GOODS_MODULE_MM)
        return asdict(label) | {
            "elements": None,
            "bars": [_bars(row, room_mm, self.words.barcode) for row in rows],
            "square": drawing(square, alt=f"{self.words.barcode}: {square.text}"),
        }


def _page(size: LabelSize | ProductLabelSize) -> dict[str, float]:
    return {"width": size.width_mm, "height": size.height_mm, "margin": MARGIN_MM}


def _rows(said: Elements | None, modules: float) -> list[BarSymbol]:
    return gs1_128_rows(said, most_modules=int(modules)) if said else []


def _bars(symbol: BarSymbol, room_mm: float, word: str) -> dict[str, Drawing | float]:
    """Return bars with the widest module that the label has room for."""
    fitting = (each for each in MODULES_MM if symbol.width * each <= room_mm)
    return {
        "code": drawing(symbol, alt=f"{word}: {symbol.text}"),
        "module": next(fitting, MODULES_MM[-1]),
    }


def _sscc(number: str, room_mm: float, word: str) -> dict[str, Drawing | float] | None:
    return _bars(gs1_128(Elements(sscc=number)), room_mm, word) if number else None
