"""The goods' pages: a short form first, the rest folded, and what is wrong said beside it."""

import re

import pytest
from django.urls import reverse

from kortreist.apps.actors.models import RoleKind
from kortreist.apps.catalogue.models import Certificate, Listing, Product
from kortreist.apps.catalogue.web.product_form import ProductForm
from tests.factories import (
    make_group,
    make_hub,
    make_producer,
    make_product,
    make_role,
    make_variant,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    make_group("6")
    return make_hub()


@pytest.fixture
def farm(hub):
    return make_producer(hub)


@pytest.fixture
def farmer(hub, farm, client):
    client.force_login(make_role(hub, RoleKind.PRODUCER, organisation=farm).person.user)
    return client


def url(hub, farm, name, **kwargs):
    scope = {"hub": hub.public_id, "producer": farm.public_id}
    return reverse(f"catalogue:{name}", kwargs=scope | kwargs)


START = {"name_nb": "Gulrot", "group": "6", "unit": "g", "content": "5 kg", "pack_nb": "kasse"}


def test_goods_begin_with_five_answers(hub, farm, farmer):
    answer = farmer.post(url(hub, farm, "product-start"), START)
    product = Product.objects.get()
    assert answer.url == url(hub, farm, "product-detail", product=product.public_id)
    variant = product.variants.get()
    assert (variant.content_amount, variant.unit, variant.name) == (5000, "g", {"nb": "kasse"})
    assert not Listing.objects.exists()


def test_the_hub_puts_a_price_on_it_at_once(hub, farm, client):
    client.force_login(make_role(hub, RoleKind.COORDINATOR).person.user)
    client.post(url(hub, farm, "product-start"), START | {"price_ore": "32,50"})
    assert Listing.objects.get().producer_price_ore == 3250


@pytest.mark.parametrize(
    "wrong",
    [{"content": "mye"}, {"content": "0"}, {"name_nb": ""}, {"unit": "pcs", "is_weighed": "on"}],
)
def test_what_cannot_be_right_is_said_and_nothing_is_entered(hub, farm, farmer, wrong):
    answer = farmer.post(url(hub, farm, "product-start"), START | wrong)
    assert answer.status_code in {200, 422}
    assert not Product.objects.exists()


def form_of(product, **changes):
    """Return what the page's form would send for a product as it is."""
    initial = ProductForm.initial_of(product)
    sent = {name: value for name, value in initial.items() if value not in (None, False, "")}
    return sent | changes


def test_the_form_gives_back_what_it_was_given(hub, farm, farmer):
    product = make_product(
        farm,
        allergens=["gluten", "nuts"],
        allergens_stated=True,
        cereals=["rye"],
        nuts=["walnut"],
        traces=["milk"],
        not_for=["honey"],
        not_for_stated=True,
        lead_days=2,
        season_from_week=24,
        season_until_week=35,
    )
    before = ProductForm.initial_of(product)
    address = url(hub, farm, "product-detail", product=product.public_id)
    assert farmer.post(address, form_of(product)).status_code == 302
    after = Product.objects.select_related("group").get(pk=product.pk)
    assert ProductForm.initial_of(after) == before
    assert after.declaration.version == 1


@pytest.mark.both
def test_texts_are_written_in_four_languages_and_folded_but_bokmal(hub, farm, farmer):
    product = make_product(farm, story={"nb": "Fra gården", "sma": "Gåeteste"})
    address = url(hub, farm, "product-detail", product=product.public_id)
    texts = {
        "ingredients_nn": "Mjøl, salt",
        "origin_en": "Røros",
        "origin_sma": "Plaassje",
        "name_sma": "Gaejhtse-vuestie",
    }
    assert farmer.post(address, form_of(product) | texts).status_code == 302

    product.refresh_from_db()
    assert product.ingredients == {"nn": "Mjøl, salt"}
    assert product.origin == {"en": "Røros", "sma": "Plaassje"}
    assert product.story == {"nb": "Fra gården", "sma": "Gåeteste"}
    assert product.name["sma"] == "Gaejhtse-vuestie"
    page = farmer.get(address).content.decode()
    first = page.index('name="story_nb"')
    assert first < page.index("<details", first) < page.index('name="story_nn"')
    assert re.search('<textarea[^>]*name="story_sma"[^>]*lang="sma"', page)
    # and emptied again
    farmer.post(address, form_of(product) | {"story_sma": ""})
    product.refresh_from_db()
    assert product.story == {"nb": "Fra gården"}


def test_what_the_service_refuses_is_said_on_the_page(hub, farm, farmer):
    product = make_product(farm)
    address = url(hub, farm, "product-detail", product=product.public_id)
    answer = farmer.post(address, form_of(product, cereals=["rye"]))
    assert answer.status_code in {200, 422}
    assert Product.objects.get(pk=product.pk).cereals == []
    half = farmer.post(address, form_of(product, energy_kj="100"))
    assert half.status_code in {200, 422}


def test_alcohol_brings_its_own_tax(hub, farm, farmer):
    product = make_product(farm)
    address = url(hub, farm, "product-detail", product=product.public_id)
    farmer.post(address, form_of(product, is_alcohol="on", alcohol_bp="4,7"))
    product.refresh_from_db()
    assert (product.is_alcohol, product.alcohol_bp, product.vat_class) == (True, 470, "general")


def test_packs_and_certificates_have_their_pages(hub, farm, farmer):
    variant = make_variant(farm)
    product = variant.product
    address = url(hub, farm, "packs", product=product.public_id, variant=variant.public_id)
    sent = {"gtin": "7038010001000", "case_packs": "6", "pallet_cases": "0"}
    assert farmer.post(address, sent).status_code == 302
    variant.refresh_from_db()
    assert (variant.gtin, variant.case_packs) == ("7038010001000", 6)
    assert farmer.post(address, sent | {"gtin": "12"}).status_code in {200, 422}
    address = url(hub, farm, "certificate-list")
    sent = {
        "mark": "debio",
        "number": "7",
        "valid_from": "2026-01-01",
        "last_day": "2027-12-31",
        "products": [str(product.public_id)],
    }
    assert farmer.post(address, sent).status_code == 302
    certificate = Certificate.objects.get()
    assert certificate.valid_until.isoformat() == "2028-01-01"
    assert list(certificate.products.all()) == [product]
    assert farmer.post(address, sent | {"last_day": "2025-01-01"}).status_code in {200, 422}
