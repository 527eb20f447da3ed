import pytest

from kortreist.apps.ui.content import Chosen, choose


@pytest.mark.parametrize(
    ("_case", "content", "language", "chosen"),
    [
        (
            "own language",
            {"nb": "Potet", "nn": "Potet", "en": "Potato"},
            "en",
            ("Potato", "en", True),
        ),
        (
            "nynorsk falls to bokmål",
            {"nb": "Gulrot", "en": "Carrot"},
            "nn",
            ("Gulrot", "nb", False),
        ),
        (
            "bokmål falls to nynorsk",
            {"nn": "Gulrot frå garden"},
            "nb",
            ("Gulrot frå garden", "nn", False),
        ),
        ("Sámi is shown as Sámi", {"sma": "Bovtse"}, "nb", ("Bovtse", "sma", False)),
        ("Sámi falls to bokmål", {"nb": "Rein"}, "sma", ("Rein", "nb", False)),
        ("blank is not there", {"nb": " ", "nn": "Rein"}, "nb", ("Rein", "nn", False)),
        ("unknown keys are no text", {"source": "nb", "nb": "Rein"}, "en", ("Rein", "nb", False)),
        ("nothing", {}, "nn", ("", "nn", True)),
        ("none", None, "nn", ("", "nn", True)),
        ("no language known", {"nb": "Rein"}, "de", ("Rein", "nb", False)),
    ],
)
def test_the_nearest_language_is_chosen(_case, content, language, chosen):
    assert choose(content, language) == Chosen(*chosen)


def test_the_reader_is_asked_where_no_language_is_given(say):
    assert say("nn", lambda: choose({"nb": "ikke", "nn": "ikkje"}).text) == "ikkje"
