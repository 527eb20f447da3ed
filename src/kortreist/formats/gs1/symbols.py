"""Barcodes as drawings: black on white, in whole modules, with the quiet zone they need."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import zint

from kortreist.formats.gs1.elements import Elements, element_pairs
from kortreist.formats.gs1.errors import BarcodeTooLongError, BarcodeValueError
from kortreist.formats.gs1.numbers import is_gtin

# A symbol may be no longer (General Specifications, section 5.4.4).
MOST_CHARACTERS = 48
BAR_HEIGHT = 50
# How zint measures what it draws.
UNITS_A_MODULE = 2
REFUSALS = (RuntimeError, ValueError)
UTF_8 = 26
SQUARE = frozenset({zint.Symbology.DATAMATRIX, zint.Symbology.QRCODE})
QUIET = {
    zint.Symbology.GS1_128: 10,
    zint.Symbology.EANX: 11,
    zint.Symbology.DATAMATRIX: 1,
    zint.Symbology.QRCODE: 4,
}


@dataclass(frozen=True, slots=True)
class BarSymbol:
    """A barcode to be drawn.

    Parameters
    ----------
    width, height
        In modules, quiet zone included: times the module's width it is the size on paper.
        The height of bars is the drawer's choice.
    path
        The dark parts as an SVG path.
    text
        What it says, for people.
    """

    width: int
    height: int
    path: str
    text: str

    def svg(self, *, alt: str) -> str:
        """Return the drawing as SVG of its own, with ``alt`` said to those who do not see it."""
        said = escape(alt)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}"'
            f' width="{self.width}" height="{self.height}" preserveAspectRatio="none" role="img"'
            f' shape-rendering="crispEdges" aria-label="{said}"><title>{said}</title>'
            f'<path d="M0 0h{self.width}v{self.height}H0z" fill="#fff"/>'
            f'<path d="{self.path}" fill="#000"/></svg>'
        )


def gs1_128(said: Elements) -> BarSymbol:
    """Return a GS1-128 of all that is said.

    Raises
    ------
    BarcodeTooLongError
        When it is more than 48 characters; :func:`gs1_128_rows` makes several.
    BarcodeValueError
        When something cannot be written.
    """
    return _of_pairs(zint.Symbology.GS1_128, element_pairs(said))


def gs1_128_rows(said: Elements, *, most_modules: int) -> list[BarSymbol]:
    """Return as many GS1-128 as it takes for each to be no wider than ``most_modules``.

    Elements keep their order. One that alone is wider stands in a symbol of its own all the same.

    Raises
    ------
    BarcodeValueError
        When something cannot be written.
    """
    rows: list[BarSymbol] = []
    taken: list[tuple[str, str]] = []
    for pair in element_pairs(said):
        wider = _of_pairs(zint.Symbology.GS1_128, [*taken, pair]) if _fits([*taken, pair]) else None
        if taken and (wider is None or wider.width > most_modules):
            taken = []
            wider = _of_pairs(zint.Symbology.GS1_128, [pair])
        elif taken:
            rows.pop()
        taken.append(pair)
        rows.append(wider or _of_pairs(zint.Symbology.GS1_128, [pair]))
    return rows


def data_matrix(said: Elements) -> BarSymbol:
    """Return a square GS1 DataMatrix of all that is said.

    Raises
    ------
    BarcodeValueError
        When something cannot be written.
    """
    return _of_pairs(zint.Symbology.DATAMATRIX, element_pairs(said))


def ean_13(gtin: str) -> BarSymbol:
    """Return the EAN-13 of a GTIN-13 or shorter UPC number.

    Raises
    ------
    BarcodeValueError
        When it is none.
    """
    if len(gtin) not in {12, 13} or not is_gtin(gtin):
        raise BarcodeValueError(ai="01", value=gtin)
    symbol = _encoder(zint.Symbology.EANX)
    symbol.encode(gtin.zfill(13))
    return _drawn(symbol, gtin.zfill(13))


def qr_code(text: str) -> BarSymbol:
    """Return a QR code that says ``text``, such as a page's address.

    Error correction M: a torn or wet corner does no harm.

    Raises
    ------
    BarcodeTooLongError
        When it is more than a QR code can hold.
    """
    symbol = _encoder(zint.Symbology.QRCODE)
    symbol.input_mode = zint.InputMode.UNICODE
    symbol.option_1 = 2
    if not text.isascii():
        symbol.eci = UTF_8
    try:
        symbol.encode(text)
    except REFUSALS as error:
        raise BarcodeTooLongError(text=text[:80]) from error
    return _drawn(symbol, text)


def _fits(pairs: Sequence[tuple[str, str]]) -> bool:
    return sum(len(ai) + len(value) for ai, value in pairs) <= MOST_CHARACTERS


def _of_pairs(kind: zint.Symbology, pairs: Sequence[tuple[str, str]]) -> BarSymbol:
    readable = "".join(f"({ai}){value}" for ai, value in pairs)
    if kind == zint.Symbology.GS1_128 and not _fits(pairs):
        raise BarcodeTooLongError(text=readable)
    symbol = _encoder(kind)
    symbol.input_mode = zint.InputMode.GS1
    if kind == zint.Symbology.DATAMATRIX:
        symbol.option_3 = zint.DataMatrixOptions.SQUARE
    try:
        symbol.encode("".join(f"[{ai}]{value}" for ai, value in pairs))
    except REFUSALS as error:
        ai, value = pairs[0] if pairs else ("", "")
        raise BarcodeValueError(ai=ai, value=value) from error
    return _drawn(symbol, readable)


def _encoder(kind: zint.Symbology) -> zint.Symbol:
    symbol = zint.Symbol()
    symbol.symbology = kind
    # By itself it only warns of a wrong check digit or date.
    symbol.warn_level = zint.WarningLevel.FAIL_ALL
    symbol.show_text = False
    return symbol


def _drawn(symbol: zint.Symbol, text: str) -> BarSymbol:
    symbol.buffer_vector()
    quiet = QUIET[symbol.symbology]
    if symbol.symbology not in SQUARE:
        bars = [(_modules(bar.x) + quiet, _modules(bar.width)) for bar in symbol.vector.rectangles]
        path = "".join(f"M{x} 0h{width}v{BAR_HEIGHT}h-{width}z" for x, width in bars)
        return BarSymbol(symbol.width + 2 * quiet, BAR_HEIGHT, path, text)
    path = "".join(
        f"M{_modules(dot.x) + quiet} {_modules(dot.y) + quiet}"
        f"h{_modules(dot.width)}v{_modules(dot.height)}h-{_modules(dot.width)}z"
        for dot in symbol.vector.rectangles
    )
    return BarSymbol(symbol.width + 2 * quiet, symbol.rows + 2 * quiet, path, text)


def _modules(length: float) -> int:
    return round(length / UNITS_A_MODULE)
