import json

import pytest
from openpyxl.styles import Font
from typer.testing import CliRunner

from kortreist.apps.catalogue.models import Listing, Product, SheetImport
from kortreist.cli import app
from tests import factories
from tests.apps.catalogue.sheets import csv, saved, workbook, xlsx
from tests.formats.test_sheets import with_part

pytestmark = pytest.mark.django_db
HEAD = ("Varenr", "Navn", "Innhold", "Pris")
GOOD = ("7", "Gulrot", "1 kg", "34,50")
BAD = ("8", "Ost", "1 kg", "-1")


@pytest.fixture
def farm():
    factories.make_group("0")
    hub = factories.make_hub("Rørosmat")
    return factories.make_producer(hub, "Eggen Gård")


@pytest.fixture
def run(farm, tmp_path):
    """``run("import", content, "--json")``: the exit code, what was said, and what went wrong."""

    def call(verb, content, *words):
        file = tmp_path / "varer.csv"
        if content is not None:
            file.write_bytes(content)
        where = [str(file)] if verb == "import" else ["--out", str(file)]
        parties = ["--hub", "rørosmat", "--producer", farm.org_no]
        args = ["catalogue", verb, *where, *parties, *words]
        told = CliRunner().invoke(app, args, prog_name="kortreist")
        return told.exit_code, told.stdout, told.stderr

    call.file = tmp_path / "varer.csv"
    return call


def test_a_file_is_taken_in(run):
    code, said, _ = run("import", csv(HEAD, GOOD), "--json")

    told = json.loads(said)
    assert code == 0
    assert (told["taken_in"], told["new"], told["problems"]) == (True, 1, [])
    assert told["columns"]["Varenr"] == "producer_code"
    assert Product.objects.get().name == {"nb": "Gulrot"}


def test_a_dry_run_leaves_nothing_behind(run):
    code, said, _ = run("import", csv(HEAD, GOOD), "--dry-run", "--json")

    assert (code, json.loads(said)["taken_in"]) == (0, False)
    assert not Product.objects.exists()
    assert not SheetImport.objects.exists()


def test_refused_rows_hold_the_rest_back(run):
    code, _, wrong = run("import", csv(HEAD, GOOD, BAD))
    assert code == 1
    assert wrong.startswith("D3: ")
    assert not Product.objects.exists()

    code, said, _ = run("import", csv(HEAD, GOOD, BAD), "--skip-refused")
    assert code == 0
    assert "1 new" in said
    assert Product.objects.count() == 1


def test_what_is_no_sheet_is_refused_in_words(run):
    code, said, wrong = run("import", b"%PDF-1.7")
    assert (code, said) == (1, "")
    assert wrong.startswith("kortreist: ")


def test_what_was_given_out_comes_back_without_a_difference(run):
    run("import", csv(HEAD, GOOD))
    assert run("export", None)[0] == 0

    code, said, _ = run("import", None, "--dry-run", "--json")

    told = json.loads(said)
    assert (code, told["unchanged"], told["changed"], told["new"]) == (0, 1, 0, 0)


def test_an_unknown_party_is_wrong_usage(run, farm):
    told = CliRunner().invoke(
        app,
        ["catalogue", "export", "--hub", "x", "--producer", "y", "--out", str(run.file)],
    )
    assert told.exit_code == 2
    assert "Rørosmat" in told.stderr


def never_worked_out():
    return saved(workbook(HEAD, ("7", "Gulrot", "1 kg", "=B2*2")))


def merged_over_columns():
    book = workbook(HEAD, ("7", "Gulrot", None, "34,50"))
    book.active.merge_cells("B2:C2")
    return saved(book)


def fifty_thousand_empty_rows():
    book = workbook(HEAD)
    for row in range(2, 50_002):
        book.active.cell(row, 1).font = Font(bold=True)
    for column, text in enumerate(("7", "Gulrot", "1 kg", "tretti"), start=1):
        book.active.cell(50_002, column).value = text
    return saved(book)


def far_out():
    book = workbook(HEAD, GOOD)
    book.active.cell(2, 16_384).value = "x"
    return saved(book)


def zip_bomb():
    return with_part(xlsx(HEAD, GOOD), "xl/media/image1.bin", bytes(40_000_000))


def unreadable_figures():
    return csv(HEAD, ("7", "Gulrot", "1 kg", "1.234.50"))


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (never_worked_out, "D2: "),
        (merged_over_columns, "C2: "),
        (fifty_thousand_empty_rows, "D50002: "),
        (far_out, "kortreist: "),
        (zip_bomb, "kortreist: "),
        (unreadable_figures, "D2: "),
    ],
)
def test_hostile_files_are_refused_by_the_cell_and_nothing_is_half_done(run, make, said):
    code, _, wrong = run("import", make())
    assert (code, wrong[: len(said)]) == (1, said), wrong
    assert "XFD2" in wrong or make is not far_out
    assert not Product.objects.exists()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16", "mac_roman", "cp850"])
def test_norwegian_decimals_and_letters_are_read_in_any_encoding(run, encoding):
    row = ("7", "Grønnkål på ære", "1 kg", "1 234,50")
    code, _, _ = run("import", csv(HEAD, row, encoding=encoding))
    assert code == 0
    assert Product.objects.get().name == {"nb": "Grønnkål på ære"}
    assert Listing.objects.get().producer_price_ore == 123_450
