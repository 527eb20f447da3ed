"""A farm's week, one-handed: what there is, and what will come."""

import pytest
from django.conf import settings
from django.urls import reverse

from kortreist.apps.actors.models import RoleKind
from kortreist.apps.desk.models import CycleStage
from kortreist.apps.trading.models import PurchaseLine
from tests import factories
from tests.apps.desk.walks import order_carrots, walk
from tests.apps.trading.conftest import build_market

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def market():
    return build_market()


@pytest.fixture
def farmer(market, phone, sign_in, live_server):
    """The farmer's phone, at home, in English."""
    role = factories.make_role(market.hub, RoleKind.PRODUCER, organisation=market.farm)
    sign_in(phone, role.person.user)
    english = {"name": settings.LANGUAGE_COOKIE_NAME, "value": "en", "url": live_server.url}
    phone.context.add_cookies([english])
    scope = {"hub": market.hub.public_id, "producer": market.farm.public_id}
    phone.goto(reverse("desk:producer-home", kwargs=scope))
    return phone


def test_what_there_is_is_posted_in_four_taps(market, farmer):
    field = farmer.get_by_role("spinbutton", name="Packs of Gulrot")
    taps = [
        farmer.get_by_role("link", name="This is what I have").tap,
        field.tap,
        lambda: field.fill("40"),
        farmer.get_by_role("button", name="Post it").tap,
    ]
    for tap in taps:
        tap()
    farmer.get_by_text("Posted. Kitchens can see it now.").wait_for()
    assert len(taps) <= 4
    market.carrots.refresh_from_db()
    assert market.carrots.offered_packs == 40


def test_a_quick_word_is_posted_in_four_interactions(market, farmer):
    field = farmer.get_by_label("Write or say what you have")
    steps = [
        farmer.get_by_role("link", name="This is what I have").tap,
        lambda: field.fill("40 kg gulrot torsdag og 6 geitost"),
        farmer.get_by_role("button", name="Read it").tap,
        farmer.get_by_role("button", name="Post it").tap,
    ]
    for step in steps:
        step()
    farmer.get_by_text("Posted. Kitchens can see it now.").wait_for()
    assert len(steps) <= 4
    market.carrots.refresh_from_db()
    market.cheese.refresh_from_db()
    assert (market.carrots.offered_packs, market.cheese.offered_packs) == (40, 6)
    # and taken back with one more
    farmer.get_by_role("button", name="Undo").tap()
    farmer.get_by_text("Taken back. Everything is as it was.").wait_for()
    market.carrots.refresh_from_db()
    assert market.carrots.offered_packs == 50


def test_the_button_that_posts_lies_above_the_places(market, farmer):
    for number in range(12):
        factories.make_listing(market.hub, factories.make_variant(market.farm, f"Rot {number}"))
    farmer.get_by_role("link", name="This is what I have").tap()
    button = farmer.get_by_role("button", name="Post it").bounding_box()
    places = farmer.get_by_role("navigation", name="Main places").bounding_box()
    assert button["y"] + button["height"] <= places["y"]


def test_farm_answers_the_hubs_order(market, farmer):
    walk(order_carrots(market), CycleStage.ORDER)
    farmer.reload()
    farmer.get_by_role("link", name="Say what will come").tap()
    farmer.get_by_role("spinbutton", name="Gulrot").fill("35")
    farmer.get_by_role("button", name="This will come").tap()
    farmer.get_by_text("Thank you. The hub knows what is coming.").wait_for()
    assert PurchaseLine.objects.get().promised_count == 35
