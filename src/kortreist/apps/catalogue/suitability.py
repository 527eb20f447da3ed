"""Which goods may not be sold to which units: by what they are, and by law."""

from datetime import date

from kortreist.apps.actors.models import BuyerUnit, UnitKind
from kortreist.apps.actors.selectors.licences import licensed_bp
from kortreist.apps.catalogue.models import Product

# Where children and those cared for eat, alcohol is neither shown nor sold.
WITHOUT_ALCOHOL = frozenset(
    {UnitKind.KINDERGARTEN, UnitKind.SFO, UnitKind.SCHOOL_CANTEEN, UnitKind.CARE_HOME}
)


def unsuitable_kinds(product: Product) -> frozenset[str]:
    """Return the kinds of units that goods are not for, by the rules in force."""
    kinds = frozenset(str(kind) for kind in product.not_for_kinds)
    return kinds | WITHOUT_ALCOHOL if product.is_alcohol else kinds


def is_suitable(product: Product, unit_kind: str) -> bool:
    """Whether goods are for this kind of unit at all."""
    return unit_kind not in unsuitable_kinds(product)


def may_buy(unit: BuyerUnit, product: Product, *, on: date) -> bool:
    """Whether goods may be sold to a unit for a day; asks for its licences only of alcohol."""
    if not is_suitable(product, unit.kind):
        return False
    return not product.is_alcohol or is_covered(product, licensed_bp(unit, on))


def is_covered(product: Product, most_bp: int) -> bool:
    """Whether licences up to a strength cover a drink; one of unknown strength needs any at all.

    A shop's licence stops at 4.7 per cent, so there the strength must be known.
    """
    if product.alcohol_bp is None:
        return most_bp > MOST_WITHOUT_STRENGTH_BP
    return most_bp > 0 and product.alcohol_bp <= most_bp


def may_buy_alcohol(unit_kind: str) -> bool:
    """Whether alcohol may be shown and sold to this kind of unit, with a licence."""
    return unit_kind not in WITHOUT_ALCOHOL


MOST_WITHOUT_STRENGTH_BP = 470
