"""Coming in by a code sent by e-mail."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from kortreist.apps.actors.models import User
from tests.factories import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forget_rates(db):
    cache.clear()


def ask(client, email):
    return client.post(reverse("account_request_login_code"), {"email": email})


def sent_code():
    return re.search(r"^[A-Z0-9]+-[A-Z0-9]+$", mail.outbox[-1].body, re.MULTILINE)[0]


def confirm(client, code):
    return client.post(reverse("account_confirm_login_code"), {"code": code})


def test_code_leads_in_and_the_pages_speak_the_persons_language(client):
    person = make_person(email="kari@example.org", language="nn")
    ask(client, "Kari@Example.org")
    response = confirm(client, sent_code())
    assert client.session["_auth_user_id"] == str(person.user_id)
    assert response.cookies["django_language"].value == "nn"


def test_known_and_unknown_addresses_are_answered_alike(client):
    make_person(email="kari@example.org")
    answers = []
    for email in ("kari@example.org", "ukjent@example.org"):
        client.cookies.clear()
        response = ask(client, email)
        page = client.get(response.headers["Location"]).content.decode()
        page = page.replace(email, "…")
        answers.append((response.status_code, response.headers["Location"], _without_tokens(page)))
    assert answers[0] == answers[1]
    assert len(mail.outbox) == 2


def _without_tokens(page):
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)
    return re.sub(r'"X-CSRFToken": "\w+"', "", page)


def test_nobody_signs_up_by_themselves(client):
    client.post(
        reverse("account_signup"), {"email": "ny@example.org", "password1": "en lang setning"}
    )
    ask(client, "ny@example.org")
    assert not User.objects.exists()


def test_asking_too_often_is_refused_whatever_the_browser():
    make_person(email="kari@example.org")
    statuses = [ask(Client(), "kari@example.org").status_code for _ in range(5)]
    # then the form says so, and no more is sent
    assert statuses == [302, 302, 302, 200, 200]
    assert len(mail.outbox) == 3


def test_code_is_guessed_at_three_times_at_most(client):
    make_person(email="kari@example.org")
    ask(client, "kari@example.org")
    code = sent_code()
    for _ in range(3):
        confirm(client, "FEIL-KODE")
    confirm(client, code)
    assert "_auth_user_id" not in client.session


def test_somebody_forgotten_does_not_come_in(client):
    person = make_person(email="kari@example.org")
    person.user.delete()
    ask(client, "kari@example.org")
    assert "kari@example.org" not in str(User.objects.values())
    assert re.search(r"^[A-Z0-9]+-[A-Z0-9]+$", mail.outbox[-1].body, re.MULTILINE) is None


def test_nobody_takes_the_address_that_somebody_else_will_sign_in_with(client):
    # given somebody with a way in, who would have the chef's code lead to their own pages
    mallory = make_person(email="mallory@example.org")
    client.force_login(mallory.user)
    answer = client.post(reverse("account_email"), {"action_add": "", "email": "chef@example.org"})
    client.logout()
    # when the chef is entered afterwards, and signs in
    chef = make_person(email="chef@example.org")
    ask(client, "chef@example.org")
    confirm(client, sent_code())
    # then
    assert answer.status_code == 404
    assert client.session["_auth_user_id"] == str(chef.user_id)
