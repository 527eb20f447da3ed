"""How long a stop takes: learned from what was driven, and drawn towards what is usual here.

A door's own median counts for as many handovers as were timed there, the hub's for `USUAL_COUNTS`;
until the hub has timed `ENOUGH`, an assumption by weight stands in.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from statistics import median

from kortreist.apps.fulfilment.models import TourStop

USUAL_COUNTS = 4
ENOUGH = 8
LATEST = 3_000
# What is shorter or longer was not a handover: a slip of the finger, or lunch.
SHORTEST_S, LONGEST_S = 20, 3 * 3600


@dataclass(frozen=True, slots=True)
class ServiceTimes:
    """What was timed: by door and by farm, and over all."""

    points: dict[int, list[int]] = field(default_factory=dict)
    producers: dict[int, list[int]] = field(default_factory=dict)
    usual_s: int | None = None

    def at(self, timed: list[int] | None, assumed_s: int) -> tuple[int, int]:
        """Return the seconds to plan with at a place, and how many handovers they are from."""
        usual_s = assumed_s if self.usual_s is None else self.usual_s
        if not timed:
            return usual_s, 0
        weight = len(timed)
        drawn = (weight * median(timed) + USUAL_COUNTS * usual_s) / (weight + USUAL_COUNTS)
        return round(drawn), weight


def learn_service_times(*, hub_id: int) -> ServiceTimes:
    """Return what the hub's latest stops took, in one query."""
    stops = (
        TourStop.objects.filter(hub_id=hub_id, arrived_at__isnull=False, left_at__isnull=False)
        .order_by("-pk")
        .values_list("point_id", "producer_id", "arrived_at", "left_at")[:LATEST]
    )
    points: dict[int, list[int]] = defaultdict(list)
    producers: dict[int, list[int]] = defaultdict(list)
    all_s: list[int] = []
    for point_id, producer_id, arrived, left in stops:
        if arrived is None or left is None:
            continue
        seconds = round((left - arrived).total_seconds())
        if not SHORTEST_S <= seconds <= LONGEST_S or not (point_id or producer_id):
            continue
        (points[point_id] if point_id else producers[producer_id or 0]).append(seconds)
        all_s.append(seconds)
    usual_s = round(median(all_s)) if len(all_s) >= ENOUGH else None
    return ServiceTimes(dict(points), dict(producers), usual_s)
