"""Who may buy what, and when goods are in season."""

from datetime import date

import pytest

from kortreist.apps.actors.models import UnitKind
from kortreist.apps.catalogue.models import Product
from kortreist.apps.catalogue.seasons import season_is_on
from kortreist.apps.catalogue.suitability import is_suitable, may_buy, unsuitable_kinds
from tests.conftest import NOON
from tests.factories import make_hub, make_licence, make_unit

TODAY = date(2026, 11, 20)
pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    return make_hub()


_case_kinds = [
    (UnitKind.KINDERGARTEN, False),
    (UnitKind.SFO, False),
    (UnitKind.SCHOOL_CANTEEN, False),
    (UnitKind.CARE_HOME, False),
    (UnitKind.WORKS_CANTEEN, True),
    (UnitKind.HOTEL, True),
    (UnitKind.RESTAURANT, True),
    (UnitKind.SHOP, True),
]


@pytest.mark.parametrize(("kind", "may_buy_beer"), _case_kinds)
def test_alcohol_is_not_for_children_and_the_cared_for(hub, kind, may_buy_beer):
    unit = make_unit(hub, kind=kind)
    make_licence(unit)
    assert may_buy(unit, Product(is_alcohol=True), on=TODAY) is may_buy_beer
    assert may_buy(unit, Product(is_alcohol=False), on=TODAY) is True


_case_licences = [
    # what is on file, how strong the drink is, and whether it may be sold
    ({}, 400, False),
    ({"kind": "sale", "up_to_bp": 470}, 470, True),
    ({"kind": "sale", "up_to_bp": 470}, 471, False),
    ({"kind": "sale", "up_to_bp": 470}, None, False),
    ({"kind": "serving", "up_to_bp": 2200}, 2200, True),
    ({"kind": "serving", "up_to_bp": 2200}, 3750, False),
    ({"kind": "serving", "up_to_bp": 2200}, None, True),
    ({"up_to_bp": 6000, "valid_until": TODAY}, 400, False),
    ({"up_to_bp": 6000, "valid_from": TODAY}, 400, True),
    ({"up_to_bp": 6000, "withdrawn_at": NOON}, 400, False),
]


@pytest.mark.parametrize(("licence", "strength_bp", "may"), _case_licences)
def test_alcohol_needs_a_licence_that_covers_it_that_day(hub, licence, strength_bp, may):
    unit = make_unit(hub, kind=UnitKind.SHOP)
    if licence:
        make_licence(unit, **licence)
    drink = Product(is_alcohol=True, alcohol_bp=strength_bp)
    assert may_buy(unit, drink, on=TODAY) is may


def test_what_a_rule_refuses_is_not_for_that_kind_of_unit():
    cheese = Product(not_for=["raw_milk"], not_for_kinds=["kindergarten", "sfo"])
    assert unsuitable_kinds(cheese) == {"kindergarten", "sfo"}
    assert not is_suitable(cheese, "kindergarten")
    assert is_suitable(cheese, "hotel")


def test_every_kind_of_unit_was_thought_of():
    assert {kind for kind, _ in _case_kinds} == set(UnitKind)


_case_seasons = [
    ((24, 35), {24, 35, 30}, {23, 36, 1, 53}),
    ((48, 2), {48, 53, 1, 2}, {47, 3, 30}),
    ((10, 10), {10}, {9, 11}),
    ((None, None), {1, 30, 53}, set()),
]


@pytest.mark.parametrize(("season", "on", "off"), _case_seasons)
def test_season_includes_both_its_weeks(season, on, off):
    product = Product(season_from_week=season[0], season_until_week=season[1])
    assert all(season_is_on(product, week) for week in on)
    assert not any(season_is_on(product, week) for week in off)
