"""The demonstration regions hold what they promise, and invent nothing about real actors."""

import re
from collections import Counter, defaultdict
from dataclasses import fields

import pytest

from kortreist.apps.registers.services.records import read_record
from kortreist.demo.demand import draw_orders, total_packs
from kortreist.demo.description import UnitKind, list_regions, load_region, variant_name
from kortreist.demo.description.checks import is_synthetic
from kortreist.demo.description.parts import Text

FJELLREGIONEN = {"3424", "3426", "3427", "3428", "3429", "3430", "5025", "5026"}
REGIONS = list_regions()


@pytest.fixture(scope="module")
def roros():
    return load_region("roros")


@pytest.fixture(scope="module")
def horten():
    return load_region("horten")


@pytest.fixture(params=REGIONS)
def region(request):
    return load_region(request.param)


def texts_of(value):
    if isinstance(value, Text):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from texts_of(part)
    elif hasattr(value, "__dataclass_fields__"):
        for field in fields(value):
            yield from texts_of(getattr(value, field.name))


def test_both_regions_are_there():
    assert REGIONS == ("horten", "roros")


def test_roros_has_the_numbers_promised(roros):
    assert len(roros.producers) == 30
    assert len(roros.units) == 66
    assert len(roros.products) == 163
    assert len(roros.variants) == 236


def test_roros_covers_fjellregionen(roros):
    assert set(roros.header.municipalities) == FJELLREGIONEN
    assert {producer.municipality for producer in roros.producers} == FJELLREGIONEN
    assert {unit.municipality for unit in roros.units} == FJELLREGIONEN


def test_roros_has_every_kind_of_unit(roros):
    kinds = Counter(unit.kind for unit in roros.units)
    assert set(kinds) == set(UnitKind)
    assert min(kinds.values()) >= 4
    assert {unit.sector for unit in roros.units} == {"public", "private", "commercial"}


def test_several_units_share_a_payer(roros):
    shared = Counter(unit.payer for unit in roros.units)
    assert sum(units > 1 for units in shared.values()) >= 10


def test_roros_has_goods_of_every_sort(roros):
    variants = roros.variants
    assert {product.storage for product in roros.products} == {"ambient", "chilled", "frozen"}
    assert {variant.unit for variant in variants} == {"g", "ml", "pcs"}
    assert {variant.supply for variant in variants} == {"reserve", "share"}
    assert sum(variant.charge_by == "measured" for variant in variants) >= 30
    assert sum(variant.case_packs > 1 for variant in variants) >= 12
    assert {product.vat_class for product in roros.products} == {"food", "general"}
    assert any(product.is_alcohol for product in roros.products)


def test_somebody_is_outside_the_vat_register_and_somebody_has_a_minimum(roros):
    unregistered = [producer for producer in roros.producers if not producer.is_vat_registered]
    assert len(unregistered) == 2
    assert all(producer.is_example for producer in unregistered)
    assert sum(producer.minimum_ore > 0 for producer in roros.producers) == 3


def test_whoever_sells_has_something_to_sell(region):
    assert {product.producer for product in region.products} == {
        producer.code for producer in region.producers
    }


def test_regions_can_stand_in_the_same_database(roros, horten):
    for read in (
        lambda region: {actor.org_no for actor in region.actors} - {""},
        lambda region: {person.email for person in region.people},
    ):
        assert not read(roros) & read(horten)


def test_real_actors_are_those_the_sources_name(roros, horten):
    assert sorted({actor.name for actor in roros.actors if not actor.is_example}) == [
        "Bergstadens Hotell",
        "Coop Midt-Norge avd. Røros",
        "Coop Midt-Norge avd. Røros, butikken i Brekken",
        "Coop Midt-Norge avd. Røros, butikken på Glåmos",
        "Coop Midt-Norge avd. Røros, butikken på Røros",
        "Galåvolden Gård",
        "Rema 1000 Røros",
        "Røros Bryggeri og Mineralvannfabrikk",
        "Røros Hotell",
        "Røroskjøtt",
        "Rørosmat SA",
        "Rørosmeieriet",
        "Stensaas Reinsdyrslakteri",
        "Vauldalen Fjellhotell",
    ]
    assert sorted(actor.name for actor in horten.actors if not actor.is_example) == [
        "Dagsenteret i Kongeveien",
        "Grette",
        "Holt",
        "Horten lokalhandel",
        "Kirkebakken",
    ]


