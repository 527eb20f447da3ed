"""Entering and changing producers' goods."""

from dataclasses import replace

import pytest

from kortreist.apps.actors.errors import (
    AmountOutOfRangeError,
    ChoiceUnknownError,
    ShareOutOfRangeError,
    TextTooLongError,
)
from kortreist.apps.actors.models import AuditEvent
from kortreist.apps.catalogue.errors import (
    AlcoholTaxError,
    AllergenUnknownError,
    ContentMissingError,
    GoodsArchivedError,
    GroupUnknownError,
    GtinError,
    NotByWeightError,
    SeasonError,
)
from kortreist.apps.catalogue.models import ChargeBy, Product, ProductGroup, UnitCode, Variant
from kortreist.apps.catalogue.services.goods import (
    ProductFacts,
    VariantFacts,
    add_variant,
    archive_product,
    archive_variant,
    change_product,
    create_product,
    refresh_search_texts,
)
from kortreist.apps.catalogue.services.groups import load_product_groups
from kortreist.apps.jobs.registry import schedules
from kortreist.apps.registers.models import VatClass
from kortreist.kernel.errors import NotFoundError
from tests.factories import (
    buyer_actor,
    coordinator,
    make_group,
    make_hub,
    make_producer,
    make_unit,
    make_variant,
    outsider,
    producer_actor,
)

pytestmark = pytest.mark.django_db

FACTS = ProductFacts(
    name={"nb": "Tyttebær ", "nn": "Tytebær", "en": ""},
    group="6",
    allergens=("nuts", "gluten", "nuts"),
    season=(35, 42),
)
PACK = VariantFacts(unit=UnitCode.GRAM, content_amount=2000, name={"nb": "Kurv"})


@pytest.fixture
def hub(db):
    make_group("6", name={"nb": "Bær", "nn": "Bær", "en": "Berries"}, parent=make_group("0"))
    return make_hub()


@pytest.fixture
def farm(hub):
    return make_producer(hub, "Østre Gård")


def create(hub, farm, now, facts=FACTS, actor=None):
    return create_product(
        actor=actor or producer_actor(hub, farm),
        hub_id=hub.pk,
        producer_id=farm.pk,
        facts=facts,
        now=now,
    )


def words_of(product, *, is_name=True):
    """Return the words a product is found by, as they were written."""
    rows = product.words.filter(is_name=is_name).order_by("pk")
    return list(rows.values_list("word", flat=True))


def test_producer_enters_its_own_goods(hub, farm, now, audit_codes):
    product = create(hub, farm, now)
    product.refresh_from_db()
    assert product.name == {"nb": "Tyttebær", "nn": "Tytebær"}
    assert (product.allergens, product.allergens_stated) == (["gluten", "nuts"], True)
    assert (product.season_from_week, product.season_until_week) == (35, 42)
    assert words_of(product) == ["tyttebær", "tytebær"]
    assert sorted(words_of(product, is_name=False)) == ["berries", "bær", "gård", "østre"]
    assert audit_codes() == ["catalogue.product.created"]


def test_not_stated_is_not_none_of_the_fourteen(hub, farm, now):
    unstated = create(hub, farm, now, replace(FACTS, allergens=None))
    none = create(hub, farm, now, replace(FACTS, allergens=()))
    assert (unstated.allergens, unstated.allergens_stated) == ([], False)
    assert (none.allergens, none.allergens_stated) == ([], True)


_case_wrong_fact = [
    ({"name": {}}, ContentMissingError),
    ({"name": {"nb": " "}}, ContentMissingError),
    ({"name": {"nb": "x" * 201}}, TextTooLongError),
    ({"name": {"de": "Beeren"}}, ChoiceUnknownError),
    ({"group": "99"}, GroupUnknownError),
    ({"storage": "warm"}, ChoiceUnknownError),
    ({"vat_class": VatClass.OUTSIDE}, ChoiceUnknownError),
    ({"is_alcohol": True}, AlcoholTaxError),
    ({"allergens": ("sand",)}, AllergenUnknownError),
    ({"season": (0, 10)}, SeasonError),
    ({"season": (10, 54)}, SeasonError),
]


@pytest.mark.parametrize(("wrong", "error"), _case_wrong_fact)
def test_wrong_fact_is_refused_by_name(hub, farm, now, wrong, error):
    with pytest.raises(error):
        create(hub, farm, now, replace(FACTS, **wrong))
    assert not Product.objects.exists()
    assert not AuditEvent.objects.exists()


def test_alcohol_has_the_general_rate(hub, farm, now):
    facts = replace(FACTS, is_alcohol=True, vat_class=VatClass.GENERAL)
    assert create(hub, farm, now, facts).is_alcohol


def test_goods_are_the_producers_and_the_hubs_to_enter(hub, farm, now):
    other, elsewhere = make_producer(hub), make_hub()
    assert create(hub, farm, now, actor=coordinator(hub))
    for stranger in (producer_actor(hub, other), coordinator(elsewhere), outsider()):
        with pytest.raises(NotFoundError):
            create(hub, farm, now, actor=stranger)
    with pytest.raises(NotFoundError):
        create_product(
            actor=coordinator(elsewhere),
            hub_id=elsewhere.pk,
            producer_id=farm.pk,
            facts=FACTS,
            now=now,
        )
    with pytest.raises(NotFoundError):
        create(hub, farm, now, actor=buyer_actor(make_unit(hub)))
    assert Product.objects.count() == 1


