"""Ordering again: last week's order, the unit's own list, what stands, and the menu."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse

from kortreist.apps.actors.models import RoleKind
from kortreist.apps.catalogue.models import Product
from kortreist.apps.catalogue.services.search_words import write_words
from kortreist.apps.planning.models import MenuItem, Recipe, RecipeLine
from kortreist.apps.trading.models import Favourite, Order, OrderLine, OrderStatus, StandingOrder
from tests import factories, rounds
from tests.apps.trading.conftest import build_market
from tests.apps.trading.test_standing import make_standing
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_kitchen import focused, go_to
from tests.conftest import NOON

pytestmark = pytest.mark.django_db(transaction=True)

LAST_WEEK = timedelta(days=7)


@pytest.fixture
def market():
    """A round with carrots and cheese; last week's order had fish as well, at another price."""
    market = build_market(number=2)
    Product.objects.update(allergens_stated=True)
    past = rounds.make_cycle(
        market.hub,
        "ordered",
        number=1,
        opens_at=NOON - 2 * LAST_WEEK,
        closes_at=NOON - LAST_WEEK,
        delivery_day=(NOON - LAST_WEEK).date(),
    )
    order = rounds.make_order(past, market.unit, placed_at=NOON - LAST_WEEK)
    fish = factories.make_variant(market.farm, "Sik")
    for variant, count, price in (
        (market.carrots.variant, 5, 2500),
        (market.cheese.variant, 2, 24000),
        (fish, 3, 9000),
    ):
        rounds.make_line(order, rounds.make_offer(past, variant, price_ore=price), count)
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


def test_last_weeks_order_with_two_lines_changed_by_keyboard_alone(market, enter):
    page = enter(DESK)
    page.goto(address(market, "desk:unit-home"))
    go_to(page, "button", "Same as last time")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/basket/"))
    # then what is otherwise is said at once
    told = page.get_by_role("region", name="Same as last time, but for this")
    assert "Sik: not to be had in this round" in told.inner_text()
    assert "Gulrot: up from" in told.inner_text()
    # when two lines are changed, and the order is sent
    for name, count in (("Packs of Gulrot", "7"), ("Packs of Geitost", "3")):
        go_to(page, "spinbutton", name)
        page.keyboard.press("Control+a")
        page.keyboard.type(count)
        with page.expect_response(re.compile("/basket/lines/")):
            page.keyboard.press("Enter")
        page.wait_for_function(
            "([name, count]) => document.activeElement.ariaLabel === name"
            " && document.activeElement.value === count",
            arg=[name, count],
        )
        assert focused(page) == ("spinbutton", name)
    go_to(page, "button", "Send the order")
    page.keyboard.press("Enter")
    page.get_by_text("Sent. You can change it until the round closes.").wait_for()
    # then
    assert ordered(market) == {"Gulrot": 7, "Geitost": 3}
    assert Order.objects.get(cycle=market.cycle).status == OrderStatus.PLACED


@pytest.mark.parametrize("java_script", [True, False], ids=["with script", "without"])
def test_list_is_filled_by_keyboard_alone(market, enter, java_script):
    page = enter(DESK, java_script_enabled=java_script)
    page.goto(address(market, "trading:table"))
    fields = page.get_by_role("textbox", name=re.compile("^Packs of"))
    assert fields.count() == 2
    fields.first.focus()
    page.keyboard.type("2")
    page.keyboard.press("Enter" if java_script else "Tab")
    page.keyboard.type("11")
    # when Enter on the last field, or on the button, puts all of it in the basket
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/basket/"))

    assert ordered(market) == {"Geitost": 2, "Gulrot": 11}


def test_quick_entry_by_keyboard_alone(market, enter, axe, fits, picture):
    apples = factories.make_variant(market.farm, "Eple")
    rounds.make_offer(market.cycle, apples, packs=20, price_ore=4000)
    write_words(Product.objects.select_related("producer"), on=NOON.date())
    page = enter(DESK)
    page.goto(address(market, "trading:table"))
    # when goods that are not on the list are typed, chosen and counted
    page.get_by_role("combobox", name="Name or number of the goods").focus()
    page.keyboard.type("epl")
    page.get_by_role("option", name=re.compile("Eple")).wait_for()
    axe(page)
    picture(page, "quick-entry-desk")
    page.keyboard.press("Enter")
    assert focused(page)[1] == "Packs of Eple"
    page.keyboard.type("4")
    page.keyboard.press("Enter")
    # then one is back, and what stands on the list already is led to, Enter before the answer too
    page.wait_for_function("() => document.activeElement.id === 'quick-entry'")
    page.keyboard.type("gulrot")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.ariaLabel === 'Packs of Gulrot'")
    page.keyboard.type("7")
    axe(page)
    fits(page)
    go_to(page, "button", "Put it in the basket")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/basket/"))

    assert ordered(market) == {"Eple": 4, "Gulrot": 7}


