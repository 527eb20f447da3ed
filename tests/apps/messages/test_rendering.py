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
    "closes_at": "2026-11-24T11:00:00+00:00",
}
CUT = {
    "name": {"nb": "Tyttebær"},
    "wanted": 12,
    "given": 8,
    "why": ["Alle ville ha mer enn det fins."],
}
CONFIRMED = PARAMS | {
    "cut": [CUT],
    "full": LINES,
    "is_corrected": False,
    "has_questions": False,
}
INSTEAD = {
    "name": {"nb": "Blåbær"},
    "pack": {"nb": "kurv"},
    "count": 4,
    "net_ore": 19_600,
    "answer_by": "tir. kl. 18",
}
PROMISES = [line | {"before": 8, "after": 6} for line in LINES]
WEIGHED = PARAMS | {
    "name": {"nb": "Kvitost"},
    "pack": {},
    "count": 1,
    "usual": 3000,
    "measured": 3400,
    "unit_code": "g",
    "usual_ore": 48_000,
    "measured_ore": 54_400,
    "answer_by_at": "2026-11-27T09:00:00+00:00",
}
WANTED = {"name": {"nb": "Gulrot"}, "pack": {}, "wished": 60, "there": 40, "missing": 20}
MORE_WANTED = PARAMS | WANTED | {"closes_at": "2026-11-24T11:00:00+00:00"}
RISEN = {
    "name": {"nb": "Gulrot"},
    "pack": {"nb": "sekk"},
    "from_packs": 10,
    "was_ore": 2800,
    "will_ore": 3100,
    "unit_code": "g",
}
PRICES = {"from_day": "2026-12-24", "prices": [RISEN, RISEN | {"from_packs": 1, "will_ore": None}]}
OWN = {
    "price_rises": PARAMS | PRICES,
    "order_confirmed": CONFIRMED,
    "shortage": PARAMS | {"lines": PROMISES, "is_less": True},
    "weight_changed": WEIGHED,
    "more_wanted": MORE_WANTED,
    "certificate_ends": PARAMS
    | {"mark": "debio", "number": "12", "until_day": "2026-12-31", "is_over": False},
}


def letter(template, language="nb", *, is_demonstration=False, **params):
    hub = Hub(name="Rørosmat", is_demonstration=is_demonstration)
    params = OWN.get(template, PARAMS) | params
    return render(Message(hub=hub, template=template, language=language, params=params))


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


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


def test_a_price_that_rises_is_told_with_what_it_was_and_from_when():
    told = letter("price_rises")
    assert told.subject == "Øya barnehage: avtalte priser går opp"
    assert plain(told.body) == (
        "Hei!\n"
        "\n"
        "Vi skrev at dere får vite det i god tid når en avtalt pris går opp. Dette koster mer for "
        "det som kommer torsdag 24. desember 2026 eller senere:\n"
        "\n"
        "– Gulrot, sekk (fra 10 pakninger): kr 31,00 (nå kr 28,00 per kg)\n"
        "– Gulrot, sekk: ut av avtalen, til vanlig pris (nå kr 28,00 per kg)\n"
        "\n"
        "Det som kommer før det, koster det samme som nå. Prisene er uten mva.\n"
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
        "Resten får dere som bestilt:\n"
        "\n"
        "– 8 × Gulrot, sekk\n"
        "– 1 × Ærfuglegg & <b>\n"
        "\n"
        "Varene kommer torsdag 26. november 2026.\n"
        "\n"
        "Hilsen Rørosmat\n"
    )


def test_confirmation_of_everything_is_short():
    told = letter("order_confirmed", "nn", cut=[])
    assert told.subject == "Øya barnehage: de får alt de tinga"
    assert told.body.startswith("Hei!\n\nDe får alt de tinga:\n\n– 8 × Gulrot, sekk\n")
    assert "\n\nVarene kjem torsdag 26. november" in told.body
    assert "Resten" not in letter("order_confirmed", full=[]).body


def test_confirmation_offers_something_else_and_says_where_to_answer():
    told = letter(
        "order_confirmed", cut=[CUT | {"instead": INSTEAD}], has_questions=True, link="/x"
    )
    assert (
        "– Tyttebær: 8 av 12. Alle ville ha mer enn det fins. I stedet kan dere få 4 × Blåbær, kurv"
        " (kr\N{NO-BREAK SPACE}196,00 uten mva). Svar ja eller nei innen tir. kl. 18.\n"
    ) in told.body
    assert "Svar på siden for bestillingen" in told.body


def test_new_answer_says_that_it_corrects_the_old():
    told = letter("order_confirmed", is_corrected=True)
    assert told.subject == "Nytt svar: Øya barnehage: noe ble det for lite av"
    assert "Dette retter det vi skrev før om denne leveringen." in told.body


def test_weight_is_told_with_what_it_costs():
    told = letter("weight_changed")
    assert plain(told.subject) == "Øya barnehage: Kvitost veide 3,400 kg. Vil dere ha?"
    assert "Kvitost veide 3,400 kg. Dere bestilte ca. 3 kg." in plain(told.body)
    assert "Det blir kr 544,00 i stedet for kr 480,00, uten mva." in plain(told.body)


def test_order_that_may_be_cut_says_so():
    assert "Alt er satt av til dere." in letter("order_placed").body
    assert "kan det bli for lite av" in letter("order_placed", may_be_cut=True).body


def test_content_follows_the_receivers_language():
    assert "– 8 × Carrots, sekk" in letter("order_placed", "en").body


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", FACTS)
def test_demonstrations_are_marked_in_every_message(template, language):
    marks = {"nb": "Dette er en demonstrasjon.", "nn": "ein demonstrasjon", "en": "demonstration"}
    unmarked = letter(template, language)
    marked = letter(template, language, is_demonstration=True)
    assert marks[language] in marked.body.split("\n\n")[0]
    assert marked.subject == unmarked.subject
    assert marked.body.endswith(unmarked.body)
    assert "{" not in unmarked.body
    assert len(unmarked.subject) > 10


@pytest.mark.parametrize(("asked", "used"), [("nn", "nn"), ("sma", "nb"), ("", "nb")])
def test_unwritten_language_falls_back_to_bokmaal(asked, used):
    assert language_for(asked) == used