def test_nothing_is_invented_about_real_actors(region):
    real = [actor for actor in region.actors if not actor.is_example]
    assert all(actor.org_no == "" and actor.email == "" for actor in real)
    assert all(fact.source for actor in real for fact in actor.facts)
    assert all(actor.facts for actor in real)
    assert all(producer.story is None for producer in region.producers if not producer.is_example)
    assert all(unit.alcohol_licence_until is None for unit in region.units if not unit.is_example)
    assert all(payer.credit_limit_ore is None for payer in region.payers if not payer.is_example)


def test_organic_at_a_real_farm_has_a_source(region):
    real = {producer.code for producer in region.producers if not producer.is_example}
    claims = [row for row in region.products if row.is_organic and row.producer in real]
    assert all(product.source for product in claims)


def test_examples_say_so(region):
    examples = [actor for actor in region.actors if actor.is_example]
    assert all("eksempel" in actor.name.casefold() for actor in examples)
    assert all(actor.email.endswith(".example") for actor in examples if actor.email)
    numbers = [actor.org_no for actor in examples if actor.org_no]
    assert all(is_synthetic(number) for number in numbers)
    assert len(set(numbers)) == len(numbers)


def test_every_person_is_invented_and_every_role_is_filled(region):
    assert all("eksempel" in person.name.casefold() for person in region.people)
    # Only a region with vehicles has somebody to drive them.
    drivers = {"driver"} if region.vehicles else set()
    assert {person.role for person in region.people} == drivers | {
        "coordinator",
        "accountant",
        "packing_team",
        "producer",
        "buyer",
    }
    assert {person.language for person in region.people} == {"nb", "nn"}
    real = {actor.code for actor in (*region.producers, *region.teams) if not actor.is_example}
    assert all("tenkt" in person.persona.nb for person in region.people if person.at in real)


def test_postcodes_lie_in_their_municipality_and_on_the_map(region):
    postcodes = {row["code"]: row for row in read_record("postcodes").rows}
    for actor in region.actors:
        assert postcodes[actor.postcode]["municipality"] == actor.municipality, actor.code
        assert postcodes[actor.postcode]["latitude"], actor.code


def test_groups_are_in_use_at_matvaretabellen(region):
    in_use = {row["code"] for row in read_record("food_groups").rows if row["in_use"] == "1"}
    assert {product.group for product in region.products} <= in_use


def test_goods_that_are_not_food_are_at_the_general_rate(region):
    for product in region.products:
        is_food = not product.group.startswith("90") and not product.is_alcohol
        assert product.vat_class == ("food" if is_food else "general"), product.code


def test_food_states_its_allergens(region):
    unstated = {row.group for row in region.products if row.allergens is None}
    assert all(group.startswith("90") for group in unstated)


def test_alcohol_is_never_for_children_or_care(roros):
    kept_from = {"kindergarten", "sfo", "school_canteen", "care_home"}
    assert all(set(row.not_for) >= kept_from for row in roros.products if row.is_alcohol)


def test_words_are_there_in_three_languages_without_stray_space(region):
    for text in texts_of((region.header, *region.products, *region.actors, *region.people)):
        assert all(word == word.strip() != "" for word in (text.nb, text.nn, text.en)), text


def test_nynorsk_is_nynorsk(region):
    bokmal = {"melk", "kjøtt", "løk", "grønnsaker", "ikke", "fra", "hvit", "rødbeter"}
    for text in texts_of((region.header, *region.products, *region.actors, *region.people)):
        assert not bokmal & set(re.findall(r"\w+", text.nn.casefold())), text


