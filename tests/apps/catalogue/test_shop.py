"""Finding goods, the same on both databases."""

import pytest

from kortreist.apps.actors.models import UnitKind
from kortreist.apps.catalogue.models import Product, Storage
from kortreist.apps.catalogue.selectors.shop import find_goods, find_listings
from kortreist.apps.catalogue.selectors.wanted import Wanted
from kortreist.apps.catalogue.services.goods import refresh_search_texts
from kortreist.apps.catalogue.services.search_words import write_words
from kortreist.apps.registers.models import VatClass
from kortreist.kernel.errors import NotFoundError
from kortreist.kernel.periods import oslo_date
from tests.conftest import NOON
from tests.factories import (
    accountant,
    buyer_actor,
    coordinator,
    make_group,
    make_hub,
    make_licence,
    make_listing,
    make_producer,
    make_product,
    make_unit,
    make_variant,
    outsider,
    producer_actor,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both]

TODAY = oslo_date(NOON)
ARCTIC_BERRIES = {"nb": "Åkerbær", "nn": "Åkerbær", "en": "Arctic raspberries"}


@pytest.fixture
def hub(db):
    return make_hub("Rørosmat")


@pytest.fixture
def farm(hub):
    return make_producer(hub, "Ærfuglgarden på Østby")


def stock(hub, farm, name="Gulrot", **fields):
    """Put one product on the shelf, with the words it is found by."""
    listing_fields = {key: fields.pop(key) for key in ("is_visible",) if key in fields}
    product = make_product(farm, name, **fields)
    make_listing(hub, make_variant(product=product), **listing_fields)
    refresh_search_texts(on=TODAY)
    return product


def names(hub, wanted=None, *, unit=None, actor=None, on=TODAY):
    shelf = find_listings(
        actor=actor or (buyer_actor(unit) if unit else coordinator(hub)),
        hub_id=hub.pk,
        wanted=wanted or Wanted(),
        on=on,
        unit=unit,
    )
    return [listing.variant.product.name["nb"] for listing in shelf]


_case_words = [
    ("åkerbær", True),
    ("ÅKERBÆR", True),
    ("kerbæ", True),
    ("ærfugl", True),
    ("ÆRFUGLGARDEN østby", True),
    ("raspberries", True),
    ("bær arctic østby", True),
    ("frukt", True),
    ("a\u030akerbær", True),  # å as a and a ring
    ("åkerbær gulrot", False),
    ("akerbær", True),
    ("åkerbaær", True),
    ("akrbar", False),
    ("al", False),
    ("%", False),
    ("_", False),
    ("  ", True),
]


@pytest.mark.parametrize(("text", "is_found"), _case_words)
def test_every_word_must_be_part_of_the_goods_words(hub, farm, text, is_found):
    group = make_group("6", name={"nb": "Frukt og bær", "nn": "Frukt og bær", "en": "Fruit"})
    group.parent = make_group("0")
    group.save()
    stock(hub, farm, ARCTIC_BERRIES, group=group)
    assert names(hub, Wanted(text=text)) == (["Åkerbær"] if is_found else [])


def test_goods_stand_in_norwegian_order_whatever_the_database(hub, farm):
    for name in ("Østers", "ål", "Aure", "zucchini", "Ærfuglegg", "Aal", "bringebær", "Åkerbær"):
        stock(hub, farm, name)
    assert names(hub) == [
        "Aure",
        "bringebær",
        "zucchini",
        "Ærfuglegg",
        "Østers",
        "Åkerbær",
        "ål",
        "Aal",
    ]


def test_goods_without_a_statement_are_never_free_of_anything_but_told_of(hub, farm):
    # given
    stock(hub, farm, "Ost", allergens=["milk"], allergens_stated=True)
    stock(hub, farm, "Kake", allergens=["gluten", "eggs", "milk"], allergens_stated=True)
    stock(hub, farm, "Flatbrød", allergens=["gluten"], allergens_stated=True)
    stock(hub, farm, "Gulrot", allergens=[], allergens_stated=True)
    stock(hub, farm, "Ukjent")
    # when
    shelf = find_listings(
        actor=coordinator(hub), hub_id=hub.pk, wanted=Wanted(free_of=frozenset({"milk"})), on=TODAY
    )
    # then
    found = [listing.variant.product.name["nb"] for listing in shelf]
    assert found == ["Flatbrød", "Gulrot"]
    assert (shelf.total, shelf.not_stated) == (2, 1)
    # and
    assert names(hub, Wanted(free_of=frozenset({"milk", "gluten"}))) == ["Gulrot"]
    assert len(names(hub, Wanted(free_of=frozenset({"nonsense"})))) == 5


def test_filters_narrow_together(hub, farm):
    other = make_producer(hub, "Alvdalsmat")
    stock(hub, farm, "Gulrot", is_organic=True, storage=Storage.CHILLED)
    stock(hub, farm, "Potet", is_organic=True)
    stock(hub, other, "Rømme", storage=Storage.CHILLED)
    assert names(hub, Wanted(is_organic=True)) == ["Gulrot", "Potet"]
    assert names(hub, Wanted(storage=Storage.CHILLED)) == ["Gulrot", "Rømme"]
    assert names(hub, Wanted(is_organic=True, storage=Storage.CHILLED)) == ["Gulrot"]
    assert names(hub, Wanted(producer=other.public_id)) == ["Rømme"]


