"""Dated rules about goods: whom they are not for, how warm they may be, what stands on them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from kortreist.apps.catalogue.facts import ProductFacts, facts_of
from kortreist.apps.catalogue.models import (
    HandlingRule,
    NotForRule,
    Product,
    ProductGroup,
    Species,
    Storage,
    Treatment,
)
from kortreist.apps.catalogue.selectors.rules import handling_of, kinds_refused
from kortreist.apps.catalogue.services.goods import change_product, create_product
from kortreist.apps.catalogue.services.groups import load_product_groups
from kortreist.apps.catalogue.services.suitability import refresh_not_for
from kortreist.apps.catalogue.suitability import is_suitable
from tests.factories import make_hub, make_producer, producer_actor

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 20)


@pytest.fixture
def rules(now):
    load_product_groups(now=now)


def test_every_rule_has_its_source_and_says_whether_it_was_read(rules):
    for rule in (*NotForRule.objects.all(), *HandlingRule.objects.all()):
        assert rule.source
        assert rule.is_verified != rule.source.startswith("Unverified")


def test_raw_milk_is_not_for_small_children(rules, now):
    hub = make_hub()
    farm = make_producer(hub)
    scope = {"actor": producer_actor(hub, farm), "hub_id": hub.pk, "now": now}
    facts = ProductFacts(name={"nb": "Ost"}, group="1.4", not_for=["raw_milk"])
    cheese = create_product(**scope, producer_id=farm.pk, facts=facts)
    assert not is_suitable(cheese, "kindergarten")
    assert is_suitable(cheese, "hotel")
    # and when the milk is heated, it is for all
    change_product(**scope, product_id=cheese.pk, facts=replace(facts_of(cheese), not_for=[]))
    cheese.refresh_from_db()
    assert is_suitable(cheese, "kindergarten")
    assert (cheese.not_for, cheese.not_for_stated) == ([], True)


def test_rules_hold_from_their_day(db):
    NotForRule.objects.create(
        code="honey", unit_kind="sfo", valid_from=TODAY, source="test", is_verified=True
    )
    assert kinds_refused(["honey"], on=TODAY - timedelta(days=1)) == []
    assert kinds_refused(["honey"], on=TODAY) == ["sfo"]


def test_a_changed_rule_reaches_the_goods_over_night(rules, now):
    hub = make_hub()
    farm = make_producer(hub)
    facts = ProductFacts(name={"nb": "Honning"}, group="7.1", not_for=["honey"])
    honey = create_product(
        actor=producer_actor(hub, farm), hub_id=hub.pk, producer_id=farm.pk, facts=facts, now=now
    )
    assert honey.not_for_kinds == ["kindergarten"]
    NotForRule.objects.filter(code="honey").update(valid_until=TODAY)
    assert refresh_not_for(on=TODAY) == 1
    assert refresh_not_for(on=TODAY) == 0
    assert Product.objects.get(pk=honey.pk).not_for_kinds == []


_case_handling = [
    # species, treatment, storage, and the warmest it may be
    ("cattle", "fresh", "chilled", 40),
    ("fish", "fresh", "chilled", 20),
    ("poultry", "fresh", "chilled", 40),
    ("cattle", "mince", "chilled", 20),
    ("reindeer", "fresh", "frozen", -180),
    ("sheep", "cured", "ambient", None),
    ("", "", "chilled", 40),
    ("", "", "frozen", -180),
    ("", "", "ambient", None),
]


@pytest.mark.parametrize(("species", "treatment", "storage", "limit"), _case_handling)
def test_species_and_treatment_set_how_warm_it_may_be(rules, species, treatment, storage, limit):
    product = Product(species=species, treatment=treatment, storage=Storage(storage))
    assert handling_of(product, on=TODAY).max_temperature_dc == limit


def test_reindeer_has_a_marking_of_its_own(rules):
    product = Product(species=Species.REINDEER, treatment=Treatment.FRESH, storage=Storage.FROZEN)
    assert "reindeer_control" in handling_of(product, on=TODAY).markings


def test_every_group_of_food_has_a_product_type_or_none_is_near(rules):
    without = ProductGroup.objects.filter(dfc_type="").values_list("code", flat=True)
    assert {code.partition(".")[0] for code in without} <= {"0", "8", "9", "11"}
    assert ProductGroup.objects.get(code="1.4.7").dfc_type == "mature-cheese"
    assert ProductGroup.objects.get(code="3.3.1").dfc_type == "beef"
