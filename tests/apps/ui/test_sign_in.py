import re

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.urls import reverse

pytestmark = pytest.mark.django_db
PASSWORD = "en lang setning om ost"


@pytest.fixture
def user():
    return get_user_model().objects.create_user("kari@example.no", PASSWORD)


@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_request_login_code",
        "account_reset_password",
        "account_reset_password_done",
        "account_signup",
        "account_inactive",
    ],
)
def test_the_doors_stand_in_the_house(client, name):
    response = client.get(reverse(name))
    page = response.content.decode()
    assert response.status_code == 200
    assert page.count("<h1") == 1
    assert 'class="kr-header"' in page
    assert page.count('<p class="kr-demo"') == 0


@pytest.mark.parametrize(
    "name", ["account_change_password", "mfa_index", "account_logout", "account_reauthenticate"]
)
def test_the_rooms_behind_the_door_stand_there_too(client, user, name):
    client.force_login(user)
    page = client.get(reverse(name)).content.decode()
    assert page.count("<h1") == 1
    assert 'class="kr-menu"' in page or 'class="kr-door' in page


def test_a_code_by_e_mail_leads_in(client, user):
    # given someone who asks for a code, without a password
    response = client.post(reverse("account_request_login_code"), {"email": user.email})
    assert response.headers["Location"] == reverse("account_confirm_login_code")
    # when they write the code that was sent
    [message] = mail.outbox
    code = re.search(r"^[A-Z0-9]+-[A-Z0-9]+$", message.body, re.MULTILINE)[0]
    client.post(reverse("account_confirm_login_code"), {"code": code})
    # then they are in
    assert client.session["_auth_user_id"] == str(user.pk)


def test_a_wrong_code_is_told_and_nobody_is_let_in(client, user):
    client.post(reverse("account_request_login_code"), {"email": user.email})
    response = client.post(reverse("account_confirm_login_code"), {"code": "FEIL-KODE"})
    assert 'class="ds-error-summary' in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_password_leads_in_and_a_wrong_one_does_not(client, user):
    form = {"login": user.email, "password": "feil"}
    response = client.post(reverse("account_login"), form)
    page = response.content.decode()
    assert 'class="ds-error-summary' in page
    assert "<details" in page
    assert " open>" in page
    assert "_auth_user_id" not in client.session
    client.post(reverse("account_login"), form | {"password": PASSWORD})
    assert client.session["_auth_user_id"] == str(user.pk)


def test_an_unknown_address_gets_a_letter_and_no_hint_on_the_page(client):
    response = client.post(reverse("account_request_login_code"), {"email": "ukjent@example.no"})
    assert response.headers["Location"] == reverse("account_confirm_login_code")
    [message] = mail.outbox
    assert "ukjent@example.no" in message.body
