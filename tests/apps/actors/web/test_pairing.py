"""Pairing a kitchen tablet through the pages."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kortreist.apps.actors.models import DevicePairing, RoleKind
from kortreist.apps.actors.selectors.grants import actor_of_device
from kortreist.apps.actors.services.devices import digest_of_secret
from kortreist.apps.actors.services.people import pair_device
from kortreist.apps.actors.web.middleware import DEVICE_COOKIE
from tests.factories import buyer_actor, make_hub, make_person, make_role, make_unit

pytestmark = pytest.mark.django_db

PAIR = "/pair/"


@pytest.fixture
def unit(db):
    return make_unit(make_hub())


@pytest.fixture
def cook(unit, client):
    person = make_role(unit.hub, RoleKind.BUYER, unit=unit).person
    client.force_login(person.user)
    return client


def devices_of(unit):
    return reverse("actors:device-list", args=[unit.hub.public_id, unit.public_id])


def new_code(unit):
    return pair_device(
        actor=buyer_actor(unit), hub_id=unit.hub_id, unit_id=unit.pk, label="x", now=timezone.now()
    ).code


def test_code_made_by_the_cook_pairs_the_tablet(cook, unit):
    # given
    page = cook.post(devices_of(unit), {"label": "Kjøkkenbrett"})
    code = re.search(r"<code>(\w{4}-\w{4})</code>", page.content.decode())[1]
    assert "no-store" in page.headers["Cache-Control"]
    # when
    tablet = Client()
    response = tablet.post(PAIR, {"code": code})
    # then
    cookie = response.cookies[DEVICE_COOKIE]
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert actor_of_device(digest_of_secret(cookie.value)).name.startswith("device:")
    # and the code is shown no more
    assert code not in cook.get(devices_of(unit)).content.decode()
    assert "Kjøkkenbrett" in cook.get(devices_of(unit)).content.decode()


def test_wrong_code_is_told_and_keeps_nothing(client, unit):
    response = client.post(PAIR, {"code": "AAAAAAAA"})
    assert response.status_code == 200
    assert "ds-error-summary" in response.content.decode()
    assert DEVICE_COOKIE not in response.cookies


def test_guessing_is_slowed_down_even_with_the_right_code(client, unit):
    for _ in range(10):
        client.post(PAIR, {"code": "AAAAAAAA"})
    response = client.post(PAIR, {"code": new_code(unit)})
    assert response.status_code == 429
    assert DEVICE_COOKIE not in response.cookies
    assert not DevicePairing.objects.filter(paired_at__isnull=False).exists()


def test_tablet_is_stopped_by_its_cook(cook, unit):
    tablet = Client()
    tablet.post(PAIR, {"code": new_code(unit)})
    device = DevicePairing.objects.get()
    address = reverse(
        "actors:device-revoke", args=[unit.hub.public_id, unit.public_id, device.public_id]
    )
    assert cook.get(address).status_code == 405
    assert cook.post(address).headers["Location"] == devices_of(unit)
    assert actor_of_device(digest_of_secret(tablet.cookies[DEVICE_COOKIE].value)) is None


def test_tablet_itself_makes_no_codes(unit):
    tablet = Client()
    tablet.post(PAIR, {"code": new_code(unit)})
    response = tablet.post(devices_of(unit), {"label": "Et brett til"})
    assert response.status_code == 403
    assert DevicePairing.objects.count() == 1


def test_others_tablets_are_not_found(client, unit):
    # given the cook of the neighbour, and a tablet here
    neighbour = make_unit(unit.hub)
    new_code(unit)
    device = DevicePairing.objects.get()
    client.force_login(make_role(unit.hub, RoleKind.BUYER, unit=neighbour).person.user)
    hub = unit.hub.public_id
    # when / then
    assert client.get(devices_of(unit)).status_code == 404
    for its_unit in (unit, neighbour):
        address = reverse("actors:device-revoke", args=[hub, its_unit.public_id, device.public_id])
        assert client.post(address).status_code == 404
    device.refresh_from_db()
    assert device.revoked_at is None


def test_packing_team_may_not_pair(client, unit):
    client.force_login(make_role(unit.hub, RoleKind.PACKING_TEAM).person.user)
    assert client.get(devices_of(unit)).status_code == 403


def test_stranger_is_asked_to_sign_in(client, unit):
    make_person()
    response = client.get(devices_of(unit))
    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("account_login"))
