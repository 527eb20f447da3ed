"""The trade of a cycle, from offer to charge line."""

from kortreist.apps.trading.models.allocation import (
    AllocationLine,
    AllocationRun,
    Policy,
    RunStatus,
)
from kortreist.apps.trading.models.charges import ChargeKind, ChargeLine, ChargeReason, Side
from kortreist.apps.trading.models.cycles import CycleStatus, Offer, OrderCycle
from kortreist.apps.trading.models.deposits import DepositMovement, MovementReason
from kortreist.apps.trading.models.orders import (
    LineChange,
    Order,
    OrderLine,
    OrderStatus,
    Stage,
)
from kortreist.apps.trading.models.posts import AvailabilityPost
from kortreist.apps.trading.models.purchases import (
    Ownership,
    PurchaseChange,
    PurchaseLine,
    PurchaseOrder,
    PurchaseStage,
    PurchaseStatus,
    StockPurchase,
)
from kortreist.apps.trading.models.rules import CycleRule, RuleDate, RuleKind, WhenHoliday
from kortreist.apps.trading.models.standing import (
    Favourite,
    RunOutcome,
    StandingException,
    StandingLine,
    StandingOrder,
    StandingRhythm,
    StandingRun,
)
from kortreist.apps.trading.models.substitutions import (
    Substitution,
    SubstitutionOrigin,
    SubstitutionStatus,
)
from kortreist.apps.trading.models.surplus import SurplusNotice
from kortreist.apps.trading.models.weights import (
    OPEN_QUESTIONS,
    WeightOutcome,
    WeightQuestion,
    WeightStatus,
)

__all__ = [
    "OPEN_QUESTIONS",
    "AllocationLine",
    "AllocationRun",
    "AvailabilityPost",
    "ChargeKind",
    "ChargeLine",
    "ChargeReason",
    "CycleRule",
    "CycleStatus",
    "DepositMovement",
    "Favourite",
    "LineChange",
    "MovementReason",
    "Offer",
    "Order",
    "OrderCycle",
    "OrderLine",
    "OrderStatus",
    "Ownership",
    "Policy",
    "PurchaseChange",
    "PurchaseLine",
    "PurchaseOrder",
    "PurchaseStage",
    "PurchaseStatus",
    "RuleDate",
    "RuleKind",
    "RunOutcome",
    "RunStatus",
    "Side",
    "Stage",
    "StandingException",
    "StandingLine",
    "StandingOrder",
    "StandingRhythm",
    "StandingRun",
    "StockPurchase",
    "Substitution",
    "SubstitutionOrigin",
    "SubstitutionStatus",
    "SurplusNotice",
    "WeightOutcome",
    "WeightQuestion",
    "WeightStatus",
    "WhenHoliday",
]
