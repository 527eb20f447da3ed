"""What a van must know of places: kept by the hub, told in the trail, refused when it cannot be."""

from datetime import time

import pytest

from kortreist.apps.actors.errors import PlaceFactsError
from kortreist.apps.actors.models import AuditEvent, DeliveryWay, HubProducer
from kortreist.apps.actors.services.stops import (
    DoorFacts,
    GateFacts,
    set_door,
    set_gate,
    set_hub_place,
)
from kortreist.kernel.errors import NotFoundError, NotPermittedError
from tests import factories
from tests.conftest import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.both]
SPOT = (62.5742, 11.3875)
DOOR = {"opens_at": time(8), "closes_at": time(14), "way": "haulier", "spot": SPOT}


@pytest.fixture
def hub():
    return factories.make_hub()


@pytest.fixture
def boss(hub):
    return {"actor": factories.coordinator(hub), "hub_id": hub.pk, "now": NOON}


def door_facts(**fields):
    facts = DOOR | fields
    return DoorFacts(**facts | {"way": DeliveryWay(facts["way"])})


def test_door_is_put_on_the_map(hub, boss, audit_codes):
    point = factories.make_delivery_point(hub)
    set_door(**boss, point_id=point.pk, facts=door_facts(phone=" 72 41 00 00 "))
    point.refresh_from_db()
    assert (point.latitude, point.longitude, point.usual_way) == (*SPOT, "haulier")
    assert point.phone == "72 41 00 00"
    assert audit_codes() == ["actors.point.door"]


def test_same_facts_again_leave_no_trace(hub, boss, audit_codes):
    point = factories.make_delivery_point(hub)
    for _ in range(2):
        set_door(**boss, point_id=point.pk, facts=door_facts())
    assert audit_codes() == ["actors.point.door"]


def test_gate_tells_when_the_van_comes(hub, boss):
    farm = factories.make_producer(hub)
    facts = GateFacts(is_collected=True, opens_at=time(7), closes_at=time(9), spot=SPOT)
    set_gate(**boss, producer_id=farm.pk, facts=facts)
    terms = HubProducer.objects.get(hub=hub, organisation=farm)
    assert (terms.is_collected, terms.collect_from, terms.latitude) == (True, time(7), SPOT[0])


def test_hub_has_its_spot_and_prefix(hub, boss):
    set_hub_place(**boss, spot=SPOT, gs1_prefix="709 0000")
    hub.refresh_from_db()
    assert (hub.gs1_prefix, hub.longitude) == ("7090000", SPOT[1])


# (what cannot be, field)
WRONG = (
    ({"closes_at": time(8)}, "closes_at"),
    ({"spot": (11.3875, 62.5742)}, "spot"),
    ({"spot": (float("nan"), 11.0)}, "spot"),
)


@pytest.mark.parametrize(("wrong", "field"), WRONG)
def test_what_cannot_be_is_refused_and_nothing_is_written(hub, boss, wrong, field):
    point = factories.make_delivery_point(hub)
    with pytest.raises(PlaceFactsError) as caught:
        set_door(**boss, point_id=point.pk, facts=door_facts(**wrong))
    assert caught.value.params["field"] == field
    point.refresh_from_db()
    assert point.latitude is None
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("prefix", ["123456", "123456789012", "70900x0"])
def test_prefix_that_gs1_never_gave_is_refused(boss, prefix):
    with pytest.raises(PlaceFactsError):
        set_hub_place(**boss, spot=None, gs1_prefix=prefix)


def test_one_hour_without_the_other_is_refused(hub, boss):
    farm = factories.make_producer(hub)
    with pytest.raises(PlaceFactsError):
        set_gate(**boss, producer_id=farm.pk, facts=GateFacts(is_collected=True, opens_at=time(7)))


def test_another_hubs_places_are_not_found(boss):
    other = factories.make_hub()
    point, farm = factories.make_delivery_point(other), factories.make_producer(other)
    with pytest.raises(NotFoundError):
        set_door(**boss, point_id=point.pk, facts=door_facts())
    with pytest.raises(NotFoundError):
        set_gate(**boss, producer_id=farm.pk, facts=GateFacts(is_collected=True))


def test_only_those_who_look_after_parties_may(hub, boss):
    point = factories.make_delivery_point(hub)
    with pytest.raises(NotPermittedError):
        set_door(
            **boss | {"actor": factories.packing_team(hub)},
            point_id=point.pk,
            facts=door_facts(),
        )
