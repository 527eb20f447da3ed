"""The theme's colours can be read on one another, in light and dark."""

import json
from pathlib import Path

import pytest

UI = Path(__file__).resolve().parents[3] / "src/kortreist/apps/ui"
TOKENS = json.loads((UI / "assets/tokens.json").read_text(encoding="utf-8"))
FAMILIES = ("accent", "brand1", "neutral")
PLAIN = ("background-default", "surface-default")
TINTED = ("background-tinted", "surface-tinted")
READ = [
    ("text-default", 7.0, PLAIN + TINTED),
    ("text-subtle", 4.5, PLAIN + TINTED),
    ("border-default", 3.0, PLAIN),
]


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize(("ink", "least", "grounds"), READ)
def test_ink_can_be_read_on_its_grounds(scheme, family, ink, least, grounds):
    colours = TOKENS[scheme]
    for ground in grounds:
        found = contrast(colours[family][ink], colours["neutral"][ground])
        assert found >= least, f"{family}-{ink} on {ground}: {found:.2f}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("family", FAMILIES)
def test_words_on_buttons_can_be_read(scheme, family):
    colours = TOKENS[scheme][family]
    for state in ("base-default", "base-hover", "base-active"):
        assert contrast(colours["base-contrast-default"], colours[state]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("value", ["economic", "social", "cultural", "environmental"])
def test_the_shapes_of_the_four_values_can_be_seen(scheme, value):
    colours = TOKENS[scheme]
    assert contrast(colours["value"][value], colours["neutral"]["surface-default"]) >= 3.0


def test_both_schemes_have_the_same_colours():
    light, dark = TOKENS["light"], TOKENS["dark"]
    assert {family: sorted(light[family]) for family in light} == {
        family: sorted(dark[family]) for family in dark
    }


def test_the_mark_on_the_page_is_the_mark_in_the_window_frame():
    drawing = (UI / "templates/ui/_mark_drawing.html").read_text(encoding="utf-8")
    picture = (UI / "static/ui/mark.svg").read_text(encoding="utf-8")
    for shape in ('cx="8" cy="24" r="6"', 'cx="26" cy="9.5" r="4.5"', 'd="M8 23C8 12 14 8 25 9.5"'):
        assert shape in drawing
        assert shape in picture
