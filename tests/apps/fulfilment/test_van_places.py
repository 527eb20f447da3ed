"""The coordinator's page of doors and farms."""

import pytest
from django.urls import reverse

from kortreist.apps.actors.models import RoleKind
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    return factories.make_hub()


@pytest.fixture
def boss(hub, client):
    client.force_login(factories.make_role(hub, RoleKind.COORDINATOR).person.user)
    return client


def test_door_is_changed_by_what_maps_give(hub, boss):
    point = factories.make_delivery_point(hub)
    ids = {"hub": hub.public_id, "point": point.public_id}
    typed = {
        "way": "own_tour",
        "opens_at": "07:30",
        "closes_at": "13:00",
        "spot": "62.5742, 11.3875",
        "phone": "",
        "instructions": "Bak låven",
    }
    answer = boss.post(reverse("fulfilment:van-door", kwargs=ids), typed)
    point.refresh_from_db()
    assert answer.status_code == 302
    assert (point.latitude, point.instructions) == (62.5742, "Bak låven")


def test_spot_that_is_none_is_told_at_its_field(hub, boss):
    point = factories.make_delivery_point(hub)
    ids = {"hub": hub.public_id, "point": point.public_id}
    typed = {"way": "own_tour", "opens_at": "07:30", "closes_at": "13:00", "spot": "ved kirka"}
    answer = boss.post(reverse("fulfilment:van-door", kwargs=ids), typed)
    assert answer.status_code == 422
    assert "62.5742" in answer.content.decode()


def test_list_asks_as_little_for_many_as_for_few(hub, boss, query_count):
    address = reverse("fulfilment:van-places", kwargs={"hub": hub.public_id})

    def ask():
        assert boss.get(address).status_code == 200

    factories.make_delivery_point(hub)
    factories.make_producer(hub)
    few = query_count(ask)
    for _ in range(5):
        factories.make_delivery_point(hub)
        factories.make_producer(hub)
    assert query_count(ask) == few
