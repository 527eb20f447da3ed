"""Pictures of goods: taken in, put in order, taken away and back."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from kortreist.apps.actors.checks import require_content
from kortreist.apps.actors.models import Hub
from kortreist.apps.actors.permissions import Actor
from kortreist.apps.actors.selectors.parties import found
from kortreist.apps.actors.services.audit import record
from kortreist.apps.catalogue.errors import (
    AltTextMissingError,
    NotPromotedError,
    TooManyPhotosError,
)
from kortreist.apps.catalogue.locks import lock_product
from kortreist.apps.catalogue.models import Photo, Product
from kortreist.apps.catalogue.promotion import may_be_promoted
from kortreist.apps.catalogue.services.rights import require_offering
from kortreist.apps.jobs.services.files import store_file
from kortreist.formats.photos import redraw

LARGE_PX = 1600
SMALL_PX = 400
MOST_PHOTOS = 6
LONGEST_ALT = 250


@transaction.atomic
def add_photo(
    *,
    actor: Actor,
    hub_id: int,
    product_id: int,
    content: bytes,
    alt: Mapping[str, str],
    now: datetime,
) -> Photo:
    """Add a picture of a product, last; what is kept is drawn anew, never the file that was sent.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the product is none of the hub's producers', or the actor may not offer its goods.
    GoodsArchivedError, NotPromotedError, TooManyPhotosError
        When it is no longer made, may not be advertised, or has pictures enough.
    AltTextMissingError, TextTooLongError
        When the hub's language does not say what the picture shows.
    PhotoTooLargeError, PhotoTooSmallError, PhotoUnreadableError
        When it is no picture that can be used.
    """
    product = lock_product(product_id)
    require_offering(actor, hub_id, product, now)
    if not may_be_promoted(product):
        raise NotPromotedError
    text = _alt(alt, hub_id)
    there = Photo.objects.filter(product=product, removed_at__isnull=True)
    if there.count() >= MOST_PHOTOS:
        raise TooManyPhotosError(most=MOST_PHOTOS)
    large, small = redraw(content, longest_px=(LARGE_PX, SMALL_PX))
    last = there.aggregate(last=Max("position"))["last"]
    photo = Photo.objects.create(
        product=product,
        large=store_file(content=large.content, name="photo.jpg", content_type="image/jpeg"),
        small=store_file(content=small.content, name="photo.jpg", content_type="image/jpeg"),
        width=large.width,
        height=large.height,
        alt=text,
        position=0 if last is None else last + 1,
        added_at=now,
    )
    record(
        actor,
        "catalogue.photo.added",
        photo,
        hub_id=hub_id,
        now=now,
        params={"product": product.pk},
    )
    return photo


@transaction.atomic
def remove_photo(*, actor: Actor, hub_id: int, photo_id: int, now: datetime) -> Photo:
    """Take a picture away; it can be put back.

    Raises
    ------
    NotFoundError, NotPermittedError
        When it is none of the hub's producers', or the actor may not offer its goods.
    """
    return _set_removed(actor, hub_id, photo_id, now, now)


@transaction.atomic
def restore_photo(*, actor: Actor, hub_id: int, photo_id: int, now: datetime) -> Photo:
    """Put a picture back that was taken away.

    Raises
    ------
    NotFoundError, NotPermittedError
        When it is none of the hub's producers', or the actor may not offer its goods.
    """
    return _set_removed(actor, hub_id, photo_id, None, now)


@transaction.atomic
def put_photo_first(*, actor: Actor, hub_id: int, photo_id: int, now: datetime) -> Photo:
    """Show a picture before the others; they keep their order.

    Raises
    ------
    NotFoundError, NotPermittedError
        When it is none of the hub's producers', or the actor may not offer its goods.
    """
    photo = _locked(actor, hub_id, photo_id, now)
    rows = Photo.objects.filter(product=photo.product, removed_at__isnull=True)
    others = list(rows.exclude(pk=photo.pk).order_by("position", "pk"))
    photo.position = 0
    for place, other in enumerate(others, start=1):
        other.position = place
    Photo.objects.bulk_update([photo, *others], ["position"])
    record(actor, "catalogue.photo.first", photo, hub_id=hub_id, now=now)
    return photo


def _set_removed(
    actor: Actor, hub_id: int, photo_id: int, removed_at: datetime | None, now: datetime
) -> Photo:
    photo = _locked(actor, hub_id, photo_id, now)
    if (photo.removed_at is None) == (removed_at is None):
        return photo
    photo.removed_at = removed_at
    photo.save(update_fields=["removed_at"])
    what = "removed" if removed_at else "restored"
    record(actor, f"catalogue.photo.{what}", photo, hub_id=hub_id, now=now)
    return photo


def _locked(actor: Actor, hub_id: int, photo_id: int, now: datetime) -> Photo:
    photo = found(Photo.objects.filter(pk=photo_id).first())
    product: Product = lock_product(photo.product_id)
    require_offering(actor, hub_id, product, now)
    photo.refresh_from_db()
    return photo


def _alt(alt: Mapping[str, str], hub_id: int) -> dict[str, str]:
    text = {language: words.strip() for language, words in alt.items() if words.strip()}
    language = Hub.objects.values_list("language", flat=True).get(pk=hub_id)
    if language not in text:
        raise AltTextMissingError(language=language)
    require_content(text, field="alt", most=LONGEST_ALT)
    return text
