"""A round from the producer's van to the kitchen door, as the team and the driver see it."""

import pytest
from django.conf import settings
from django.urls import reverse

from kortreist.apps.actors.models import RoleKind
from kortreist.apps.fulfilment.models import Delivery, Lot
from tests import factories
from tests.apps.fulfilment.scenes import (
    add_catch_weight,
    add_goods,
    add_lot,
    close_up,
    make_scene,
    plan,
)
from tests.browser.conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)

# Packing, driving and receiving are done standing, phone in hand.
on_phone = pytest.mark.parametrize("page", [PHONE], indirect=True, ids=["phone"])


@pytest.fixture
def scene():
    """Two kindergartens; carrots are in but too few, cheese is in, fish is not."""
    scene = make_scene()
    farm = factories.make_producer(scene.hub, "Fjellgard")
    dairy = factories.make_producer(scene.hub, "Røros Ysteri")
    carrots = make_goods(scene, farm, "Gulrot", "6", (4, 4), storage="ambient")
    cheese = make_goods(scene, dairy, "Geitost", "1.4.4", (2, 1), weighed=True, storage="chilled")
    make_goods(scene, farm, "Røye", "4.1", (1, 0), storage="chilled")
    add_lot(scene, carrots, 6, code="G-2611")
    add_lot(scene, cheese, 3, code="O-47", amount=6150)
    plan(scene)
    return scene


def make_goods(scene, producer, name, group, confirmed, *, weighed=False, storage):
    product = factories.make_product(
        producer, {"nb": name}, group=factories.make_group(group), storage=storage
    )
    add = add_catch_weight if weighed else add_goods
    return add(scene, confirmed, producer=producer, product=product)


@pytest.fixture
def open_page(scene, page, sign_in, live_server):
    """``open_page("packing", cycle=scene.cycle)`` as somebody of the packing team, in English."""
    sign_in(page, factories.make_role(scene.hub, RoleKind.PACKING_TEAM).person.user)
    english = {"name": settings.LANGUAGE_COOKIE_NAME, "value": "en", "url": live_server.url}
    page.context.add_cookies([english])

    def go(name, **places):
        ids = {key: thing.public_id for key, thing in places.items()}
        page.goto(reverse(f"fulfilment:{name}", kwargs={"hub": scene.hub.public_id, **ids}))
        return page

    return go


@pytest.fixture
def look(request, axe, fits, picture):
    """``look(page, "packing")`` asserts that a page has no barrier, and keeps its picture."""

    def check(page, name):
        axe(page)
        fits(page)
        picture(page, f"fulfilment-{name}-{request.node.callspec.id}")

    return check


def test_pages_stand_without_barriers(scene, open_page, look):
    cycle, delivery = scene.cycle, scene.deliveries[0]
    purchase = scene.goods[0].purchase_line.purchase_order
    for name, places in (
        ("goods-in", {"cycle": cycle}),
        ("goods-in-entry", {"purchase": purchase}),
        ("packing", {"cycle": cycle}),
        ("packing-delivery", {"delivery": delivery}),
        ("packing-line", {"line": scene.goods[0].lines[0]}),
        ("deliveries", {"cycle": cycle}),
        ("delivery-detail", {"delivery": delivery}),
        ("delivery-note", {"delivery": delivery}),
        ("lot-detail", {"lot": Lot.objects.earliest("pk")}),
    ):
        look(open_page(name, **places), name)
    look(open_page("packing-line", line=scene.goods[1].lines[0]), "packing-line-weighed")
    look(open_page("packing-line", line=scene.goods[2].lines[0]), "packing-line-waiting")


