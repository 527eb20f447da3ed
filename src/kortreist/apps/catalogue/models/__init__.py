"""Goods, listings and availability."""

from kortreist.apps.catalogue.models.availability import (
    Availability,
    GoodsAlias,
    Rhythm,
    SupplyMode,
)
from kortreist.apps.catalogue.models.declarations import (
    Declaration,
)
from kortreist.apps.catalogue.models.declared import (
    ALLERGENS,
    CEREALS,
    NUTRIENTS,
    NUTS,
    NotFor,
    Species,
    Treatment,
)
from kortreist.apps.catalogue.models.deposits import DepositKind, DepositLedger
from kortreist.apps.catalogue.models.goods import (
    ChargeBy,
    Product,
    ProductGroup,
    Storage,
    UnitCode,
    Variant,
)
from kortreist.apps.catalogue.models.marks import (
    Certificate,
    CertificatePaper,
    Mark,
)
from kortreist.apps.catalogue.models.packs import (
    PackKind,
    PackLevel,
)
from kortreist.apps.catalogue.models.photos import (
    Photo,
)
from kortreist.apps.catalogue.models.price_edits import (
    PriceEdit,
    PriceEditRow,
    PriceEditState,
)
from kortreist.apps.catalogue.models.price_lists import (
    PriceAgreement,
    PriceList,
    PriceListEntry,
    PriceListReach,
)
from kortreist.apps.catalogue.models.prices import (
    Fee,
    FeeBasis,
    FeeKind,
    Listing,
)
from kortreist.apps.catalogue.models.rules import (
    HandlingRule,
    NotForRule,
)
from kortreist.apps.catalogue.models.search import SearchWord
from kortreist.apps.catalogue.models.sheets import (
    ColumnMapping,
    RowKind,
    SheetImport,
    SheetRow,
    SheetState,
)

__all__ = [
    "ALLERGENS",
    "CEREALS",
    "NUTRIENTS",
    "NUTS",
    "Availability",
    "Certificate",
    "CertificatePaper",
    "ChargeBy",
    "ColumnMapping",
    "Declaration",
    "DepositKind",
    "DepositLedger",
    "Fee",
    "FeeBasis",
    "FeeKind",
    "GoodsAlias",
    "HandlingRule",
    "Listing",
    "Mark",
    "NotFor",
    "NotForRule",
    "PackKind",
    "PackLevel",
    "Photo",
    "PriceAgreement",
    "PriceEdit",
    "PriceEditRow",
    "PriceEditState",
    "PriceList",
    "PriceListEntry",
    "PriceListReach",
    "Product",
    "ProductGroup",
    "Rhythm",
    "RowKind",
    "SearchWord",
    "SheetImport",
    "SheetRow",
    "SheetState",
    "Species",
    "Storage",
    "SupplyMode",
    "Treatment",
    "UnitCode",
    "Variant",
]
