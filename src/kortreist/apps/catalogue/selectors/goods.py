"""Reading a producer's own goods."""

from uuid import UUID

from django.db.models import Prefetch, QuerySet

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.catalogue.models import Listing, Product, Variant
from kortreist.apps.catalogue.selectors.shop import by_name
from kortreist.kernel.errors import NotFoundError


def list_products(*, actor: Actor, hub_id: int, producer_id: int) -> QuerySet[Product]:
    """Return what a producer makes, with its packs and what the hub pays for them.

    By name; but goods come first whose allergens nobody has stated, as many will not buy those.

    Each variant has its listing at the hub, if it has one, in ``at_hub``.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the producer's goods are not the actor's to see.
    """
    require(actor, Permission.OFFER_GOODS, hub_id=hub_id, organisation_id=producer_id)
    listings = Listing.objects.filter(hub_id=hub_id)
    packs = Variant.objects.filter(archived_at__isnull=True).prefetch_related(
        Prefetch("listings", listings, to_attr="at_hub")
    )
    return (
        Product.objects.filter(producer_id=producer_id, archived_at__isnull=True)
        .select_related("group")
        .prefetch_related(Prefetch("variants", packs, to_attr="packs"))
        .order_by("allergens_stated", *by_name(""))
    )


def get_product(*, actor: Actor, hub_id: int, producer_id: int, public_id: UUID) -> Product:
    """Return one of a producer's goods.

    Raises
    ------
    NotFoundError, NotPermittedError
        When it is none of them, or they are not the actor's to see.
    """
    products = list_products(actor=actor, hub_id=hub_id, producer_id=producer_id)
    product = products.filter(public_id=public_id).first()
    if product is None:
        raise NotFoundError
    return product
