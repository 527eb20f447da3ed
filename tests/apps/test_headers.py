"""What every answer says to the browser about itself: on all pages, and on all that go wrong."""

import re
from html.parser import HTMLParser

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from kortreist.apps.actors.models import RoleKind
from tests.apps.everything import Everything, build_everything
from tests.harness.routes import Route, routes

pytestmark = pytest.mark.django_db

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
POLICY = {
    "default-src": "'self'",
    "img-src": "'self' data:",
    "style-src": "'self'",
    "script-src": "'self'",
    "connect-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "form-action": "'self'",
}
# What a browser would run or dress without asking the policy's sources.
INLINE = frozenset({"style", *(f"on{event}" for event in ("click", "change", "input", "submit"))})
NO_CONVERTERS = {
    "account_reset_password_from_key": {"uidb36": "1", "key": "set-password"},
    "account_confirm_email": {"key": "none"},
}


class Reader(HTMLParser):
    """Finds scripts and styles that stand in the page itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        names = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in names):
            self.found.append(tag)
        self.found += [f"{tag} {name}" for name in names if name in INLINE]


@pytest.fixture
def world(settings) -> Everything:
    settings.DEMO = True
    cache.clear()
    return build_everything()


def faults(response) -> list[str]:
    """Return what is amiss with an answer's headers, or stands in the page itself."""
    found = [
        f"{name}: {response.headers.get(name)}"
        for name, wanted in HEADERS.items()
        if response.headers.get(name) != wanted
    ]
    told = response.headers.get("Content-Security-Policy", "")
    policy = dict(part.strip().split(" ", 1) for part in told.split(";") if part.strip())
    if policy != POLICY:
        found.append(f"policy: {told}")
    if response.headers.get("Content-Type", "").startswith("text/html"):
        reader = Reader()
        reader.feed(response.content.decode())
        found += [f"in the page: {thing}" for thing in reader.found]
    return found


def address(route: Route, world: Everything) -> str:
    if route.name in NO_CONVERTERS:
        return reverse(route.name, kwargs=NO_CONVERTERS[route.name])
    return route.address(world.ids(route.name) | {"status": 404})


def test_every_address_answers_with_the_headers(world):
    found, pages = {}, 0
    for route in routes():
        client = Client()
        reader = world.reader(route)
        if reader:
            client.force_login(reader)
        response = client.get(address(route, world))
        assert response.status_code < 500, route.name
        pages += response.status_code == 200
        if wrong := faults(response):
            found[route.name] = wrong

    assert found == {}
    assert pages > 50


def test_every_page_says_its_language_and_has_one_heading(world):
    found = []
    for route in routes():
        client = Client()
        reader = world.reader(route)
        if reader:
            client.force_login(reader)
        response = client.get(address(route, world), headers={"Accept-Language": "nn"})
        if response.status_code == 200 and "text/html" in response.headers["Content-Type"]:
            page = response.content.decode()
            headings = len(re.findall(r"<h1[ >]", page))
            if headings != 1 or '<html lang="nn"' not in page:
                found.append((route.name, headings))

    assert [name for name in found if not name[0].startswith("ui:styleguide-progress")] == []


def test_what_goes_wrong_answers_with_the_headers_too(world, client, monkeypatch, settings):
    hub = {"hub": world.hub.public_id}
    cycle = hub | {"cycle": world.cycle.public_id}
    cook, boss = world.user(RoleKind.BUYER), world.user(RoleKind.COORDINATOR)
    answers = {404: client.get("/nowhere/"), 302: client.get(reverse("desk:hub-home", kwargs=hub))}
    client.force_login(cook)
    answers[403] = client.get(reverse("desk:hub-home", kwargs=hub))
    unit = hub | {"unit": world.unit.public_id}
    answers[422] = client.post(reverse("trading:line", kwargs=unit), {"count": "many"})
    client.force_login(boss)
    answers[405] = client.get(reverse("desk:allocation-commit", kwargs=cycle))
    answers[409] = client.post(reverse("desk:stage-run", kwargs=cycle | {"stage": "close"}))
    answers[400] = client.get("/", headers={"Host": "elsewhere.example"})
    forged = Client(enforce_csrf_checks=True)
    forged.force_login(boss)
    forgery = forged.post(reverse("desk:allocation-preview", kwargs=cycle))

    def fall(**_):
        raise RuntimeError

    monkeypatch.setattr("kortreist.apps.desk.web.homes.read_hub_home", fall)
    client.raise_request_exception = False
    answers[500] = client.get(reverse("desk:hub-home", kwargs=hub))

    assert {status: answer.status_code for status, answer in answers.items()} == {
        status: status for status in answers
    }
    assert forgery.status_code == 403
    assert [faults(answer) for answer in (*answers.values(), forgery)] == [[]] * 9


def test_too_many_requests_answer_with_the_headers(world, settings):
    settings.POSTS_PER_MINUTE = 1
    client = Client()
    client.force_login(world.user(RoleKind.COORDINATOR))
    hub = {"hub": world.hub.public_id}
    answers = [client.post(reverse("desk:cycle-list", kwargs=hub)) for _ in range(3)]

    assert answers[-1].status_code == 429
    assert faults(answers[-1]) == []


def test_behind_https_browsers_are_told_to_stay_there(settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    login = reverse("account_login")

    assert Client().get(login).status_code == 301
    page = Client().get(login, secure=True)
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
