"""The language a reader chooses, and the one a person has chosen."""

import pytest
from django.urls import reverse

from tests.factories import make_person

pytestmark = pytest.mark.django_db

COOKIE = "django_language"


def choose(client, language):
    return client.post(reverse("set_language"), {"language": language, "next": "/pair/"})


def test_person_keeps_the_language_chosen(client, audit_codes):
    person = make_person(language="nb")
    client.force_login(person.user)
    response = choose(client, "nn")
    assert (response.headers["Location"], response.cookies[COOKIE].value) == ("/pair/", "nn")
    person.refresh_from_db()
    assert person.language == "nn"
    assert audit_codes() == ["actors.person.language"]


def test_stranger_gets_a_cookie_only(client, audit_codes):
    response = choose(client, "en")
    assert response.cookies[COOKIE].value == "en"
    assert 'lang="en"' in client.get("/pair/").content.decode()
    assert audit_codes() == []


def test_unknown_language_changes_nothing(client):
    person = make_person(language="nb")
    client.force_login(person.user)
    response = choose(client, "xx")
    assert COOKIE not in response.cookies
    person.refresh_from_db()
    assert person.language == "nb"
