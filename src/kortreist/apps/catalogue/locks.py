"""Every lock this room takes."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import TypeVar

from django.db.models import QuerySet

from kortreist.apps.actors.selectors.parties import found
from kortreist.apps.catalogue.models import (
    Availability,
    Listing,
    PriceAgreement,
    PriceEdit,
    PriceList,
    Product,
    SheetImport,
    SheetState,
    Variant,
)
from kortreist.kernel.errors import NotFoundError

Goods = TypeVar("Goods", Product, Variant)
Day = tuple[int, date]
# What every database takes in one list of keys.
AT_ONCE = 1000


def locked_listings() -> QuerySet[Listing]:
    """Return hubs' listings, locked as they are read."""
    return Listing.objects.select_for_update(of=("self",))


def locked_availabilities() -> QuerySet[Availability]:
    """Return producers' words, locked as they are read."""
    return Availability.objects.select_for_update(of=("self",))


def lock_listing(*, hub_id: int, variant_id: int) -> Listing:
    """Lock a hub's listing of a pack, the parent of its weekly rhythms."""
    listing = locked_listings().filter(hub_id=hub_id, variant_id=variant_id).first()
    if listing is None:
        raise NotFoundError
    return listing


def lock_product(product_id: int) -> Product:
    """Return a product, locked, with its producer; raise NotFoundError where there is none."""
    rows = Product.objects.select_for_update(of=("self",)).select_related("producer")
    return found(rows.filter(pk=product_id).first())


def lock_price_list(*, hub_id: int, price_list_id: int) -> PriceList:
    """Lock one of a hub's price lists that is not put away, or raise NotFoundError."""
    rows = PriceList.objects.select_for_update(of=("self",))
    return found(rows.filter(hub_id=hub_id, pk=price_list_id, archived_at__isnull=True).first())


def lock_agreement(*, hub_id: int, agreement_id: int) -> PriceAgreement:
    """Lock one of a hub's price agreements, or raise NotFoundError."""
    rows = PriceAgreement.objects.select_for_update(of=("self",))
    return found(rows.filter(hub_id=hub_id, pk=agreement_id, archived_at__isnull=True).first())


def lock_sheet(*, hub_id: int, sheet_id: int) -> SheetImport:
    """Lock an import and return it as it is now.

    Raises
    ------
    NotFoundError
        When the hub has no such import.
    """
    rows = SheetImport.objects.select_for_update(of=("self",))
    return found(rows.filter(hub_id=hub_id, pk=sheet_id).first())


def lock_sheets_at_work(producer_id: int) -> None:
    """Lock every import that is being taken into a producer's goods, at whichever hub."""
    rows = SheetImport.objects.select_for_update(of=("self",))
    list(rows.filter(producer_id=producer_id, state=SheetState.APPLYING).order_by("pk"))


def lock_goods(
    *, hub_id: int, product_ids: Collection[int], variant_ids: Collection[int]
) -> tuple[dict[int, Product], dict[int, Variant], dict[int, Listing], dict[Day, Availability]]:
    """Lock products, packs, their listings and days at a hub; return them by key.

    Products before packs before listings before days, each in the order of their keys.
    """
    products = _locked(Product, product_ids)
    variants = _locked(Variant, variant_ids)
    listings: dict[int, Listing] = {}
    days: dict[Day, Availability] = {}
    for part in _parts(variant_ids):
        for listing in locked_listings().filter(hub_id=hub_id, variant__in=part).order_by("pk"):
            listings[listing.variant_id] = listing
    for part in _parts(variant_ids):
        words = locked_availabilities().filter(hub_id=hub_id, variant__in=part).order_by("pk")
        days |= {(word.variant_id, word.delivery_day): word for word in words}
    return products, variants, listings, days


def lock_price_edit(*, hub_id: int, edit_id: int) -> PriceEdit:
    """Lock a change of prices and return it as it is now.

    Raises
    ------
    NotFoundError
        When the hub has no such change.
    """
    rows = PriceEdit.objects.select_for_update(of=("self",))
    return found(rows.filter(hub_id=hub_id, pk=edit_id).first())


def _locked(model: type[Goods], ids: Collection[int]) -> dict[int, Goods]:
    rows: dict[int, Goods] = {}
    for part in _parts(ids):
        found_rows = model.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=part)
        rows |= {row.pk: row for row in found_rows.order_by("pk")}
    return rows


def _parts(ids: Collection[int]) -> Iterator[list[int]]:
    in_turn = sorted(ids)
    for first in range(0, len(in_turn), AT_ONCE):
        yield in_turn[first : first + AT_ONCE]
