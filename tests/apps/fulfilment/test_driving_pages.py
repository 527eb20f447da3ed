"""What a driver's page and its forms send: who it is for, what cannot be read, the picture."""

from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from kortreist.apps.actors.models import RoleKind
from kortreist.apps.fulfilment.models import Delivery, TourOperation
from tests import factories
from tests.apps.fulfilment.scenes import add_goods, make_scene
from tests.apps.fulfilment.tours import make_tour, pack_all

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}


@pytest.fixture
def scene():
    scene = make_scene()
    add_goods(scene, (4, 2))
    pack_all(scene)
    return scene


@pytest.fixture
def tour(scene):
    return make_tour(scene, driver=factories.make_role(scene.hub, RoleKind.DRIVER).person)


def client_of(person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def url(name, hub, **places):
    return reverse(f"fulfilment:{name}", kwargs={"hub": hub.public_id, **places})


def hand_over(tour, **fields):
    """Send what the page's form sends for the first stop."""
    stop = tour.stops.get(position=1)
    sent = {
        "operation": uuid4(),
        "kind": "hand_over",
        "stop": stop.public_id,
        "delivery": stop.deliveries.get().delivery.public_id,
    }
    address = url("driving-operation", tour.hub, tour=tour.public_id)
    return client_of(tour.driver).post(address, sent | fields, headers=JSON)


@pytest.mark.parametrize("packs", ["10001", "1000000", "two", "2,5", "-1"])
def test_packs_back_that_cannot_be_read_are_refused_and_not_charged(scene, tour, packs):
    line = scene.goods[0].lines[0]
    answer = hand_over(tour, **{f"back-{line.public_id}": packs})
    assert (answer.status_code, answer.json()["refused"]) == (422, "invalid_input")
    assert not TourOperation.objects.exists()
    assert not Delivery.objects.filter(status="delivered").exists()


@pytest.mark.parametrize("packs", ["", "0", " 1 "])
def test_packs_back_that_can_be_read_are_taken(scene, tour, packs):
    line = scene.goods[0].lines[0]
    answer = hand_over(tour, **{f"back-{line.public_id}": packs})
    assert answer.json()["refused"] == ""
    line.refresh_from_db()
    assert line.delivered_count == 4 - int(packs or 0)


def test_page_and_token_tell_who_is_at_it(tour):
    other = factories.make_role(tour.hub, RoleKind.DRIVER).person
    ask = url("driving-token", tour.hub)
    reader = client_of(tour.driver).get(ask).json()["reader"]
    page = client_of(tour.driver).get(url("driving-tour", tour.hub, tour=tour.public_id))
    assert f'data-reader="{reader}"' in page.content.decode()
    assert client_of(other).get(ask).json()["reader"] != reader


class TestPicture:
    """What was photographed at the door is the hub's and that unit's."""

    @pytest.fixture
    def delivery(self, scene, tour):
        drawn = BytesIO()
        Image.new("RGB", (400, 300), "red").save(drawn, "PNG")
        photo = SimpleUploadedFile("door.png", drawn.getvalue(), "image/png")
        assert hand_over(tour, photo=photo).json()["refused"] == ""
        return Delivery.objects.get(status="delivered")

    @staticmethod
    def ask(delivery, person, hub=None):
        address = url("delivery-photo", hub or delivery.hub, delivery=delivery.public_id)
        return client_of(person).get(address)

    @pytest.mark.parametrize("kind", [RoleKind.COORDINATOR, RoleKind.ACCOUNTANT])
    def test_hub_sees_it(self, delivery, kind):
        answer = self.ask(delivery, factories.make_role(delivery.hub, kind).person)
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
        assert answer["Cache-Control"] == "private, no-store"
        assert b"".join(answer).startswith(b"\xff\xd8")

    def test_unit_sees_its_own_and_finds_it_from_the_delivery(self, delivery):
        person = factories.make_role(delivery.hub, RoleKind.BUYER, unit=delivery.unit).person
        assert self.ask(delivery, person).status_code == 200
        page = url("delivery-detail", delivery.hub, delivery=delivery.public_id)
        address = url("delivery-photo", delivery.hub, delivery=delivery.public_id)
        assert address in client_of(person).get(page).content.decode()

    def test_another_unit_and_another_driver_know_nothing_of_it(self, scene, delivery):
        other = scene.deliveries[1].unit
        assert other != delivery.unit
        for person in (
            factories.make_role(delivery.hub, RoleKind.BUYER, unit=other).person,
            factories.make_role(delivery.hub, RoleKind.DRIVER).person,
            factories.make_role(factories.make_hub(), RoleKind.COORDINATOR).person,
        ):
            assert self.ask(delivery, person).status_code in {403, 404}

    def test_delivery_without_one_has_no_such_page(self, scene, delivery):
        person = factories.make_role(delivery.hub, RoleKind.COORDINATOR).person
        assert self.ask(scene.deliveries[1], person).status_code == 404

    def test_address_under_another_hub_is_not_found(self, delivery):
        elsewhere = factories.make_hub()
        person = factories.make_role(elsewhere, RoleKind.COORDINATOR).person
        assert self.ask(delivery, person, hub=elsewhere).status_code == 404
