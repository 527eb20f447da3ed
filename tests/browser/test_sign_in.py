"""Coming in by a code, and reading in one's own language."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from kortreist.apps.actors.models import RoleKind
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def forget_rates():
    cache.clear()


def test_code_by_email_leads_in(phone, axe, fits):
    hub = factories.make_hub("Rørosmat")
    person = factories.make_person(email="kari@example.org")
    unit = factories.make_unit(hub, "Øya barnehage")
    factories.make_role(hub, RoleKind.BUYER, person=person, unit=unit)
    # when a page is asked for, signing in comes first
    wanted = reverse("trading:shop", args=[hub.public_id, unit.public_id])
    phone.goto(wanted)
    phone.locator("#code-email").fill("kari@example.org")
    phone.locator("form:has(#code-email) button").tap()
    phone.locator("input[name=code]").wait_for()
    axe(phone)
    fits(phone)
    code = re.search(r"^[A-Z0-9]+-[A-Z0-9]+$", mail.outbox[-1].body, re.MULTILINE)[0]
    phone.locator("input[name=code]").fill(code)
    phone.locator("form:has(input[name=code]) button[type=submit]").first.tap()
    # then one is where one wanted to go
    phone.wait_for_url(re.compile(re.escape(wanted)))


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_language_is_chosen_and_stays(phone, sign_in, language):
    hub = factories.make_hub()
    person = factories.make_role(hub, RoleKind.COORDINATOR).person
    sign_in(phone, person.user)
    phone.goto("/")
    phone.locator(f".kr-languages button[value={language}]").tap()
    phone.wait_for_function(f"document.documentElement.lang === '{language}'")
    phone.goto(reverse("desk:cycle-list", args=[hub.public_id]))
    assert phone.evaluate("document.documentElement.lang") == language
    assert phone.locator(".kr-languages [aria-current]").get_attribute("value") == language
    person.refresh_from_db()
    assert person.language == language