def test_change_is_traced_and_found_by_its_new_words(hub, farm, now):
    # given
    product = create(hub, farm, now)
    facts = replace(FACTS, name={"nb": "Blåbær"}, allergens=(), is_organic=True)
    # when
    change_product(
        actor=producer_actor(hub, farm),
        hub_id=hub.pk,
        product_id=product.pk,
        facts=facts,
        now=now,
    )
    # then
    product.refresh_from_db()
    assert words_of(product) == ["blåbær"]
    assert "organic" in words_of(product, is_name=False)
    event = AuditEvent.objects.first()
    assert event.code == "catalogue.product.changed"
    assert event.before == {"allergens": ["gluten", "nuts"], "is_organic": False}
    assert event.after == {"allergens": [], "is_organic": True}


def test_archived_goods_stay_as_they_were(hub, farm, now, audit_codes):
    product = create(hub, farm, now)
    place = {"actor": producer_actor(hub, farm), "hub_id": hub.pk, "now": now}
    archive_product(**place, product_id=product.pk)
    for change in (
        lambda: archive_product(**place, product_id=product.pk),
        lambda: change_product(**place, product_id=product.pk, facts=FACTS),
        lambda: add_variant(**place, product_id=product.pk, facts=PACK),
    ):
        with pytest.raises(GoodsArchivedError):
            change()
    assert audit_codes() == ["catalogue.product.created", "catalogue.product.archived"]


def test_pack_is_added_and_archived(hub, farm, now, audit_codes):
    product = create(hub, farm, now)
    place = {"actor": producer_actor(hub, farm), "hub_id": hub.pk, "now": now}
    facts = replace(PACK, gtin="7031234567895", charge_by=ChargeBy.MEASURED, tolerance_bp=1000)
    # when
    variant = add_variant(**place, product_id=product.pk, facts=facts)
    # then
    variant.refresh_from_db()
    assert (variant.content_amount, variant.unit, variant.gtin) == (2000, "g", "7031234567895")
    # and
    archive_variant(**place, variant_id=variant.pk)
    with pytest.raises(GoodsArchivedError):
        archive_variant(**place, variant_id=variant.pk)
    assert audit_codes()[1:] == ["catalogue.variant.added", "catalogue.variant.archived"]


_case_wrong_pack = [
    ({"content_amount": 0}, AmountOutOfRangeError),
    ({"content_amount": -1}, AmountOutOfRangeError),
    ({"content_amount": 10**10}, AmountOutOfRangeError),
    ({"order_multiple": 0}, AmountOutOfRangeError),
    ({"case_packs": 0}, AmountOutOfRangeError),
    ({"tolerance_bp": 10_001}, ShareOutOfRangeError),
    ({"unit": "lb"}, ChoiceUnknownError),
    ({"unit": UnitCode.PIECE, "charge_by": ChargeBy.MEASURED}, NotByWeightError),
    ({"gtin": "7031234567894"}, GtinError),
    ({"gtin": "abc"}, GtinError),
]


@pytest.mark.parametrize(("wrong", "error"), _case_wrong_pack)
def test_wrong_pack_is_refused_by_name(hub, farm, now, wrong, error):
    product = create(hub, farm, now)
    with pytest.raises(error):
        add_variant(
            actor=producer_actor(hub, farm),
            hub_id=hub.pk,
            product_id=product.pk,
            facts=replace(PACK, **wrong),
            now=now,
        )
    assert not Variant.objects.exists()
    assert AuditEvent.objects.count() == 1


def test_neighbours_pack_is_not_found(hub, farm, now):
    variant = make_variant(farm)
    with pytest.raises(NotFoundError):
        archive_variant(
            actor=producer_actor(hub, make_producer(hub)),
            hub_id=hub.pk,
            variant_id=variant.pk,
            now=now,
        )
    variant.refresh_from_db()
    assert variant.archived_at is None


def test_goods_are_found_by_a_new_name_after_the_nightly_round(hub, farm, now):
    product = create(hub, farm, now)
    farm.name = "Vestre Gård"
    farm.save()
    assert refresh_search_texts(on=now.date()) == 1
    assert refresh_search_texts(on=now.date()) == 0
    assert "vestre" in words_of(product, is_name=False)
    assert "østre" not in words_of(product, is_name=False)
    assert "catalogue.refresh_search_texts" in schedules


@pytest.mark.both
def test_food_groups_are_loaded_once_as_a_tree(db, now):
    assert load_product_groups(now=now) == 140
    assert load_product_groups(now=now) == 0
    cheese = ProductGroup.objects.get(code="1.4.5")
    assert cheese.name == {"nb": "Brunost", "nn": "Brunost", "en": "Whey cheese"}
    assert cheese.parent.parent.parent.code == "0"
