"""How far it is to drive where no road engine is asked: points, and what the roads are like."""

from kortreist.engines.distances.gates import Gate, GateKind, apply_gates, crosses
from kortreist.engines.distances.matrix import DistanceMatrix, estimate_distances
from kortreist.engines.distances.rounds import shortest_round_m
from kortreist.engines.distances.sphere import Point, great_circle_m
from kortreist.engines.distances.winding import (
    SPEEDS,
    WINDINGS,
    SpeedBand,
    Terrain,
    Winding,
    calibrate,
    drive_s,
)

__all__ = [
    "SPEEDS",
    "WINDINGS",
    "DistanceMatrix",
    "Gate",
    "GateKind",
    "Point",
    "SpeedBand",
    "Terrain",
    "Winding",
    "apply_gates",
    "calibrate",
    "crosses",
    "drive_s",
    "estimate_distances",
    "great_circle_m",
    "shortest_round_m",
]
