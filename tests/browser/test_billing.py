"""Documents as the accountant, the kitchen and the farm see them, on the screen and on paper."""

import re

import pytest
from django.conf import settings
from django.urls import reverse

from kortreist.apps.actors.models import RoleKind
from tests import factories
from tests.apps.billing import trade

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def market():
    return trade.make_market()


@pytest.fixture
def papers(market):
    return trade.make_papers(market)


@pytest.fixture
def open_page(market, page, sign_in, live_server):
    """``open_page(kind, name, *ids)`` as somebody with that role, in English."""

    def go(kind, name, *things, **fields):
        page.context.clear_cookies()
        sign_in(page, factories.make_role(market.hub, kind, **fields).person.user)
        english = {"name": settings.LANGUAGE_COOKIE_NAME, "value": "en", "url": live_server.url}
        page.context.add_cookies([english])
        page.goto(reverse(f"billing:{name}", args=[thing.public_id for thing in things]))
        return page

    return go


@pytest.fixture
def look(request, axe, fits, picture):
    """``look(page, "list")`` asserts that a page has no barrier, and keeps its picture."""

    def check(page, name):
        axe(page)
        fits(page)
        picture(page, f"billing-{name}-{request.node.callspec.id}")

    return check


def test_pages_stand_without_barriers(market, papers, open_page, look):
    hub, unit, farm = market.hub, market.unit, market.farm
    accountant, buyer, producer = RoleKind.ACCOUNTANT, RoleKind.BUYER, RoleKind.PRODUCER
    look(open_page(accountant, "document-list", hub), "list")
    look(open_page(accountant, "document-detail", papers["invoice"]), "invoice")
    look(open_page(accountant, "document-detail", papers["note"]), "credit-note")
    look(open_page(buyer, "unit-document-list", hub, unit, unit=unit), "unit-list")
    look(open_page(producer, "settlement-list", hub, farm, organisation=farm), "settlements")
    look(open_page(producer, "document-detail", papers["farms"], organisation=farm), "settlement")


def test_empty_lists_stand_without_barriers(market, open_page, look):
    look(open_page(RoleKind.ACCOUNTANT, "document-list", market.hub), "list-empty")


def test_invoice_is_one_sheet_of_a4(market, papers, open_page):
    # when
    page = open_page(RoleKind.ACCOUNTANT, "document-detail", papers["invoice"])
    sheet = page.pdf(prefer_css_page_size=True)
    # then
    assert len(re.findall(rb"/Type /Page\b", sheet)) == 1
    width, height = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", sheet).groups()
    assert (round(float(width)), round(float(height))) == (595, 842)
    # and only the paper is on it
    page.emulate_media(media="print")
    assert not page.locator(".kr-header").is_visible()
    assert not page.get_by_text("Part of this invoice has been credited").is_visible()
    assert page.locator(".kr-paper").is_visible()
