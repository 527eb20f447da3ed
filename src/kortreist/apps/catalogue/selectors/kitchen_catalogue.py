"""A hub's assortment as one buyer sees it, as a file that kitchens' own systems can take in.

A general layout: one row for each pack that can be ordered, with what such systems tend to ask
for. None of them has said how its own file must look; whoever has a description maps the columns.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from itertools import islice
from typing import Any, Final

from django.db.models import OuterRef, Subquery, TextField
from django.db.models.functions import Cast

from kortreist.apps.actors.models import BuyerUnit, Hub
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.selectors.grants import in_force
from kortreist.apps.actors.selectors.parties import producers_of
from kortreist.apps.catalogue.models import (
    ALLERGENS,
    NUTRIENTS,
    Listing,
    PackKind,
    PackLevel,
    ProductGroup,
)
from kortreist.apps.catalogue.selectors.customer_prices import prices_for
from kortreist.apps.catalogue.selectors.prices import fees_in_force
from kortreist.apps.catalogue.selectors.sheet_export import ExportedSheet
from kortreist.apps.catalogue.selectors.shop import is_for
from kortreist.apps.catalogue.sheets.columns import column_of
from kortreist.apps.catalogue.sheets.values import ALLERGENS as ALLERGEN_WORDS
from kortreist.apps.catalogue.sheets.values import LANGUAGES, STORAGE, YES_NO
from kortreist.apps.registers.models import VatRate
from kortreist.apps.ui.content import choose
from kortreist.engines.pricing import FeeRule, price_breakdown
from kortreist.formats.sheets import Value
from kortreist.kernel.quantity import Unit
from kortreist.kernel.rounding import divide_rounded

AT_ONCE: Final = 1_000
# A row of `_listings`, in the order of `READ`. Any: columns of many kinds. What many rows have
# alike comes as text, to be read once.
Read = tuple[Any, ...]
READ: Final = (
    "variant_id",
    "producer_price_ore",
    "variant__public_id",
    "variant__gtin",
    Cast("variant__name", TextField()),
    "variant__unit",
    "variant__content_amount",
    "variant__order_multiple",
    "variant__product__name",
    "variant__product__group_id",
    "variant__product__vat_class",
    Cast("variant__product__allergens", TextField()),
    "variant__product__allergens_stated",
    Cast("variant__product__traces", TextField()),
    Cast("variant__product__origin", TextField()),
    "variant__product__is_organic",
    "variant__product__storage",
    "variant__product__shelf_life_days",
    "variant__product__producer__name",
    Cast("variant__product__nutrition", TextField()),
    "variant__case_packs",
    "on_pallet",
)
HEADINGS: Final = {
    "nb": (
        (
            "Leverandørnummer",
            "Leverandør",
            "Artikkelnummer",
            "GTIN",
            "Varenavn",
            "Pakning",
            "Innhold",
            "Enhet",
            "Pris per pakning eks. mva",
            "Pris per kg/l/stk eks. mva",
            "Mva %",
        ),
        (
            "Produsent",
            "Varegruppe",
            "Opprinnelse",
            "Økologisk",
            "Lagring",
            "Holdbarhet dager",
            "Minste bestilling",
            "Gjelder fra",
            "Pakninger i kasse",
            "Kasser på pall",
        ),
    ),
    "nn": (
        (
            "Leverandørnummer",
            "Leverandør",
            "Artikkelnummer",
            "GTIN",
            "Varenamn",
            "Pakning",
            "Innhald",
            "Eining",
            "Pris per pakning eks. mva",
            "Pris per kg/l/stk eks. mva",
            "Mva %",
        ),
        (
            "Produsent",
            "Varegruppe",
            "Opphav",
            "Økologisk",
            "Lagring",
            "Haldbarheit dagar",
            "Minste tinging",
            "Gjeld frå",
            "Pakningar i kasse",
            "Kasser på pall",
        ),
    ),
    "en": (
        (
            "Supplier number",
            "Supplier",
            "Article number",
            "GTIN",
            "Name",
            "Pack",
            "Content",
            "Unit",
            "Price per pack ex VAT",
            "Price per kg/l/piece ex VAT",
            "VAT %",
        ),
        (
            "Producer",
            "Food group",
            "Origin",
            "Organic",
            "Storage",
            "Shelf life days",
            "Minimum order",
            "Valid from",
            "Packs in a case",
            "Cases on a pallet",
        ),
    ),
}
# Whether an allergen is in it: contains, traces, none, not stated.
STATED: Final = {
    "nb": ("inneholder", "kan inneholde", "nei", "ikke oppgitt"),
    "nn": ("inneheld", "kan innehalde", "nei", "ikkje oppgitt"),
    "en": ("contains", "may contain", "none", "not stated"),
}
UNITS: Final = {Unit.GRAM: "kg", Unit.MILLILITRE: "l", Unit.PIECE: "stk"}


@dataclass(frozen=True, slots=True)
class _Words:
    """What rows are written with."""

    language: str
    supplier: tuple[str, str]
    groups: Mapping[int, str]
    vat: Mapping[str, Decimal]
    on: str

    @property
    def place(self) -> int:
        return LANGUAGES.index(self.language)


def kitchen_catalogue(
    *, actor: Actor, hub: Hub, unit: BuyerUnit, on: date, language: str
) -> ExportedSheet:
    """Return what a unit can order, at its own prices on a day, read row by row.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the unit is not the actor's to order for.
    """
    require(actor, Permission.ORDER, hub_id=hub.pk, unit_id=unit.pk)
    before, after = HEADINGS[language]
    place = LANGUAGES.index(language)
    allergens = [ALLERGEN_WORDS[code][place].capitalize() for code in ALLERGENS]
    words = _Words(
        language,
        (hub.organisation.org_no or "", hub.name),
        {each.pk: choose(each.name, language).text for each in ProductGroup.objects.all()},
        _vat_rates(on),
        on.isoformat(),
    )
    nutrition = [column_of(name).heading(language) for name in ("nutrition_per", *NUTRIENTS)]
    return ExportedSheet([*before, *allergens, *after, *nutrition], _rows(hub.pk, unit, on, words))


def _rows(hub_id: int, unit: BuyerUnit, on: date, words: _Words) -> Iterator[Sequence[Value]]:
    sellers = producers_of(hub_id=hub_id, on=on).values("organisation_id")
    listings = Listing.objects.filter(
        is_for(unit, on=on),
        hub_id=hub_id,
        is_visible=True,
        variant__archived_at__isnull=True,
        variant__product__archived_at__isnull=True,
        variant__product__producer__in=sellers,
    ).order_by("variant__product__sort_key", "pk")
    pallets = PackLevel.objects.filter(variant=OuterRef("variant"), kind=PackKind.PALLET)
    listings = listings.annotate(on_pallet=Subquery(pallets.values("holds")[:1]))
    fees = fees_in_force(hub_id=hub_id, on=on)
    ordinary = lru_cache(partial(_buyer_price, fees))
    read = listings.values_list(*READ).iterator(chunk_size=AT_ONCE)
    while part := list(islice(read, AT_ONCE)):
        asked = {variant_id: ordinary(ore) for variant_id, ore, *_ in part}
        prices = prices_for(
            hub_id=hub_id, unit=unit, on=on, variant_ids=asked.keys(), ordinary=asked
        )
        for listing in part:
            yield _row(listing, prices[listing[0]][0].price_ore, words)


def _buyer_price(fees: Sequence[FeeRule], producer_price_ore: int) -> int:
    return price_breakdown(producer_price_ore, fees).buyer_price_ore


def _row(listing: Read, price_ore: int, words: _Words) -> list[Value]:
    (_, _, article, gtin, pack, unit_code, content, multiple, name, group, vat_class) = listing[:11]
    (allergens, is_stated, traces, origin, is_organic, storage, days, producer) = listing[11:19]
    nutrition, case_packs, on_pallet = listing[19:]
    unit = Unit(unit_code)
    per = unit.per_price_unit
    place = words.place
    return [
        *words.supplier,
        article.hex[:12],
        gtin,
        choose(name, words.language).text,
        _chosen(pack, words.language),
        Decimal(content) / per if per > 1 else content,
        UNITS[unit],
        Decimal(divide_rounded(price_ore * content, per)).scaleb(-2),
        Decimal(price_ore).scaleb(-2),
        words.vat.get(vat_class),
        *_stated(allergens, traces, STATED[words.language], is_stated=is_stated),
        producer,
        words.groups.get(group, ""),
        _chosen(origin, words.language),
        YES_NO["true" if is_organic else "false"][place],
        STORAGE[storage][place],
        days,
        multiple,
        words.on,
        case_packs,
        on_pallet,
        *_nutrition(nutrition, place),
    ]


@lru_cache(maxsize=1_000)
def _nutrition(stored: str, place: int) -> list[Value]:
    """Return what the table is per and its figures; nothing where it is not stated."""
    table = json.loads(stored)
    fields = {"nutrition_per": table.get("per")} | {name: table.get(name) for name in NUTRIENTS}
    return [
        None if value is None else column_of(name).kind.write(value, place)
        for name, value in fields.items()
    ]


@lru_cache(maxsize=1_000)
def _chosen(texts: str, language: str) -> str:
    return choose(json.loads(texts), language).text


@lru_cache(maxsize=1_000)
def _stated(allergens: str, traces: str, words: tuple[str, ...], *, is_stated: bool) -> list[str]:
    """Return what is said of each of the fourteen; few combinations come again and again."""
    held, possible = json.loads(allergens), json.loads(traces)
    contains, may_contain, none, unstated = words
    otherwise = none if is_stated else unstated
    return [
        contains if code in held else may_contain if code in possible else otherwise
        for code in ALLERGENS
    ]


def _vat_rates(on: date) -> dict[str, Decimal]:
    rates = VatRate.objects.filter(in_force(on)).values_list("vat_class", "rate_bp")
    return {vat_class: Decimal(rate).scaleb(-2) for vat_class, rate in rates}
