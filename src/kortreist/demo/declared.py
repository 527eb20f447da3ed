"""What is declared of the demonstration's goods.

Of examples freely, of real firms only what the goods' names say. The figures are illustrative, like
every price and quantity. What is told here comes on top of the region's description, by the codes
of its products.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from kortreist.apps.actors.permissions import Actor
from kortreist.apps.catalogue.facts import ProductFacts, facts_of
from kortreist.apps.catalogue.models import Mark, Product, Variant
from kortreist.apps.catalogue.services.goods import change_product
from kortreist.apps.catalogue.services.marks import CertificateFacts, add_certificate
from kortreist.apps.catalogue.services.packs import set_packs
from kortreist.apps.catalogue.services.photos import add_photo
from kortreist.apps.desk.services.declarations import tell_hub
from kortreist.demo.description import Region
from kortreist.demo.pictures import PICTURES, draw

Facts = Mapping[str, object]


def _table(*figures: int) -> dict[str, object]:
    """Return a nutrition table: kJ and kcal, then the rest in milligrams per 100 g."""
    names = ("energy_kj", "energy_kcal", "fat_mg", "saturates_mg", "carbohydrate_mg", "sugars_mg")
    return {"per": "g"} | dict(zip((*names, "protein_mg", "salt_mg"), figures, strict=True))


def _texts(nb: str, nn: str, en: str) -> dict[str, str]:
    return {"nb": nb, "nn": nn, "en": en}


BREAD: Final = {
    "ingredients": _texts(
        "Sammalt hvete, vann, sammalt rug, solsikkefrø, gjær, salt",
        "Samalen kveite, vatn, samalen rug, solsikkefrø, gjær, salt",
        "Wholemeal wheat, water, wholemeal rye, sunflower seeds, yeast, salt",
    ),
    "cereals": ["wheat", "rye"],
    "traces": ["sesame", "nuts"],
    "not_for": [],
    "shelf_life_days": 4,
    "nutrition": _table(1010, 240, 3_100, 400, 42_000, 2_000, 9_000, 1_000),
    "origin": _texts("Korn fra Norge", "Korn frå Noreg", "Grain from Norway"),
    "story": _texts(
        "Deigen hviler hele natten og stekes på steingulv om morgenen.",
        "Deigen kviler heile natta og blir steikt på steingolv om morgonen.",
        "The dough rests through the night and is baked on a stone floor in the morning.",
    ),
}
SESAME: Final = {
    "ingredients": _texts(
        "Sammalt hvete, vann, sammalt rug, sesamfrø, gjær, salt",
        "Samalen kveite, vatn, samalen rug, sesamfrø, gjær, salt",
        "Wholemeal wheat, water, wholemeal rye, sesame seeds, yeast, salt",
    ),
    "allergens": ["gluten", "sesame"],
    "traces": ["nuts"],
}
MUESLI: Final = {
    "ingredients": _texts(
        "Havre, hasselnøtter, rosiner, honning",
        "Havre, hasselnøtter, rosiner, honning",
        "Oats, hazelnuts, raisins, honey",
    ),
    "cereals": ["oats"],
    "nuts": ["hazelnut"],
    "traces": ["sesame", "milk"],
    "not_for": ["whole_nuts", "honey"],
    "shelf_life_days": 180,
    "nutrition": _table(1760, 420, 15_000, 1_500, 55_000, 18_000, 11_000, 20),
}
CHEESE: Final = {
    "species": "cattle",
    "treatment": "pasteurised",
    "not_for": [],
    "shelf_life_days": 90,
    "nutrition": _table(1890, 455, 29_000, 19_000, 40_000, 40_000, 10_000, 900),
    "ingredients": _texts(
        "Myse, melk og fløte av ku", "Myse, mjølk og fløyte av ku", "Whey, cow's milk and cream"
    ),
}
RAW_CHEESE: Final = {
    "species": "cattle",
    "treatment": "raw_milk",
    "not_for": ["raw_milk"],
    "shelf_life_days": 30,
    "ingredients": _texts(
        "Upasteurisert melk, salt, løype",
        "Upasteurisert mjølk, salt, løype",
        "Raw milk, salt, rennet",
    ),
}
HONEY: Final = {
    "not_for": ["honey"],
    "shelf_life_days": 720,
    "origin": _texts("Bikuber i fjellet", "Bikuber i fjellet", "Hives in the mountains"),
}

# What a mill and a bakery change on the last day.
CHANGED: Final[dict[str, Facts]] = {"grovbrod": SESAME, "byggryn": {"traces": ["soya"]}}

DECLARED: Final[dict[str, Facts]] = {
    "grovbrod": BREAD,
    "kneipp": {"cereals": ["wheat"], "shelf_life_days": 4, "not_for": []},
    "bygbrod": {"cereals": ["wheat", "barley"], "shelf_life_days": 4, "not_for": []},
    "boller": {"cereals": ["wheat"], "traces": ["nuts"], "shelf_life_days": 3, "not_for": []},
    "flatbrod": {"cereals": ["wheat", "rye"], "shelf_life_days": 180, "not_for": []},
    "bygflatbrod": {"cereals": ["barley"], "shelf_life_days": 180, "not_for": []},
    "byggmel": {"cereals": ["barley"], "shelf_life_days": 270, "not_for": []},
    "rugmel": {"cereals": ["rye"], "shelf_life_days": 270, "not_for": []},
    "byggryn": {"cereals": ["barley"], "shelf_life_days": 270, "not_for": []},
    "havregryn": {"cereals": ["oats"], "shelf_life_days": 270, "not_for": []},
    "mysli": MUESLI,
    "brunost": CHEESE,
    "dessertost": RAW_CHEESE,
    "hvit-geitost": {"species": "goat", "treatment": "pasteurised", "not_for": []},
    "lynghonning": HONEY,
    "sommerhonning": HONEY,
    "tavlehonning": HONEY,
    "rakfisk": {"species": "fish", "treatment": "cured", "not_for": ["raw_meat"]},
    "orretfilet": {"species": "fish", "treatment": "fresh", "not_for": [], "shelf_life_days": 7},
    "orret-royk": {"species": "fish", "treatment": "smoked", "shelf_life_days": 30},
    "storfe-kjottdeig": {"species": "cattle", "treatment": "mince"},
    "storfe-entrecote": {"species": "cattle", "treatment": "fresh"},
    "rein-biff": {"species": "reindeer", "treatment": "fresh"},
    "rein-karbonade": {"species": "reindeer", "treatment": "preparation"},
    "lammelar": {"species": "sheep", "treatment": "fresh"},
    "fenalar": {"species": "sheep", "treatment": "cured"},
    "lever": {"species": "cattle", "treatment": "offal"},
}

# Example certificates for real marks: how many days they have held, and hold yet.
CERTIFICATES: Final = (
    (Mark.DEBIO, "Eksempel Ø-001", 300, 430, ("okoegg", "okoegg-sma")),
    (Mark.DEBIO, "Eksempel Ø-002", 345, 20, ("gulrot-oko", "rodbete-oko", "potet-oko")),
    (Mark.SPESIALITET, "Eksempel S-003", 400, 600, ("brunost",)),
    (Mark.NYT_NORGE, "Eksempel N-004", 200, 160, ("potet-mandel", "potet-mat")),
    (Mark.PROTECTED, "Eksempel B-005", 500, 900, ("fenalar",)),
)
# A GTIN from the part that GS1 keeps for use inside firms, so that it is nobody's.
PACKED: Final = {"flatbrod": ("2000000000015", "2000000000022")}


def with_declaration(code: str, facts: ProductFacts) -> ProductFacts:
    """Return a product's facts with what is declared of it here."""
    return replace(facts, **DECLARED.get(code, {}))  # type: ignore[arg-type]  # of many kinds


