"""Every paper is tagged, says what it is in its reader's language, and is the same each time."""

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, is_dataclass, replace
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from kortreist.formats.gs1 import Elements
from kortreist.formats.papers import (
    Frame,
    FrameWords,
    NoteLine,
    PaperError,
    PaperWarning,
    Party,
    paper,
    pictures,
    typesetting,
)
from tests.formats.example_papers import (
    FRAME_WORDS,
    LINK,
    MADE_AT,
    NOTE_WORDS,
    PAPERS,
    a_delivery_note,
    a_frame,
    note_lines,
)
from tests.formats.tagged_pdf import TaggedPdf

pytestmark = pytest.mark.usefixtures("no_complaints")

READ_IN_ORDER = {"Title", "H1", "H2", "P", "Figure", "LI", "TR"}
every_paper = pytest.mark.parametrize("kind", PAPERS)
every_language = pytest.mark.parametrize("language", ["nb", "nn", "en"])


def made(kind, language="nb", **around):
    return TaggedPdf(paper(PAPERS[kind](language), a_frame(language, **around)))


@every_paper
@every_language
def test_a_paper_is_tagged_and_says_what_it_is(kind, language):
    content = PAPERS[kind](language)
    found = made(kind, language)
    assert found.root.MarkInfo.Marked
    assert str(found.root.Lang).split("-")[0] == language
    assert found.root.ViewerPreferences.DisplayDocTitle
    assert found.tree.kind == "Document"
    with found.pdf.open_metadata() as about:
        assert about["pdfuaid:part"] == "1"
        assert (about["pdfaid:part"], about["pdfaid:conformance"]) == ("2", "A")
        assert about["dc:title"] == content.title
    assert content.words.title in content.title


@every_paper
@every_language
def test_figures_are_described_and_columns_headed(kind, language):
    tree = made(kind, language).tree
    assert all(figure.alt for figure in tree.all("Figure"))
    assert tree.all("Figure")
    for table in tree.all("Table"):
        heads = table.all("TH")
        assert heads
        assert {head.scope for head in heads} == {"Column"}
    assert tree.all("Title") or tree.all("H1")


@every_paper
def test_all_letters_come_with_the_paper(kind):
    fonts = made(kind).fonts
    assert fonts
    assert all(fonts.values())


@every_paper
def test_papers_are_set_in_the_letters_of_the_pages(kind, sans):
    assert {name.split("+")[1].split("-")[0] for name in made(kind).fonts} == {"Inter"}


@every_paper
def test_the_same_paper_is_the_same_to_the_byte(kind):
    content = PAPERS[kind]()
    assert paper(content, a_frame()) == paper(content, a_frame())
    later = a_frame(made_at=MADE_AT + timedelta(seconds=1))
    assert paper(content, a_frame()) != paper(content, later)


def test_another_process_makes_the_same_bytes():
    code = (
        "import hashlib; from tests.formats.example_papers import *;"
        "from kortreist.formats.papers import paper;"
        "print(hashlib.sha256(paper(a_delivery_note(), a_frame())).hexdigest())"
    )
    run = [sys.executable, "-W", "ignore", "-c", code]
    prints = {
        subprocess.run(
            run, check=True, capture_output=True, text=True, env={**_env(), **seed}
        ).stdout
        for seed in ({"PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo"})
    }
    assert len(prints) == 1


def _env():
    return {"PYTHONPATH": ":".join(filter(None, sys.path)), "PATH": ""}


def filled_with_marks(words, prefix):
    """Return words of which each is its own mark."""
    return replace(
        words, **{each.name: f"{prefix}{each.name}".replace("_", "") for each in fields(words)}
    )


def digits_only(value):
    """Return the data with every text made of digits alone."""
    if isinstance(value, Elements):
        return replace(value, lot="0")
    if isinstance(value, str):
        return "0" if value else ""
    if isinstance(value, tuple):
        return tuple(map(digits_only, value))
    if is_dataclass(value):
        kept = {each.name: getattr(value, each.name) for each in fields(value)}
        return replace(
            value,
            **{
                name: part if name in {"words", "size", "sscc"} else digits_only(part)
                for name, part in kept.items()
            },
        )
    return value


