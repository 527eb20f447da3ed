"""Alcohol goes to those with a licence, as plain facts: every place that shows or praises goods."""

from datetime import timedelta

import pytest
from django.urls import reverse

from kortreist.apps.actors.models import RoleKind
from kortreist.apps.catalogue.promotion import is_promotable, may_be_promoted
from kortreist.apps.catalogue.selectors.wanted import Wanted
from kortreist.apps.trading.errors import GoodsNotForUnitError, LicenceMissingError
from kortreist.apps.trading.models import Offer, OrderLine, OrderStatus
from kortreist.apps.trading.selectors.shelf import find_offers
from kortreist.apps.trading.selectors.surplus import unclaimed
from kortreist.apps.trading.services.baskets import set_line
from kortreist.apps.trading.services.orders import place_order
from tests import rounds
from tests.conftest import NOON
from tests.factories import (
    buyer_actor,
    make_hub,
    make_licence,
    make_listing,
    make_photo,
    make_producer,
    make_product,
    make_role,
    make_unit,
    make_variant,
    make_vat_rates,
)

pytestmark = pytest.mark.django_db

STORY = "Brygget av et gammelt eventyr"


@pytest.fixture
def hub():
    make_vat_rates()
    return make_hub()


@pytest.fixture
def cycle(hub):
    return rounds.make_cycle(hub)


@pytest.fixture
def beer(hub, cycle):
    brewery = make_producer(hub)
    product = make_product(
        brewery,
        "Pils",
        vat_class="general",
        is_alcohol=True,
        alcohol_bp=470,
        story={"nb": STORY},
        description={"nb": STORY},
    )
    variant = make_variant(product=product, unit="ml", content_amount=330)
    make_listing(hub, variant)
    make_photo(product, "Et glass øl")
    return rounds.make_offer(cycle, variant, 100)


def names(unit, cycle):
    page = find_offers(actor=buyer_actor(unit), unit=unit, cycle=cycle, wanted=Wanted())
    return [row.offer.variant.product.name["nb"] for row in page.rows]


def order(unit, offer, count=2):
    return set_line(
        actor=buyer_actor(unit),
        hub_id=unit.hub_id,
        unit_id=unit.pk,
        offer_id=offer.pk,
        count=count,
        now=NOON,
    )


_case_units = [
    ("kindergarten", True, False),
    ("sfo", True, False),
    ("school_canteen", True, False),
    ("care_home", True, False),
    ("hotel", False, False),
    ("hotel", True, True),
    ("shop", True, True),
]


@pytest.mark.parametrize(("kind", "has_licence", "may"), _case_units)
def test_shop_shows_it_to_the_licensed_alone(hub, cycle, beer, kind, has_licence, may):
    unit = make_unit(hub, kind=kind)
    if has_licence:
        make_licence(unit, up_to_bp=470)
    assert names(unit, cycle) == (["Pils"] if may else [])


def test_basket_refuses_those_without_a_licence(hub, beer):
    hotel, nursery = make_unit(hub, kind="hotel"), make_unit(hub)
    make_licence(nursery)
    with pytest.raises(LicenceMissingError):
        order(hotel, beer)
    with pytest.raises(GoodsNotForUnitError):
        order(nursery, beer)
    assert not OrderLine.objects.exists()


def test_a_licence_that_ends_before_the_delivery_is_none(hub, cycle, beer):
    hotel = make_unit(hub, kind="hotel")
    make_licence(hotel, valid_until=cycle.delivery_day)
    with pytest.raises(LicenceMissingError):
        order(hotel, beer)


def test_placing_asks_again(hub, cycle, beer):
    hotel = make_unit(hub, kind="hotel")
    licence = make_licence(hotel)
    line = order(hotel, beer)
    licence.valid_until = cycle.delivery_day - timedelta(days=1)
    licence.save()
    with pytest.raises(LicenceMissingError):
        place_order(
            actor=buyer_actor(hotel),
            hub_id=hub.pk,
            order_id=line.order_id,
            reference="",
            now=NOON,
        )
    line.order.refresh_from_db()
    assert line.order.status == OrderStatus.BASKET


def test_what_is_left_over_is_never_offered(cycle, beer):
    assert beer in Offer.objects.filter(cycle=cycle)
    assert unclaimed(cycle, now=NOON) == []


def test_nothing_praises_it(beer):
    product = beer.variant.product
    assert not may_be_promoted(product)
    assert not Offer.objects.filter(is_promotable()).exists()
    # nor a drink of some strength that nobody has marked
    assert not may_be_promoted(make_product(product.producer, alcohol_bp=50))
    assert may_be_promoted(make_product(product.producer, alcohol_bp=0))


def page(client, unit, product):
    kwargs = {"hub": unit.hub.public_id, "unit": unit.public_id, "product": product.public_id}
    return client.get(reverse("trading:goods", kwargs=kwargs))


def test_its_own_page_has_facts_and_nothing_else(hub, beer, client):
    hotel = make_unit(hub, kind="hotel")
    make_licence(hotel)
    client.force_login(make_role(hub, RoleKind.BUYER, unit=hotel).person.user)
    shown = page(client, hotel, beer.variant.product).content.decode()
    assert "Pils" in shown
    assert "4,7" in shown
    assert STORY not in shown
    assert "<img" not in shown.partition("<main")[2]


def test_its_own_page_is_not_there_for_a_kindergarten(hub, beer, client):
    nursery = make_unit(hub)
    client.force_login(make_role(hub, RoleKind.BUYER, unit=nursery).person.user)
    assert page(client, nursery, beer.variant.product).status_code == 404


def test_what_is_not_for_a_kind_is_shown_and_refused(hub, cycle, client):
    cheese = make_product(
        make_producer(hub),
        "Råmelksost",
        not_for=["raw_milk"],
        not_for_stated=True,
        not_for_kinds=["kindergarten"],
    )
    variant = make_variant(product=cheese)
    make_listing(hub, variant)
    offer = rounds.make_offer(cycle, variant)
    nursery, hotel = make_unit(hub), make_unit(hub, kind="hotel")
    found = find_offers(actor=buyer_actor(nursery), unit=nursery, cycle=cycle, wanted=Wanted())
    assert [row.is_refused for row in found.rows] == [True]
    with pytest.raises(GoodsNotForUnitError):
        order(nursery, offer)
    assert order(hotel, offer).ordered_count == 2
    client.force_login(make_role(hub, RoleKind.BUYER, unit=nursery).person.user)
    shop = reverse("trading:shop", kwargs={"hub": hub.public_id, "unit": nursery.public_id})
    shown = client.get(shop, {"cycle": str(cycle.public_id)}).content.decode()
    assert f'name="offer" value="{offer.public_id}"' not in shown.partition("kr-line-form")[2]
    assert page(client, nursery, cheese).status_code == 200
