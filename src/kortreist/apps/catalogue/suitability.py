"""Which goods may not be sold to which units."""

from kortreist.apps.actors.models import BuyerUnit, UnitKind
from kortreist.apps.catalogue.models import Product

# Where children and those cared for eat, alcohol is neither shown nor sold.
WITHOUT_ALCOHOL = frozenset(
    {UnitKind.KINDERGARTEN, UnitKind.SFO, UnitKind.SCHOOL_CANTEEN, UnitKind.CARE_HOME}
)


def may_buy(unit: BuyerUnit, product: Product) -> bool:
    """Whether goods may be shown and sold to a unit of this kind."""
    return not product.is_alcohol or may_buy_alcohol(unit.kind)


def may_buy_alcohol(unit_kind: str) -> bool:
    """Whether alcohol may be shown and sold to this kind of unit."""
    return unit_kind not in WITHOUT_ALCOHOL