@every_paper
def test_every_word_on_a_paper_was_given_to_it(kind):
    # given words that are marks, and data without a letter
    content = digits_only(PAPERS[kind]())
    content = replace(content, words=filled_with_marks(content.words, "word"))
    around = replace(
        FRAME_WORDS["nb"],
        page="framepage {page} 0 {pages}",
        link="framelink",
        link_alt="framelinkalt",
        illustrative="frameillustrative",
    )
    frame = a_frame(words=around, is_illustrative=True, issuer="0")
    # when
    found = TaggedPdf(paper(content, frame))
    # then nothing is written that was not given
    alts = (figure.alt for figure in found.tree.all("Figure"))
    seen = " ".join((*found.page_texts, *alts, content.title))
    given = {word for words in (content.words, around) for word in map(str, _values(words))}
    assert set(re.findall(r"[^\W\d_]+", seen)) <= {
        part for word in given for part in re.findall(r"[^\W\d_]+", word)
    }
    # and every word is of use
    unused = {word for word in _values(content.words) if word not in seen}
    assert unused == set()


def _values(words):
    return [getattr(words, each.name) for each in fields(words)]


@every_language
def test_a_delivery_note_is_read_in_the_order_it_is_seen(language):
    found = made("delivery_note", language).tree.outline(READ_IN_ORDER)
    words, frame = NOTE_WORDS[language], FRAME_WORDS[language]
    assert found == [
        "P: Rørosmat SA",
        f"Title: {words.title}",
        "P: Brekken oppvekstsenter, torsdag 26. november 2026",
        f"Figure: {frame.link_alt}",
        f"P: {frame.link}",
        f"P: 5 {words.crates}",
        "LI: Runde 48",
        "LI: Referanse 7370-BREKKEN-SFO",
        "LI: Levert til Kjøkkeninngangen på baksiden",
        f"H1: {words.receiver}",
        "P: Brekken oppvekstsenter, avdeling kjøkken og SFO Brekkebygdveien 4561 7370 Brekkebygd",
        f"H1: {words.sender}",
        "P: Rørosmat SA Org.nr. 987 654 325 Kjerkgata 12 7374 Røros",
        f"H1: {words.goods}",
        f"TR: {words.name} {words.lot} {words.ordered} {words.packs} {words.amount}",
        "TR: Gulrot, uvasket, 10 kg Vingelen gård 26-47-GUL best før 12.12.2026 4 4 40,000 kg",
        "TR: Reinkjøtt, finnbiff, ca. 1 kg Gïelas reindrift, Glåmos Det var ikke nok "
        "R-1120 best før 20.05.2027 R-1121 best før 21.05.2027 6 5 5,340 kg",
        "TR: Melk, hel, 10 l Rørosmeieriet 0326A best før 05.12.2026 8 8 80,000 l",
        "TR: Kasse i retur 0 −3 −3 stk.",
        f"P: {words.received_by}",
        f"P: {words.when}",
        f"P: {words.temperature}",
    ]


def test_the_code_on_the_paper_leads_to_the_live_page():
    [page] = pictures(a_delivery_note(), a_frame(), dots_per_inch=120)
    [code] = zxingcpp.read_barcodes(Image.open(BytesIO(page)))
    assert code.text == LINK
    found = made("delivery_note")
    [link] = found.pdf.pages[0].Annots
    assert str(link.A.URI) == LINK


def test_no_code_without_an_address():
    found = made("delivery_note", link="")
    assert found.tree.all("Figure") == found.tree.all("Link") == []


def test_many_lines_run_over_pages_that_tell_where_they_belong():
    # given sixty lines, some of them below zero
    lines = tuple(replace(note_lines()[i % 4], packs=f"{i}") for i in range(60))
    content = a_delivery_note(lines=lines)
    found = TaggedPdf(paper(content, a_frame(is_illustrative=True)))
    # then every page has the table's head, its number, and what it is a page of
    pages = found.page_texts
    assert len(pages) == 3
    for number, text in enumerate(pages, start=1):
        assert f"Side {number} av 3" in text
        assert "Eksempel. Ingenting her er ekte." in text
        assert "Parti Bestilt Pakninger Mengde" in text
        assert "Brekken oppvekstsenter, torsdag 26. november 2026" in text
    # and a listener hears the head and the warning once
    assert len(found.tree.all("THead")) == 1
    assert len(found.tree.all("TR")) == 61
    assert found.tree.text.count("Ingenting her er ekte") == 1


