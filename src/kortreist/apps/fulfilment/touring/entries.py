"""What the services of tours are told about vehicles, fixed tours, roads and other ways."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time

from kortreist.apps.actors.models import DeliveryWay
from kortreist.apps.catalogue.models import Storage
from kortreist.apps.fulfilment.models import Energy, RoadFactKind


@dataclass(frozen=True, slots=True)
class CompartmentFacts:
    """Room at one temperature."""

    storage: Storage
    payload_g: int
    volume_ml: int


@dataclass(frozen=True, slots=True)
class VehicleFacts:
    """A vehicle, as its row has it."""

    name: str
    payload_g: int
    volume_ml: int
    available_from: time
    available_until: time
    plate: str = ""
    energy: Energy = Energy.DIESEL
    use_per_100km: int = 0
    use_per_tonne_bp: int = 0
    range_m: int | None = None
    cost_km_ore: int = 0
    cost_hour_ore: int = 0
    cost_day_ore: int = 0
    most_trips: int = 1
    compartments: Sequence[CompartmentFacts] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class FixedTourFacts:
    """A tour that is always driven; its stops are set by themselves."""

    name: str
    vehicle_id: int | None
    starts_at: time
    weekdays: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class RoadFactFacts:
    """A ferry, a closed pass or a slow road."""

    kind: RoadFactKind
    name: str
    line: tuple[float, float, float, float]
    valid_from: date
    valid_until: date | None = None
    extra_m: int = 0
    extra_s: int = 0
    extra_ore: int = 0
    source: str = ""


@dataclass(frozen=True, slots=True)
class WayFacts:
    """How a delivery gets there; of others' carrying, by whom, at what cost and how far."""

    way: DeliveryWay
    carrier: str = ""
    waybill: str = ""
    carriage_ore: int | None = None
    carriage_m: int | None = None
