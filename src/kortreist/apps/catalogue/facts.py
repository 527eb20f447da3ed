"""What is known of goods, as their form is filled in: given whole, checked by the services."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kortreist.apps.catalogue.models import ChargeBy, Storage, UnitCode
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
    allergens
        Codes from `ALLERGENS`; None is not stated, empty is none of the fourteen.
    season
        First and last ISO week, both included, over New Year when the first is later; None is all
        year.
    """

    name: Mapping[str, str]
    group: str
    description: Mapping[str, str] = field(default_factory=dict)
    storage: Storage = Storage.AMBIENT
    vat_class: VatClass = VatClass.FOOD
    is_alcohol: bool = False
    is_organic: bool = False
    allergens: Sequence[str] | None = None
    season: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantFacts:
    """A sellable pack: what it holds in whole g, ml or pieces, and how it is charged."""

    unit: UnitCode
    content_amount: int
    name: Mapping[str, str] = field(default_factory=dict)
    charge_by: ChargeBy = ChargeBy.NOMINAL
    tolerance_bp: int = 0
    order_multiple: int = 1
    case_packs: int = 1
    gtin: str = ""
