"""A kitchen's order, as the cook makes it: by thumb, by keyboard alone, and without JavaScript."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse

from kortreist.apps.actors.models import RoleKind
from kortreist.apps.catalogue.models import Product
from kortreist.apps.trading.models import Offer, Order, OrderLine, OrderStatus
from tests import factories, rounds
from tests.apps.trading.conftest import build_market
from tests.browser.conftest import DESK, PHONE
from tests.conftest import NOON

pytestmark = pytest.mark.django_db(transaction=True)

LAST_WEEK = timedelta(days=7)


@pytest.fixture
def market():
    """A round with carrots, cheese and fish, and last week's order of the first two."""
    market = build_market(number=2)
    Product.objects.update(allergens_stated=True)
    Product.objects.filter(name__nb="Geitost").update(allergens=["milk"])
    past = rounds.make_cycle(
        market.hub,
        "ordered",
        number=1,
        opens_at=NOON - 2 * LAST_WEEK,
        closes_at=NOON - LAST_WEEK,
        delivery_day=(NOON - LAST_WEEK).date(),
    )
    order = rounds.make_order(past, market.unit, placed_at=NOON - LAST_WEEK)
    for offer, count in ((market.carrots, 5), (market.cheese, 2)):
        rounds.make_line(order, rounds.make_offer(past, offer.variant), count)
    return market


@pytest.fixture
def enter(market, new_page, sign_in, live_server):
    """``enter(PHONE)`` is the cook's own page, in English."""
    cook = factories.make_role(market.hub, RoleKind.BUYER, unit=market.unit).person.user

    def go(size, **options):
        is_phone = size == PHONE
        page = new_page(*size, is_mobile=is_phone, has_touch=is_phone, **options)
        sign_in(page, cook)
        english = {"name": settings.LANGUAGE_COOKIE_NAME, "value": "en", "url": live_server.url}
        page.context.add_cookies([english])
        return page

    return go


def address(market, name, **kwargs):
    scope = {"hub": market.hub.public_id, "unit": market.unit.public_id}
    return reverse(name, kwargs=scope | kwargs)


def ordered(market) -> dict[str, int]:
    lines = OrderLine.objects.filter(order__cycle=market.cycle, ordered_count__gt=0)
    return {
        line.variant.product.name["nb"]: line.ordered_count
        for line in lines.select_related("variant__product")
    }


def test_same_as_last_time_with_two_lines_changed_by_thumb(market, enter, axe):
    page = enter(PHONE)
    page.goto(address(market, "desk:unit-home"))
    page.get_by_role("button", name="Same as last time").tap()
    # when one more of the carrots, and one less of the cheese
    page.get_by_role("button", name="More: Packs of Gulrot").tap()
    page.get_by_text("kr\N{NO-BREAK SPACE}198,00").first.wait_for()
    page.get_by_role("button", name="Less: Packs of Geitost").tap()
    page.get_by_text("kr\N{NO-BREAK SPACE}79,20").first.wait_for()
    axe(page)
    page.get_by_role("button", name="Send the order").tap()
    # then
    page.get_by_text("Sent. You can change it until the round closes.").wait_for()
    assert ordered(market) == {"Gulrot": 6, "Geitost": 1}
    assert Order.objects.get(cycle=market.cycle).status == OrderStatus.PLACED


def test_same_with_the_keyboard_alone(market, enter):
    page = enter(DESK)
    page.goto(address(market, "desk:unit-home"))
    go_to(page, "button", "Same as last time")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/basket/"))
    # when
    go_to(page, "spinbutton", "Packs of Gulrot")
    page.keyboard.press("Control+a")
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    page.get_by_text("kr\N{NO-BREAK SPACE}231,00").first.wait_for()
    # then the page is new, and the keyboard is where it was
    assert focused(page) == ("spinbutton", "Packs of Gulrot")
    go_to(page, "button", "Send the order")
    page.keyboard.press("Enter")
    page.get_by_text("Sent. You can change it until the round closes.").wait_for()
    assert ordered(market) == {"Gulrot": 7, "Geitost": 2}


def test_what_the_kitchen_cannot_use_is_not_on_the_shelf(market, enter):
    page = enter(PHONE)
    page.goto(address(market, "trading:shop"))
    shelf = page.locator("#shelf")
    shelf.get_by_role("heading", name="Geitost").wait_for()
    # when without milk
    page.get_by_text("Allergens, groups, producers, season").tap()
    page.get_by_label("Milk", exact=False).check()
    shelf.get_by_role("heading", name="Geitost").wait_for(state="detached")
    # then the carrots are still there, and one pack is in the basket after one tap
    shelf.get_by_role("button", name="More: Packs of Gulrot").tap()
    page.locator("#basket-count").get_by_text("1").wait_for()
    assert ordered(market) == {"Gulrot": 1}
    # and the filter stays when the page is opened again
    assert "free_of=milk" in page.url
    page.reload()
    (left,) = shelf.get_by_role("heading").all_inner_texts()
    assert left.startswith("Gulrot")


