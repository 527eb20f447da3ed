"""Every page is reached from its reader's home, by links alone."""

from collections import deque
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest

from kortreist.apps.actors.models import RoleKind
from kortreist.apps.trading.models import OrderStatus
from tests import rounds
from tests.apps.everything import build_everything, reader_of
from tests.harness.routes import routes

pytestmark = pytest.mark.django_db

MOST_PAGES = 300
# A delivery's pages while it is packed and brought, which was long ago here; and no page at all.
PAST = {
    # Asked for by a script.
    "fulfilment:driving-token",
    "fulfilment:packing-line",
    "fulfilment:handover",
}


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        # A picture is a page of its own, asked for by the page that shows it.
        name = {"a": "href", "img": "src"}.get(tag)
        target = dict(attrs).get(name or "") or ""
        if name and not target.startswith("data:"):
            self.found.append(target)


def walk_links(client) -> set[str]:
    """Return the names of all pages that can be reached from the front door."""
    seen, names, queue = {"/"}, set(), deque(["/"])
    while queue and len(seen) < MOST_PAGES:
        address = queue.popleft()
        page = client.get(address, follow=True)
        assert page.status_code == 200, f"{address} is linked and answers {page.status_code}"
        names.add(page.resolver_match.view_name)
        if not page.headers["Content-Type"].startswith("text/html"):
            continue
        parser = Links()
        parser.feed(page.content.decode())
        for link in parser.found:
            target = urlsplit(urljoin(page.request["PATH_INFO"], link))
            # A list is the same page whatever it is sorted and filtered by.
            if not target.netloc and target.path not in seen:
                seen.add(target.path)
                queue.append(target.path)
    return names


def pages_of(world, kind, client) -> set[str]:
    found = set()
    for route in routes():
        if not route.room or route.room == "ui" or reader_of(route) != kind:
            continue
        address = route.address(world.ids(route.name))
        if client.get(address).status_code == 200:
            found.add(route.name)
    return found


@pytest.mark.parametrize("kind", RoleKind.values)
def test_every_page_of_a_role_is_linked_from_its_home(kind, client):
    world = build_everything()
    # given a round whose goods are on the floor too
    rounds.make_line(
        rounds.make_order(world.open_cycle, world.unit, OrderStatus.PLACED),
        world.open_cycle.offers.first(),
    )
    client.force_login(world.user(kind))

    assert pages_of(world, kind, client) - walk_links(client) - PAST == set()
