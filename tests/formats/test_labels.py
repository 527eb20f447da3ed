"""What is printed on labels is read back, from the page as it is printed."""

from dataclasses import replace
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from kortreist.formats.gs1 import BarcodeValueError, Elements, is_sscc, scan
from kortreist.formats.papers import LabelSize, ProductLabelSize, paper, pictures
from tests.formats.example_papers import (
    CHEESE,
    CONTENTS,
    LINK,
    a_frame,
    load_unit_labels,
    product_labels,
)
from tests.formats.tagged_pdf import TaggedPdf
from tests.formats.test_gs1_scanning import TODAY

pytestmark = pytest.mark.usefixtures("no_complaints")

# What the coarsest label printers have.
PRINTER_DPI = 203
every_size = pytest.mark.parametrize("size", list(LabelSize))
LONG = "Storfjellkommunehelseogomsorgssenterkjøkkenavdelingsfellesanretningen " * 3


def printed(content, **around):
    pages = pictures(content, a_frame(**around), dots_per_inch=PRINTER_DPI)
    return [Image.open(BytesIO(page)).convert("1", dither=Image.Dither.NONE) for page in pages]


def codes_on(page):
    """Return what a reader sees on a page, by the kind of symbol."""
    found = {}
    for code in zxingcpp.read_barcodes(page):
        found.setdefault(code.symbology_identifier[:2], []).append(
            code.symbology_identifier + code.bytes.decode()
        )
    return found


@every_size
def test_each_load_unit_says_its_number_and_leads_to_its_page(size):
    content = load_unit_labels("nb", size)
    pages = printed(content)
    assert len(pages) == 2
    for label, page in zip(content.labels, pages, strict=True):
        codes = codes_on(page)
        assert codes["]Q"] == [f"]Q1{LINK}"]
        said = [scan(code, today=TODAY) for code in codes["]C"]]
        assert [each.sscc for each in said if each.sscc] == [label.sscc]
        assert is_sscc(label.sscc)


@pytest.mark.parametrize("size", [LabelSize.A6, LabelSize.TALL])
def test_the_contents_are_said_whole_over_several_rows(size):
    [page, bare] = printed(load_unit_labels("nb", size))
    said = [scan(code, today=TODAY) for code in codes_on(page)["]C"]]
    facts = {}
    for each in said:
        facts |= {
            name: getattr(each, name)
            for name in Elements.__slots__
            if getattr(each, name) not in ("", None)
        }
    assert facts.pop("sscc")
    assert Elements(**facts) == replace(CONTENTS, content_gtin="07032069804988")
    assert len(codes_on(bare)["]C"]) == 1


@every_size
def test_readable_text_stands_by_every_row_of_bars(size):
    found = TaggedPdf(paper(load_unit_labels("nb", size), a_frame()))
    assert "(00)370900010000000424" in found.page_texts[0]
    alts = [figure.alt for figure in found.tree.all("Figure")]
    assert "Strekkode: (00)370900010000000424" in alts
    assert "QR-kode til leveransen på nett" in alts


@pytest.mark.parametrize("size", list(ProductLabelSize))
def test_repacked_goods_say_what_they_are(size):
    [page] = printed(product_labels("nb", size))
    [codes] = codes_on(page).values()
    [said] = [scan(code.replace("]d2\x1d", "]d2"), today=TODAY) for code in codes]
    assert (said.gtin, said.lot) == ("07032069804988", CHEESE.lot)
    assert (said.best_before, said.net_g) == (CHEESE.best_before, CHEESE.net_g)


@every_size
def test_the_longest_name_leaves_one_label_to_a_page_and_the_bars_whole(size):
    content = load_unit_labels("nb", size)
    content = replace(
        content,
        labels=tuple(
            replace(label, receiver=replace(label.receiver, name=LONG)) for label in content.labels
        ),
    )
    pages = printed(content, is_illustrative=True)
    assert len(pages) == 2
    for label, page in zip(content.labels, pages, strict=True):
        assert any(label.sscc in code for code in codes_on(page)["]C"])


@pytest.mark.parametrize("size", list(ProductLabelSize))
def test_long_names_of_goods_get_smaller_letters(size):
    content = product_labels("nb", size)
    [label] = content.labels
    content = replace(content, labels=(replace(label, name=LONG, producer=LONG),) * 2)
    pages = printed(content)
    assert len(pages) == 2
    assert all(codes_on(page) for page in pages)


@every_size
def test_labels_have_the_size_that_printers_are_told(size):
    found = TaggedPdf(paper(load_unit_labels("nb", size), a_frame()))
    _left, _bottom, width, height = map(float, found.pdf.pages[0].MediaBox)
    as_mm = (round(width / 72 * 25.4), round(height / 72 * 25.4))
    assert as_mm == tuple(map(int, size.value.split("x")))


def test_a_label_is_read_in_the_order_it_is_seen():
    found = TaggedPdf(paper(load_unit_labels("nb", LabelSize.A6), a_frame()))
    outline = found.tree.outline({"H1", "P", "Figure", "LI"})
    assert outline[:15] == [
        "P: Til",
        "H1: Brekken oppvekstsenter, avdeling kjøkken og SFO",
        "P: Brekkebygdveien 4561 7370 Brekkebygd",
        "P: Kasse",
        "P: 1 av 2",
        "P: tor. 26.11.",
        "P: Kjølevare",
        "LI: Vare Tjukkmjølk, 8 × 0,5 l",
        "LI: Parti 0326A",
        "LI: Best før 05.12.2026",
        "P: Fra Rørosmat SA Org.nr. 987 654 325, Kjerkgata 12, 7374 Røros",
        "Figure: QR-kode til leveransen på nett",
        "Figure: Strekkode: (02)07032069804988(15)261205(3103)048000",
        "P: (02)07032069804988(15)261205(3103)048000",
        "Figure: Strekkode: (37)12(10)0326A",
    ]


def test_a_wrong_number_never_reaches_the_printer():
    content = load_unit_labels("nb", LabelSize.A6)
    wrong = replace(content.labels[0], sscc="370900010000000425")
    with pytest.raises(BarcodeValueError):
        paper(replace(content, labels=(wrong,)), a_frame())
