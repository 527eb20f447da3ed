"""What is known of goods, as their form is filled in: given whole, checked by the services."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kortreist.apps.catalogue.models import ChargeBy, Product, Storage, UnitCode, Variant
from kortreist.apps.registers.models import VatClass


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductFacts:
    """Something a producer makes or grows.

    Parameters
    ----------
    name, description
        Texts by language, the name in one at least.
    group
        Code of a food group.
    origin, story, ingredients
        Texts by language.
    alcohol_bp
        Strength in hundredths of a per cent of volume.
    allergens
        Codes from `ALLERGENS`; None is not stated, empty is none of the fourteen.
    cereals, nuts
        Which ones, codes from `CEREALS` and `NUTS`.
    traces
        Codes from `ALLERGENS` of what there may be traces of.
    nutrition
        ``{"per": "g" or "ml"}`` and a whole number for each of `NUTRIENTS`; empty: not stated.
    not_for
        Codes from `NotFor`; None is not asked, empty is nothing of the kind.
    season
        First and last ISO week, both included, over New Year when the first is later; None is all
        year.
    """

    name: Mapping[str, str]
    group: str
    description: Mapping[str, str] = field(default_factory=dict)
    origin: Mapping[str, str] = field(default_factory=dict)
    story: Mapping[str, str] = field(default_factory=dict)
    storage: Storage = Storage.AMBIENT
    vat_class: VatClass = VatClass.FOOD
    is_alcohol: bool = False
    alcohol_bp: int | None = None
    is_organic: bool = False
    species: str = ""
    treatment: str = ""
    shelf_life_days: int | None = None
    lead_days: int = 0
    ingredients: Mapping[str, str] = field(default_factory=dict)
    allergens: Sequence[str] | None = None
    cereals: Sequence[str] = ()
    nuts: Sequence[str] = ()
    traces: Sequence[str] = ()
    nutrition: Mapping[str, int | str] = field(default_factory=dict)
    not_for: Sequence[str] | None = None
    season: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantFacts:
    """A sellable pack: what it holds in whole g, ml or pieces, and how it is charged.

    Parameters
    ----------
    case_packs, pallet_cases
        How many packs a case holds, and how many cases a pallet; zero: not by the pallet.
    gtin, case_gtin, pallet_gtin
        The number on the pack, on the case and on the pallet.
    """

    unit: UnitCode
    content_amount: int
    name: Mapping[str, str] = field(default_factory=dict)
    charge_by: ChargeBy = ChargeBy.NOMINAL
    tolerance_bp: int = 0
    order_multiple: int = 1
    case_packs: int = 1
    gtin: str = ""
    producer_code: str = ""
    case_gtin: str = ""
    pallet_cases: int = 0
    pallet_gtin: str = ""
    deposit_code: str = ""
    deposit_count: int = 1


def facts_of(product: Product) -> ProductFacts:
    """Return what is known of a product, to be changed with `dataclasses.replace` and given back.

    ``product`` brings its group along.
    """
    first, last = product.season_from_week, product.season_until_week
    return ProductFacts(
        name=product.name,
        group=product.group.code,
        description=product.description,
        origin=product.origin,
        story=product.story,
        storage=Storage(product.storage),
        vat_class=VatClass(product.vat_class),
        is_alcohol=product.is_alcohol,
        alcohol_bp=product.alcohol_bp,
        is_organic=product.is_organic,
        species=product.species,
        treatment=product.treatment,
        shelf_life_days=product.shelf_life_days,
        lead_days=product.lead_days,
        ingredients=product.ingredients,
        allergens=product.allergens if product.allergens_stated else None,
        cereals=product.cereals,
        nuts=product.nuts,
        traces=product.traces,
        nutrition=product.nutrition,
        not_for=product.not_for if product.not_for_stated else None,
        season=(first, last) if first and last else None,
    )


def variant_facts_of(
    variant: Variant,
    *,
    case_packs: int,
    pallet_cases: int,
    gtin: str,
    case_gtin: str,
    pallet_gtin: str,
) -> VariantFacts:
    """Return what is known of a variant, packed in another way."""
    return VariantFacts(
        unit=UnitCode(variant.unit),
        content_amount=variant.content_amount,
        name=variant.name,
        charge_by=ChargeBy(variant.charge_by),
        tolerance_bp=variant.tolerance_bp,
        order_multiple=variant.order_multiple,
        case_packs=case_packs,
        gtin=gtin,
        producer_code=variant.producer_code,
        case_gtin=case_gtin,
        pallet_cases=pallet_cases,
        pallet_gtin=pallet_gtin,
        deposit_code=variant.deposit_code,
        deposit_count=variant.deposit_count,
    )
