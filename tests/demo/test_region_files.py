"""A region's files are read strictly: every fault is named by file, table and field."""

from importlib.resources import files
from pathlib import Path
from shutil import copytree

import pytest

from kortreist.demo.description import RegionDescriptionError, load_region
from kortreist.demo.description.loading import read_region

HORTEN = Path(str(files("kortreist.demo"))) / "regions" / "horten"


@pytest.fixture
def folder(tmp_path):
    return copytree(HORTEN, tmp_path / "horten")


def edit(folder, name, old, new):
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def faults(folder):
    with pytest.raises(RegionDescriptionError) as caught:
        read_region(folder)
    return [str(fault) for fault in caught.value.faults]


def test_untouched_copy_is_the_same_region(folder):
    assert read_region(folder) == load_region("horten")


def test_unknown_region_is_refused():
    with pytest.raises(RegionDescriptionError, match="no such region; there are horten, roros"):
        load_region("../roros")


_case = [
    (
        "goods.toml",
        'code = "gulrot"\n',
        'code = "gulrot"\nprice = 3\n',
        "goods.toml: product[1] gulrot.price: Unexpected keyword argument",
    ),
    (
        "goods.toml",
        "price_ore = 2900",
        'price_ore = "2900"',
        "goods.toml: product[1] gulrot.variants.1.price_ore: Input should be a valid integer",
    ),
    (
        "goods.toml",
        "price_ore = 2900",
        "price_ore = 0",
        "goods.toml: product[1] gulrot.variants.1.price_ore: Input should be greater than 0",
    ),
    (
        "goods.toml",
        "content_amount = 1000",
        "content_amount = 1000.5",
        "goods.toml: product[1] gulrot.variants.1.content_amount: Input should be a valid integer",
    ),
    (
        "goods.toml",
        'nn = "Gulrot", ',
        "",
        "goods.toml: product[1] gulrot.name.nn: Field required",
    ),
    (
        "goods.toml",
        'group = "6.2"',
        'group = "6.99"',
        "goods.toml: product gulrot.group: there is no group 6.99",
    ),
    (
        "goods.toml",
        'pack = "bag"',
        'pack = "barrel"',
        "goods.toml: product gulrot.variants.1.pack: there is no barrel",
    ),
    (
        "goods.toml",
        'producer = "holt"',
        'producer = "hult"',
        "goods.toml: product gulrot.producer: there is no hult",
    ),
    (
        "goods.toml",
        'code = "gulrot-10000g"',
        'code = "gulrot-1000g"',
        "goods.toml: product gulrot.variants: gulrot-1000g is used twice",
    ),
    (
        "units.toml",
        'postcode = "3189"',
        'postcode = "7374"',
        "units.toml: unit maakeegget.postcode: 7374 lies in 5025, not in 3901",
    ),
    (
        "units.toml",
        'postcode = "3189"',
        'postcode = "3198"',
        "units.toml: unit maakeegget.postcode: 3198 is no Norwegian postcode",
    ),
    (
        "units.toml",
        " (eksempel)",
        "",
        "units.toml: unit maakeegget.name: an example must say so: eksempel",
    ),
    (
        "units.toml",
        'reference = "510101"',
        'reference = "5101"',
        r"units.toml: unit maakeegget.reference: does not fit the payer's \d{6}",
    ),
    (
        "payers.toml",
        'org_no = "3',
        'org_no = "9',
        "payers.toml: payer kommune-horten.org_no: "
        "an example's number must be synthetic: 3…, mod 11",
    ),
    (
        "producers.toml",
        "is_example = false\n",
        'is_example = false\nemail = "post@holt.example"\n',
        "producers.toml: producer holt.email: a real actor's address is not invented",
    ),
    (
        "people.toml",
        'at = "holt"',
        'at = "skjellsanden"',
        "people.toml: person sivert.at: a producer is not at skjellsanden",
    ),
    (
        "demand.toml",
        'kind = "sfo"',
        'kind = "hotel"',
        "demand.toml: habit.kind: sfo must be described once",
    ),
    (
        "region.toml",
        "rate_bp = 300",
        "amount_ore = 300",
        "region.toml: fee.basis: percent takes rate_bp, and nothing else",
    ),
    ("region.toml", "[cycle]", "[rhythm]", "region.toml: rhythm: no such table"),
    ("region.toml", "[[fee]]", "[[hub2]]", "region.toml: hub2: no such table"),
]


@pytest.mark.parametrize(("name", "old", "new", "expected"), _case)
def test_fault_is_named(folder, name, old, new, expected):
    edit(folder, name, old, new)
    assert expected in faults(folder)


def test_every_fault_is_listed_at_once(folder):
    edit(folder, "goods.toml", "price_ore = 2900", "price_ore = 0")
    edit(folder, "people.toml", 'role = "accountant"', 'role = "treasurer"')
    assert faults(folder) == [
        "goods.toml: product[1] gulrot.variants.1.price_ore: Input should be greater than 0",
        "people.toml: person[2] arvid.role: Input should be 'coordinator', 'accountant', "
        "'packing_team', 'driver', 'producer' or 'buyer'",
    ]


def test_broken_toml_names_its_file(folder):
    (folder / "people.toml").write_text("[[person]\n", encoding="utf-8")
    assert faults(folder)[0].startswith("people.toml: Expected")


def test_a_table_that_is_missing_is_named(folder):
    edit(folder, "region.toml", '[allocation]\npolicy = "rotation"\n', "")
    edit(folder, "region.toml", "[allocation.priority]", "[cycle.priority]")
    assert "horten: allocation: must be there once, in one of the files" in faults(folder)
