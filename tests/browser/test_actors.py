"""Coming in: as a persona, or as a tablet in the kitchen."""

import re

import pytest
from django.urls import reverse

from kortreist.apps.actors.models import DevicePairing, RoleKind
from tests.factories import make_hub, make_person, make_producer, make_role, make_unit

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hub(settings):
    settings.DEMO = True
    return make_hub("Rørosmat", is_demonstration=True)


@pytest.fixture
def look(request, axe, fits, picture):
    """``look(page, "personas")`` asserts that a page has no barrier, and keeps its picture."""

    def check(page, name):
        axe(page)
        fits(page)
        picture(page, f"actors-{name}-{request.node.callspec.id}")

    return check


def test_persona_is_stepped_into_with_one_press(hub, page, look):
    # given
    people = {
        RoleKind.COORDINATOR: ("Ingrid Eksempel", "Åpner runder og fordeler det det er lite av."),
        RoleKind.PRODUCER: ("Ola Eksempel", "Har gulrot, og dårlig dekning på jordet."),
        RoleKind.BUYER: ("Kari Eksempel", "Lager mat til 54 barn mens de venter."),
    }
    places = {
        RoleKind.PRODUCER: {"organisation": make_producer(hub, "Galåvolden Gård")},
        RoleKind.BUYER: {"unit": make_unit(hub, "Øya barnehage")},
    }
    for kind, (name, persona) in people.items():
        person = make_person(name, persona={"nb": persona})
        make_role(hub, kind, person=person, **places.get(kind, {}))
    # when
    page.goto(reverse("actors:personas"))
    look(page, "personas")
    page.get_by_role("button", name=re.compile("Kari Eksempel")).click()
    # then
    page.wait_for_url(re.compile(r"/units/"))
    assert "Øya barnehage" in page.content()


def test_tablet_is_paired_by_the_code_on_the_cooks_page(hub, page, new_page, sign_in, look):
    # given
    unit = make_unit(hub, "Øya barnehage")
    sign_in(page, make_role(hub, RoleKind.BUYER, unit=unit).person.user)
    address = reverse("actors:device-list", args=[hub.public_id, unit.public_id])
    page.goto(address)
    look(page, "no-tablets")
    # when
    page.get_by_role("textbox").first.fill("Brettet ved kjølerommet")
    page.locator("main form button[type=submit]").click()
    code = page.locator("code").inner_text()
    look(page, "tablet-code")
    tablet = new_page(800, 1280)
    tablet.goto(reverse("actors:pair"))
    tablet.get_by_role("textbox").fill(code.lower())
    tablet.locator("main form button[type=submit]").click()
    # then
    tablet.wait_for_url(re.compile(r"/units/"))
    page.goto(address)
    look(page, "tablets")
    assert DevicePairing.objects.get().paired_at is not None


def test_wrong_code_leads_to_the_field(hub, page, look):
    page.goto(reverse("actors:pair"))
    look(page, "pair")
    page.get_by_role("textbox").fill("AAAA-AAAA")
    page.locator("main form button[type=submit]").click()
    page.locator(".ds-error-summary").wait_for()
    look(page, "pair-refused")
