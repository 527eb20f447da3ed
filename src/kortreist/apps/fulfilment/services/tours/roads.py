"""The ways between a scene's places, with the roads of the day in them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from kortreist.apps.fulfilment.touring.problem import gates_of, points_of
from kortreist.apps.fulfilment.touring.scene import Scene
from kortreist.apps.registers.roads.engine import EMBEDDED
from kortreist.apps.registers.services.roads import road_distances
from kortreist.engines.distances import WINDINGS, DistanceMatrix, Terrain, apply_gates


@dataclass(frozen=True, slots=True)
class Ways:
    """Distances, whom they are from, and why not from whom they should be."""

    roads: DistanceMatrix
    source: str
    trouble: str


def ways_of(scene: Scene, *, now: datetime, beat: Callable[[], None] = lambda: None) -> Ways:
    """Measure or estimate; may ask another machine, so never while anything is locked."""
    points = points_of(scene)
    found = road_distances(points, WINDINGS[Terrain(scene.terrain)], now=now, beat=beat)
    roads = apply_gates(
        found.matrix, points, gates_of(scene), knows_ferries=found.source != EMBEDDED
    )
    return Ways(roads, found.source, found.trouble)
