"""A lot keeps what was declared of the goods when they came."""

from dataclasses import replace

import pytest
from django.utils import translation

from kortreist.apps.catalogue.facts import ProductFacts, facts_of
from kortreist.apps.catalogue.services.goods import change_product, create_product
from kortreist.apps.fulfilment.selectors.declared import facts_of_lot
from kortreist.apps.fulfilment.selectors.lots import get_lot
from kortreist.apps.fulfilment.services.goods_in import receive_goods
from kortreist.apps.trading.models import CycleStatus
from kortreist.kernel.quantity import Quantity
from tests import rounds
from tests.factories import (
    SYSTEM,
    make_group,
    make_hub,
    make_listing,
    make_producer,
    make_variant,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    make_group("6")
    return make_hub()


@pytest.fixture
def bread(hub, now):
    farm = make_producer(hub)
    facts = ProductFacts(name={"nb": "Brød"}, group="6", allergens=["gluten"], storage="chilled")
    return create_product(actor=SYSTEM, hub_id=hub.pk, producer_id=farm.pk, facts=facts, now=now)


def bring(hub, product, now, **fields):
    variant = make_variant(product=product)
    make_listing(hub, variant)
    cycle = rounds.make_cycle(hub, CycleStatus.ORDERED)
    bought = rounds.make_purchase_line(rounds.make_offer(cycle, variant), 2)
    lot = receive_goods(
        actor=SYSTEM,
        hub_id=hub.pk,
        purchase_line_id=bought.pk,
        code="L1",
        best_before=None,
        quantity=Quantity(2, bought.ordered_amount),
        now=now,
        **fields,
    )
    return get_lot(actor=SYSTEM, hub_id=hub.pk, public_id=lot.public_id)


def test_what_changes_later_does_not_touch_it_and_is_told(hub, bread, now):
    lot = bring(hub, bread, now)
    assert lot.declaration == bread.declaration
    before = facts_of_lot(lot)
    assert (before.has_changed, before.changes) == (False, ())
    # when the recipe changes
    facts = replace(facts_of(bread), allergens=["gluten", "sesame"])
    change_product(actor=SYSTEM, hub_id=hub.pk, product_id=bread.pk, facts=facts, now=now)
    # then the lot still says what came
    lot = get_lot(actor=SYSTEM, hub_id=hub.pk, public_id=lot.public_id)
    with translation.override("en"):
        after = facts_of_lot(lot)
        assert after.reading.allergens == ["Gluten"]
        assert after.changes == ("Now with sesame",)
    assert after.has_changed


@pytest.mark.parametrize(("measured", "is_too_warm"), [(40, False), (41, True), (None, False)])
def test_warmer_than_it_may_be_is_said(hub, bread, now, measured, is_too_warm):
    lot = bring(hub, bread, now, temperature_dc=measured)
    assert facts_of_lot(lot).is_too_warm is is_too_warm


def test_goods_that_nobody_declared_have_nothing_to_show(hub, now):
    plain = make_variant(make_producer(hub)).product
    lot = bring(hub, plain, now)
    assert (lot.declaration, facts_of_lot(lot).reading) == (None, None)
