"""The footprint of driving: kilometres, energy and CO₂, shared between stops and kilos."""

from kortreist.engines.energy import Carrier, Energy
from kortreist.engines.footprint.counting import co2_of, count_footprint, weighted_distance
from kortreist.engines.footprint.problem import (
    Factor,
    FootprintCase,
    Journey,
    OwnDrive,
    Stop,
    StopKind,
    Trip,
)
from kortreist.engines.footprint.result import (
    Caveat,
    Comparison,
    Footprint,
    StopFootprint,
    TripFootprint,
)

__all__ = [
    "Carrier",
    "Caveat",
    "Comparison",
    "Energy",
    "Factor",
    "Footprint",
    "FootprintCase",
    "Journey",
    "OwnDrive",
    "Stop",
    "StopFootprint",
    "StopKind",
    "Trip",
    "TripFootprint",
    "co2_of",
    "count_footprint",
    "weighted_distance",
]
