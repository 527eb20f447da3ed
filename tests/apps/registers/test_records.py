"""The registers' own files are whole, and agree with the data they were made from."""

import csv
from pathlib import Path

import pytest

from kortreist.apps.registers.services.records import read_record

SHARED = Path(__file__).parents[4] / "shared" / "data"


def rows_of(name):
    return read_record(name).rows


def test_every_postcode_lies_in_a_place_that_is_there():
    places = {row["number"] for row in rows_of("municipalities")}
    postcodes = rows_of("postcodes")
    assert len({row["code"] for row in postcodes}) == len(postcodes) == 5121
    assert {row["municipality"] for row in postcodes} <= places


def test_four_postcodes_have_no_coordinate_and_the_rest_lie_in_norway():
    postcodes = rows_of("postcodes")
    without = [row["code"] for row in postcodes if not row["latitude"]]
    assert without == ["4075", "7061", "8845", "8866"]
    for row in postcodes:
        if row["latitude"]:
            assert 57 < float(row["latitude"]) < 81, row
            assert -10 < float(row["longitude"]) < 32, row


def test_municipalities_are_those_of_2024():
    rows = rows_of("municipalities")
    assert sum(row["kind"] == "municipality" for row in rows) == 357
    assert {row["name"] for row in rows if row["kind"] == "territory"} == {"Svalbard", "Jan Mayen"}
    roros = next(row for row in rows if row["number"] == "5025")
    assert (roros["name"], roros["other_name"], roros["county"]) == ("Røros", "Rosse", "Trøndelag")


def test_food_groups_are_a_tree_with_names_in_three_languages():
    rows = rows_of("food_groups")
    assert sum(row["source"] == "Matvaretabellen" for row in rows) == 136
    codes = {row["code"] for row in rows}
    assert len(codes) == len(rows)
    assert {row["parent"] for row in rows} - {""} <= codes
    assert all(row[language].strip() for row in rows for language in ("nb", "nn", "en"))


def test_vat_rates_are_dated_and_sourced():
    rates = {row["vat_class"]: row for row in rows_of("vat_rates")}
    assert {name: int(row["rate_bp"]) for name, row in rates.items()} == {
        "general": 2500,
        "food": 1500,
        "low": 1200,
        "raw_fish": 1111,
        "zero": 0,
        "exempt": 0,
        "outside": 0,
    }
    assert {row["category"] for row in rates.values()} == {"S", "Z", "E", "O"}
    assert all(row["source"] and row["valid_from"] for row in rates.values())


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data are not beside the checkout")
def test_postcodes_are_as_shared():
    text = (SHARED / "norwegian_postcodes.csv").read_text(encoding="utf-8")
    theirs = {
        row["postcode"]: (row["place"], row["municipality_no"], row["lat"] or "nan")
        for row in csv.DictReader(text.splitlines())
    }
    for row in rows_of("postcodes"):
        place, municipality, latitude = theirs.pop(row["code"])
        assert (row["place"], row["municipality"]) == (place, municipality)
        assert float(row["latitude"] or "nan") == pytest.approx(
            float(latitude), abs=1e-5, nan_ok=True
        )
    assert not theirs


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data are not beside the checkout")
def test_food_groups_are_as_shared():
    text = (SHARED / "products" / "norwegian_food_groups.csv").read_text(encoding="utf-8")
    ours = {row["code"]: row for row in rows_of("food_groups")}
    for row in csv.DictReader(text.splitlines()):
        group = ours[row["group_id"] or "0"]
        suffix = "" if group["in_use"] == "1" else " - UT"
        assert (group["nb"] + suffix, group["en"]) == (row["name_nb"], row["name_en"])
