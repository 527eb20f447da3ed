"""Too little of something: seen in time, shared by a rule that was compared, answered at once."""

import re

import pytest
from django.conf import settings
from django.urls import reverse

from kortreist.apps.actors.models import RoleKind
from kortreist.apps.catalogue.models import Product
from kortreist.apps.desk.models import CycleStage
from kortreist.apps.trading.models import (
    AllocationRun,
    OrderLine,
    RunStatus,
    Substitution,
    WeightQuestion,
)
from tests import factories, rounds
from tests.apps.desk.walks import order_carrots, walk
from tests.apps.trading.conftest import build_market
from tests.browser.conftest import DESK, PHONE
from tests.conftest import NOON
from tests.rounds import later

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def market():
    """Two kitchens wish for 50 packs of carrots, and there are 40; turnips lie there, too."""
    market = order_carrots(build_market())
    market.turnips = rounds.make_offer(
        market.cycle, factories.make_variant(market.farm, "Nepe"), packs=15, price_ore=3200
    )
    Product.objects.update(allergens_stated=True)
    Product.objects.filter(name__nb="Geitost").update(group=factories.make_group("1"))
    return market


@pytest.fixture
def enter(market, new_page, sign_in, live_server):
    """``enter(PHONE, kind)`` is a page of somebody with that role, in English."""

    def go(size, kind, **fields):
        is_phone = size == PHONE
        page = new_page(*size, is_mobile=is_phone, has_touch=is_phone)
        sign_in(page, factories.make_role(market.hub, kind, **fields).person.user)
        english = {"name": settings.LANGUAGE_COOKIE_NAME, "value": "en", "url": live_server.url}
        page.context.add_cookies([english])
        return page

    return go


def of_round(market, name):
    scope = {"hub": market.hub.public_id, "cycle": market.cycle.public_id}
    return reverse(f"desk:{name}", kwargs=scope)


def of_order(market, order):
    scope = {"hub": market.hub.public_id, "unit": order.unit.public_id}
    return reverse("trading:order-detail", kwargs=scope | {"order": order.public_id})


def tab_to(page, name):
    """Move with the keyboard alone until a button of that name has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        text = page.evaluate("document.activeElement.textContent") or ""
        if re.search(name, text, re.DOTALL):
            return
    pytest.fail(f"no button {name} can be reached with the keyboard")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_shortages_are_seen_before_the_close(market, enter, axe, fits, picture, request, size):
    market.farm.email = "fjellgard@example.org"
    market.farm.save()
    page = enter(size, RoleKind.COORDINATOR)
    page.goto(of_round(market, "cycle-detail"))
    page.get_by_text("50 wished for, 40 there, 10 missing").wait_for()
    page.get_by_role("link", name="See all of it, and what can be done").click()
    axe(page)
    fits(page)
    picture(page, f"shortages-{request.node.callspec.id}")
    page.get_by_role("button", name="Ask for more").click()
    page.get_by_text("Asked. The producer is told").wait_for()
    assert page.get_by_text("The producer was asked").count() == 1


def test_three_ways_are_compared_with_the_keyboard_and_one_is_chosen(market, enter, axe, picture):
    walk(market, CycleStage.CLOSE)
    page = enter(DESK, RoleKind.COORDINATOR)
    page.goto(of_round(market, "allocation"))
    tab_to(page, "Work it out")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Choose this").first.wait_for()
    # then each says what it does, and what it is best at
    cards = page.locator(".kr-card", has=page.get_by_role("button", name="Choose this"))
    told = [text.replace("\N{NO-BREAK SPACE}", " ") for text in cards.all_inner_texts()]
    assert len(told) == 3
    assert "Fewest kitchens get less" in told[1]
    assert "Nobody loses as much of a wish as with the others" in told[0]
    axe(page)
    picture(page, "ways-desk")
    # and kitchen by kitchen
    page.get_by_role("link", name="Kitchen by kitchen").click()
    rows = [row for row in page.get_by_role("row").all_inner_texts() if "Barnehage" in row]
    figures = [[word for word in row.split() if word.isdigit()][-4:] for row in rows]
    assert sorted(figures) == [["20", "16", "20", "20"], ["30", "24", "20", "20"]]
    axe(page)
    picture(page, "ways-by-kitchen-desk")
    # when one is chosen with the keyboard
    tab_to(page, "Choose this.*proportion")
    page.keyboard.press("Enter")
    page.get_by_text("Every buyer is told what they get, and why.").wait_for()
    assert AllocationRun.objects.get(status=RunStatus.COMMITTED).policy == "proportional"
    # then what is left was offered instead
    page.goto(of_round(market, "shortages"))
    page.get_by_text("Waits for an answer.").first.wait_for()
    axe(page)
    picture(page, "substitutes-desk")


def test_kitchen_answers_with_one_press(market, enter, axe, fits, picture):
    walk(market, CycleStage.ALLOCATE)
    proposal = Substitution.objects.order_by("pk").first()
    Substitution.objects.update(answer_by=later(24 * 3650))
    order = proposal.line.order
    page = enter(PHONE, RoleKind.BUYER, unit=order.unit)
    page.goto(of_order(market, order))
    button = page.get_by_role("button", name="Yes, please")
    assert button.bounding_box()["height"] >= 44
    axe(page)
    fits(page)
    picture(page, "substitute-phone")
    button.tap()
    page.get_by_text("Good. It comes with the rest of your order.").wait_for()
    assert OrderLine.objects.get(offer=market.turnips).confirmed_count == proposal.count
    page.get_by_text("Instead of Gulrot").wait_for()


def test_kitchen_says_no_to_a_weight_and_the_hub_chooses(market, enter, axe, fits, picture):
    walk(market, CycleStage.ALLOCATE)
    line = OrderLine.objects.get(order__unit=market.unit, offer=market.carrots)
    OrderLine.objects.filter(pk=line.pk).update(
        charge_by="measured", packed_count=24, packed_amount=29_000
    )
    WeightQuestion.objects.create(
        hub=market.hub,
        line=line,
        count=24,
        usual_amount=24_000,
        measured_amount=29_000,
        asked_at=NOON,
        answer_by=later(24),
    )
    page = enter(PHONE, RoleKind.BUYER, unit=market.unit)
    page.goto(of_order(market, line.order))
    picture(page, "weight-phone")
    page.get_by_role("button", name="No, thanks").first.tap()
    page.get_by_text("Thank you. The hub finds another way.").wait_for()
    axe(page)
    fits(page)
    # when the coordinator lets it be paid for as ordered
    boss = enter(DESK, RoleKind.COORDINATOR)
    boss.goto(of_round(market, "weights"))
    boss.get_by_label("Charge as ordered, the hub bears the rest").check()
    boss.get_by_label("Why; the kitchen sees it").fill("Vi skar for stort")
    axe(boss)
    picture(boss, "weights-desk")
    boss.get_by_role("button", name="Note it").click()
    boss.get_by_text("Noted. The kitchen sees what you chose and why.").wait_for()
    # then the kitchen sees it
    page.goto(of_order(market, line.order))
    page.get_by_text("Vi skar for stort").first.wait_for()