def test_south_sami_only_where_a_source_has_it(region):
    known = {row["other_name"] for row in read_record("municipalities").rows} - {""}
    texts = texts_of((region.header, *region.products, *region.actors, *region.people))
    assert {text.sma for text in texts} - {""} <= known


def test_the_demonstration_draws_what_it_promises(roros):
    day = roros.demonstration.delivery_day
    for seed in (roros.demonstration.seed, 1, 2, 3):
        orders = draw_orders(roros, seed=seed, delivery_day=day)
        assert 56 <= len(orders) <= 66
        assert 600 <= sum(len(order.wishes) for order in orders) <= 900


def test_the_same_seed_draws_the_same(roros):
    day = roros.demonstration.delivery_day
    assert draw_orders(roros, seed=7, delivery_day=day) == draw_orders(
        roros, seed=7, delivery_day=day
    )


def test_some_goods_are_scarce_and_most_are_not(roros):
    day = roros.demonstration.delivery_day
    there_is = {variant.code: variant.weekly_packs for variant in roros.variants}
    wished = total_packs(draw_orders(roros, seed=roros.demonstration.seed, delivery_day=day))
    scarce = {code for code, packs in wished.items() if packs > there_is[code]}
    assert 12 <= len(scarce) <= 18
    assert {"rein-biff-800g", "tyttebar-1000g", "multer-1000g", "okoegg-30pcs"} <= scarce


def test_horten_is_small_and_has_scarcity_too(horten):
    day = horten.demonstration.delivery_day
    there_is = {variant.code: variant.weekly_packs for variant in horten.variants}
    orders = draw_orders(horten, seed=horten.demonstration.seed, delivery_day=day)
    wished = total_packs(orders)
    assert (len(horten.producers), len(horten.units)) == (3, 14)
    assert (len(horten.products), len(horten.variants)) == (26, 33)
    assert 10 <= len(orders) <= 14
    assert sum(packs > there_is[code] for code, packs in wished.items()) >= 2


def test_a_closed_unit_and_an_unlicensed_one_stay_within_bounds(roros):
    day = roros.demonstration.delivery_day
    bottles = [product for product in roros.products if product.is_alcohol]
    alcohol = {variant.code for product in bottles for variant in product.variants}
    licensed = {unit.code for unit in roros.units if unit.alcohol_licence_until}
    ordered = defaultdict(set)
    for seed in range(5):
        for order in draw_orders(roros, seed=seed, delivery_day=day):
            ordered[order.unit] |= {wish.variant for wish in order.wishes}
    # both kindergartens at Tolga have a planning day
    assert not {"vardelys", "setergleden"} & set(ordered)
    assert {unit for unit, variants in ordered.items() if variants & alcohol} <= licensed


def test_wishes_are_in_multiples_and_in_season(region):
    day = region.demonstration.delivery_day
    variants = {variant.code: variant for variant in region.variants}
    season = {
        row.code: product.is_in_season(day.isocalendar().week)
        for product in region.products
        for row in product.variants
    }
    assert not all(season.values())
    for order in draw_orders(region, seed=1, delivery_day=day):
        for wish in order.wishes:
            assert wish.packs > 0
            assert wish.packs % variants[wish.variant].order_multiple == 0
            assert 1 <= wish.minimum_packs <= wish.packs
            assert season[wish.variant]


def test_references_fit_what_their_payer_demands(region):
    rules = {payer.code: payer.reference for payer in region.payers}
    for unit in region.units:
        if rules[unit.payer].when_empty == "refuse":
            assert unit.reference, unit.code


def test_packs_are_named_in_each_language(roros):
    names = {variant.code: variant_name(variant) for variant in roros.variants}
    assert names["lynghonning-350g"] == Text(nb="glass 350 g", nn="glas 350 g", en="jar, 350 g")
    assert names["multer-1000g"].nb == "spann 1 kg"
    assert names["rein-biff-800g"].en == "pack, about 800 g"
    assert names["eplemost-750ml"].nn == "flaske 0,75 l"
    assert names["grovbrod-1pcs"].nb == "brød"
