"""Who may buy what, and when goods are in season."""

import pytest

from kortreist.apps.actors.models import BuyerUnit, UnitKind
from kortreist.apps.catalogue.models import Product
from kortreist.apps.catalogue.seasons import season_is_on
from kortreist.apps.catalogue.suitability import may_buy

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
def test_alcohol_is_not_for_children_and_the_cared_for(kind, may_buy_beer):
    unit = BuyerUnit(kind=kind)
    assert may_buy(unit, Product(is_alcohol=True)) is may_buy_beer
    assert may_buy(unit, Product(is_alcohol=False)) is True


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