def test_search_finds_by_word_and_teaches_when_there_is_nothing(market, enter):
    page = enter(DESK)
    page.goto(address(market, "trading:shop"))
    page.get_by_role("searchbox").fill("geit")
    page.keyboard.press("Enter")
    page.locator("#shelf").get_by_role("heading", name="Gulrot").wait_for(state="detached")
    page.get_by_role("searchbox").fill("ananas")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Nothing fits").wait_for()


def test_order_is_changed_and_taken_back(market, enter):
    order = rounds.make_order(market.cycle, market.unit)
    rounds.make_line(order, market.cheese, 2, stages=("confirmed",))
    Offer.objects.filter(pk=market.cheese.pk).update(reserved_packs=2)
    page = enter(PHONE)
    # when one more
    page.goto(address(market, "trading:order-detail", order=order.public_id))
    page.get_by_role("link", name="Change it").tap()
    page.get_by_role("button", name="More: Packs of Geitost").tap()
    page.get_by_text("kr\N{NO-BREAK SPACE}237,60").first.wait_for()
    assert Offer.objects.get(pk=market.cheese.pk).reserved_packs == 3
    # when all of it is taken back
    page.get_by_role("button", name="Take the order back").tap()
    page.get_by_text("The order is back in your basket.").wait_for()
    # then nothing is set aside
    order.refresh_from_db()
    assert order.status == OrderStatus.BASKET
    assert Offer.objects.get(pk=market.cheese.pk).reserved_packs == 0


def test_more_than_there_is_is_refused_with_what_is_left(market, enter):
    Offer.objects.filter(pk=market.cheese.pk).update(reserved_packs=7)
    page = enter(PHONE)
    page.goto(address(market, "trading:shop"))
    # when
    page.get_by_role("spinbutton", name="Packs of Geitost").fill("9")
    page.keyboard.press("Enter")
    # then
    notice = page.locator("#messages .kr-notice")
    notice.wait_for()
    assert "3" in notice.inner_text()
    assert ordered(market) == {}


def test_whole_order_without_javascript(market, enter):
    page = enter(PHONE, java_script_enabled=False)
    page.goto(address(market, "trading:shop"))
    # when
    page.get_by_role("spinbutton", name="Packs of Gulrot").fill("4")
    page.locator("li", has_text="Gulrot").get_by_role("button", name="Add to the basket").click()
    page.get_by_role("link", name="Basket").last.click()
    page.get_by_role("spinbutton", name="Packs of Gulrot").fill("3")
    page.get_by_role("button", name="Change the number").click()
    page.get_by_role("button", name="Send the order").click()
    # then
    page.get_by_text("Sent. You can change it until the round closes.").wait_for()
    assert ordered(market) == {"Gulrot": 3}


def test_sixty_lines_long_names_and_huge_numbers_fit(market, enter, fits, picture):
    order = rounds.make_order(market.cycle, market.unit, OrderStatus.BASKET)
    name = "Økologisk fårikålkjøtt av villsau fra Øvre Rendalsbygdæne (eksempel) "
    for number in range(60):
        variant = factories.make_variant(market.farm, f"{name}{number}")
        offer = rounds.make_offer(market.cycle, variant, packs=99_999, price_ore=1_234_567)
        rounds.make_line(order, offer, 9_999 if not number else 1)
    page = enter(PHONE)
    page.goto(address(market, "trading:basket"))
    fits(page)
    # then what it comes to is in reach above the places, and leads to where it is sent
    sum_to_pay = page.get_by_role("link", name="To pay")
    places = page.get_by_role("navigation", name="Main places")
    assert bottom(sum_to_pay) <= places.bounding_box()["y"]
    sum_to_pay.tap()
    assert page.get_by_role("heading", name="What it comes to").is_visible()
    picture(page, "basket-60-lines")


def bottom(thing) -> float:
    box = thing.bounding_box()
    return box["y"] + box["height"]


def focused(page) -> tuple[str, str]:
    """Return the role and the name of what the keyboard is at."""
    tag, label = page.evaluate(
        """(() => { const here = document.activeElement;
        return [here.type || here.tagName.toLowerCase(),
                here.ariaLabel || here.innerText.trim()]; })()"""
    )
    return {"number": "spinbutton", "submit": "button"}.get(tag, tag), label


def go_to(page, role: str, name: str, *, most: int = 60) -> None:
    """Press Tab until the keyboard is at a thing."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if focused(page) == (role, name):
            return
    pytest.fail(f"{name} is not within {most} presses of Tab")
