"""What must hold of goods before they are written."""

from stdnum import ean

from kortreist.apps.actors.checks import require_choice, require_content, require_range
from kortreist.apps.catalogue.errors import (
    AlcoholTaxError,
    AllergenUnknownError,
    ContentMissingError,
    GtinError,
    NotByWeightError,
    SeasonError,
)
from kortreist.apps.catalogue.facts import ProductFacts, VariantFacts
from kortreist.apps.catalogue.models import ALLERGENS, ChargeBy, Storage, UnitCode
from kortreist.apps.registers.models import VatClass

# Whether goods are outside the VAT act depends on who sells them, never on what they are.
VAT_CLASSES_OF_GOODS = frozenset(VatClass.values) - {VatClass.OUTSIDE}
MOST_CONTENT = 1_000_000_000
MOST_PACKS_AT_ONCE = 10_000
LONGEST_NAME = 200


def check_product(facts: ProductFacts) -> None:
    """Raise an InvalidInputError that names what cannot be right."""
    if not any(text.strip() for text in facts.name.values()):
        raise ContentMissingError(field="name")
    require_content(facts.name, field="name", most=LONGEST_NAME)
    require_content(facts.description, field="description")
    require_choice("storage", facts.storage, Storage.values)
    require_choice("vat_class", facts.vat_class, VAT_CLASSES_OF_GOODS)
    if facts.is_alcohol and facts.vat_class != VatClass.GENERAL:
        raise AlcoholTaxError
    for allergen in facts.allergens or ():
        if allergen not in ALLERGENS:
            raise AllergenUnknownError(allergen=allergen[:40])
    if facts.season and not all(1 <= week <= 53 for week in facts.season):
        raise SeasonError


def check_variant(facts: VariantFacts) -> None:
    """Raise an InvalidInputError that names what cannot be right."""
    require_content(facts.name, field="name", most=LONGEST_NAME)
    require_choice("unit", facts.unit, UnitCode.values)
    require_choice("charge_by", facts.charge_by, ChargeBy.values)
    require_range("content_amount", facts.content_amount, 1, MOST_CONTENT)
    require_range("tolerance_bp", facts.tolerance_bp, 0, 10_000)
    require_range("order_multiple", facts.order_multiple, 1, MOST_PACKS_AT_ONCE)
    require_range("case_packs", facts.case_packs, 1, MOST_PACKS_AT_ONCE)
    if facts.charge_by == ChargeBy.MEASURED and facts.unit == UnitCode.PIECE:
        raise NotByWeightError
    if facts.gtin and not (facts.gtin.isdecimal() and ean.is_valid(facts.gtin)):
        raise GtinError(typed=facts.gtin[:20])
