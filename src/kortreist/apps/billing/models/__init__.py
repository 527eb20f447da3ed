"""The tables of this room: documents and their numbers, and what was owed before them."""

from kortreist.apps.billing.models.documents import (
    Document,
    DocumentKind,
    DocumentLine,
    DocumentVat,
    MaintenanceSwitch,
    NumberSeries,
)
from kortreist.apps.billing.models.open_items import OpenItem, OpenItemPayment, OpenItemSide

__all__ = [
    "Document",
    "DocumentKind",
    "DocumentLine",
    "DocumentVat",
    "MaintenanceSwitch",
    "NumberSeries",
    "OpenItem",
    "OpenItemPayment",
    "OpenItemSide",
]
