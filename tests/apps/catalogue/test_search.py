"""Searching that forgives spelling and inflection, the same on both databases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kortreist.apps.catalogue.models import Product, SearchWord
from kortreist.apps.catalogue.selectors import candidates, search
from kortreist.apps.catalogue.selectors.search import read_vocabulary
from kortreist.apps.catalogue.selectors.shop import find_goods
from kortreist.apps.catalogue.selectors.wanted import Wanted
from kortreist.apps.catalogue.services.search_words import write_words
from kortreist.apps.catalogue.stemming import stems_of, words_of
from kortreist.apps.catalogue.synonyms import SYNONYMS
from kortreist.apps.catalogue.vocabulary import Match, Vocabulary
from tests import factories
from tests.conftest import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.both]

NAMES = [
    "Gulrot",
    "Babygulrot",
    "Potet Mandel",
    "Purre",
    "Lynghonning",
    "Rømme",
    "Tyttebær",
    "Kjøttdeig av storfe",
    "Pinnekjøtt av lam",
    "Kveite",
    "Hvetemel",
]


@pytest.fixture
def shelf(db):
    farm = factories.make_producer(factories.make_hub(), "Galåvolden Gård")
    for name in NAMES:
        factories.make_product(farm, name)
    factories.make_product(farm, {"nb": "Blåbær", "en": "Blueberries"})
    return farm


def find(text, **wanted):
    return find_goods(Product.objects.all(), Wanted(text=text, **wanted), product="")


def names(text, **wanted):
    return [product.name["nb"] for product in find(text, **wanted)]


_case_forgiving = [
    # inflection
    ("gulrota", ["Gulrot"]),
    ("poteter", ["Potet Mandel"]),
    ("potetar", ["Potet Mandel"]),
    ("potetene", ["Potet Mandel"]),
    ("tyttebæra", ["Tyttebær"]),
    ("blueberry", ["Blåbær"]),
    # other words for the same, and nynorsk
    ("gulrøtter", ["Gulrot"]),
    ("gulrøter", ["Gulrot"]),
    ("purreløk", ["Purre"]),
    ("tytebær", ["Tyttebær"]),
    ("rjome", ["Rømme"]),
    ("kjøtdeig", ["Kjøttdeig av storfe"]),
    ("okse", ["Kjøttdeig av storfe"]),
    ("mandelpotet", []),
    # a part of a long word
    ("honning", ["Lynghonning"]),
    ("mel", []),
    ("hvete", ["Hvetemel"]),
    # slips
    ("gulrto", ["Gulrot"]),
    ("tytebar", ["Tyttebær"]),
    ("romme", ["Rømme"]),
    ("pure", ["Purre"]),
    # the producer
    ("galåvolden", sorted([*NAMES, "Blåbær"])),
    ("galavolden potet", ["Potet Mandel"]),
    # nothing of the kind
    ("traktor", []),
    ("gulrot traktor", []),
    ("!!", []),
]


@pytest.mark.parametrize(("text", "found"), _case_forgiving)
def test_search_forgives(shelf, text, found):
    if len(found) > 2:
        assert sorted(names(text)) == found
    else:
        assert names(text) == found


def test_the_very_word_comes_before_its_beginning_and_its_parts(shelf):
    factories.make_product(shelf, "Gulrotsuppe")
    assert names("gulrot") == ["Gulrot", "Gulrotsuppe", "Babygulrot"]
    factories.make_product(shelf, "Gulrøtter i bunt")
    assert names("gulrot") == ["Gulrot", "Gulrotsuppe", "Gulrøtter i bunt", "Babygulrot"]


def test_the_goods_own_name_comes_before_their_producers(shelf):
    other = factories.make_producer(factories.make_hub(), "Potet og sånt")
    factories.make_product(other, "Agurk")
    assert names("potet") == ["Potet Mandel", "Agurk"]


def test_what_may_mean_another_thing_is_found_one_way_only(shelf):
    assert names("kveite") == ["Kveite"]
    assert "Kveite" not in names("hvete")


def test_a_guess_is_told_and_what_nothing_has_is_named(shelf):
    guessed = find("gulrto")
    assert (guessed.corrected, guessed.unknown) == ("gulrot", ())
    lost = find("gulrot traktor")
    assert (lost.corrected, lost.unknown, lost.total) == ("", ("traktor",), 0)


def test_no_guess_where_the_word_is_known_among_these_goods(shelf):
    factories.make_product(shelf, "Melk")
    assert names("melk") == ["Melk"]
    assert find("melk").corrected == ""


def test_guess_is_never_of_other_shops_goods(shelf):
    mine = Product.objects.filter(name__nb="Purre")
    found = find_goods(mine, Wanted(text="gulrto"), product="")
    assert (found.unknown, found.corrected, list(found)) == (("gulrto",), "", [])


def test_words_written_since_are_found_at_once_and_those_removed_are_not(shelf):
    assert names("agurk") == []
    cucumber = factories.make_product(shelf, "Agurk")
    assert names("agurk") == ["Agurk"]
    cucumber.name = {"nb": "Slangegurk"}
    cucumber.save()
    assert write_words([cucumber], on=NOON.date()) == {cucumber.pk}
    assert write_words([cucumber], on=NOON.date()) == set()
    assert names("agurk") == []
    assert names("slangegurk") == ["Slangegurk"]


def test_search_asks_as_often_for_any_number_of_goods(shelf, query_count):
    read_vocabulary()
    few = query_count(lambda: find("gulrot"))
    guessing = query_count(lambda: find("gulrto"))
    for number in range(60):
        factories.make_product(shelf, f"Gulrot nummer {number}")
    read_vocabulary()
    assert query_count(lambda: find("gulrot")) == few == 4
    assert query_count(lambda: find("gulrto")) == guessing


@pytest.mark.parametrize(("most_keys", "most_hits"), [(0, 20_000), (0, 0), (1_000, 0)])
def test_much_is_found_as_little_is(shelf, monkeypatch, most_keys, most_hits):
    other = factories.make_producer(factories.make_hub(), "Gulrothaugen")
    factories.make_product(other, "Gulrot av andre")
    mine = Product.objects.filter(producer=shelf)
    asked = ["gulrot", "g", "potet mandel", "gulrto", "av storfe", "galåvolden", "finnes ikke"]

    def look():
        return [
            ([row.pk for row in page], page.total, page.corrected, page.unknown)
            for text in asked
            for page in [find_goods(mine, Wanted(text=text), product="")]
        ]

    usual = look()
    monkeypatch.setattr(candidates, "MOST_KEYS", most_keys)
    monkeypatch.setattr(search, "MOST_HITS", most_hits)
    assert look() == usual
    assert usual[0][1] == 2


def test_organic_goods_are_found_by_the_word(shelf):
    factories.make_product(shelf, "Kålrot", is_organic=True)
    assert names("økologisk") == ["Kålrot"]
    assert names("øko kålrabi") == ["Kålrot"]


def test_vocabulary_knows_levels():
    words = ["gulrot", "gulrotsuppe", "babygulrot", "gulrøtter", "purre"]
    vocabulary = Vocabulary({word: stems_of(word) for word in words})
    assert vocabulary.meant("gulrot") == {
        "gulrot": Match.EXACT,
        "gulrotsuppe": Match.PREFIX,
        "gulrøtter": Match.STEM,
        "babygulrot": Match.PART,
    }
    assert vocabulary.guessed("gulrto") == ["gulrot"]
    assert vocabulary.guessed("gul") == []


@given(st.text(max_size=80))
def test_whatever_is_typed_is_cut_into_words(text):
    for word in words_of(text):
        assert 0 < len(word) <= 60
        assert stems_of(word)


def test_synonyms_go_both_ways_and_are_written_as_words():
    for word, others in SYNONYMS.items():
        assert words_of(word) == [word]
        assert word not in others


def test_rows_are_words_of_the_database(shelf):
    assert SearchWord.objects.filter(word="gulrot", is_name=True, stem="gulrot").exists()
