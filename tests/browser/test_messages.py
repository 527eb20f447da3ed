"""What is told, what runs and what is looked for, on a phone and at a desk."""

import re

import pytest
from django.conf import settings
from django.urls import reverse

from kortreist.apps.actors.models import RoleKind
from kortreist.apps.messages.models import AddressFault, Preference
from tests import factories
from tests.apps.trading.conftest import build_market
from tests.conftest import NOON
from tests.harness import pages

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def market(settings):
    settings.SMS_GATEWAY = "kortreist.apps.messages.sms.FileGateway"
    return build_market(number=2)


@pytest.fixture
def enter(market, page, sign_in, live_server):
    """``enter(kind, **whose)`` is somebody's own page, in English."""

    def go(kind=RoleKind.COORDINATOR, **whose):
        sign_in(page, factories.make_role(market.hub, kind, **whose).person.user)
        english = {"name": settings.LANGUAGE_COOKIE_NAME, "value": "en", "url": live_server.url}
        page.context.add_cookies([english])
        return page

    return go


def at(market, name, **kwargs):
    return reverse(name, kwargs={"hub": market.hub.public_id, **kwargs})


def picture(page, name):
    size = "phone" if page.viewport_size["width"] < 500 else "desk"
    page.screenshot(path=pages.picture_path(f"{name}-{size}"), full_page=True)


def test_cook_moves_the_shortage_to_the_telephone(market, enter, axe, fits):
    page = enter(RoleKind.BUYER, unit=market.unit)
    page.goto(at(market, "desk:unit-home", unit=market.unit.public_id))
    page.get_by_role("link", name="What you are told").click()
    page.get_by_label("There was too little: Text message").first.check()
    page.get_by_label("There was too little: E-mail").first.uncheck()
    axe(page)
    fits(page)
    picture(page, "choices")
    page.get_by_role("button", name="Save the choices").click()
    page.get_by_text("Saved.").wait_for()
    row = Preference.objects.get(kind="shortage")
    assert (row.unit, row.by_email, row.by_sms) == (market.unit, False, True)


def test_coordinator_finds_what_did_not_arrive_and_sends_it_again(market, enter, axe, fits):
    lost = factories.make_message(market.unit, status="bounced", error="bounced")
    for status in ("sent", "waiting"):
        factories.make_message(market.unit, status=status)
    AddressFault.objects.create(
        hub=market.hub,
        channel="email",
        address=market.unit.email,
        code="5.1.1",
        message=lost,
        seen_at=NOON,
    )
    factories.make_failed_job(market.hub)
    page = enter()
    page.goto(at(market, "desk:hub-home"))
    picture(page, "trouble")
    page.get_by_role("link", name=re.compile("job went wrong")).click()
    axe(page)
    fits(page)
    picture(page, "what-runs")
    page.get_by_role("button", name=re.compile("Run it again")).click()
    page.get_by_text("It runs again as soon as there is room.").wait_for()
    page.goto(at(market, "messages:message-list"))
    axe(page)
    fits(page)
    picture(page, "log")
    page.get_by_role("link", name=market.unit.name).first.click()
    axe(page)
    fits(page)
    picture(page, "message")
    page.get_by_role("button", name="Send it again").click()
    page.get_by_text("It is sent again.").wait_for()


def test_search_asks_what_was_meant(market, enter, axe, fits):
    page = enter(RoleKind.BUYER, unit=market.unit)
    page.goto(at(market, "trading:shop", unit=market.unit.public_id))
    page.get_by_label("Find goods or producers").fill("gulrto")
    page.get_by_role("button", name="Search").first.click()
    page.get_by_role("link", name="gulrot", exact=True).wait_for()
    axe(page)
    fits(page)
    picture(page, "did-you-mean")
    page.get_by_label("Find goods or producers").fill("traktor")
    page.get_by_role("button", name="Search").first.click()
    page.get_by_text("Nobody has anything called “traktor” this time.").wait_for()
    axe(page)
    picture(page, "nothing-fits")
    page.get_by_role("link", name="Show all goods").click()
    page.get_by_role("heading", name="Gulrot").wait_for()