def furnish_goods(
    region: Region,
    *,
    actor: Actor,
    hub_id: int,
    variants: Mapping[str, int],
    today: date,
    now: datetime,
) -> None:
    """Certify, pack and picture what the region has of these goods."""
    products = _products(region, variants)
    for mark, number, days_back, days_on, codes in CERTIFICATES:
        covered = [products[code] for code in codes if code in products]
        if covered:
            add_certificate(
                actor=actor,
                hub_id=hub_id,
                producer_id=covered[0].producer_id,
                facts=CertificateFacts(
                    mark=mark,
                    number=number,
                    valid_from=today - timedelta(days=days_back),
                    valid_until=today + timedelta(days=days_on),
                ),
                product_ids=[product.pk for product in covered],
                now=now,
            )
    for code, alt in PICTURES.items():
        if code in products:
            add_photo(
                actor=actor,
                hub_id=hub_id,
                product_id=products[code].pk,
                content=draw(code),
                alt=alt,
                now=now,
            )
    for code, (gtin, case_gtin) in PACKED.items():
        if code in products:
            _pack(actor, hub_id, products[code], gtin, case_gtin, now)


def change_recipes(
    region: Region, *, actor: Actor, hub_id: int, variants: Mapping[str, int], now: datetime
) -> int:
    """Put sesame in a loaf and soya near the barley, and tell the kitchens that use them.

    Harmless when done twice.
    """
    products = _products(region, variants)
    for code, facts in CHANGED.items():
        if code in products:
            _change(actor, hub_id, products[code], facts, now)
    return tell_hub(actor=actor, hub_id=hub_id, now=now)


def _products(region: Region, variants: Mapping[str, int]) -> dict[str, Product]:
    rows = Variant.objects.select_related("product__group").in_bulk(variants.values())
    return {
        product.code: rows[variants[product.variants[0].code]].product
        for product in region.products
    }


def _change(actor: Actor, hub_id: int, product: Product, facts: Facts, now: datetime) -> None:
    change_product(
        actor=actor,
        hub_id=hub_id,
        product_id=product.pk,
        facts=replace(facts_of(product), **facts),  # type: ignore[arg-type]  # of many kinds
        now=now,
    )


def _pack(
    actor: Actor, hub_id: int, product: Product, gtin: str, case_gtin: str, now: datetime
) -> None:
    variant = product.variants.order_by("pk").first()
    if variant is not None:
        set_packs(
            actor=actor,
            hub_id=hub_id,
            variant_id=variant.pk,
            case_packs=max(variant.case_packs, 6),
            pallet_cases=40,
            gtin=gtin,
            case_gtin=case_gtin,
            now=now,
        )
