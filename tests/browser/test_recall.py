"""A drill from its start to its report: the coordinator at the desk, a kitchen by its link."""

import pytest
from django.conf import settings
from django.urls import reverse

from kortreist.apps.actors.models import RoleKind
from kortreist.apps.fulfilment.models import Recall
from kortreist.apps.fulfilment.services.notices import answer_token
from tests import factories
from tests.apps.fulfilment.test_recall import Mixed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mixed():
    return Mixed()


@pytest.fixture
def boss(mixed, desk, sign_in, live_server):
    """Return a page of the hub's coordinator, in English."""
    sign_in(desk, factories.make_role(mixed.scene.hub, RoleKind.COORDINATOR).person.user)
    english = {"name": settings.LANGUAGE_COOKIE_NAME, "value": "en", "url": live_server.url}
    desk.context.add_cookies([english])
    return desk


def test_a_drill_is_held_answered_and_reported(mixed, boss, phone, live_server, look_at):
    hub = mixed.scene.hub.public_id
    # given the page of a farm's lot, that leads to all that was made of it
    boss.goto(reverse("fulfilment:lot-detail", kwargs={"hub": hub, "lot": mixed.first.public_id}))
    made = boss.get_by_role("region", name="What was made of it")
    made.get_by_role("link", name="POSE", exact=True).wait_for()
    look_at(boss, "lot")
    # when
    boss.get_by_role("link", name="Recall or drill").click()
    boss.get_by_role("heading", name="Recall goods, or hold a drill").wait_for()
    look_at(boss, "new")
    boss.get_by_role("button", name="Start", exact=True).click()
    # then everybody was found, and nobody has answered
    boss.get_by_role("heading", name="0 of 4 have answered").wait_for()
    look_at(boss, "found")
    # when a kitchen opens the link in its message, without signing in
    notice = Recall.objects.get().notices.get(unit=mixed.scene.units[0])
    link = reverse("fulfilment:recall-answer", kwargs={"token": answer_token(notice)})
    phone.goto(f"{live_server.url}{link}")
    look_at(phone, "answer")
    phone.locator("button[value=removed]").click()
    phone.locator("[role=status], .ds-alert").first.wait_for()
    # then it stands on the coordinator's page by itself
    boss.get_by_role("heading", name="1 of 4 have answered").wait_for()
    # and in the report
    boss.get_by_role("link", name="The report", exact=True).click()
    boss.get_by_role("cell", name="Removed").first.wait_for()
    look_at(boss, "report")


def test_a_lot_is_packed_anew(mixed, boss, look_at):
    places = {"hub": mixed.scene.hub.public_id, "lot": mixed.second.public_id}
    boss.goto(reverse("fulfilment:lot-detail", kwargs=places))
    boss.get_by_role("link", name="Pack anew or mix").click()
    boss.get_by_label("Packs used SEKK1").fill("1")
    boss.get_by_label("What it becomes").select_option(label="Blanding")
    boss.get_by_label("Packs that came of it").fill("10")
    boss.get_by_label("Lot number for the label").fill("NY-1")
    look_at(boss, "make")
    boss.get_by_role("button", name="Make the new lot").click()
    boss.get_by_role("heading", name="Lot NY-1").wait_for()
    boss.get_by_role("button", name="Undo", exact=True).click()
    boss.get_by_text("Taken back: lot NY-1 was never made.").wait_for()


@pytest.fixture
def look_at(axe, fits, picture):
    """``look_at(page, "found")`` asserts that a page has no barrier, and keeps its picture."""

    def check(page, name):
        axe(page)
        fits(page)
        picture(page, f"recall-{name}")

    return check
