"""The pictures of goods, and who may see them."""

from collections.abc import Collection
from uuid import UUID

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.selectors.parties import found, knows_all
from kortreist.apps.catalogue.models import Listing, Photo
from kortreist.apps.catalogue.promotion import is_promotable


def photos_of(product_ids: Collection[int]) -> dict[int, list[Photo]]:
    """Return the pictures that may be shown by product, in their order, in one query."""
    photos: dict[int, list[Photo]] = {}
    rows = Photo.objects.filter(
        is_promotable("product__"), product_id__in=set(product_ids), removed_at__isnull=True
    )
    for photo in rows.order_by("position", "pk"):
        photos.setdefault(photo.product_id, []).append(photo)
    return photos


def get_photo(*, actor: Actor, hub_id: int, public_id: UUID) -> Photo:
    """Return a picture with its files, as the hub's people, its buyers and its maker see it.

    Raises
    ------
    NotFoundError
        When it is taken away, may not be shown, or is of nothing that the hub sells.
    """
    rows = Photo.objects.filter(
        is_promotable("product__"), public_id=public_id, removed_at__isnull=True
    ).select_related("large", "small", "product")
    photo = found(rows.first())
    producer_id = photo.product.producer_id
    grants = actor.grants_at(hub_id)
    own = any(grant.organisation_id == producer_id for grant in grants)
    buys = any(grant.unit_id is not None for grant in grants)
    listed = Listing.objects.filter(hub_id=hub_id, variant__product_id=photo.product_id)
    if own or ((buys or knows_all(actor, hub_id)) and listed.exists()):
        return photo
    return found(None)


def own_photo(*, actor: Actor, hub_id: int, producer_id: int, public_id: UUID) -> Photo:
    """Return a picture of a producer's goods, taken away or not, for those who may write it.

    Raises
    ------
    NotFoundError, NotPermittedError
        When it is none of them, or they are not the actor's to offer.
    """
    require(actor, Permission.OFFER_GOODS, hub_id=hub_id, organisation_id=producer_id)
    rows = Photo.objects.filter(product__producer=producer_id).select_related("product")
    return found(rows.filter(public_id=public_id).first())
