"""What is declared is frozen each time it changes, and what can make somebody ill is told apart."""

from dataclasses import replace

import pytest
from django.utils import translation

from kortreist.apps.catalogue.changes import sentences
from kortreist.apps.catalogue.declared import digest_of
from kortreist.apps.catalogue.errors import (
    AllergenUnknownError,
    NamedWithoutAllergenError,
    NutritionError,
)
from kortreist.apps.catalogue.facts import ProductFacts, facts_of
from kortreist.apps.catalogue.models import Declaration, Product
from kortreist.apps.catalogue.reading import Reading, emphasise
from kortreist.apps.catalogue.services.goods import change_product, create_product
from tests.factories import make_group, make_hub, make_producer, producer_actor

pytestmark = pytest.mark.django_db

BREAD = ProductFacts(
    name={"nb": "Grovbrød"},
    group="6",
    allergens=["gluten"],
    cereals=["rye", "wheat"],
    traces=["nuts"],
    ingredients={"nb": "Hvete, vann, *hemmelig frø*"},
)
TABLE = {
    "per": "g",
    "energy_kj": 1512,
    "energy_kcal": 360,
    "fat_mg": 2_400,
    "saturates_mg": 400,
    "carbohydrate_mg": 65_000,
    "sugars_mg": 1_250,
    "protein_mg": 12_000,
    "salt_mg": 1_005,
}


@pytest.fixture
def hub(db):
    make_group("6")
    return make_hub()


@pytest.fixture
def farm(hub):
    return make_producer(hub)


def enter(hub, farm, now, facts=BREAD):
    return create_product(
        actor=producer_actor(hub, farm), hub_id=hub.pk, producer_id=farm.pk, facts=facts, now=now
    )


def change(hub, product, now, **facts):
    return change_product(
        actor=producer_actor(hub, product.producer),
        hub_id=hub.pk,
        product_id=product.pk,
        facts=replace(facts_of(product), **facts),
        now=now,
    )


def test_first_declaration_comes_with_the_goods(hub, farm, now):
    product = enter(hub, farm, now)
    first = Declaration.objects.get(product=product)
    assert product.declaration == first
    assert (first.version, first.alarming, first.made_at) == (1, [], now)
    assert first.content["allergens"] == ["gluten"]
    assert first.content["cereals"] == ["wheat", "rye"]
    assert first.sha256 == digest_of(first.content)


def test_what_is_declared_anew_is_a_new_row_and_the_old_one_stays(hub, farm, now):
    product = enter(hub, farm, now)
    change(hub, product, now, allergens=["gluten", "sesame"])
    first, second = Declaration.objects.filter(product=product).order_by("version")
    assert first.content["allergens"] == ["gluten"]
    assert (second.version, second.content["allergens"]) == (2, ["gluten", "sesame"])
    assert second.alarming == ["allergens"]
    assert Product.objects.get(pk=product.pk).declaration == second


def test_what_is_not_declared_makes_no_new_declaration(hub, farm, now):
    product = enter(hub, farm, now)
    change(hub, product, now, description={"nb": "Godt brød"}, story={"nb": "Et eventyr"})
    assert Declaration.objects.filter(product=product).count() == 1


def test_a_new_name_is_declared_but_alarms_nobody(hub, farm, now):
    product = enter(hub, farm, now)
    change(hub, product, now, name={"nb": "Fjellbrød"}, nutrition=TABLE)
    assert product.declarations.get(version=2).alarming == []


def test_facts_given_back_are_the_facts(hub, farm, now):
    product = enter(hub, farm, now, replace(BREAD, nutrition=TABLE, not_for=["honey"]))
    change(hub, product, now)
    assert Declaration.objects.filter(product=product).count() == 1


def test_traces_that_are_allergens_already_are_not_traces(hub, farm, now):
    product = enter(hub, farm, now, replace(BREAD, traces=["gluten", "nuts"]))
    assert product.traces == ["nuts"]


