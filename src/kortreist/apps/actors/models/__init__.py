"""The parties of the trade, kept apart: who orders, who receives and who pays are three."""

from kortreist.apps.actors.models.audit import AuditEvent
from kortreist.apps.actors.models.buyers import (
    BuyerUnit,
    ClosedDay,
    DeliveryPoint,
    DevicePairing,
    InvoiceParty,
    ReferenceField,
    Sector,
    UnitKind,
    WhenEmpty,
)
from kortreist.apps.actors.models.organisations import Hub, HubProducer, Organisation, SellerMode
from kortreist.apps.actors.models.people import Person, Role, RoleKind, User

__all__ = [
    "AuditEvent",
    "BuyerUnit",
    "ClosedDay",
    "DeliveryPoint",
    "DevicePairing",
    "Hub",
    "HubProducer",
    "InvoiceParty",
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
