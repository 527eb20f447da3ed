"""The parties of the trade, kept apart: who orders, who receives and who pays are three."""

from kortreist.apps.actors.models.audit import (
    AuditEvent,
)
from kortreist.apps.actors.models.buyers import (
    BuyerUnit,
    ClosedDay,
    DeliveryPoint,
    DeliveryWay,
    DevicePairing,
    InvoiceParty,
    ReferenceField,
    Sector,
    UnitKind,
    WhenEmpty,
)
from kortreist.apps.actors.models.licences import (
    BuyerLicence,
    LicenceKind,
    LicencePaper,
)
from kortreist.apps.actors.models.organisations import (
    Hub,
    HubClosedDay,
    HubProducer,
    Organisation,
    SellerMode,
)
from kortreist.apps.actors.models.people import (
    Person,
    Role,
    RoleKind,
    User,
)
from kortreist.apps.actors.models.zones import BelowMinimum, DeliveryZone, FreightStep

__all__ = [
    "AuditEvent",
    "BelowMinimum",
    "BuyerLicence",
    "BuyerUnit",
    "ClosedDay",
    "DeliveryPoint",
    "DeliveryWay",
    "DeliveryZone",
    "DevicePairing",
    "FreightStep",
    "Hub",
    "HubClosedDay",
    "HubProducer",
    "InvoiceParty",
    "LicenceKind",
    "LicencePaper",
    "Organisation",
    "Person",
    "ReferenceField",
    "Role",
    "RoleKind",
    "Sector",
    "SellerMode",
    "UnitKind",
    "User",
    "WhenEmpty",
]
