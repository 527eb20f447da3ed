"""The factories that every room's tests are made with."""

import pytest
from stdnum.no import orgnr

from kortreist.apps.actors.permissions import Permission
from tests import factories

pytestmark = pytest.mark.django_db


def test_trade_can_be_set_up_in_few_lines():
    # given / when
    hub = factories.make_hub()
    producer = factories.make_producer(hub, "Galåvolden Gård")
    unit = factories.make_unit(hub)
    variant = factories.make_variant(producer, "Egg")
    factories.make_listing(hub, variant)
    factories.make_availability(hub, variant)
    factories.make_fee(hub)
    factories.make_vat_rates()
    # then
    assert unit.payer.organisation_id == unit.organisation_id
    assert producer.hub_terms.get().hub == hub
    assert factories.coordinator(hub).may(Permission.ORDER, hub_id=hub.pk, unit_id=unit.pk)
    assert factories.buyer_actor(unit).may(Permission.ORDER, hub_id=hub.pk, unit_id=unit.pk)
    assert not factories.outsider().may(Permission.SEE_HUB, hub_id=hub.pk)


def test_organisation_numbers_are_well_formed_and_differ():
    numbers = [factories.make_org_no() for _ in range(100)]
    assert all(orgnr.is_valid(number) for number in numbers)
    assert len(set(numbers)) == 100
