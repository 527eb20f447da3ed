"""The coordinator and the accountant bring a round on, and take it back."""

import re

import pytest
from django.conf import settings
from django.urls import reverse

from kortreist.apps.actors.models import RoleKind
from kortreist.apps.billing.models import Document, DocumentKind
from kortreist.apps.desk.models import CycleStage
from kortreist.apps.trading.models import (
    AllocationRun,
    CycleStatus,
    OrderCycle,
    PurchaseOrder,
    RunStatus,
)
from tests import factories
from tests.apps.desk.walks import order_carrots, walk
from tests.apps.trading.conftest import build_market
from tests.browser.conftest import DESK, PHONE

pytestmark = pytest.mark.django_db(transaction=True)

on_desk = pytest.mark.parametrize("page", [DESK], indirect=True, ids=["desk"])


@pytest.fixture
def market():
    """Two kitchens wish for 50 packs of carrots, and there are 40."""
    return order_carrots(build_market())


@pytest.fixture
def enter(market, page, sign_in, live_server):
    """``enter(kind)`` opens the first page of somebody with that role, in English."""

    def go(kind):
        sign_in(page, factories.make_role(market.hub, kind).person.user)
        english = {"name": settings.LANGUAGE_COOKIE_NAME, "value": "en", "url": live_server.url}
        page.context.add_cookies([english])
        page.goto("/")
        return page

    return go


@on_desk
def test_round_is_closed_shared_out_undone_and_bought(market, enter):
    page = enter(RoleKind.COORDINATOR)
    # when it is closed, taken back and closed again
    page.get_by_role("button", name="Close the round").click()
    page.get_by_text("The round is closed.").wait_for()
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Close the round").click()
    # and three ways to share out are compared
    page.get_by_role("link", name="Share out").first.click()
    page.get_by_role("button", name="Work it out").click()
    page.get_by_role("button", name="Choose this").first.wait_for()
    assert page.get_by_role("button", name="Choose this").count() == 3
    rows = page.get_by_role("row").all_inner_texts()
    assert [row.split() for row in rows if "Barnehage" in row] == [
        [*market.unit.name.split(), "30", "24", "20", "20"],
        [*market.other.name.split(), "20", "16", "20", "20"],
    ]
    # and one is chosen, taken back, and another chosen
    page.get_by_role("button", name=re.compile("As evenly as possible")).click()
    page.get_by_text("Every buyer is told what they get, and why.").wait_for()
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("Taken back: Share out").wait_for()
    page.get_by_role("link", name="Share out").first.click()
    page.get_by_role("button", name="Work it out").click()
    page.get_by_role("button", name=re.compile("In proportion to the orders")).click()
    page.get_by_role("button", name="Send the purchase orders").click()
    page.get_by_text("Sent. Each producer has one order.").wait_for()
    # then
    committed = AllocationRun.objects.get(status=RunStatus.COMMITTED)
    assert committed.policy == "proportional"
    assert PurchaseOrder.objects.get().lines.get().ordered_count == 40
    # and what is not as planned is told, with the way to it
    told = page.get_by_role("region", name="Good to know")
    assert "2 lines got less than the wish" in told.inner_text()
    told.get_by_role("link", name="Buy").click()
    page.get_by_text("No answer yet").wait_for()


def test_why_is_answered_for_each_line(market, enter, axe, fits, picture, request):
    walk(market, CycleStage.ALLOCATE)
    page = enter(RoleKind.COORDINATOR)
    scope = {"hub": market.hub.public_id, "cycle": market.cycle.public_id}
    page.goto(reverse("desk:allocation", kwargs=scope))
    page.get_by_text("Why: ").first.locator("..").click()
    page.get_by_text("Everyone wanted more than there is").first.wait_for()
    axe(page)
    fits(page)
    picture(page, f"desk-shared-out-{request.node.callspec.id}")


@pytest.mark.parametrize("page", [PHONE], indirect=True, ids=["phone"])
def test_ways_are_compared_on_a_phone_without_scrolling_sideways(market, enter, axe, fits, picture):
    walk(market, CycleStage.CLOSE)
    page = enter(RoleKind.COORDINATOR)
    page.get_by_role("link", name="Share out").first.click()
    page.get_by_role("button", name="Work it out").tap()
    page.get_by_role("button", name="Choose this").first.wait_for()
    axe(page)
    fits(page)
    window = page.get_by_role("region", name="Lines where somebody gets less than the wish")
    assert window.evaluate("window => window.scrollWidth <= window.clientWidth")
    picture(page, "desk-ways-phone")


@on_desk
def test_next_round_is_set_up_like_the_last(market, enter):
    page = enter(RoleKind.COORDINATOR)
    page.get_by_role("link", name="Rounds").click()
    page.get_by_text("Set up a round").click()
    page.get_by_role("button", name="Set it up").click()
    page.get_by_role("heading", name="Round 2").wait_for()
    made = OrderCycle.objects.get(number=2)
    assert made.status == CycleStatus.DRAFT
    assert (made.delivery_day - market.cycle.delivery_day).days == 7


@on_desk
def test_impossible_round_is_explained_at_the_form(market, enter, watch, axe):
    watch.expected.append("422")
    page = enter(RoleKind.COORDINATOR)
    page.get_by_role("link", name="Rounds").click()
    page.get_by_text("Set up a round").click()
    page.get_by_label("Closes").fill("2026-01-01T12:00")
    page.get_by_role("button", name="Set it up").click()
    page.get_by_role("heading", level=1).wait_for()
    axe(page)


@on_desk
def test_accountant_issues_the_papers_and_opens_one(market, enter):
    walk(market, CycleStage.DELIVER)
    page = enter(RoleKind.ACCOUNTANT)
    # when
    page.get_by_role("link", name="Rounds").click()
    page.get_by_role("link", name="Round 1").click()
    page.get_by_role("button", name="Issue the invoices").click()
    page.get_by_text("The invoices cannot be changed now").wait_for()
    page.get_by_role("button", name="Settle with the producers").click()
    page.get_by_text("Every producer has a statement").wait_for()
    page.get_by_text("This round is finished.").wait_for()
    # then the papers are there, and open
    kinds = list(Document.objects.order_by("kind").values_list("kind", flat=True))
    assert kinds == [DocumentKind.INVOICE, DocumentKind.INVOICE, DocumentKind.SETTLEMENT]
    page.get_by_role("navigation", name="Main places").get_by_role("link").first.click()
    page.get_by_role("link", name="Invoice 1").first.click()
    assert page.locator(".kr-paper").is_visible()


@on_desk
def test_accountant_is_not_offered_what_others_do(market, enter):
    page = enter(RoleKind.ACCOUNTANT)
    page.get_by_role("link", name="Rounds").click()
    assert page.get_by_text("Set up a round").count() == 0
    page.get_by_role("link", name="Round 1").click()
    page.get_by_text("Next stage: Close").wait_for()
    assert page.locator("main form").count() == 0
