"""Goods-in with a scanner that types, too warm goods, and what is chosen about them."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from kortreist.apps.actors.models import RoleKind
from kortreist.apps.fulfilment.models import Deviation, Lot, StockPlace
from kortreist.apps.fulfilment.selectors.temperatures import Where
from kortreist.apps.fulfilment.services.temperatures import record_reading
from tests import factories
from tests.apps.fulfilment.scenes import add_catch_weight, make_scene
from tests.browser.conftest import PHONE
from tests.conftest import NOON

# A deviation's own link, and not the one to choose goods by hand.
CHOOSE = re.compile("^Choose (?!by hand)")

pytestmark = pytest.mark.django_db(transaction=True)

GTIN = "07038010000010"
on_phone = pytest.mark.parametrize("page", [PHONE], indirect=True, ids=["phone"])


@pytest.fixture
def scene():
    scene = make_scene()
    dairy = factories.make_producer(scene.hub, "Røros Ysteri")
    product = factories.make_product(
        dairy, {"nb": "Geitost"}, group=factories.make_group("1.4.4"), storage="chilled"
    )
    add_catch_weight(scene, (2, 1), producer=dairy, product=product, gtin=GTIN[1:])
    return scene


@pytest.fixture
def go(scene, page, sign_in, live_server):
    sign_in(page, factories.make_role(scene.hub, RoleKind.PACKING_TEAM).person.user)
    english = {"name": settings.LANGUAGE_COOKIE_NAME, "value": "en", "url": live_server.url}
    page.context.add_cookies([english])

    def to(name, **places):
        ids = {key: thing.public_id for key, thing in places.items()}
        page.goto(reverse(f"fulfilment:{name}", kwargs={"hub": scene.hub.public_id, **ids}))
        return page

    return to


@pytest.fixture
def look(request, axe, fits, picture):
    def check(page, name):
        axe(page)
        fits(page)
        picture(page, f"goods-in-{name}-{request.node.callspec.id}")

    return check


@on_phone
def test_scanned_goods_that_are_too_warm_are_held(scene, go, look):
    # given a scanner that types, with its separator as Ctrl and ], and ends with Enter
    page = go("goods-in", cycle=scene.cycle)
    page.get_by_label("Scan, or type a code").wait_for()
    look(page, "list")
    page.keyboard.type(f"]C101{GTIN}3103006120153012243003")
    page.keyboard.press("Control+]")
    page.keyboard.type("10L77")
    page.keyboard.press("Enter")
    # then the lot, its date, weight and count are filled in, and only the thermometer is asked for
    page.get_by_role("heading", name="Røros Ysteri").wait_for()
    assert page.get_by_label("Lot number").input_value() == "L77"
    assert page.get_by_label("Weight").input_value() == "6,12"
    assert page.get_by_label("Best before").input_value() == "2030-12-24"
    expect(page.get_by_label("Temperature")).to_be_focused()
    page.keyboard.type("7,5")
    look(page, "filled")
    page.get_by_role("button", name="Receive", exact=True).click()
    # when the deviation is opened
    page.get_by_role("heading", name="What was not as it should be").wait_for()
    look(page, "received")
    page.get_by_role("link", name=CHOOSE).click()
    page.get_by_role("heading", name="Too warm").wait_for()
    assert page.get_by_text("Suggested.").count() == 1
    look(page, "deviation")
    page.get_by_role("button", name="Hold the lot").click()
    # then the lot is stopped, and it can be taken back
    page.get_by_role("button", name="Take the choice back").wait_for()
    assert Lot.objects.get().withdrawn_at is not None
    assert Deviation.objects.get().chosen == "hold"
    look(page, "chosen")


@on_phone
def test_bad_input_is_answered_with_what_to_do(scene, go, look, watch):
    watch.expected.append("422")
    page = go("goods-in", cycle=scene.cycle)
    # given a code that nobody knows
    page.get_by_label("Scan, or type a code").fill("7038010000027")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Find what came").wait_for()
    look(page, "unknown")
    # when the goods are chosen by hand, with grams for kilos, a date long past, and a damaged pack
    page.get_by_role("link", name="Receive Geitost").click()
    page.get_by_label("Lot number").fill("L1")
    page.get_by_label("Weight").fill("6120")
    page.get_by_label("Best before").fill("2020-01-01")
    page.get_by_role("button", name="Receive", exact=True).click()
    page.get_by_text("Did you mean 6,120").wait_for()
    look(page, "weight")
    page.get_by_label("Weight").fill("6,12")
    page.get_by_role("button", name="Receive", exact=True).click()
    page.get_by_label("Take it in as expired, and hold it").check()
    look(page, "expired")
    page.get_by_role("button", name="Receive", exact=True).click()
    page.get_by_role("heading", name="What was not as it should be").wait_for()
    assert Lot.objects.get().withdrawn_at is not None


def test_temperatures_stand_without_barriers(scene, go, look, now):
    # given a room that was measured a few times, once too warm
    place = StockPlace.objects.create(hub=scene.hub, name="Kjølerom", storage="chilled")
    where = Where(scene.hub.pk, "chilled", place=place)
    for hours, tenths in ((9, 31), (6, 35), (3, 62), (1, 34)):
        at = NOON - timedelta(hours=hours)
        record_reading(actor=scene.team, where=where, temperature_dc=tenths, at=at, now=NOON)
    # then
    look(go("temperatures"), "temperatures")
    look(go("place-temperatures", place=place), "place")
    page = go("deviations")
    look(page, "deviations")
    page.get_by_role("link", name=CHOOSE).click()
    page.get_by_role("heading", name="Too warm").wait_for()
    look(page, "place-deviation")
