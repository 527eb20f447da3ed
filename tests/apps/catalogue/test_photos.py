"""Pictures of goods: who may send them, who may see them, and never of alcohol."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from kortreist.apps.actors.models import AuditEvent, RoleKind
from kortreist.apps.catalogue.errors import (
    AltTextMissingError,
    NotPromotedError,
    TooManyPhotosError,
)
from kortreist.apps.catalogue.models import Photo
from kortreist.apps.catalogue.selectors.photos import get_photo, photos_of
from kortreist.apps.catalogue.services.photos import (
    MOST_PHOTOS,
    add_photo,
    put_photo_first,
    remove_photo,
    restore_photo,
)
from kortreist.apps.jobs.models import StoredFile
from kortreist.formats.photos import PhotoUnreadableError
from kortreist.kernel.errors import NotFoundError, NotPermittedError
from tests.factories import (
    buyer_actor,
    coordinator,
    make_hub,
    make_listing,
    make_photo,
    make_producer,
    make_role,
    make_unit,
    make_variant,
    outsider,
    packing_team,
    producer_actor,
)

pytestmark = pytest.mark.django_db


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (900, 600), "#9A4A2A").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def hub():
    return make_hub()


@pytest.fixture
def variant(hub):
    variant = make_variant(make_producer(hub))
    make_listing(hub, variant)
    return variant


@pytest.fixture
def product(variant):
    return variant.product


def add(hub, product, now, actor=None, **fields):
    defaults = {"content": picture(), "alt": {"nb": "Gulrøtter i en kasse"}}
    return add_photo(
        actor=actor or producer_actor(hub, product.producer),
        hub_id=hub.pk,
        product_id=product.pk,
        now=now,
        **defaults | fields,
    )


def test_a_picture_is_kept_in_two_sizes(hub, product, now):
    photo = add(hub, product, now)
    assert (photo.width, photo.height, photo.position) == (900, 600, 0)
    assert photo.large.content_type == photo.small.content_type == "image/jpeg"
    assert photo.small.size < photo.large.size
    assert photos_of([product.pk]) == {product.pk: [photo]}
    assert AuditEvent.objects.get().code == "catalogue.photo.added"


_case_refused = [
    ({"alt": {"nb": "  ", "en": "Carrots"}}, AltTextMissingError),
    ({"content": b"<svg/>"}, PhotoUnreadableError),
    ({"actor": outsider()}, NotFoundError),
]


@pytest.mark.parametrize(("wrong", "error"), _case_refused)
def test_what_is_refused_leaves_nothing(hub, product, now, wrong, error):
    with pytest.raises(error):
        add(hub, product, now, **wrong)
    assert not Photo.objects.exists()
    assert not StoredFile.objects.exists()
    assert not AuditEvent.objects.exists()


def test_there_is_room_for_so_many(hub, product, now):
    for _ in range(MOST_PHOTOS):
        make_photo(product)
    with pytest.raises(TooManyPhotosError):
        add(hub, product, now)
    assert Photo.objects.count() == MOST_PHOTOS


def test_order_and_removal_and_back(hub, product, now):
    scope = {"actor": producer_actor(hub, product.producer), "hub_id": hub.pk, "now": now}
    first, second = add(hub, product, now), add(hub, product, now)
    put_photo_first(**scope, photo_id=second.pk)
    assert photos_of([product.pk])[product.pk] == [second, first]
    remove_photo(**scope, photo_id=second.pk)
    assert photos_of([product.pk])[product.pk] == [first]
    restore_photo(**scope, photo_id=second.pk)
    assert photos_of([product.pk])[product.pk] == [second, first]


@pytest.mark.parametrize("fields", [{"is_alcohol": True}, {"alcohol_bp": 470}])
def test_alcohol_has_no_pictures(hub, product, now, fields):
    photo = make_photo(product)
    type(product).objects.filter(pk=product.pk).update(**fields)
    with pytest.raises(NotPromotedError):
        add(hub, product, now)
    # and one from before it was alcohol is not shown
    assert photos_of([product.pk]) == {}
    with pytest.raises(NotFoundError):
        get_photo(actor=coordinator(hub), hub_id=hub.pk, public_id=photo.public_id)


def test_who_may_see_a_picture(hub, product):
    photo = make_photo(product)
    unit, other = make_unit(hub), make_unit(make_hub())
    neighbour = make_producer(hub)
    for actor in (
        coordinator(hub),
        packing_team(hub),
        buyer_actor(unit),
        producer_actor(hub, product.producer),
    ):
        assert get_photo(actor=actor, hub_id=hub.pk, public_id=photo.public_id) == photo
    for actor in (outsider(), buyer_actor(other), producer_actor(hub, neighbour)):
        with pytest.raises(NotFoundError):
            get_photo(actor=actor, hub_id=hub.pk, public_id=photo.public_id)


def test_a_neighbour_takes_nothing_away(hub, product, now):
    photo = make_photo(product)
    with pytest.raises(NotFoundError):
        remove_photo(
            actor=producer_actor(hub, make_producer(hub)),
            hub_id=hub.pk,
            photo_id=photo.pk,
            now=now,
        )
    with pytest.raises(NotPermittedError):
        remove_photo(actor=packing_team(hub), hub_id=hub.pk, photo_id=photo.pk, now=now)
    assert photos_of([product.pk])[product.pk] == [photo]


def test_the_page_takes_a_picture_and_shows_it(hub, product, client):
    person = make_role(hub, RoleKind.PRODUCER, organisation=product.producer).person
    client.force_login(person.user)
    scope = {"hub": hub.public_id, "producer": product.producer.public_id}
    url = reverse("catalogue:photo-list", kwargs=scope | {"product": product.public_id})
    sent = {"picture": SimpleUploadedFile("x.jpg", picture()), "alt": "Gulrøtter"}
    assert client.post(url, sent).status_code == 302
    photo = Photo.objects.get()
    shown = client.get(url).content.decode()
    address = reverse(
        "catalogue:photo", kwargs={"hub": hub.public_id, "photo": photo.public_id, "size": "small"}
    )
    assert address in shown
    answer = client.get(address)
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert Image.open(BytesIO(b"".join(answer.streaming_content))).size == (400, 267)
    # and what is no picture is said to be none
    wrong = {"picture": SimpleUploadedFile("x.jpg", b"hello"), "alt": "Gulrøtter"}
    assert client.post(url, wrong).status_code in {200, 422}
    assert Photo.objects.count() == 1
