"""Everything a kitchen can know of one of the goods, and how to order it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from kortreist.apps.actors.models import BuyerUnit
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.selectors.parties import found
from kortreist.apps.catalogue.declared import content_of
from kortreist.apps.catalogue.models import Certificate, Listing, PackLevel, Photo, Product
from kortreist.apps.catalogue.promotion import may_be_promoted
from kortreist.apps.catalogue.reading import Reading
from kortreist.apps.catalogue.selectors.marks import marks_of
from kortreist.apps.catalogue.selectors.photos import photos_of
from kortreist.apps.catalogue.selectors.rules import Handling, handling_of
from kortreist.apps.catalogue.selectors.shop import is_for
from kortreist.apps.catalogue.suitability import is_suitable
from kortreist.apps.trading.models import OrderCycle, OrderLine
from kortreist.apps.trading.selectors.shelf import ShelfRow, rows_of_product


@dataclass(frozen=True, slots=True)
class GoodsCard:
    """One of the goods, as a kitchen reads of it before it orders."""

    product: Product
    reading: Reading
    handling: Handling
    photos: tuple[Photo, ...]
    marks: tuple[Certificate, ...]
    levels: tuple[PackLevel, ...]
    rows: tuple[ShelfRow, ...]
    is_suitable: bool
    may_be_praised: bool


def goods_card(
    *, actor: Actor, unit: BuyerUnit, public_id: UUID, cycle: OrderCycle | None, today: date
) -> GoodsCard:
    """Return what is known of goods that the hub sells, or that the unit has ordered.

    Raises
    ------
    NotFoundError
        When the unit or the goods are not the actor's to know of; so with alcohol, for those
        without a licence.
    """
    require(actor, Permission.ORDER, hub_id=unit.hub_id, unit_id=unit.pk)
    on = cycle.delivery_day if cycle else today
    product = found(_known(unit, on).filter(public_id=public_id).first())
    rows = rows_of_product(unit=unit, cycle=cycle, product_id=product.pk) if cycle else ()
    may_be_praised = may_be_promoted(product)
    return GoodsCard(
        product=product,
        reading=Reading(content_of(product)),
        handling=handling_of(product, on=on),
        photos=tuple(photos_of([product.pk]).get(product.pk, ())) if may_be_praised else (),
        marks=tuple(marks_of([product.pk], on=today).get(product.pk, ())),
        levels=tuple(
            PackLevel.objects.filter(
                variant__product=product, variant__archived_at__isnull=True
            ).select_related("variant__product")
        ),
        rows=rows,
        is_suitable=is_suitable(product, unit.kind),
        may_be_praised=may_be_praised,
    )


def _known(unit: BuyerUnit, on: date) -> QuerySet[Product]:
    listed = Listing.objects.filter(
        hub_id=unit.hub_id, variant__product=OuterRef("pk"), is_visible=True
    )
    ordered = OrderLine.objects.filter(
        hub_id=unit.hub_id, order__unit=unit, variant__product=OuterRef("pk")
    )
    return Product.objects.filter(
        is_for(unit, on=on, product=""), Q(Exists(listed)) | Q(Exists(ordered))
    ).select_related("producer__postcode", "group")