def test_group_counts_its_parts(hub, farm):
    dairy = make_group("1", parent=make_group("0"))
    cheese = make_group("1.4", parent=dairy)
    stock(hub, farm, "Melk", group=dairy)
    stock(hub, farm, "Brunost", group=make_group("1.4.5", parent=cheese))
    stock(hub, farm, "Egg", group=make_group("2", parent=make_group("0")))
    assert names(hub, Wanted(group="1")) == ["Brunost", "Melk"]
    assert names(hub, Wanted(group="1.4")) == ["Brunost"]
    assert names(hub, Wanted(group="0")) == ["Brunost", "Egg", "Melk"]
    assert names(hub, Wanted(group="99")) == []


_case_weeks = [
    (30, ["Alltid", "Sommer"]),
    (24, ["Alltid", "Sommer"]),
    (35, ["Alltid", "Sommer"]),
    (36, ["Alltid"]),
    (47, ["Alltid"]),
    (48, ["Alltid", "Jul"]),
    (53, ["Alltid", "Jul"]),
    (1, ["Alltid", "Jul"]),
    (2, ["Alltid", "Jul"]),
    (3, ["Alltid"]),
]


@pytest.mark.parametrize(("week", "found"), _case_weeks)
def test_season_counts_over_new_year(hub, farm, week, found):
    stock(hub, farm, "Sommer", season_from_week=24, season_until_week=35)
    stock(hub, farm, "Jul", season_from_week=48, season_until_week=2)
    stock(hub, farm, "Alltid")
    assert names(hub, Wanted(week=week)) == found


@pytest.mark.parametrize("kind", UnitKind.values)
def test_alcohol_is_not_shown_where_children_and_the_cared_for_eat(hub, farm, kind):
    stock(hub, farm, "Øl", is_alcohol=True, vat_class=VatClass.GENERAL)
    stock(hub, farm, "Eplemost")
    unit = make_unit(hub, kind=kind)
    make_licence(unit)
    without = {"kindergarten", "sfo", "school_canteen", "care_home"}
    expected = ["Eplemost"] if kind in without else ["Eplemost", "Øl"]
    assert names(hub, unit=unit) == expected
    assert names(hub, Wanted(text="øl"), unit=unit) == expected[1:]


def test_only_what_can_be_bought_is_shown_to_a_unit(hub, farm):
    gone = make_producer(hub, "Sluttet", terms={"valid_until": TODAY})
    stock(hub, farm, "Gulrot")
    stock(hub, farm, "Skjult", is_visible=False)
    stock(hub, farm, "Arkivert", archived_at=NOON)
    stock(hub, gone, "Sluttet")
    stock(make_hub(), farm, "Et annet sted")
    assert names(hub, unit=make_unit(hub)) == ["Gulrot"]
    assert names(hub, actor=accountant(hub)) == ["Gulrot", "Skjult"]


def test_producer_sees_its_own_goods_only(hub, farm):
    other = make_producer(hub, "Alvdalsmat")
    stock(hub, farm, "Gulrot")
    stock(hub, other, "Rømme")
    assert names(hub, actor=producer_actor(hub, farm)) == ["Gulrot"]


def test_strangers_and_neighbours_find_nothing(hub, farm):
    stock(hub, farm)
    unit, neighbour = make_unit(hub), make_unit(hub)
    elsewhere = make_unit(make_hub())
    for actor, place in (
        (outsider(), None),
        (outsider(), unit),
        (buyer_actor(neighbour), unit),
        (buyer_actor(unit), None),
        (coordinator(make_hub()), None),
        (coordinator(hub), elsewhere),
    ):
        with pytest.raises(NotFoundError):
            find_listings(actor=actor, hub_id=hub.pk, wanted=Wanted(), on=TODAY, unit=place)


def test_long_shelves_are_paged_with_few_queries(hub, farm, query_count):
    # given
    group = make_group("1", parent=make_group("0"))
    for number in range(3):
        stock(hub, farm, f"Vare {number}", group=group, allergens_stated=True)
    wanted = Wanted(text="vare", group="1", free_of=frozenset({"milk"}), week=48)

    def look(page=1):
        shelf = find_listings(
            actor=coordinator(hub), hub_id=hub.pk, wanted=wanted, on=TODAY, page=page
        )
        for listing in shelf:
            assert listing.variant.product.producer.name
            assert listing.variant.product.group.code
        return shelf

    look()
    few = query_count(look)
    # when
    products = [
        Product(
            producer=farm,
            group=group,
            name={"nb": f"Vare {number}"},
            sort_key=f"{number:04}",
            allergens_stated=True,
        )
        for number in range(230)
    ]
    for product in Product.objects.bulk_create(products):
        make_listing(hub, make_variant(product=product))
    write_words(products, on=TODAY)
    look()
    # then
    assert query_count(look) == few == 5
    assert (look().total, look().pages, len(look())) == (233, 3, 100)
    assert (len(look(3)), look(3).page) == (33, 3)
    assert (look(99).page, look(0).page) == (3, 1)
    firsts = [listing.variant.product.sort_key for listing in look(2)]
    assert firsts == sorted(firsts)
    assert firsts[0] == "0100"


def test_search_works_from_products_themselves(hub, farm):
    stock(hub, farm, "Gulrot")
    shelf = find_goods(Product.objects.all(), Wanted(text="gul"), product="")
    assert [product.name["nb"] for product in shelf] == ["Gulrot"]
