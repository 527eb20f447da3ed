"""Every address of the site, walked with another hub's ids: there is nothing to be found."""

from uuid import uuid4

import pytest
from django.urls import reverse

from kortreist.apps.actors.models import RoleKind
from tests.apps.everything import Everything, build_everything
from tests.harness.routes import Route, routes

# Addresses that are about nobody's rows.
OPEN_TO_ALL = {"ui"}
METHODS = ("get", "post")


SCOPED = [
    route
    for route in routes()
    if set(route.parts) - {"stage", "status", "key", "uidb36"} and route.room not in OPEN_TO_ALL
]


@pytest.fixture
def worlds(db) -> tuple[Everything, Everything]:
    """Two hubs with all that a hub can have."""
    return build_everything(), build_everything()


@pytest.mark.parametrize("kind", [RoleKind.COORDINATOR, RoleKind.PRODUCER, RoleKind.BUYER])
def test_another_hubs_ids_lead_nowhere(worlds, client, kind):
    """Plainly there is nothing; through one's own hub's address there may be no right either."""
    mine, theirs = worlds
    client.force_login(mine.user(kind))
    found = []
    for route in SCOPED:
        ids = theirs.ids(route.name)
        found += open_doors(client, route, ids, closed={404, 405})
        if "hub" in route.parts and len(route.parts) > 1:
            mixed = ids | {"hub": mine.hub.public_id}
            refused = set() if kind == RoleKind.COORDINATOR else {403}
            found += open_doors(client, route, mixed, closed={404, 405} | refused)

    assert found == []


@pytest.mark.parametrize(
    ("part", "kind"), [("unit", RoleKind.BUYER), ("producer", RoleKind.PRODUCER)]
)
def test_neighbours_at_the_same_hub_are_not_there_either(worlds, client, part, kind):
    """A kitchen finds no other kitchen, a farm no other farm."""
    world, _ = worlds
    client.force_login(world.neighbour(kind))
    found = []
    for route in SCOPED:
        if part in route.parts:
            found += open_doors(client, route, world.ids(route.name), closed={404, 405})

    assert found == []


def test_a_neighbours_papers_are_not_there_either(worlds, client):
    world, _ = worlds
    client.force_login(world.neighbour(RoleKind.BUYER))

    route = next(route for route in SCOPED if route.name == "billing:document-detail")
    assert open_doors(client, route, world.ids(route.name), closed={404, 405}) == []


def test_strangers_are_asked_to_sign_in(worlds, client):
    world, _ = worlds
    found = []
    for route in SCOPED:
        for method in METHODS:
            response = getattr(client, method)(route.address(world.ids(route.name)))
            is_led_in = response.status_code == 302 and response.url.startswith(
                reverse("account_login")
            )
            if not is_led_in and response.status_code not in {404, 405}:
                found.append((route.name, method, response.status_code))

    assert found == []


def open_doors(client, route: Route, ids, *, closed: set[int]) -> list[tuple[str, str, int]]:
    """Return where an address answered with anything but a closed door."""
    answers = [
        (route.name, method, getattr(client, method)(route.address(ids)).status_code)
        for method in METHODS
    ]
    return [answer for answer in answers if answer[2] not in closed]


def test_ids_that_are_nobodys_lead_nowhere(worlds, client):
    mine, _ = worlds
    client.force_login(mine.user(RoleKind.COORDINATOR))
    for route in SCOPED:
        if route.parts == ("hub",):
            continue
        ids = dict.fromkeys(route.parts, uuid4()) | {"hub": mine.hub.public_id}
        ids |= {part: value for part, value in mine.ids(route.name).items() if part == "stage"}
        status = client.get(route.address(ids)).status_code
        assert status in {404, 405}, route.name


def test_every_scoped_address_is_walked():
    assert len(SCOPED) > 40
