"""Every page of the site as the one whose page it is, on a phone and at a desk."""

from collections import Counter

import pytest
from django.test import Client

from kortreist.apps.actors.models import RoleKind
from kortreist.apps.trading.models import OrderStatus
from tests import factories, rounds
from tests.apps.everything import build_everything, reader_of
from tests.browser.conftest import DESK, PHONE
from tests.harness.pages import find_barriers
from tests.harness.routes import routes

pytestmark = pytest.mark.django_db(transaction=True)

on_each_size = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])

# The narrowest phone, and a window of 1280 × 900 at 200 %.
CRAMPED = {PHONE: (320, 640), DESK: (640, 450)}
# Walked in test_styleguide.py; and addresses that only a letter leads to.
ELSEWHERE = frozenset({"account_reset_password_from_key", "account_confirm_email"})
FACTS = """() => ({
  language: document.documentElement.lang,
  headings: document.querySelectorAll("h1").length,
  sideways: document.documentElement.scrollWidth > document.documentElement.clientWidth,
})"""
# What has the focus must be seen: nothing that stays put may lie over it.
COVERED = """() => [...document.querySelectorAll(
  "main :is(a[href], button, input:not([type=hidden]), select, summary, textarea)")]
  .filter((thing) => thing.checkVisibility() && !thing.disabled)
  .filter((thing) => {
    thing.focus();
    const box = thing.getBoundingClientRect();
    const above = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return above && !thing.contains(above) && !above.contains(thing);
  })
  .map((thing) => `covered: ${thing.outerHTML.slice(0, 120)}`)"""


@pytest.fixture
def open_for(new_page, sign_in):
    """``open_for(user, size)`` is a page of somebody's, on such a screen."""

    def enter(user, size):
        page = new_page(*size, is_mobile=size == PHONE, has_touch=size == PHONE)
        if user:
            sign_in(page, user)
        return page

    return enter


def pages_of(kind, user, ids) -> list[tuple[str, str]]:
    """Return names and addresses of a role's pages, found without a browser."""
    client = Client()
    if user:
        client.force_login(user)
    mine = [
        route
        for route in routes()
        if reader_of(route) == kind and route.room != "ui" and route.name not in ELSEWHERE
    ]
    asked = [(route, route.address(ids(route.name))) for route in mine if can_fill(route, ids)]
    return [(route.name, address) for route, address in asked if is_page(client.get(address))]


def can_fill(route, ids) -> bool:
    return set(route.parts) <= set(ids(route.name))


def is_page(answer) -> bool:
    return answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")


def walk(page, size, places) -> dict[str, list[str]]:
    """Return the faults of each page, and titles that two pages share."""
    found, titles = {}, Counter()
    for name, address in places:
        answer = page.goto(address)
        titles[page.title()] += 1
        faults = [*find_barriers(page), *layout_faults(page)]
        page.set_viewport_size(dict(zip(("width", "height"), CRAMPED[size], strict=True)))
        faults += [*layout_faults(page), *page.evaluate(COVERED)]
        page.set_viewport_size({"width": size[0], "height": size[1]})
        if answer.status != 200:
            faults.append(f"answered {answer.status}")
        if faults:
            found[name] = faults
    shared = [title for title, times in titles.items() if times > 1]
    return found | ({"titles": shared} if shared else {})


def layout_faults(page) -> list[str]:
    facts = page.evaluate(FACTS)
    sound = {"language": "nb", "headings": 1, "sideways": False}
    return [f"{name}: {facts[name]}" for name in sound if facts[name] != sound[name]]


@on_each_size
@pytest.mark.parametrize("kind", ["stranger", *RoleKind.values])
def test_every_page_can_be_used_by_everyone(kind, size, open_for, settings):
    settings.DEMO = True
    world = build_everything(lines=12)
    fill_basket(world)
    user = None if kind == "stranger" else world.user(kind)
    places = pages_of(None if kind == "stranger" else kind, user, world.ids)
    assert len(places) >= 2

    assert walk(open_for(user, size), size, places) == {}


@on_each_size
def test_pages_of_a_round_that_is_open_can_be_used_too(size, open_for):
    world = build_everything(lines=2)
    fill_basket(world)
    boss = world.user(RoleKind.COORDINATOR)
    ids = {"hub": world.hub.public_id, "cycle": world.open_cycle.public_id}
    places = [
        (name, address)
        for kind in (RoleKind.COORDINATOR, RoleKind.PACKING_TEAM)
        for name, address in pages_of(kind, boss, lambda _: ids)
        if str(world.open_cycle.public_id) in address
    ]
    assert len(places) >= 7

    assert walk(open_for(boss, size), size, places) == {}


def fill_basket(world) -> None:
    order = rounds.make_order(world.open_cycle, world.unit, OrderStatus.BASKET)
    for offer in world.open_cycle.offers.order_by("pk"):
        rounds.make_line(order, offer, 2)


@on_each_size
@pytest.mark.parametrize("kind", [RoleKind.COORDINATOR, RoleKind.PRODUCER, RoleKind.BUYER])
def test_pages_where_nothing_is_yet_can_be_used_too(kind, size, open_for):
    hub = factories.make_hub()
    farm, unit = factories.make_producer(hub), factories.make_unit(hub)
    fields = {RoleKind.PRODUCER: {"organisation": farm}, RoleKind.BUYER: {"unit": unit}}
    user = factories.make_role(hub, kind, **fields.get(kind, {})).person.user
    ids = {"hub": hub.public_id, "producer": farm.public_id, "unit": unit.public_id}
    places = pages_of(kind, user, lambda _: ids)
    assert len(places) >= 5

    assert walk(open_for(user, size), size, places) == {}
