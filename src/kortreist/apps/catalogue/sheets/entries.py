"""Between rows of the tables and the flat fields of a sheet."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, cast

from kortreist.apps.catalogue.facts import ProductFacts, VariantFacts
from kortreist.apps.catalogue.models import (
    NUTRIENTS,
    ChargeBy,
    Listing,
    Product,
    Storage,
    Variant,
)
from kortreist.apps.catalogue.sheets.plan import Values
from kortreist.apps.registers.models import VatClass

LANGUAGES: Final = ("nb", "nn", "en")
# What new goods are unless a sheet says otherwise; those without a group stand under all foods.
DEFAULTS: Final[Values] = {
    "group": "0",
    "storage": Storage.AMBIENT.value,
    "vat_class": VatClass.FOOD.value,
    "is_organic": False,
    "is_alcohol": False,
    "alcohol_bp": None,
    "species": "",
    "treatment": "",
    "shelf_life_days": None,
    "lead_days": 0,
    "allergens": None,
    "cereals": [],
    "nuts": [],
    "traces": [],
    "season": None,
    "charge_by": ChargeBy.NOMINAL.value,
    "tolerance_bp": 0,
    "order_multiple": 1,
    "case_packs": 1,
    "gtin": "",
    "producer_code": "",
    "pallet_cases": None,
    "nutrition_per": None,
    **dict.fromkeys(NUTRIENTS),
}


PLAIN: Final = (
    "storage",
    "vat_class",
    "is_organic",
    "is_alcohol",
    "alcohol_bp",
    "species",
    "treatment",
    "shelf_life_days",
    "lead_days",
)
# Texts that sheets carry in bokmål only; what stands in other languages stays.
BOKMAL: Final = ("description", "ingredients", "origin")
LISTS: Final = ("cereals", "nuts", "traces")
PRODUCT_FIELDS: Final = frozenset(
    {
        *(f"name_{each}" for each in LANGUAGES),
        *(f"{each}_nb" for each in BOKMAL),
        *PLAIN,
        *LISTS,
        "group",
        "allergens",
        "season",
        "nutrition_per",
        *NUTRIENTS,
    }
)
OF_PACK: Final = (
    "unit",
    "content_amount",
    "charge_by",
    "tolerance_bp",
    "order_multiple",
    "case_packs",
    "gtin",
    "producer_code",
)
# What stands on a pallet is a level of the pack's, not a fact of its own row.
PALLET: Final = "pallet_cases"
VARIANT_FIELDS: Final = frozenset({*(f"pack_{each}" for each in LANGUAGES), *OF_PACK, PALLET})
LISTING_FIELDS: Final = {"price": "producer_price_ore", "is_visible": "is_visible"}


def product_values(product: Product, group: str) -> Values:
    """Return a product's facts by field."""
    weeks = (product.season_from_week, product.season_until_week)
    return {
        **{f"name_{each}": product.name.get(each, "") for each in LANGUAGES},
        **{f"{each}_nb": getattr(product, each).get("nb", "") for each in BOKMAL},
        **{each: getattr(product, each) for each in PLAIN},
        **{each: list(getattr(product, each)) for each in LISTS},
        "group": group,
        "allergens": list(product.allergens) if product.allergens_stated else None,
        "season": list(weeks) if weeks[0] else None,
        "nutrition_per": product.nutrition.get("per"),
        **{each: product.nutrition.get(each) for each in NUTRIENTS},
    }


def variant_values(variant: Variant, pallet_cases: int | None = None) -> Values:
    """Return a pack's facts by field."""
    return {
        PALLET: pallet_cases,
        **{f"pack_{each}": variant.name.get(each, "") for each in LANGUAGES},
        **{each: getattr(variant, each) for each in OF_PACK},
    }


def listing_values(listing: Listing | None) -> Values:
    """Return what the hub pays and shows, by field; nothing where it is not listed."""
    if listing is None:
        return {}
    return {name: getattr(listing, column) for name, column in LISTING_FIELDS.items()}


def set_product(product: Product, values: Values, groups: Mapping[str, int]) -> None:
    """Put the fields that are given into a product; the rest stays."""
    if "group" in values:
        product.group_id = groups[str(values["group"])]
    product.name = _merged(product.name, values, "name", LANGUAGES)
    for each in BOKMAL:
        setattr(product, each, _merged(getattr(product, each), values, each, ("nb",)))
    for each in (*PLAIN, *LISTS):
        if each in values:
            setattr(product, each, values[each])
    if "allergens" in values:
        product.allergens = values["allergens"] or []
        product.allergens_stated = values["allergens"] is not None
    product.traces = [each for each in product.traces if each not in product.allergens]
    if "season" in values:
        season = cast("list[int | None] | None", values["season"]) or [None, None]
        product.season_from_week, product.season_until_week = season
    product.nutrition = _table(product.nutrition | values)


def set_variant(variant: Variant, values: Values) -> None:
    """Put the fields that are given into a pack; the rest stays."""
    variant.name = _merged(variant.name, values, "pack", LANGUAGES)
    for each in OF_PACK:
        if each in values:
            setattr(variant, each, values[each])


def product_facts(values: Mapping[str, object]) -> ProductFacts:
    """Return what the fields say of a product."""
    season = cast("list[int] | None", values["season"])
    plain: dict[str, Any] = {each: values[each] for each in (*PLAIN, *LISTS)}  # Any: by name
    plain |= {each: _content(values, each) for each in BOKMAL}
    return ProductFacts(
        name=_content(values, "name"),
        group=str(values["group"]),
        allergens=cast("list[str] | None", values["allergens"]),
        season=(season[0], season[1]) if season else None,
        nutrition=_table(values),
        **plain,
    )


def variant_facts(values: Mapping[str, object]) -> VariantFacts:
    """Return what the fields say of a pack."""
    plain: dict[str, Any] = {each: values[each] for each in OF_PACK}  # Any: by name
    return VariantFacts(name=_content(values, "pack"), **plain)


def _table(values: Mapping[str, Any]) -> dict[str, Any]:  # Any: JSON as it is stored
    """Return the nutrition table of what is given; per 100 g where nobody says otherwise."""
    given = {each: values[each] for each in NUTRIENTS if values.get(each) is not None}
    per = values.get("nutrition_per") or values.get("per") or "g"
    return {"per": per, **given} if given else {}


def _content(values: Mapping[str, object], stem: str) -> dict[str, str]:
    texts = {each: str(values.get(f"{stem}_{each}") or "") for each in LANGUAGES}
    return {language: text for language, text in texts.items() if text}


def _merged(
    content: Mapping[str, str], values: Values, stem: str, languages: Iterable[str]
) -> dict[str, str]:
    """Return texts with those that are given; an empty one is taken away."""
    given = {
        each: str(values[f"{stem}_{each}"]) for each in languages if f"{stem}_{each}" in values
    }
    return {language: text for language, text in (dict(content) | given).items() if text}
