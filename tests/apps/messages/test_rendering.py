"""Messages in words, in three languages."""

import pytest

from kortreist.apps.actors.models import Hub
from kortreist.apps.messages.models import Message
from kortreist.apps.messages.rendering import FACTS, LANGUAGES, language_for, render

LINES = [
    {"name": {"nb": "Gulrot", "en": "Carrots"}, "pack": {"nb": "sekk"}, "count": 8},
    {"name": {"nb": "Ærfuglegg & <b>"}, "pack": {}, "count": 1},
]
PARAMS = {
    "unit": "Øya barnehage",
    "producer": "Galåvolden",
    "cycle": 4,
    "delivery_day": "2026-11-26",
    "lines": LINES,
    "may_be_cut": False,
}
CUT = {
    "name": {"nb": "Tyttebær"},
    "wanted": 12,
    "given": 8,
    "why": ["Alle ville ha mer enn det fins."],
}
CONFIRMED = PARAMS | {"lines": 3, "cut": [CUT]}


def letter(template, language="nb", *, is_demonstration=False, **params):
    hub = Hub(name="Rørosmat", is_demonstration=is_demonstration)
    params = (CONFIRMED if template == "order_confirmed" else PARAMS) | params
    return render(Message(hub=hub, template=template, language=language, params=params))


def test_purchase_order_says_what_to_bring_and_when():
    told = letter("purchase_order_sent")
    assert told.subject == "Rørosmat bestiller til torsdag 26. november 2026"
    assert told.body == (
        "Hei, Galåvolden!\n"
        "\n"
        "Dette bestiller vi til torsdag 26. november 2026:\n"
        "\n"
        "– 8 × Gulrot, sekk\n"
        "– 1 × Ærfuglegg & <b>\n"
        "\n"
        "Har dere ikke alt? Si fra så snart dere kan, så får kjøkkenene vite det i tide.\n"
        "\n"
        "Hilsen Rørosmat\n"
    )


def test_confirmation_says_what_was_cut_and_why():
    told = letter("order_confirmed")
    assert told.subject == "Øya barnehage: noe ble det for lite av"
    assert told.body == (
        "Hei!\n"
        "\n"
        "Flere ville ha disse varene enn det var nok til. Dette får dere:\n"
        "\n"
        "– Tyttebær: 8 av 12. Alle ville ha mer enn det fins.\n"
        "\n"
        "Resten får dere som bestilt.\n"
        "\n"
        "Varene kommer torsdag 26. november 2026.\n"
        "\n"
        "Hilsen Rørosmat\n"
    )


def test_confirmation_of_everything_is_short():
    told = letter("order_confirmed", "nn", cut=[])
    assert told.subject == "Øya barnehage: de får alt de tinga"
    assert told.body.startswith("Hei!\n\nDe får alt de tinga.\n\nVarene kjem torsdag 26. november")
    assert "Resten" not in letter("order_confirmed", lines=1).body


def test_order_that_may_be_cut_says_so():
    assert "Alt er satt av til dere." in letter("order_placed").body
    assert "kan det bli for lite av" in letter("order_placed", may_be_cut=True).body


def test_content_follows_the_receivers_language():
    assert "– 8 × Carrots, sekk" in letter("order_placed", "en").body


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", FACTS)
def test_demonstrations_are_marked_in_every_message(template, language):
    marks = {"nb": "Dette er en demonstrasjon.", "nn": "ein demonstrasjon", "en": "demonstration"}
    plain = letter(template, language)
    marked = letter(template, language, is_demonstration=True)
    assert marks[language] in marked.body.split("\n\n")[0]
    assert marked.subject == plain.subject
    assert marked.body.endswith(plain.body)
    assert "{" not in plain.body
    assert len(plain.subject) > 10


@pytest.mark.parametrize(("asked", "used"), [("nn", "nn"), ("sma", "nb"), ("", "nb")])
def test_unwritten_language_falls_back_to_bokmaal(asked, used):
    assert language_for(asked) == used
