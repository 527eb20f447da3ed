"""Lots and where they lie, what was packed from them, and the one delivery each unit gets."""

from kortreist.apps.fulfilment.models.deliveries import Delivery, DeliveryStatus, ReturnReason
from kortreist.apps.fulfilment.models.lots import Lot, PackedPart, PackReason
from kortreist.apps.fulfilment.models.places import StockPlace
from kortreist.apps.fulfilment.models.stock import (
    UNDOABLE,
    LossReason,
    MovementKind,
    StockLevel,
    StockMovement,
)

__all__ = [
    "UNDOABLE",
    "Delivery",
    "DeliveryStatus",
    "LossReason",
    "Lot",
    "MovementKind",
    "PackReason",
    "PackedPart",
    "ReturnReason",
    "StockLevel",
    "StockMovement",
    "StockPlace",
]