def test_quick_entry_without_script(market, enter, picture):
    apples = factories.make_variant(market.farm, "Eple")
    rounds.make_offer(market.cycle, apples, packs=20, price_ore=4000)
    write_words(Product.objects.select_related("producer"), on=NOON.date())
    page = enter(PHONE, java_script_enabled=False)
    page.goto(address(market, "trading:table"))
    page.get_by_label("Name or number of the goods").fill("eple")
    page.get_by_role("button", name="Find", exact=True).tap()
    page.get_by_role("textbox", name="Packs of Eple").fill("4")
    picture(page, "quick-entry-phone")
    page.get_by_role("button", name="Add to the basket Eple").tap()
    page.get_by_role("row", name=re.compile("Eple")).wait_for()

    assert ordered(market) == {"Eple": 4}


def test_wrong_number_on_the_list_is_led_to(market, enter, axe, watch):
    watch.expected.append("422")
    page = enter(PHONE)
    page.goto(address(market, "trading:table"))
    page.get_by_role("textbox", name="Packs of Geitost").fill("40")
    page.get_by_role("button", name="Put it in the basket").tap()
    page.get_by_role("heading", name="Nothing is ordered yet").wait_for()
    axe(page)
    page.get_by_role("link", name=re.compile("Geitost: There are only 10 left")).tap()
    assert page.evaluate("document.activeElement.ariaLabel") == "Packs of Geitost"
    assert ordered(market) == {}


def test_star_in_the_shop(market, enter, axe):
    page = enter(PHONE)
    page.goto(address(market, "trading:shop"))
    star = page.get_by_role("button", name="On your list: Gulrot")
    star.tap()
    page.locator('[aria-pressed="true"]').wait_for()
    axe(page)
    assert Favourite.objects.get().variant == market.carrots.variant


def test_standing_order_from_the_home(market, enter, axe, fits, picture):
    page = enter(PHONE)
    page.goto(address(market, "desk:unit-home"))
    page.get_by_role("link", name="Standing orders").tap()
    page.get_by_role("link", name="Make a standing order").tap()
    page.get_by_label("What you call it").fill("Every week")
    page.get_by_role("textbox", name="Packs of Gulrot").fill("4")
    axe(page)
    page.get_by_role("button", name="Keep it").tap()
    page.get_by_role("heading", name="What is to come").wait_for()
    axe(page)
    fits(page)
    picture(page, "standing-phone")
    # when this week is left out
    page.get_by_role("button", name=re.compile("^Leave out")).tap()
    page.get_by_text("Left out", exact=True).wait_for()
    assert StandingOrder.objects.get().exceptions.get().is_skipped


def test_menu_becomes_an_order(market, enter, axe, fits, picture):
    recipe = Recipe.objects.create(
        hub=market.hub, unit=None, name={"nb": "Suppe", "en": "Soup"}, portions=10
    )
    RecipeLine.objects.create(
        hub=market.hub, recipe=recipe, words="gulrot", amount=500, unit="g", waste_bp=1_000
    )
    RecipeLine.objects.create(hub=market.hub, recipe=recipe, words="sik", amount=800, unit="g")
    page = enter(DESK)
    page.goto(address(market, "planning:menu"))
    page.get_by_label("Portions").fill("120")
    page.get_by_label("Day").select_option(market.cycle.delivery_day.isoformat())
    page.get_by_role("button", name="Put it on the menu").click()
    page.get_by_role("heading", name="Not everything is to be had").wait_for()
    axe(page)
    fits(page)
    picture(page, "menu-desk")
    page.get_by_role("button", name="Put it in the basket").click()
    page.wait_for_url(re.compile("/basket/"))

    assert MenuItem.objects.get().portions == 120
    assert ordered(market) == {"Gulrot": 7}


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_pages_look_right(market, enter, axe, fits, picture, size):
    standing = make_standing(market.unit, [(market.carrots.variant, 4)], name="Melk og ost")
    Favourite.objects.create(
        hub=market.hub,
        unit=market.unit,
        variant=market.cheese.variant,
        shelf="Kjølerom",
        added_at=NOON,
    )
    name = "phone" if size == PHONE else "desk"
    page = enter(size)
    for route, kwargs in (
        ("trading:table", {}),
        ("trading:table-arrange", {}),
        ("trading:shop", {}),
        ("trading:standing-list", {}),
        ("trading:standing-detail", {"standing": standing.public_id}),
        ("planning:menu", {}),
        ("planning:recipe-new", {}),
        ("desk:unit-home", {}),
    ):
        page.goto(address(market, route, **kwargs))
        axe(page)
        fits(page)
        picture(page, f"ordering-{route.replace(':', '-')}-{name}")
