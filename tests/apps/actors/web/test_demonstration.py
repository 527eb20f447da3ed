"""Stepping into somebody's shoes: in a demonstration, on this machine, and nowhere else."""

from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from kortreist.apps.actors.models import RoleKind
from tests.factories import make_hub, make_person, make_role, make_unit

pytestmark = pytest.mark.django_db

ADDRESS = "/demo/"


@pytest.fixture
def demonstration(settings):
    settings.DEMO = True


@pytest.fixture
def cook(db):
    hub = make_hub("Rørosmat", is_demonstration=True)
    person = make_person("Kari Eksempel", language="nn", persona={"nb": "Kokk", "nn": "Kokk her"})
    unit = make_unit(hub, "Øya barnehage")
    make_role(hub, RoleKind.BUYER, person=person, unit=unit)
    return person


def sign_in(client, person, **headers):
    return client.post(reverse("actors:sign-in-as", args=[person.public_id]), **headers)


def signed_in(client):
    return "_auth_user_id" in client.session


def test_personas_are_shown_and_one_click_signs_in(client, demonstration, cook):
    # when
    page = client.get(ADDRESS).content.decode()
    # then
    for words in ("Rørosmat", "Kari Eksempel", "Kokk", "Øya barnehage"):
        assert words in page
    assert reverse("actors:sign-in-as", args=[cook.public_id]) in page
    assert 'name="csrfmiddlewaretoken"' in page[page.index("Kari Eksempel") :]
    # and
    response = sign_in(client, cook)
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(cook.user_id)
    assert response.cookies["django_language"].value == "nn"


_case_elsewhere = [
    {"REMOTE_ADDR": "192.0.2.7"},
    {"REMOTE_ADDR": "127.0.0.10"},
    {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
    {"HTTP_X_FORWARDED_FOR": ""},
    {"HTTP_FORWARDED": "for=127.0.0.1"},
    {"HTTP_X_REAL_IP": "127.0.0.1"},
    {"HTTP_VIA": "1.1 proxy"},
]


@pytest.mark.parametrize("elsewhere", _case_elsewhere)
def test_nobody_elsewhere_finds_the_door(client, demonstration, cook, elsewhere):
    assert client.get(ADDRESS, **elsewhere).status_code == 404
    assert sign_in(client, cook, **elsewhere).status_code == 404
    assert not signed_in(client)


def test_outside_a_demonstration_there_is_no_door(client, settings, cook):
    settings.DEMO = False
    assert client.get(ADDRESS).status_code == 404
    assert sign_in(client, cook).status_code == 404
    assert not signed_in(client)


def test_a_look_signs_nobody_in(client, demonstration, cook):
    address = reverse("actors:sign-in-as", args=[cook.public_id])
    assert client.get(address).status_code == 405
    assert Client(enforce_csrf_checks=True).post(address).status_code == 403
    assert not signed_in(client)


def test_real_people_cannot_be_stepped_into(client, demonstration):
    # given a persona at a hub that is real, and a real person at a demonstration
    real, shown = make_hub(), make_hub(is_demonstration=True)
    nobody_there = make_person(persona={"nb": "Kokk"})
    make_role(real, person=nobody_there)
    real_person = make_person()
    make_role(shown, person=real_person)
    gone = make_person(persona={"nb": "Kokk"})
    make_role(shown, person=gone, valid_until=date(2021, 1, 1))
    # when / then
    for person in (nobody_there, real_person, gone):
        assert sign_in(client, person).status_code == 404
        assert person.name not in client.get(ADDRESS).content.decode()
    assert client.post(reverse("actors:sign-in-as", args=[uuid4()])).status_code == 404
    assert not signed_in(client)


def test_empty_demonstration_says_what_to_do(client, demonstration):
    assert "make demo" in client.get(ADDRESS).content.decode()


def test_page_takes_the_same_queries_however_many_there_are(
    client, demonstration, cook, query_count
):
    client.get(ADDRESS)
    few = query_count(lambda: client.get(ADDRESS))
    hub = make_hub(is_demonstration=True)
    for _ in range(5):
        make_role(hub, person=make_person(persona={"nb": "Pakker"}))
    assert query_count(lambda: client.get(ADDRESS)) == few
