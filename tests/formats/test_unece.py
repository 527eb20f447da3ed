"""Codes of units and packages, there and back."""

import pytest

from kortreist.formats.dfc_types import product_type_uri
from kortreist.formats.unece import PACKAGES, UNITS, level_of, package_code, unit_code, unit_of
from kortreist.kernel.quantity import Unit


@pytest.mark.parametrize("unit", UNITS)
def test_units_come_back(unit):
    assert unit_of(unit_code(unit)) == unit


@pytest.mark.parametrize("level", PACKAGES)
def test_levels_come_back(level):
    assert level_of(package_code(level)) == level


def test_codes_are_those_of_the_recommendations():
    assert [unit_code(unit) for unit in ("kg", "g", "l", "ml", "pcs")] == [
        "KGM",
        "GRM",
        "LTR",
        "MLT",
        "EA",
    ]
    assert [package_code(level) for level in ("piece", "case", "pallet")] == ["XPK", "XCS", "XPX"]


def test_price_units_have_the_same_codes_as_in_invoices():
    assert [unit_code(unit) for unit in ("kg", "l", "pcs")] == [unit.unece_code for unit in Unit]


def test_others_words_for_pieces_are_understood_and_the_rest_is_not():
    assert [unit_of(code) for code in ("H87", "c62 ", "NAR")] == ["pcs"] * 3
    assert unit_of("TNE") is None
    assert level_of("CS") == "case"
    assert level_of("XBX") is None


def test_a_product_type_is_named_by_its_address():
    assert product_type_uri("milk").endswith("productTypes.rdf#milk")
    assert product_type_uri("") == ""
