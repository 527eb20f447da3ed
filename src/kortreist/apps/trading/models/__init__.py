"""The trade of a cycle, from offer to charge line."""

from kortreist.apps.trading.models.allocation import (
    AllocationLine,
    AllocationRun,
    Policy,
    RunStatus,
)
from kortreist.apps.trading.models.charges import ChargeKind, ChargeLine, ChargeReason, Side
from kortreist.apps.trading.models.cycles import CycleStatus, Offer, OrderCycle
from kortreist.apps.trading.models.orders import (
    LineChange,
    Order,
    OrderLine,
    OrderStatus,
    Stage,
)
from kortreist.apps.trading.models.purchases import (
    PurchaseChange,
    PurchaseLine,
    PurchaseOrder,
    PurchaseStage,
    PurchaseStatus,
)

__all__ = [
    "AllocationLine",
    "AllocationRun",
    "ChargeKind",
    "ChargeLine",
    "ChargeReason",
    "CycleStatus",
    "LineChange",
    "Offer",
    "Order",
    "OrderCycle",
    "OrderLine",
    "OrderStatus",
    "Policy",
    "PurchaseChange",
    "PurchaseLine",
    "PurchaseOrder",
    "PurchaseStage",
    "PurchaseStatus",
    "RunStatus",
    "Side",
    "Stage",
]
