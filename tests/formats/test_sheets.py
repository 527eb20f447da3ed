"""Sheets of every kind that hubs send, and of the kinds that nobody should."""

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.styles import Font

from kortreist.formats.sheets import (
    SheetBombError,
    SheetDamagedError,
    SheetEmptyError,
    SheetFarCellError,
    SheetHasMacrosError,
    SheetKindError,
    SheetLockedError,
    SheetTooLargeError,
    SheetUnsafeError,
    cell_name,
    open_sheets,
    write_csv,
    write_xlsx,
)
from kortreist.formats.sheets.tables import guard, place_of, unguard

TEXT = 'Navn;Pris\r\nRømme på bøtte;1 234,50\r\n"to\nlinjer; med ""sitat""";5\r\n'
CELLS = [["Navn", "Pris"], ["Rømme på bøtte", "1 234,50"], ['to\nlinjer; med "sitat"', "5"]]


def cells(content):
    """Return the cells of the only sheet."""
    (table,) = open_sheets(content)
    return [list(row.cells) for row in table.rows]


def save(book) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def with_part(content, name, data):
    """Return a workbook with one part replaced or added."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info, old.read(info))
        new.writestr(name, data, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def part_of(content, name):
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return parts.read(name)


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "mac_roman", "cp850"],
)
def test_text_is_read_in_the_letters_it_was_saved_in(encoding):
    assert cells(TEXT.encode(encoding)) == CELLS


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_what_parts_the_columns_is_found(delimiter):
    text = delimiter.join(("Navn", "Pris")) + "\n" + delimiter.join(("Ost", '"34,50"')) + "\n"
    assert cells(text.encode()) == [["Navn", "Pris"], ["Ost", "34,50"]]


def test_excels_own_word_for_the_delimiter_counts():
    assert cells(b"sep=|\r\na|b;c\r\n") == [["a", "b;c"]]


def test_numbers_and_days_of_a_workbook_are_written_as_norwegians_write_them():
    book = Workbook()
    book.active.append([34.5, 0.1 + 0.2, 7038010000065, date(2026, 11, 26), True, "  x "])
    book.active.append([datetime(2026, 11, 26), None, 12.0])  # noqa: DTZ001

    assert cells(save(book)) == [
        ["34,5", "0,3", "7038010000065", "2026-11-26", "true", "x"],
        ["2026-11-26", "", "12", "", "", ""],
    ]


def test_formulas_count_by_their_last_value_and_without_one_are_named():
    book = Workbook()
    book.active.append(["Navn", "Pris"])
    book.active.append(["Ost", "=1+1"])
    content = save(book)
    (table,) = open_sheets(content)
    assert table.faults == {(2, 2): "formula_without_value"}

    sheet = part_of(content, "xl/worksheets/sheet1.xml")
    counted = sheet.replace(b"<v></v>", b"<v>2</v>").replace(b"<v />", b"<v>2</v>")
    (table,) = open_sheets(with_part(content, "xl/worksheets/sheet1.xml", counted))
    assert (table.rows[1].cells[1], table.faults) == ("2", {})


def test_a_formula_gone_wrong_is_named():
    content = save(_one("x"))
    sheet = part_of(content, "xl/worksheets/sheet1.xml")
    start = sheet.index(b"<c ")
    end = sheet.index(b"</row>")
    broken = sheet[:start] + b'<c r="A1" t="e"><f>B1</f><v>#REF!</v></c>' + sheet[end:]
    (table,) = open_sheets(with_part(content, "xl/worksheets/sheet1.xml", broken))
    assert table.faults == {(1, 1): "cell_error"}


def test_a_cell_merged_over_rows_is_meant_for_each():
    book = Workbook()
    for row in (["Navn", "Pakning"], ["Ost", "1 kg"], [None, "2 kg"], ["Smør", "250 g"]):
        book.active.append(row)
    book.active.merge_cells("A2:A3")

    assert cells(save(book))[1:] == [["Ost", "1 kg"], ["Ost", "2 kg"], ["Smør", "250 g"]]


def test_a_cell_merged_over_columns_leaves_open_which_is_meant():
    book = Workbook()
    book.active.append(["Ost", None, 3])
    book.active.merge_cells("A1:B1")

    (table,) = open_sheets(save(book))

    assert table.faults == {(1, 2): "merged_cells"}


def test_fifty_thousand_empty_rows_are_nothing():
    book = Workbook()
    book.active.append(["Navn"])
    for row in range(2, 50_002):
        book.active.cell(row, 1).font = Font(bold=True)
    book.active.cell(50_002, 1).value = "Ost"

    (table,) = open_sheets(save(book))

    assert [(row.number, row.cells[0]) for row in table.rows] == [(1, "Navn"), (50_002, "Ost")]


def test_hidden_sheets_are_not_meant():
    book = _one("synlig")
    book.create_sheet("skjult").append(["x"])
    book["skjult"].sheet_state = "hidden"

    assert [table.name for table in open_sheets(save(book))] == ["Sheet"]


def test_something_far_out_is_refused_by_its_cell():
    book = _one("x")
    book.active.cell(1_048_576, 200).value = "y"

    with pytest.raises(SheetFarCellError) as caught:
        open_sheets(save(book))
    assert caught.value.params == {"cell": "GR1048576"}


def test_a_cell_beyond_all_columns_is_refused_by_its_name():
    book = _one("x")
    book.active.cell(2, 16_384).value = "y"

    with pytest.raises(SheetFarCellError) as caught:
        open_sheets(save(book))
    assert caught.value.params == {"cell": "XFD2"}


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    content = with_part(save(_one("x")), "xl/media/image1.bin", bytes(40_000_000))

    with pytest.raises(SheetBombError):
        open_sheets(content)


def test_a_zip_that_lies_about_its_size_is_refused():
    content = bytearray(with_part(save(_one("x")), "xl/theme/more.xml", b"<a>" + bytes(90_000)))
    # The size in the directory at the end; what is packed is larger.
    place = content.rindex(b"xl/theme/more.xml") - 46 + 24
    content[place : place + 4] = (10).to_bytes(4, "little")

    with pytest.raises(SheetDamagedError):
        open_sheets(bytes(content))


def test_entities_are_refused_by_the_part_they_stand_in():
    content = save(_one("x"))
    sheet = part_of(content, "xl/worksheets/sheet1.xml")
    bomb = b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    marked = (
        b"<?xml version='1.0'?>" + bomb + sheet.partition(b"?>")[2]
        if b"?>" in sheet
        else (bomb + sheet)
    )

    with pytest.raises(SheetUnsafeError) as caught:
        open_sheets(with_part(content, "xl/worksheets/sheet1.xml", marked))
    assert caught.value.params == {"part": "xl/worksheets/sheet1.xml"}


def test_programs_are_refused():
    with pytest.raises(SheetHasMacrosError):
        open_sheets(with_part(save(_one("x")), "xl/vbaProject.bin", b"x"))


def test_old_and_locked_workbooks_are_refused():
    with pytest.raises(SheetLockedError):
        open_sheets(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("PDF", b"%PDF-1.7\n1 0 obj"),
        ("PNG", b"\x89PNG\r\n\x1a\n"),
        ("HTML", b"<html><table><tr><td>Ost</td></tr></table>"),
        ("?", b"Navn;Pris\x00\x01\x02\x03"),
        ("?", bytes(range(1, 32)) * 20),
    ],
)
def test_other_kinds_of_files_are_refused(kind, content):
    with pytest.raises(SheetKindError) as caught:
        open_sheets(content)
    assert caught.value.params == {"kind": kind}


def test_another_zip_is_no_sheet():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as parts:
        parts.writestr("a.txt", "x")
    with pytest.raises(SheetKindError):
        open_sheets(file.getvalue())


@pytest.mark.parametrize("keep", [200, 1_000, 3_000])
def test_half_a_workbook_is_damaged(keep):
    with pytest.raises(SheetDamagedError):
        open_sheets(save(_one("x"))[:keep])


@pytest.mark.parametrize("content", [b"", b"\n\n;;;\n", save(Workbook())])
def test_nothing_is_told_to_be_nothing(content):
    with pytest.raises(SheetEmptyError):
        open_sheets(content)


def test_too_many_columns_and_too_long_cells_are_refused():
    with pytest.raises(SheetTooLargeError) as caught:
        open_sheets((";" * 400).encode() + b"x\n")
    assert (caught.value.code, caught.value.params) == ("sheet_too_many_columns", {"most": 300})
    with pytest.raises(SheetTooLargeError):
        open_sheets(b"Navn;x\n" + b"a" * 200_000 + b";1\n")


DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "'=1", "''"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_nothing_that_leaves_is_read_as_a_formula(text):
    rows = [[text, "x"]]
    for content in (write_csv(["A", "B"], rows), write_xlsx("Varer", ["A", "B"], rows)):
        assert cells(content)[1] == [text, "x"]
    assert f"'{text}" in write_csv(["A", "B"], rows).decode("utf-8-sig")
    sheet = part_of(write_xlsx("Varer", ["A"], [[text]]), "xl/worksheets/sheet1.xml")
    assert b"<f" not in sheet


@given(st.text())
def test_guarding_is_taken_back_exactly(text):
    assert unguard(guard(text)) == text
    assert not guard(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.integers(1, 1_048_576), st.integers(1, 16_384))
def test_cells_are_called_as_spreadsheets_call_them(row, column):
    assert place_of(cell_name(row, column)) == (row, column)


def test_what_is_written_is_read_again():
    rows = [["Øl", Decimal("34.50"), 12, None], ["=x", Decimal("0.75"), 0, "007"]]
    head = ["Navn", "Pris", "Antall", "Nr"]
    notes = ["Demonstrasjon"]
    assert cells(write_csv(head, rows, notes=notes)) == [
        ["Demonstrasjon"],
        head,
        ["Øl", "34,50", "12", ""],
        ["=x", "0,75", "0", "007"],
    ]
    assert cells(write_xlsx("Varer", head, rows, notes=notes)) == [
        ["Demonstrasjon", "", "", ""],
        head,
        ["Øl", "34,5", "12", ""],
        ["=x", "0,75", "0", "007"],
    ]


def test_the_same_rows_give_the_same_bytes():
    assert write_xlsx("A", ["B"], [["c"]]) == write_xlsx("A", ["B"], [["c"]])


def _one(text) -> Workbook:
    book = Workbook()
    book.active.append([text])
    return book
