"""Reading a producer's own goods."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.catalogue.models import (
    Certificate,
    Listing,
    PackKind,
    PackLevel,
    Photo,
    Product,
    Variant,
)
from kortreist.apps.catalogue.promotion import may_be_promoted
from kortreist.apps.catalogue.selectors.marks import marks_of
from kortreist.apps.catalogue.selectors.photos import photos_of
from kortreist.apps.catalogue.selectors.rules import Handling, handling_of
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


@dataclass(frozen=True, slots=True)
class PackChain:
    """A pack, and how it is packed in cases and on pallets."""

    variant: Variant
    levels: dict[str, PackLevel]

    @property
    def pallet_cases(self) -> int:
        """How many cases a pallet holds; zero: it is not sold by the pallet."""
        pallet = self.levels.get(PackKind.PALLET)
        return pallet.holds if pallet else 0

    def gtin(self, kind: str) -> str:
        """Return the number on a level."""
        level = self.levels.get(kind)
        if level is None:
            return self.variant.gtin if kind == PackKind.PIECE else ""
        return level.gtin


@dataclass(frozen=True, slots=True)
class GoodsPage:
    """What stands beside the form of one of a producer's goods."""

    photos: tuple[Photo, ...]
    marks: tuple[Certificate, ...]
    chains: tuple[PackChain, ...]
    handling: Handling
    may_be_praised: bool


def goods_page(
    *, actor: Actor, hub_id: int, producer_id: int, product: Product, today: date
) -> GoodsPage:
    """Return what stands beside the form of a product from `get_product`, in four queries."""
    require(actor, Permission.OFFER_GOODS, hub_id=hub_id, organisation_id=producer_id)
    return GoodsPage(
        photos=tuple(photos_of([product.pk]).get(product.pk, ())),
        marks=tuple(marks_of([product.pk], on=today).get(product.pk, ())),
        chains=tuple(chains_of(product)),
        handling=handling_of(product, on=today),
        may_be_praised=may_be_promoted(product),
    )


def chains_of(product: Product) -> list[PackChain]:
    """Return a product's packs, each with its levels, in two queries."""
    packs = Variant.objects.filter(product=product, archived_at__isnull=True)
    packs = packs.prefetch_related("pack_levels").order_by("pk")
    return [
        PackChain(pack, {level.kind: level for level in pack.pack_levels.all()}) for pack in packs
    ]
