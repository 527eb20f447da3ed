import re
import sqlite3

import psycopg
import psycopg_pool
import pytest
from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError
from django.test import Client, override_settings
from django.urls import include, path
from django.utils import translation
from django.views.i18n import set_language

from kortreist.kernel.errors import (
    BusyError,
    ConflictError,
    DomainError,
    InvalidInputError,
    NotFoundError,
    NotPermittedError,
)

pytestmark = pytest.mark.django_db
KINDS = {
    "error": (DomainError, 400),
    "denied": (NotPermittedError, 403),
    "missing": (NotFoundError, 404),
    "changed": (ConflictError, 409),
    "wrong": (InvalidInputError, 422),
    "busy": (BusyError, 503),
}


@login_not_required
def fail(request, kind):
    raise KINDS[kind][0]


@login_not_required
def crash(request):
    msg = "a secret that no reader should see"
    raise RuntimeError(msg)


REFUSALS = {
    "deadlock": psycopg.errors.DeadlockDetected(),
    "lock-timeout": psycopg.errors.LockNotAvailable(),
    "no-connection-left": psycopg_pool.PoolTimeout(),
    "locked": sqlite3.OperationalError("database is locked"),
    "broken": sqlite3.OperationalError("no such table: trading_order"),
}


@login_not_required
def ask(request, refusal):
    raise OperationalError from REFUSALS[refusal]


@login_not_required
def take(request):
    return None


urlpatterns = [
    path("fail/<slug:kind>/", fail),
    path("crash/", crash),
    path("take/", take),
    path("ask/<slug:refusal>/", ask),
    path("language/", login_not_required(set_language), name="set_language"),
    path("accounts/", include("allauth.urls")),
]
handler400 = "kortreist.apps.ui.web.errors.bad_request"
handler403 = "kortreist.apps.ui.web.errors.permission_denied"
handler404 = "kortreist.apps.ui.web.errors.page_not_found"
handler500 = "kortreist.apps.ui.web.errors.server_error"


@pytest.fixture(autouse=True)
def failing_site():
    with override_settings(ROOT_URLCONF=__name__), translation.override("en"):
        yield


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False, headers={"Accept-Language": "en"})


@pytest.mark.parametrize("kind", KINDS)
def test_a_refusal_is_a_whole_page_with_a_way_on(visitor, kind):
    response = visitor.get(f"/fail/{kind}/")
    page = response.content.decode()
    assert response.status_code == KINDS[kind][1]
    assert response.headers["X-Error-Code"] == KINDS[kind][0].default_code
    assert "HX-Request" in response.headers["Vary"]
    assert page.lstrip().startswith("<!doctype html>")
    assert '<html lang="en"' in page
    assert page.count("<h1") == 1
    assert re.search(r'<main.*<a class="ds-button [^>]*href="[^"]+"', page, re.DOTALL)


@pytest.mark.parametrize("kind", KINDS)
def test_htmx_gets_the_same_news_as_a_banner(visitor, kind):
    response = visitor.get(f"/fail/{kind}/", headers={"HX-Request": "true"})
    banner = response.content.decode()
    assert response.status_code == KINDS[kind][1]
    assert response.headers["HX-Retarget"] == "#messages"
    assert 'role="alert"' in banner
    assert "<html" not in banner


def test_a_boosted_link_gets_the_whole_page(visitor):
    headers = {"HX-Request": "true", "HX-Boosted": "true"}
    assert b"<html" in visitor.get("/fail/missing/", headers=headers).content


def test_busy_says_when_to_come_back(visitor):
    assert visitor.get("/fail/busy/").headers["Retry-After"] == "2"


def test_a_refused_deed_leads_back_to_where_it_was_tried(visitor):
    page = visitor.post("/fail/changed/", headers={"Referer": "http://testserver/orders/?page=2"})
    assert 'href="/orders/?page=2"' in page.content.decode()


@pytest.mark.parametrize("referer", ["https://evil.example/x", "", "javascript:alert(1)"])
def test_the_way_back_never_leads_elsewhere(visitor, referer):
    page = visitor.post("/fail/changed/", headers={"Referer": referer}).content.decode()
    assert "evil.example" not in page
    assert "javascript:" not in page


def test_an_address_that_is_not_there(visitor):
    response = visitor.get("/nowhere/")
    assert response.status_code == 404
    assert "It is not here" in response.content.decode()


def test_a_crash_tells_nothing_of_its_cause(visitor):
    response = visitor.get("/crash/")
    page = response.content.decode()
    assert response.status_code == 500
    assert "Something went wrong on our side" in page
    assert "secret" not in page


def test_a_crash_is_a_banner_for_htmx(visitor):
    response = visitor.get("/crash/", headers={"HX-Request": "true"})
    assert response.status_code == 500
    assert response.headers["HX-Retarget"] == "#messages"


def test_a_crash_of_the_error_page_still_has_words(visitor, monkeypatch):
    def break_down(*args):
        raise OSError

    monkeypatch.setattr("kortreist.apps.ui.web.errors.render_to_string", break_down)
    response = visitor.get("/crash/")
    assert response.status_code == 500
    assert "Noe gikk galt hos oss" in response.content.decode()


def test_a_form_without_its_token_is_explained():
    visitor = Client(enforce_csrf_checks=True, headers={"Accept-Language": "en"})
    response = visitor.post("/take/")
    assert response.status_code == 403
    assert "had been open too long" in response.content.decode()


@pytest.mark.parametrize("refusal", REFUSALS)
def test_busy_database_asks_for_a_moment_and_a_broken_one_is_a_bug(visitor, refusal, caplog):
    page = visitor.post(f"/ask/{refusal}/")

    if refusal == "broken":
        assert page.status_code == 500
        return
    assert page.status_code == 503
    assert page.headers["Retry-After"] == "2"
    assert page.headers["X-Error-Code"] == "busy"
    assert "Wait a moment and try again." in page.content.decode()
    assert "the database was busy" in caplog.text
