"""A producer's goods and papers, and the hub's licences, on the phone and at the desk."""

import pytest
from django.conf import settings
from django.urls import reverse

from kortreist.apps.actors.models import RoleKind
from kortreist.apps.catalogue.models import CertificatePaper
from tests import factories, price_lists
from tests.conftest import NOON

pytestmark = pytest.mark.django_db(transaction=True)

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture
def hub():
    return factories.make_hub()


@pytest.fixture
def farm(hub):
    return factories.make_producer(hub, "Fjellgard")


@pytest.fixture
def enter(page, sign_in, live_server):
    """``enter(role)`` makes the page that person's, in English."""

    def go(role):
        sign_in(page, role.person.user)
        english = {"name": settings.LANGUAGE_COOKIE_NAME, "value": "en", "url": live_server.url}
        page.context.add_cookies([english])
        return page

    return go


def size_of(page) -> str:
    return "phone" if page.viewport_size["width"] < 400 else "desk"


def test_story_is_told_in_south_sami(hub, farm, enter, axe, fits, picture):
    product = factories.make_product(farm, "Rømme", story={"nb": "Fra gården", "nn": "Frå garden"})
    page = enter(factories.make_role(hub, RoleKind.PRODUCER, organisation=farm))
    kwargs = {"hub": hub.public_id, "producer": farm.public_id, "product": product.public_id}
    page.goto(reverse("catalogue:product-detail", kwargs=kwargs))
    page.get_by_text("Words and origin", exact=True).click()
    # which languages there are already stands on the fold
    page.get_by_text("In other languages nynorsk").click()
    page.get_by_label("The story (åarjelsaemien)").fill("Gåeteste båata")
    axe(page)
    fits(page)
    picture(page, f"goods-languages-{size_of(page)}")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved", exact=False).first.wait_for()
    product.refresh_from_db()
    assert product.story["sma"] == "Gåeteste båata"


def test_certificate_is_sent_as_a_file(hub, farm, enter, axe, fits, picture):
    certificate = factories.make_certificate(farm)
    factories.make_certificate_paper(certificate, name="Bevis 2025.pdf", removed_at=NOON)
    page = enter(factories.make_role(hub, RoleKind.PRODUCER, organisation=farm))
    kwargs = {"hub": hub.public_id, "producer": farm.public_id}
    page.goto(reverse("catalogue:certificate-list", kwargs=kwargs))
    page.get_by_text("Send it as a file", exact=True).click()
    field = page.get_by_label("PDF or picture of it", exact=True)
    field.set_input_files({"name": "Debio.pdf", "mimeType": "application/pdf", "buffer": PDF})
    page.get_by_role("button", name="Send the file").click()
    page.get_by_role("link", name="Debio.pdf").wait_for()
    page.get_by_text("Earlier files", exact=True).click()
    axe(page)
    fits(page)
    picture(page, f"certificates-{size_of(page)}")
    assert CertificatePaper.objects.filter(removed_at__isnull=True).get().name == "Debio.pdf"


def test_licence_has_its_file(hub, enter, axe, fits, picture):
    unit = factories.make_unit(hub, kind="restaurant")
    factories.make_licence_paper(factories.make_licence(unit), name="Skjenkebevilling.pdf")
    page = enter(factories.make_role(hub, RoleKind.COORDINATOR))
    kwargs = {"hub": hub.public_id, "unit": unit.public_id}
    page.goto(reverse("desk:unit-card", kwargs=kwargs))
    page.get_by_role("button", name="Take the file away Skjenkebevilling.pdf").wait_for()
    axe(page)
    fits(page)
    picture(page, f"licence-{size_of(page)}")


def test_prices_and_zones_are_kept_for_sixty_kitchens(hub, enter, axe, fits, picture):
    zone = price_lists.make_zone(hub, (0, 25_000), (300_000, 0))
    for number in range(60):
        factories.make_delivery_point(hub, name=f"Sted {number}", zone=zone)
    price_list = price_lists.make_price_list(hub, reach={"unit_kind": "hotel"})
    page = enter(factories.make_role(hub, RoleKind.COORDINATOR))
    kwargs = {"hub": hub.public_id, "price_list": price_list.public_id}
    page.goto(reverse("catalogue:price-list-terms", kwargs=kwargs))
    page.get_by_label("And for").first.select_option(label="Public")
    axe(page)
    fits(page)
    picture(page, f"price-list-terms-{size_of(page)}")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved. Orders that were sent keep their prices.").wait_for()
    page.goto(reverse("catalogue:zones", kwargs={"hub": hub.public_id}))
    axe(page)
    fits(page)
    picture(page, f"zones-{size_of(page)}")
    page.get_by_label("Door or place").fill("sted 59")
    page.get_by_role("button", name="Search", exact=True).click()
    page.get_by_label("Sted 59").select_option(label="No zone")
    page.get_by_role("button", name="Save the doors").click()
    page.get_by_text("Saved.", exact=True).wait_for()
    assert zone.points.count() == 59