_case_wrong = [
    ({"traces": ["gold"]}, AllergenUnknownError),
    ({"allergens": [], "cereals": ["rye"]}, NamedWithoutAllergenError),
    ({"nuts": ["walnut"]}, NamedWithoutAllergenError),
    ({"nutrition": {"per": "g", "energy_kj": 1}}, NutritionError),
    ({"nutrition": TABLE | {"per": "kg"}}, NutritionError),
    ({"nutrition": TABLE | {"sugars_mg": 65_001}}, NutritionError),
    ({"nutrition": TABLE | {"fat_mg": 99_000}}, NutritionError),
    ({"nutrition": TABLE | {"fat_mg": 2.4}}, NutritionError),
]


@pytest.mark.parametrize(("wrong", "error"), _case_wrong)
def test_what_cannot_be_right_is_refused_and_nothing_is_written(hub, farm, now, wrong, error):
    with pytest.raises(error):
        enter(hub, farm, now, replace(BREAD, **wrong))
    assert not Product.objects.exists()
    assert not Declaration.objects.exists()


_case_sentences = [
    ({"allergens": ["milk"]}, {"allergens": ["milk", "sesame"]}, ["Now with sesame"]),
    ({"allergens": ["milk"]}, {"allergens": []}, ["No longer with milk"]),
    ({"nuts": ["walnut"]}, {"nuts": ["almond"]}, ["Now with almond", "No longer with walnut"]),
    ({"traces": []}, {"traces": ["nuts"]}, ["May now contain traces of nuts"]),
    ({"not_for": []}, {"not_for": ["raw_milk"]}, ["Now made with raw milk"]),
    (
        {"allergens_stated": True},
        {"allergens_stated": False},
        ["It is no longer stated which allergens are in it"],
    ),
    (
        {"ingredients": {"nb": "A"}, "allergens": []},
        {"ingredients": {"nb": "B"}, "allergens": ["fish"]},
        ["Now with fish", "The ingredients have changed"],
    ),
    ({"name": {"nb": "A"}}, {"name": {"nb": "B"}}, []),
]


@pytest.mark.parametrize(("before", "after", "said"), _case_sentences)
def test_a_change_is_said_plainly(before, after, said):
    with translation.override("en"):
        assert sentences(before, after) == said


def test_a_reading_says_what_is_in_it(hub, farm, now):
    product = enter(hub, farm, now, replace(BREAD, nutrition=TABLE))
    reading = Reading(product.declaration.content)
    assert reading.is_stated
    assert len(reading.allergens) == 1
    assert reading.ingredients == ("<strong>Hvete</strong>, vann, <strong>hemmelig frø</strong>")
    assert [row.figure.replace("\u00a0", " ") for row in reading.nutrition] == [
        "1 512 kJ",
        "360 kcal",
        "2,4 g",
        "0,4 g",
        "65,0 g",
        "1,3 g",
        "12,0 g",
        "1,01 g",
    ]


def test_reader_sees_in_which_language_a_text_is():
    reading = Reading({"ingredients": {"nb": "Melk & salt"}, "origin": {"sma": "Plaassje"}})
    with translation.override("nn"):
        assert reading.ingredients == (
            '<span lang="nb"><strong>Melk</strong> &amp; salt</span> '
            '<span class="kr-other-language" lang="nb">(bokmål)</span>'
        )
        assert dict(reading.facts)["Kjem frå"] == (
            '<span lang="sma">Plaassje</span> '
            '<span class="kr-other-language" lang="sma">(åarjelsaemien)</span>'
        )
    with translation.override("nb"):
        assert reading.ingredients == "<strong>Melk</strong> &amp; salt"


def test_words_of_others_are_never_markup():
    assert emphasise("<b>melk</b> & *<i>*") == (
        "&lt;b&gt;<strong>melk</strong>&lt;/b&gt; &amp; <strong>&lt;i&gt;</strong>"
    )
