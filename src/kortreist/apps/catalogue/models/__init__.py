"""Goods, listings and availability."""

from kortreist.apps.catalogue.models.availability import Availability, SupplyMode
from kortreist.apps.catalogue.models.goods import (
    ALLERGENS,
    ChargeBy,
    Product,
    ProductGroup,
    Storage,
    UnitCode,
    Variant,
)
from kortreist.apps.catalogue.models.prices import Fee, FeeBasis, FeeKind, Listing

__all__ = [
    "ALLERGENS",
    "Availability",
    "ChargeBy",
    "Fee",
    "FeeBasis",
    "FeeKind",
    "Listing",
    "Product",
    "ProductGroup",
    "Storage",
    "SupplyMode",
    "UnitCode",
    "Variant",
]