def test_long_names_stay_on_the_paper():
    name = "Storfjellkommunehelseogomsorgssenterkjøkkenavdelingsfellesanretningen " * 3
    lines = (NoteLine(goods=name, packs="1", amount="1", detail=name, remark=name),)
    content = a_delivery_note(receiver=Party(name=name), about=name, lines=lines)
    [page] = pictures(content, a_frame(), dots_per_inch=50)
    # nothing is drawn in the margins: what is too long is broken, not cut
    seen = Image.open(BytesIO(page)).convert("L")
    edge = round(18 / 25.4 * 50)
    for strip in ((0, 0, edge, seen.height), (seen.width - edge, 0, seen.width, seen.height)):
        assert seen.crop(strip).getextrema() == (255, 255)


@pytest.mark.parametrize(
    "name", ["#panic()", "*x* _y_ $z$", "<b>&amp;</b>", '"] #read("base.typ")']
)
def test_what_a_name_contains_is_never_run(name):
    content = a_delivery_note(receiver=Party(name=name))
    assert f"P: {name}" in TaggedPdf(paper(content, a_frame())).tree.outline({"P"})


def test_northern_and_southern_sami_are_written_in_full():
    name = "Čáŋgŧž Gïelas Åarjel đ š ÆØÅ"
    content = a_delivery_note(receiver=Party(name=name))
    assert f"P: {name}" in TaggedPdf(paper(content, a_frame())).tree.outline({"P"})


def test_a_character_that_no_font_has_does_not_stop_the_van():
    content = a_delivery_note(receiver=Party(name="Kafé 食 🍏"))
    with pytest.warns(PaperWarning, match=r"no font has '\\U0001f34f', '\\u98df'"):
        found = TaggedPdf(paper(content, a_frame()))
    assert "P: Kafé □ □" in found.tree.outline({"P"})


def test_without_built_letters_papers_are_set_in_typsts_own(tmp_path, monkeypatch):
    monkeypatch.setattr(typesetting, "FONTS", tmp_path)
    monkeypatch.setattr(typesetting, "_fonts", typesetting._fonts.__wrapped__)
    with pytest.warns(PaperWarning, match="papers are set in Libertinus Serif"):
        found = TaggedPdf(paper(a_delivery_note(), a_frame()))
    assert all("LibertinusSerif" in name for name in found.fonts)
    assert "LI: Runde 48" in found.tree.outline({"LI"})


def test_a_template_at_fault_is_loud(tmp_path, monkeypatch):
    (tmp_path / "delivery_note.typ").write_text("#nonsense", encoding="utf-8")
    monkeypatch.setattr(typesetting, "TEMPLATES", tmp_path)
    with pytest.raises(PaperError, match="unknown variable: nonsense"):
        paper(a_delivery_note(), a_frame())


@pytest.mark.parametrize("word", ["", "  ", None])
def test_no_paper_lacks_a_word(word):
    with pytest.raises(ValueError, match="received_by is no text"):
        replace(NOTE_WORDS["nb"], received_by=word)
    with pytest.raises(ValueError, match="link_alt is no text"):
        replace(FRAME_WORDS["nb"], link_alt=word)


def test_pages_are_counted():
    with pytest.raises(ValueError, match="no place for the page's number"):
        FrameWords(page="Side {page}", link="x", link_alt="x", illustrative="x")


@pytest.mark.parametrize(
    "wrong",
    [{"language": "se"}, {"made_at": datetime(2026, 11, 26, 12, 0)}],  # noqa: DTZ001
)
def test_a_frame_has_a_moment_and_a_language_of_ours(wrong):
    facts = {"language": "nb", "made_at": MADE_AT, "issuer": "x", "words": FRAME_WORDS["nb"]}
    with pytest.raises(ValueError, match="no paper in"):
        Frame(**(facts | wrong))


@pytest.mark.parametrize(
    "kind", ["despatch_advice", "packing_list", "tour_list", "recall_notice", "label_low"]
)
def test_a_paper_is_read_in_the_order_it_is_seen(kind):
    golden = Path(__file__).parent / f"reading_order/{kind}.txt"
    found = made(kind).tree.outline(READ_IN_ORDER | {"Span"})
    assert found == golden.read_text(encoding="utf-8").splitlines()


def test_threads_set_papers_beside_one_another():
    contents = [a_delivery_note(crates=str(number)) for number in range(8)]
    alone = [paper(content, a_frame()) for content in contents]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda content: paper(content, a_frame()), contents)) == alone
