"""Lots and where they lie, what was packed from them, and the one delivery each unit gets."""

from kortreist.apps.fulfilment.models.deliveries import Delivery, DeliveryStatus, ReturnReason
from kortreist.apps.fulfilment.models.deviations import (
    Deviation,
    DeviationKind,
    DeviationStage,
    Remedy,
)
from kortreist.apps.fulfilment.models.load_units import (
    LoadUnit,
    LoadUnitKind,
    LoadUnitPart,
    SsccSeries,
)
from kortreist.apps.fulfilment.models.lots import Lot, LotSource, PackedPart, PackReason
from kortreist.apps.fulfilment.models.places import StockPlace
from kortreist.apps.fulfilment.models.recalls import (
    Hazard,
    Instruction,
    NoticeAnswer,
    Recall,
    RecallKind,
    RecallLot,
    RecallNotice,
    RecallStatus,
)
from kortreist.apps.fulfilment.models.stock import (
    UNDOABLE,
    LossReason,
    MakingLoss,
    MovementKind,
    StockLevel,
    StockMovement,
)
from kortreist.apps.fulfilment.models.teams import TeamQuarter
from kortreist.apps.fulfilment.models.temperatures import (
    ReadingSource,
    TemperatureLog,
    TemperatureReading,
)
from kortreist.apps.fulfilment.models.tours import (
    OperationKind,
    PlanStatus,
    StopDelivery,
    StopKind,
    StopPurchase,
    Tour,
    TourFootprint,
    TourOperation,
    TourPlan,
    TourStatus,
    TourStop,
)
from kortreist.apps.fulfilment.models.vehicles import (
    Compartment,
    Energy,
    FixedStop,
    FixedTour,
    RoadFact,
    RoadFactKind,
    Vehicle,
)

__all__ = [
    "UNDOABLE",
    "Compartment",
    "Delivery",
    "DeliveryStatus",
    "Deviation",
    "DeviationKind",
    "DeviationStage",
    "Energy",
    "FixedStop",
    "FixedTour",
    "Hazard",
    "Instruction",
    "LoadUnit",
    "LoadUnitKind",
    "LoadUnitPart",
    "LossReason",
    "Lot",
    "LotSource",
    "MakingLoss",
    "MovementKind",
    "NoticeAnswer",
    "OperationKind",
    "PackReason",
    "PackedPart",
    "PlanStatus",
    "ReadingSource",
    "Recall",
    "RecallKind",
    "RecallLot",
    "RecallNotice",
    "RecallStatus",
    "Remedy",
    "ReturnReason",
    "RoadFact",
    "RoadFactKind",
    "SsccSeries",
    "StockLevel",
    "StockMovement",
    "StockPlace",
    "StopDelivery",
    "StopKind",
    "StopPurchase",
    "TeamQuarter",
    "TemperatureLog",
    "TemperatureReading",
    "Tour",
    "TourFootprint",
    "TourOperation",
    "TourPlan",
    "TourStatus",
    "TourStop",
    "Vehicle",
]
