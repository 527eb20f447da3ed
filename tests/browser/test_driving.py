"""A tour on a phone: a thumb, gloves, and no cover."""

import pytest
from django.conf import settings
from django.urls import reverse

from kortreist.apps.actors.models import RoleKind
from kortreist.apps.fulfilment.models import Delivery, Deviation, TourOperation
from tests import factories
from tests.apps.fulfilment.scenes import add_goods, make_scene
from tests.apps.fulfilment.tours import make_tour, pack_all
from tests.browser.conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)

KEPT = "This tour is on the phone now, and works without cover."
# What a browser says of an address that it cannot reach.
NO_COVER = ("ERR_INTERNET_DISCONNECTED", "Failed to fetch", "Failed to load resource")


@pytest.fixture
def scene():
    scene = make_scene(units=6)
    farm = factories.make_producer(scene.hub, "Røros Ysteri")
    product = factories.make_product(farm, {"nb": "Geitost"}, storage="chilled")
    add_goods(scene, (2,) * 6, producer=farm, product=product)
    pack_all(scene)
    return scene


@pytest.fixture
def tour(scene):
    return make_tour(scene, driver=factories.make_role(scene.hub, RoleKind.DRIVER).person)


@pytest.fixture
def phone_of(tour, new_page, sign_in, live_server):
    """``phone_of()`` gives the driver's phone, one more each time, with the tour open on it."""

    def open_phone():
        page = new_page(*PHONE, is_mobile=True, has_touch=True)
        sign_in(page, tour.driver.user)
        english = {"name": settings.LANGUAGE_COOKIE_NAME, "value": "en", "url": live_server.url}
        page.context.add_cookies([english])
        page.goto(address_of(tour))
        page.get_by_text(KEPT).wait_for()
        return page

    return open_phone


def address_of(tour):
    ids = {"hub": tour.hub.public_id, "tour": tour.public_id}
    return reverse("fulfilment:driving-tour", kwargs=ids)


def hand_over(page, name):
    """Press how cold it is, and the big button, at the stop that stands open."""
    stop = page.locator("[data-ahead] > li").first
    stop.get_by_text(name, exact=True).or_(stop.locator(f"text={name}").first).first.wait_for()
    stop.locator(".kr-degrees__choice", has_text="4°").click()
    stop.get_by_role("button", name="Handed over", exact=True).click()
    page.locator("[data-behind] > li", has_text=name).wait_for()


def test_five_handovers_without_cover_are_told_once_and_in_order(
    tour, phone_of, watch, axe, fits, picture
):
    # given a tour that was open once
    watch.expected += NO_COVER
    page = phone_of()
    axe(page)
    fits(page)
    picture(page, "driving-ahead")
    page.get_by_role("button", name="I am leaving").click()
    page.get_by_text("On the road").wait_for()
    # when cover goes, and the phone starts the page anew
    context = page.context
    context.set_offline(True)
    page.close()
    page = context.new_page()
    page.goto(address_of(tour))
    page.get_by_text("No cover. All you do is kept on this phone: 0.").wait_for()
    for place in range(1, 6):
        hand_over(page, f"Barnehage {place}")
    page.get_by_text("No cover. All you do is kept on this phone: 5.").wait_for()
    page.get_by_text("5 of 6 stops").wait_for()
    picture(page, "driving-without-cover")
    # then nobody knows of it
    assert not Delivery.objects.filter(status="delivered").exists()
    # and the list outlives another start
    page.reload()
    page.get_by_text("5 of 6 stops").wait_for()
    assert page.locator("[data-behind] > li").count() == 5
    # when cover comes back
    context.set_offline(False)
    page.get_by_text(KEPT).wait_for()
    # then each is told, once, in the order it was done
    told = TourOperation.objects.filter(tour=tour, kind="hand_over").order_by("pk")
    assert [row.stop.position for row in told] == [1, 2, 3, 4, 5]
    assert [row.refused for row in told] == [""] * 5
    assert Delivery.objects.filter(status="delivered", temperature_dc=40).count() == 5
    axe(page)
    fits(page)
    picture(page, "driving-told")


def test_two_phones_on_a_tour_do_not_double(tour, phone_of, watch):
    # given two phones without cover that both hand over the same crates
    watch.expected += NO_COVER
    first, second = phone_of(), phone_of()
    for page in (first, second):
        page.context.set_offline(True)
        hand_over(page, "Barnehage 1")
    # when both tell
    for page in (first, second):
        page.context.set_offline(False)
        page.get_by_text(KEPT).wait_for()
    # then it was delivered once, and both know
    assert TourOperation.objects.filter(kind="hand_over", refused="").count() == 2
    delivered = Delivery.objects.get(status="delivered")
    changes = delivered.order.lines.get().changes.filter(stage="delivered")
    assert changes.count() == 1


def test_list_outlives_a_session_that_ran_out(tour, phone_of, watch, sign_in):
    # given a handover that waits, and a session that ran out meanwhile
    watch.expected += NO_COVER
    page = phone_of()
    page.context.set_offline(True)
    hand_over(page, "Barnehage 1")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    # when there is cover
    page.context.set_offline(False)
    page.get_by_text("You are signed out.").wait_for()
    page.get_by_role("link", name="Sign in", exact=True).wait_for()
    assert not Delivery.objects.filter(status="delivered").exists()
    # then signing in is enough
    sign_in(page, tour.driver.user)
    page.goto(address_of(tour))
    page.get_by_text(KEPT).wait_for()
    assert Delivery.objects.filter(status="delivered").count() == 1


