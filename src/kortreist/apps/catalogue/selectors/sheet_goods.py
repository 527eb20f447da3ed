"""What a producer's sheet is held against: its goods as they stand at a hub, by field."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice

from django.db.models import Prefetch

from kortreist.apps.catalogue.models import (
    Availability,
    Listing,
    PackKind,
    PackLevel,
    Product,
    ProductGroup,
    Variant,
)
from kortreist.apps.catalogue.sheets.columns import ON_DAY, Heading
from kortreist.apps.catalogue.sheets.entries import (
    LANGUAGES,
    listing_values,
    product_values,
    variant_values,
)
from kortreist.apps.catalogue.sheets.plan import KnownGoods, KnownPack, Values, gtin_key
from kortreist.apps.catalogue.sheets.understanding import Surroundings
from kortreist.apps.catalogue.wording import fold
from kortreist.formats.sheets import Table

AT_ONCE = 1000


def surroundings_of(
    *, hub_id: int, producer_id: int, table: Table, headings: Sequence[Heading], today: date
) -> Surroundings:
    """Return what a sheet of the producer's is held against."""
    return Surroundings(
        goods=known_goods(hub_id=hub_id, producer_id=producer_id, since=today),
        groups=group_codes(),
        taken=_taken(producer_id, table, headings),
        today=today,
    )


def known_goods(*, hub_id: int, producer_id: int, since: date) -> KnownGoods:
    """Return a producer's goods as they stand, with what the hub pays and days from ``since``."""
    days: dict[int, Values] = defaultdict(dict)
    stated = Availability.objects.filter(
        hub_id=hub_id, variant__product__producer_id=producer_id, delivery_day__gte=since
    ).order_by("delivery_day")
    for variant_id, on, many in stated.values_list("variant_id", "delivery_day", "packs"):
        days[variant_id][f"{ON_DAY}{on.isoformat()}"] = many
    products = known_products(producer_id)
    packs = [
        KnownPack(
            variant.pk,
            variant.product_id,
            products[variant.product_id]
            | variant_values(variant, _on_pallet(variant))
            | listing_values(next(iter(getattr(variant, "at_hub", ())), None))
            | days.get(variant.pk, {}),
        )
        for variant in packs_of(hub_id=hub_id, producer_id=producer_id)
    ]
    return KnownGoods(packs, products)


def _on_pallet(variant: Variant) -> int | None:
    pallet: PackLevel | None = next(iter(getattr(variant, "pallets", ())), None)
    return pallet.holds if pallet else None


def known_products(producer_id: int) -> dict[int, Values]:
    """Return what is known of each of a producer's products."""
    codes = dict(ProductGroup.objects.values_list("pk", "code"))
    rows = Product.objects.filter(producer_id=producer_id, archived_at__isnull=True)
    return {product.pk: product_values(product, codes[product.group_id]) for product in rows}


def packs_of(*, hub_id: int, producer_id: int) -> Iterator[Variant]:
    """Yield a producer's packs, each with what the hub has of it.

    Its listing, if any, is in ``at_hub``, and the pallet it comes on in ``pallets``.
    """
    listings = Listing.objects.filter(hub_id=hub_id)
    packs = Variant.objects.filter(
        product__producer_id=producer_id,
        archived_at__isnull=True,
        product__archived_at__isnull=True,
    ).prefetch_related(
        Prefetch("listings", listings, to_attr="at_hub"),
        Prefetch("pack_levels", PackLevel.objects.filter(kind=PackKind.PALLET), to_attr="pallets"),
    )
    # Parts small enough for a list of keys in one question, on every database.
    return packs.order_by("pk").iterator(chunk_size=AT_ONCE)


def group_codes() -> dict[str, str]:
    """Return the codes of food groups by their folded codes and names."""
    codes: dict[str, str] = {}
    for group in ProductGroup.objects.order_by("pk"):
        for name in (*(group.name.get(each, "") for each in LANGUAGES), group.code):
            if name:
                codes.setdefault(fold(name), group.code)
    return codes


def _taken(producer_id: int, table: Table, headings: Sequence[Heading]) -> frozenset[str]:
    """Return the sheet's GTINs that other producers' goods have."""
    index = next((heading.index for heading in headings if heading.field == "gtin"), None)
    if index is None:
        return frozenset()
    typed = {"".join(row.cell(index).split()).replace("-", "") for row in table.rows}
    digits = {each for each in typed if each.isdecimal() and 8 <= len(each) <= 14}
    others = Variant.objects.filter(
        archived_at__isnull=True, product__archived_at__isnull=True
    ).exclude(product__producer_id=producer_id)
    taken: set[str] = set()
    for part in _parts(sorted(digits | {gtin_key(each) for each in digits})):
        taken.update(others.filter(gtin__in=part).values_list("gtin", flat=True))
    return frozenset(gtin_key(gtin) for gtin in taken)


def _parts(values: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(values)
    while part := list(islice(rest, AT_ONCE)):
        yield part
