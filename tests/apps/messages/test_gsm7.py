"""Text messages fit in two parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kortreist.apps.messages.gsm7 import fit, is_basic, parts_of

LINK = "https://mat.example.no/hubs/3f0c/purchases/77aa/"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("æøå ÆØÅ é", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("ï" * 70, 1),
        ("ï" + "a" * 70, 2),
    ],
)
def test_parts_are_counted_as_networks_count_them(text, parts):
    assert parts_of(text) == parts


def test_signs_become_plain_and_letters_stay():
    assert fit("«Gulrot» – 8 × sekk…") == '"Gulrot" - 8 x sekk...'
    assert fit("Aajege, Plassje: gïele") == "Aajege, Plassje: gïele"


def test_long_text_is_cut_and_its_link_is_whole():
    told = fit("Rørosmat bestiller: " + "8 gulrot, " * 60, ending=LINK)
    assert told.endswith(f"...\n{LINK}")
    assert parts_of(told) == 2
    assert len(told) > 290


def test_marks_are_given_up_before_words():
    told = fit("gïele " + "b" * 200)
    assert told == "giele " + "b" * 200


@given(st.text(max_size=500), st.booleans())
def test_whatever_is_written_fits(text, has_link):
    told = fit(text, ending=LINK if has_link else "")
    assert parts_of(told) <= 2
    assert not has_link or told.endswith(LINK)
    assert is_basic(told) or len(told) <= 134