@on_phone
def test_delivery_is_packed_one_thing_at_a_time(scene, open_page, look):
    # given
    page = open_page("packing", cycle=scene.cycle)
    page.get_by_role("link", name="Pack the next one").click()
    # when there are too few carrots, and the fish is not coming
    page.get_by_role("heading", name="Gulrot").wait_for()
    page.get_by_role("button", name="Packed").click()
    page.get_by_role("heading", name="Røye").wait_for()
    page.get_by_role("button", name="It is not coming: pack without it").click()
    # and the cheese is weighed
    page.get_by_role("heading", name="Geitost").wait_for()
    page.get_by_label("Weight").fill("4,05")
    page.get_by_role("button", name="Packed").click()
    # then the crates are counted with the thumb, apart for what is kept cold
    page.get_by_role("heading", name="Everything is packed").wait_for()
    page.get_by_role("button", name="More: Crates: Chilled").wait_for()
    look(page, "packing-crates")
    page.get_by_role("button", name="Done").click()
    # and the next delivery follows, with a way back
    page.get_by_text("Ready: Barnehage 1").wait_for()
    page.get_by_role("button", name="Undo").wait_for()
    delivery = Delivery.objects.get(pk=scene.deliveries[0].pk)
    assert (delivery.status, delivery.crates) == ("packed", 2)


@on_phone
def test_what_was_packed_too_soon_is_taken_out_again(scene, open_page):
    # given
    page = open_page("packing", cycle=scene.cycle)
    page.get_by_role("link", name="Pack the next one").click()
    page.get_by_role("heading", name="Gulrot").wait_for()
    line = scene.goods[0].lines[0]
    # when
    page.get_by_role("button", name="Packed").click()
    page.get_by_text("Packed: 3").wait_for()
    line.refresh_from_db()
    assert line.packed_count == 3
    page.get_by_role("button", name="Undo").click()
    # then the same goods are to be packed anew
    page.get_by_role("heading", name="Gulrot").wait_for()
    page.get_by_role("button", name="Packed").wait_for()
    line.refresh_from_db()
    assert line.packed_count is None


@on_phone
def test_what_it_became_is_shown_without_names(scene, open_page, look):
    close_up(scene)
    page = open_page("packing-done", cycle=scene.cycle)
    page.get_by_role("heading", name="Done!").wait_for()
    look(page, "packing-done")


@on_phone
def test_driver_hands_over_with_a_thumb(scene, open_page, look):
    # given a packed delivery
    for goods, packs, amount in ((scene.goods[0], 3, 3000), (scene.goods[1], 2, 4050)):
        line = goods.lines[0]
        line.packed_count, line.packed_amount = packs, amount
        line.save()
    close_up(scene)
    page = open_page("deliveries", cycle=scene.cycle)
    page.get_by_role("link", name="Barnehage 1").click()
    look(page, "handover")
    # when one carrot pack comes back
    page.get_by_text("Something came back").click()
    page.get_by_role("button", name="More: Came back: Gulrot").click()
    look(page, "handover-returns")
    page.get_by_role("button", name="Handed over").click()
    # then
    page.get_by_text("Handed over: Barnehage 1").wait_for()
    line = scene.goods[0].lines[0]
    line.refresh_from_db()
    assert (line.delivered_count, line.delivered_amount) == (2, 2000)


@on_phone
def test_goods_in_is_typed_row_by_row(scene, open_page, look, watch):
    # given
    watch.expected.append("422")
    fish = scene.goods[2].purchase_line
    page = open_page("goods-in-entry", purchase=fish.purchase_order)
    row = page.get_by_role("group", name="Røye")
    # when a date is too short, it is asked about
    row.get_by_label("Best before").fill("2026-11-25")
    row.get_by_label("Temperature").fill("1,5")
    page.get_by_role("button", name="Receive").click()
    row.get_by_text("is earlier than the delivery").wait_for()
    look(page, "goods-in-refused")
    row.get_by_label("Take it all the same").check()
    page.get_by_role("button", name="Receive").click()
    # then
    page.get_by_text("1 lot received.").wait_for()
    lot = Lot.objects.get(purchase_line=fish)
    assert (lot.received_count, lot.temperature_dc) == (1, 15)


