"""What goods and allergens are called, as a kitchen says it."""

from collections.abc import Iterable
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kortreist.apps.catalogue.models import PriceListReach, Variant
from kortreist.apps.ui.content import choose

# The 14, as a kitchen says them.
ALLERGEN: Final[dict[str, Promise]] = {
    "gluten": _("Gluten"),
    "crustaceans": _("Crustaceans"),
    "eggs": _("Eggs"),
    "fish": _("Fish"),
    "peanuts": _("Peanuts"),
    "soya": _("Soya"),
    "milk": _("Milk"),
    "nuts": _("Nuts"),
    "celery": _("Celery"),
    "mustard": _("Mustard"),
    "sesame": _("Sesame"),
    "sulphites": _("Sulphites"),
    "lupin": _("Lupin"),
    "molluscs": _("Molluscs"),
}

# Which cereals and nuts, as they are written behind the allergen they are.
CEREAL: Final[dict[str, Promise]] = {
    "wheat": _("wheat"),
    "spelt": _("spelt"),
    "rye": _("rye"),
    "barley": _("barley"),
    "oats": _("oats"),
}
NUT: Final[dict[str, Promise]] = {
    "almond": _("almond"),
    "hazelnut": _("hazelnut"),
    "walnut": _("walnut"),
    "cashew": _("cashew"),
    "pecan": _("pecan"),
    "brazil_nut": _("Brazil nut"),
    "pistachio": _("pistachio"),
    "macadamia": _("macadamia"),
}
NUTRIENT: Final[dict[str, Promise]] = {
    "energy_kj": _("Energy, kJ"),
    "energy_kcal": _("Energy, kcal"),
    "fat_mg": _("Fat"),
    "saturates_mg": _("of which saturates"),
    "carbohydrate_mg": _("Carbohydrate"),
    "sugars_mg": _("of which sugars"),
    "protein_mg": _("Protein"),
    "salt_mg": _("Salt"),
}
STORAGE: Final[dict[str, Promise]] = {
    "ambient": _("On the shelf"),
    "chilled": _("Chilled"),
    "frozen": _("Frozen"),
}
# What goods hold that is not for everyone, as their maker is asked and as a kitchen reads it.
NOT_FOR_QUESTION: Final[dict[str, Promise]] = {
    "raw_milk": _("Raw milk, as in some cheeses"),
    "honey": _("Honey"),
    "whole_nuts": _("Whole nuts"),
    "raw_eggs": _("Raw eggs, as in mayonnaise"),
    "raw_meat": _("Raw or cured meat or fish, eaten as it is"),
}
NOT_FOR: Final[dict[str, Promise]] = {
    "raw_milk": _("raw milk"),
    "honey": _("honey"),
    "whole_nuts": _("whole nuts"),
    "raw_eggs": _("raw eggs"),
    "raw_meat": _("raw or cured meat or fish"),
}
SPECIES: Final[dict[str, Promise]] = {
    "cattle": _("Cattle"),
    "sheep": _("Sheep and lamb"),
    "goat": _("Goat"),
    "pig": _("Pig"),
    "poultry": _("Poultry"),
    "reindeer": _("Reindeer"),
    "game": _("Game"),
    "fish": _("Fish"),
    "shellfish": _("Shellfish"),
}
TREATMENT: Final[dict[str, Promise]] = {
    "fresh": _("Fresh"),
    "mince": _("Minced"),
    "preparation": _("Seasoned or marinated, not heated"),
    "offal": _("Offal"),
    "cured": _("Cured or salted"),
    "smoked": _("Smoked"),
    "heated": _("Cooked"),
    "tinned": _("Tinned"),
    "raw_milk": _("Of raw milk"),
    "pasteurised": _("Of pasteurised milk"),
}
MARKING: Final[dict[str, Promise]] = {
    "approval_mark": _("the oval mark with the plant's approval number"),
    "origin": _("where the animal was born, raised and slaughtered"),
    "fish_facts": _("the fish's names, and where and how it was caught"),
    "raw_milk": _("that it is made of raw milk"),
    "reindeer_control": _("that the reindeer was controlled for radioactivity"),
}
MARK: Final[dict[str, Promise]] = {
    "debio": _("Debio organic"),
    "spesialitet": _("Spesialitet"),
    "protected": _("Protected name"),
    "nyt_norge": _("Nyt Norge"),
}

# Whom goods are not for, as the one reads it who would have ordered them.
NOT_FOR_KIND: Final[dict[str, Promise]] = {
    "kindergarten": _("Not for kindergartens"),
    "sfo": _("Not for after-school care"),
    "care_home": _("Not for care homes"),
    "school_canteen": _("Not for school canteens"),
    "works_canteen": _("Not for works canteens"),
    "hotel": _("Not for hotels"),
    "restaurant": _("Not for restaurants"),
    "shop": _("Not for shops"),
}


def allergen_words(allergen: str, cereals: Iterable[str], nuts: Iterable[str]) -> str:
    """Return an allergen in words, with the cereals or nuts it stands for: "Gluten (rye, oats)"."""
    named = {"gluten": (CEREAL, cereals), "nuts": (NUT, nuts)}.get(allergen)
    which = ", ".join(str(named[0][code]) for code in named[1]) if named else ""
    word = str(ALLERGEN[allergen])
    return f"{word} ({which})" if which else word


def goods_name(variant: Variant) -> str:
    """Return a pack's full name in the reader's language: the product, and which pack."""
    parts = (choose(variant.product.name).text, choose(variant.name).text)
    return ", ".join(part for part in parts if part)


# Whom prices are for, and what they are made of.
UNIT_KIND: Final[dict[str, Promise]] = {
    "kindergarten": _("Kindergartens"),
    "sfo": _("After-school units"),
    "care_home": _("Care homes"),
    "school_canteen": _("School canteens"),
    "works_canteen": _("Works canteens"),
    "hotel": _("Hotels"),
    "restaurant": _("Restaurants"),
    "shop": _("Shops"),
}
SECTOR: Final[dict[str, Promise]] = {
    "public": _("Public"),
    "private": _("Private"),
    "commercial": _("Commercial"),
}
FEE_KIND: Final[dict[str, Promise]] = {
    "packing": _("Packing"),
    "transport": _("Transport"),
    "sales": _("Sales"),
    "administration": _("Administration"),
}
FEE_BASIS: Final[dict[str, Promise]] = {
    "percent": _("the producer's price, per cent"),
    "per_price_unit": _("each kilo, litre or piece"),
    "per_order": _("each order"),
    "per_delivery": _("each delivery"),
}
LEDGER: Final[dict[str, Promise]] = {
    "drink": _("Bottles and cans"),
    "crate": _("Crates"),
    "pallet": _("Pallets"),
}


def reach_name(reach: PriceListReach) -> str:
    """Return whom a price list is for, as its reach says."""
    if reach.unit is not None:
        return reach.unit.name
    if reach.payer is not None:
        return reach.payer.name
    parts = [UNIT_KIND.get(reach.unit_kind), SECTOR.get(reach.sector)]
    return ", ".join(str(part) for part in parts if part) or gettext("Everybody")