def test_picture_of_damage_goes_along(tour, phone_of, watch, tmp_path):
    # given
    watch.expected += NO_COVER
    page = phone_of()
    page.context.set_offline(True)
    path = tmp_path / "damage.png"
    page.screenshot(path=path)
    stop = page.locator("[data-ahead] > li").first
    stop.get_by_text("More to say").click()
    stop.get_by_label("Something is damaged").check()
    stop.get_by_label("A picture").set_input_files(path)
    # when
    hand_over(page, "Barnehage 1")
    page.context.set_offline(False)
    page.get_by_text(KEPT).wait_for()
    # then
    deviation = Deviation.objects.get()
    assert deviation.kind == "damaged"
    assert deviation.photo.content_type == "image/jpeg"


def test_refusal_is_told_at_the_stop(scene, tour, phone_of, watch):
    # given crates that somebody opened again meanwhile
    watch.expected += NO_COVER
    page = phone_of()
    page.context.set_offline(True)
    Delivery.objects.filter(pk=scene.deliveries[0].pk).update(status="planned")
    hand_over(page, "Barnehage 1")
    # when
    page.context.set_offline(False)
    # then
    page.get_by_text("The delivery has moved on, so this cannot be done now.").wait_for()
    assert TourOperation.objects.get(kind="hand_over").refused == "delivery_state"


def test_what_the_server_fails_at_neither_blocks_the_rest_nor_is_lost(tour, phone_of, watch):
    # given a server that fails at one handover, whenever it is told
    watch.expected += (*NO_COVER, "500")
    page = phone_of()
    poison = str(tour.stops.get(position=1).public_id)

    def answer(route):
        if poison in (route.request.post_data or ""):
            route.fulfill(status=500, body="")
        else:
            route.continue_()

    page.context.route("**/operations/", answer)
    page.context.set_offline(True)
    hand_over(page, "Barnehage 1")
    hand_over(page, "Barnehage 2")
    # when there is cover, and the phone has tried as often as it waits for
    page.context.set_offline(False)
    for _try in range(3):
        page.evaluate("window.dispatchEvent(new Event('online'))")
    page.get_by_text("The hub could not take this in yet.").wait_for()
    # then the next is told, and the first is kept
    page.get_by_text("Waiting to be sent: 1.").wait_for()
    [delivered] = Delivery.objects.filter(status="delivered")
    assert delivered.unit.name == "Barnehage 2"
    # and told when the server is well again
    page.context.unroute("**/operations/")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.get_by_text(KEPT).wait_for()
    assert Delivery.objects.filter(status="delivered").count() == 2


def test_what_one_did_is_not_told_in_anothers_name(tour, phone_of, watch, sign_in):
    # given a handover that waits on a phone that somebody else signs in on
    watch.expected += (*NO_COVER, "404")
    page = phone_of()
    page.context.set_offline(True)
    hand_over(page, "Barnehage 1")
    other = factories.make_role(tour.hub, RoleKind.DRIVER).person
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    sign_in(page, other.user)
    # when there is cover
    page.context.set_offline(False)
    page.locator("#driving").wait_for(state="detached")
    # then the page is gone from the phone, and nothing was told
    assert not TourOperation.objects.filter(kind="hand_over").exists()
    kept = "caches.open('kortreist-driving').then((cache) => cache.match(location.pathname))"
    assert page.evaluate(f"{kept}.then((page) => page === undefined)")
    # and whoever did it is asked no more than to sign in
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    sign_in(page, tour.driver.user)
    page.goto(address_of(tour))
    page.get_by_text(KEPT).wait_for()
    assert TourOperation.objects.get(kind="hand_over").actor == f"person:{tour.driver.pk}"


def test_whoever_signs_out_is_told_of_what_waits(tour, phone_of, watch):
    watch.expected += NO_COVER
    page = phone_of()
    page.context.set_offline(True)
    hand_over(page, "Barnehage 1")
    page.get_by_text("No cover. All you do is kept on this phone: 1.").wait_for()
    asked = []

    def refuse(dialog):
        asked.append(dialog.message)
        dialog.dismiss()

    page.once("dialog", refuse)
    page.locator(".kr-menu summary").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    assert asked[0].startswith("Something you did on a tour is not sent yet.")
    assert page.evaluate("caches.has('kortreist-driving')")


def test_page_works_without_script(tour, new_page, sign_in, live_server):
    # given a browser without JavaScript
    page = new_page(*PHONE, java_script_enabled=False)
    sign_in(page, tour.driver.user)
    english = {"name": settings.LANGUAGE_COOKIE_NAME, "value": "en", "url": live_server.url}
    page.context.add_cookies([english])
    page.goto(address_of(tour))
    # when
    page.locator("[data-ahead] > li").first.get_by_role(
        "button", name="Handed over", exact=True
    ).click()
    # then
    page.get_by_text("Noted.").wait_for()
    assert Delivery.objects.filter(status="delivered").count() == 1
