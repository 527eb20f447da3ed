"""Symbols are read back by a decoder that did not draw them."""

from xml.etree import ElementTree

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from kortreist.formats.gs1 import (
    BarcodeTooLongError,
    BarcodeValueError,
    Elements,
    data_matrix,
    ean_13,
    element_string,
    gs1_128,
    gs1_128_rows,
    qr_code,
    scan,
)
from tests.formats.test_gs1_scanning import CHEESE, GTIN, TODAY

MODULE_PX = 4


def drawn(symbol):
    """Return the symbol as pixels, from its SVG alone."""
    root = ElementTree.fromstring(symbol.svg(alt="x"))
    size = symbol.width * MODULE_PX, symbol.height * MODULE_PX
    image = Image.new("L", size, 255)
    draw = ImageDraw.Draw(image)
    path = root.findall("{http://www.w3.org/2000/svg}path")[1].get("d")
    for part in path.strip("M").split("M"):
        corner, rest = part.rstrip("z").split("h", 1)
        (x, y), (width, rest) = map(int, corner.split()), rest.split("v")
        left, top = x * MODULE_PX, y * MODULE_PX
        height = int(rest.split("h")[0])
        right, bottom = left + int(width) * MODULE_PX - 1, top + height * MODULE_PX - 1
        draw.rectangle((left, top, right, bottom), fill=0)
    return image


def decoded(symbol):
    [found] = zxingcpp.read_barcodes(drawn(symbol))
    return found


def test_gs1_128_says_all_of_it_and_that_it_is_gs1():
    found = decoded(gs1_128(Elements(**CHEESE)))
    assert found.symbology_identifier == "]C1"
    assert found.bytes.decode() == element_string(Elements(**CHEESE))
    assert scan(f"{found.symbology_identifier}{found.bytes.decode()}", today=TODAY).net_g == 2450


def test_data_matrix_says_all_of_it_and_that_it_is_gs1():
    full = Elements(**CHEESE, serial="S/1", count=3)
    found = decoded(data_matrix(full))
    assert found.symbology_identifier == "]d2"
    assert found.bytes.decode().strip("\x1d") == element_string(full)


@given(st.text("0123456789ABCxyz-/", min_size=1, max_size=20), st.integers(0, 99_999))
@settings(max_examples=25)
def test_every_lot_is_read_back(lot, net_g):
    said = Elements(gtin=GTIN, net_g=net_g, lot=lot)
    for symbol in (gs1_128(said), data_matrix(said)):
        assert decoded(symbol).bytes.decode().strip("\x1d") == element_string(said)


@pytest.mark.parametrize("gtin", ["7032069804988", "036000291452"])
def test_ean_13(gtin):
    found = decoded(ean_13(gtin))
    assert (found.text, found.symbology_identifier) == (gtin.zfill(13), "]E0")


def test_qr_code_leads_to_an_address_with_any_letter():
    address = "https://mat.example.no/partier/čáŋgŧž-æøå?x=1&y=2"
    assert decoded(qr_code(address)).text == address


def test_what_is_too_wide_is_shared_out_over_rows():
    said = Elements(**CHEESE, count=4)
    rows = gs1_128_rows(said, most_modules=200)
    assert len(rows) == 3
    assert all(row.width <= 200 for row in rows)
    assert "".join(row.text for row in rows) == gs1_128(said).text
    read = [scan(f"]C1{decoded(row).bytes.decode()}", today=TODAY) for row in rows]
    assert (read[0].gtin, read[1].net_g, read[2].lot) == (GTIN, 2450, "AB-12")


def test_one_row_where_there_is_room():
    assert gs1_128_rows(Elements(**CHEESE), most_modules=400) == [gs1_128(Elements(**CHEESE))]


def test_no_more_than_a_symbol_may_hold():
    with pytest.raises(BarcodeTooLongError):
        gs1_128(Elements(**CHEESE, serial="S" * 20))
    assert len(gs1_128_rows(Elements(**CHEESE, serial="S" * 20), most_modules=1000)) == 2
    with pytest.raises(BarcodeTooLongError):
        qr_code("x" * 5000)


@pytest.mark.parametrize("gtin", ["7032069804987", "96385074", "10614141000415", "x"])
def test_only_a_gtin_13_is_an_ean_13(gtin):
    with pytest.raises(BarcodeValueError):
        ean_13(gtin)


def test_a_drawing_says_what_it_is_to_those_who_do_not_see_it():
    drawing = qr_code("x").svg(alt='Parti "A" <1>')
    root = ElementTree.fromstring(drawing)
    assert root.get("aria-label") == 'Parti "A" <1>'
    assert root.get("role") == "img"
