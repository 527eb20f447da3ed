"""The clock itself: when each stop is reached, for one vehicle and one order of stops.

It runs often, while tours are mended, so it works on plain numbers.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kortreist.engines.routing.atlas import Leg
from kortreist.engines.routing.problem import Rest, Window

NO_REST = Rest(after_driving_s=1 << 40, break_s=1 << 40)


class Times(NamedTuple):
    """When a stop is reached, and the breaks on the road there and before leaving; seconds."""

    road_break_s: int
    arrival_s: int
    wait_s: int
    break_s: int
    departure_s: int


@dataclass(frozen=True, slots=True)
class Clock:
    """A tour's legs, windows, dues and services; one leg fewer than there are stops.

    Parameters
    ----------
    legs, windows, dues_s, services_s
        In the tour's order. No windows at a stop is always open; what is due is due on arrival.
    rest
        The driver's break rule.
    """

    legs: Sequence[Leg]
    windows: Sequence[Sequence[Window]]
    dues_s: Sequence[int]
    services_s: Sequence[int]
    rest: Rest | None

    def run(self, leave_s: int) -> list[Times]:
        """Return the times when the tour leaves then.

        A break is taken before a leg that would bring the driver above the limit, on the road where
        that saves one, and waiting for so long is one.
        """
        rest = self.rest or NO_REST
        times, driven_s = [Times(0, leave_s, 0, 0, leave_s)], 0
        for row, leg in enumerate(self.legs, start=1):
            limit_s, before_s = rest.after_driving_s, driven_s
            driven_s += leg.drive_s
            on_road = -(-driven_s // limit_s) - 1 if driven_s > limit_s else 0
            alone = max(0, -(-leg.drive_s // limit_s) - 1)
            if before_s and on_road > alone:
                times[-1] = _with_break(times[-1], rest.break_s)
                driven_s, on_road = leg.drive_s, alone
            driven_s -= on_road * limit_s
            road_break_s = on_road * rest.break_s
            arrival_s = times[-1].departure_s + leg.drive_s + leg.ferry_s + road_break_s
            begin_s = begin_in(self.windows[row], arrival_s)
            if begin_s - arrival_s >= rest.break_s:
                driven_s = 0
            leaves_s = begin_s + self.services_s[row]
            times.append(Times(road_break_s, arrival_s, begin_s - arrival_s, 0, leaves_s))
        return times

    def late(self, times: Sequence[Times]) -> list[int]:
        """Return the stops that are reached after their last closing."""
        return [
            row
            for row, windows in enumerate(self.windows)
            if windows and times[row].arrival_s > max(each.closes_s for each in windows)
        ]

    def _count_late(self, times: Sequence[Times]) -> int:
        missed = sum(each.arrival_s > due_s for each, due_s in zip(times, self.dues_s, strict=True))
        return len(self.late(times)) + missed

    def run_late(self, opens_s: int) -> list[Times]:
        """Return the times of the latest leaving that is back as early as the earliest is."""
        earliest = self.run(opens_s)
        spare_s = sum(each.wait_s for each in earliest)
        if not spare_s:
            return earliest
        late = self._count_late(earliest)

        def is_worse(later_s: int) -> bool:
            times = self.run(opens_s + later_s)
            is_back_later = times[-1].arrival_s > earliest[-1].arrival_s
            return is_back_later or self._count_late(times) > late

        later_s = min(spare_s, self._spare_s(earliest))
        if is_worse(later_s) or (later_s < spare_s and not is_worse(later_s + 1)):
            later_s = bisect_left(range(1, spare_s + 1), 1, key=lambda each: int(is_worse(each)))
        return self.run(opens_s + later_s)

    def _spare_s(self, times: Sequence[Times]) -> int:
        """Return how much later every stop that is reached in time still is."""
        waited_s, spare_s = 0, 1 << 40
        for windows, due_s, each in zip(self.windows, self.dues_s, times, strict=True):
            if each.arrival_s <= due_s:
                spare_s = min(spare_s, waited_s + due_s - each.arrival_s)
            waited_s += each.wait_s
            begin_s = each.arrival_s + each.wait_s
            closes_s = [w.closes_s for w in windows if w.opens_s <= begin_s <= w.closes_s]
            if closes_s:
                spare_s = min(spare_s, waited_s + max(closes_s) - begin_s)
        return spare_s


def begin_in(windows: Sequence[Window], arrival_s: int) -> int:
    """Return when service begins: at the next opening, or at once though it is too late."""
    if not windows:
        return arrival_s
    begins = [max(arrival_s, each.opens_s) for each in windows if arrival_s <= each.closes_s]
    return min(begins, default=arrival_s)


def _with_break(times: Times, break_s: int) -> Times:
    return times._replace(break_s=break_s, departure_s=times.departure_s + break_s)
