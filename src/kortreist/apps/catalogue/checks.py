"""What must hold of goods before they are written."""

from collections.abc import Mapping

from stdnum import ean

from kortreist.apps.actors.checks import (
    require_choice,
    require_content,
    require_lengths,
    require_range,
)
from kortreist.apps.catalogue.errors import (
    AlcoholNotSaidError,
    AlcoholTaxError,
    AllergenUnknownError,
    ContentMissingError,
    GtinError,
    GtinTwiceError,
    NamedWithoutAllergenError,
    NotByWeightError,
    NutritionError,
    PackChainError,
    SeasonError,
)
from kortreist.apps.catalogue.facts import ProductFacts, VariantFacts
from kortreist.apps.catalogue.models import (
    ALLERGENS,
    CEREALS,
    NUTRIENTS,
    NUTS,
    ChargeBy,
    NotFor,
    Species,
    Storage,
    Treatment,
    UnitCode,
)
from kortreist.apps.registers.models import VatClass

# Whether goods are outside the VAT act depends on who sells them, never on what they are.
VAT_CLASSES_OF_GOODS = frozenset(VatClass.values) - {VatClass.OUTSIDE}
MOST_CONTENT = 1_000_000_000
MOST_PACKS_AT_ONCE = 10_000
LONGEST_CODE = 40
LONGEST_NAME = 200
MOST_LEAD_DAYS = 60
MOST_SHELF_LIFE_DAYS = 3650
# From 0.7 per cent drinks have an age limit (Helsedirektoratet).
MOST_WITHOUT_ALCOHOL_BP = 69
# Of 100 g there are 100 g; of 100 ml of syrup somewhat more.
MOST_DISSOLVED_MG = 140_000
MOST_OF = dict.fromkeys(NUTRIENTS, MOST_DISSOLVED_MG) | {"energy_kj": 5_000, "energy_kcal": 1_200}


def check_product(facts: ProductFacts) -> None:
    """Raise an InvalidInputError that names what cannot be right."""
    if not any(text.strip() for text in facts.name.values()):
        raise ContentMissingError(field="name")
    require_content(facts.name, field="name", most=LONGEST_NAME)
    require_content(facts.description, field="description")
    require_choice("storage", facts.storage, Storage.values)
    require_choice("vat_class", facts.vat_class, VAT_CLASSES_OF_GOODS)
    _check_alcohol(facts)
    for allergen in (*(facts.allergens or ()), *facts.traces):
        if allergen not in ALLERGENS:
            raise AllergenUnknownError(allergen=allergen[:40])
    _check_named(facts)
    for code in facts.not_for or ():
        require_choice("not_for", code, NotFor.values)
    for name in ("origin", "story", "ingredients"):
        require_content(getattr(facts, name), field=name)
    if facts.species:
        require_choice("species", facts.species, Species.values)
    if facts.treatment:
        require_choice("treatment", facts.treatment, Treatment.values)
    require_range("lead_days", facts.lead_days, 0, MOST_LEAD_DAYS)
    if facts.shelf_life_days is not None:
        require_range("shelf_life_days", facts.shelf_life_days, 1, MOST_SHELF_LIFE_DAYS)
    check_nutrition(facts.nutrition)
    if facts.season and not all(1 <= week <= 53 for week in facts.season):
        raise SeasonError


def _check_alcohol(facts: ProductFacts) -> None:
    if facts.alcohol_bp is not None:
        require_range("alcohol_bp", facts.alcohol_bp, 0, 10_000)
        if facts.alcohol_bp > MOST_WITHOUT_ALCOHOL_BP and not facts.is_alcohol:
            raise AlcoholNotSaidError
    if facts.is_alcohol and facts.vat_class != VatClass.GENERAL:
        raise AlcoholTaxError


def _check_named(facts: ProductFacts) -> None:
    """Hold named cereals and nuts to the allergens they are part of."""
    for codes, known, allergen in ((facts.cereals, CEREALS, "gluten"), (facts.nuts, NUTS, "nuts")):
        for code in codes:
            require_choice(allergen, code, known)
        if codes and allergen not in (facts.allergens or ()):
            raise NamedWithoutAllergenError(allergen=allergen)


def check_nutrition(nutrition: Mapping[str, object]) -> None:
    """Raise NutritionError when a nutrition declaration is half, or cannot be right."""
    if not nutrition:
        return
    figures = {name: nutrition.get(name) for name in NUTRIENTS}
    if nutrition.get("per") not in {"g", "ml"} or set(nutrition) - {"per"} != set(figures):
        raise NutritionError(field="nutrition")
    for name, figure in figures.items():
        if not isinstance(figure, int) or not 0 <= figure <= MOST_OF[name]:
            raise NutritionError(field=name)
    amounts = {name: int(str(figure)) for name, figure in figures.items()}
    whole = ("fat_mg", "carbohydrate_mg", "protein_mg", "salt_mg")
    parts = (("saturates_mg", "fat_mg"), ("sugars_mg", "carbohydrate_mg"))
    if sum(amounts[name] for name in whole) > MOST_DISSOLVED_MG:
        raise NutritionError(field="fat_mg")
    for part, of in parts:
        if amounts[part] > amounts[of]:
            raise NutritionError(field=part)


def check_variant(facts: VariantFacts) -> None:
    """Raise an InvalidInputError that names what cannot be right."""
    require_content(facts.name, field="name", most=LONGEST_NAME)
    require_lengths(facts, {"producer_code": LONGEST_CODE})
    require_choice("unit", facts.unit, UnitCode.values)
    require_choice("charge_by", facts.charge_by, ChargeBy.values)
    require_range("content_amount", facts.content_amount, 1, MOST_CONTENT)
    require_range("tolerance_bp", facts.tolerance_bp, 0, 10_000)
    require_range("order_multiple", facts.order_multiple, 1, MOST_PACKS_AT_ONCE)
    require_range("case_packs", facts.case_packs, 1, MOST_PACKS_AT_ONCE)
    require_lengths(facts, {"deposit_code": 30})
    require_range("deposit_count", facts.deposit_count, 1, MOST_PACKS_AT_ONCE)
    if facts.charge_by == ChargeBy.MEASURED and facts.unit == UnitCode.PIECE:
        raise NotByWeightError
    require_range("pallet_cases", facts.pallet_cases, 0, MOST_PACKS_AT_ONCE)
    if facts.pallet_gtin and not facts.pallet_cases:
        raise PackChainError(level="pallet")
    if facts.case_gtin and facts.case_packs == 1:
        raise PackChainError(level="case")
    numbers = [each for each in (facts.gtin, facts.case_gtin, facts.pallet_gtin) if each]
    for number in numbers:
        require_gtin(number)
    if len(set(numbers)) < len(numbers):
        raise GtinTwiceError


def require_gtin(number: str) -> None:
    """Raise GtinError unless it is a GTIN whose check digit is right."""
    if not (number.isascii() and number.isdecimal() and ean.is_valid(number)):
        raise GtinError(typed=number[:20])