# What a device's voices are, and what it was asked to say.
VOICES = """(languages) => {
  const said = [];
  const voices = languages.map((lang) => ({ lang, name: lang, voiceURI: lang }));
  Object.defineProperty(window, "SpeechSynthesisUtterance", {
    value: function (text) { this.text = text; }, configurable: true,
  });
  Object.defineProperty(window, "speechSynthesis", { configurable: true, value: {
    getVoices: () => voices, cancel() {}, addEventListener() {},
    speak: (one) => said.push({ text: one.text, lang: one.lang }),
  } });
  window.said = said;
}"""
# (the reader's language, the voices there are, the one that reads, what the page says of it)
READERS = (
    ("nn", ["nb-NO", "en-GB"], "nb-NO", True),
    ("nn", ["nb-NO", "nn-NO"], "nn-NO", False),
    ("nb", ["nb-NO"], "nb-NO", False),
    ("nb", ["fi-FI"], None, False),
)


@on_phone
@pytest.mark.parametrize(("language", "voices", "reads", "tells"), READERS)
def test_task_is_read_aloud_by_the_nearest_voice(
    scene, open_page, page, live_server, language, voices, reads, tells
):
    # given a device with these voices
    page.add_init_script(f"({VOICES})({voices})")
    open_page("packing", cycle=scene.cycle)
    cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}
    page.context.add_cookies([cookie])
    open_page("packing-line", line=scene.goods[0].lines[0])
    button = page.locator("[data-speak]")
    # then there is a button only where something can read
    assert button.is_visible() == (reads is not None)
    assert page.locator("[data-speak-other]").is_visible() == tells
    if reads:
        button.click()
        [said] = page.evaluate("window.said")
        assert said == {"text": button.get_attribute("data-speak"), "lang": reads}
        assert "Gulrot" in said["text"]
        assert "Barnehage 1" in said["text"]


@on_phone
def test_round_is_packed_goods_by_goods(scene, open_page, look):
    # given
    page = open_page("packing", cycle=scene.cycle)
    page.get_by_role("link", name="Goods by goods").click()
    page.get_by_role("list", name="Goods to pack").wait_for()
    look(page, "packing-goods")
    # when the carrots go into one crate after the other
    page.get_by_role("link", name="Gulrot").click()
    for unit in ("Barnehage 1", "Barnehage 2"):
        page.locator(".kr-task").get_by_text(unit, exact=True).wait_for()
        page.get_by_role("button", name="Packed", exact=True).click()
    # then the next goods follow
    page.get_by_role("heading", name="Geitost").or_(
        page.get_by_role("heading", name="Røye")
    ).wait_for()
    assert {line.packed_count for line in fresh(scene.goods[0].lines)} == {3}


@on_phone
def test_crates_are_gone_over_by_somebody_else(scene, open_page, look):
    # given
    close_up(scene)
    page = open_page("packing-delivery", delivery=scene.deliveries[0])
    # when
    page.get_by_role("button", name="I have checked the crates").click()
    # then
    page.get_by_text("Checked by somebody else").wait_for()
    look(page, "packing-checked")
    assert Delivery.objects.get(pk=scene.deliveries[0].pk).checked_at is not None


@on_phone
def test_team_sees_what_it_became(scene, open_page, look):
    # given
    close_up(scene)
    page = open_page("team")
    page.get_by_role("heading", name="What we have done").wait_for()
    # when the leader tells of no hours of a small team
    page.get_by_text("For the leader: hours of a quarter").click()
    page.get_by_label("Hours, all together").fill("120")
    page.get_by_role("button", name="Keep").click()
    page.get_by_text("Hours are kept only where five or more took part").first.wait_for()
    # and then of one that is large enough
    page.get_by_text("For the leader: hours of a quarter").click()
    page.get_by_label("Hours, all together").fill("120")
    page.get_by_label("Five or more took part").check()
    page.get_by_role("button", name="Keep").click()
    # then
    page.get_by_text("120 hours, all together").wait_for()
    look(page, "team")


def fresh(lines):
    for line in lines:
        line.refresh_from_db()
    return lines
