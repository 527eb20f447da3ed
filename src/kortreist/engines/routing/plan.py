"""What a plan of tours says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kortreist.engines.routing.problem import Act, Call, Goods, TourOrder


class StopKind(StrEnum):
    """What a stop is for."""

    START = "start"
    HUB = "hub"
    LOAD = "load"
    UNLOAD = "unload"
    END = "end"


class BreachCode(StrEnum):
    """Which limit a tour does not keep."""

    TOO_LATE = "too_late"
    MISSED_DUE = "missed_due"
    TOO_HEAVY = "too_heavy"
    TOO_LARGE = "too_large"
    ZONE_FULL = "zone_full"
    SHIFT_END = "shift_end"
    SHIFT_LENGTH = "shift_length"
    DRIVING_TIME = "driving_time"
    BREAK_MISSING = "break_missing"
    TOO_MANY_TRIPS = "too_many_trips"
    WRONG_VEHICLE = "wrong_vehicle"
    WRONG_ORDER = "wrong_order"
    TWICE = "twice"
    NOT_SERVED = "not_served"
    WRONG_FIGURE = "wrong_figure"


class UnservedCode(StrEnum):
    """Why a task is on no tour."""

    OTHER_WAY_CHEAPER = "other_way_cheaper"
    OTHER_WAY_CHOSEN = "other_way_chosen"
    NO_VEHICLE = "no_vehicle"
    NO_COMPARTMENT = "no_compartment"
    TOO_HEAVY = "too_heavy"
    TOO_LARGE = "too_large"
    WINDOW_TOO_EARLY = "window_too_early"
    WINDOW_OUTSIDE_SHIFT = "window_outside_shift"
    TOO_FAR = "too_far"
    DUE_TOO_EARLY = "due_too_early"
    NO_ROOM = "no_room"


@dataclass(frozen=True, slots=True)
class Breach:
    """A limit that is not kept: by which vehicle, at which task if any, and by how much.

    Parameters
    ----------
    code
        Which limit.
    vehicle_id, task_id
        Where; ``None`` where it is the plan's or the whole tour's.
    params
        Whole numbers, with their unit in the name: ``limit_…`` and ``reached_…``.
    """

    code: BreachCode
    vehicle_id: int | None = None
    task_id: int | None = None
    params: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlannedStop:
    """One call at one place. Times are seconds after midnight of the plan's first day.

    Parameters
    ----------
    kind, place_id, task_id
        What, where, and for which task; ``None`` at start, hub and end.
    trip
        Counted from 1.
    leg_distance_m, leg_drive_s, leg_ferry_s, leg_break_s
        From the stop before: metres, and seconds of driving, of ferry, and of breaks on the road.
    arrival_s, wait_s, service_s, departure_s
        Service begins at ``arrival_s + wait_s``.
    break_s
        A break here after service, before leaving.
    load
        What is aboard on leaving, by zone.
    """

    kind: StopKind
    place_id: int
    task_id: int | None
    trip: int
    leg_distance_m: int
    leg_drive_s: int
    leg_ferry_s: int
    leg_break_s: int
    arrival_s: int
    wait_s: int
    service_s: int
    break_s: int
    departure_s: int
    load: tuple[Goods, ...] = ()


@dataclass(frozen=True, slots=True)
class Tour:
    """What one vehicle does, from leaving to being back.

    Parameters
    ----------
    vehicle_id
        Which.
    stops
        In their order, ``start`` first and ``end`` last.
    distance_m, drive_s, duration_s, break_s
        Metres; seconds of driving, from leaving to being back, and of breaks.
    cost_ore
        By the vehicle's rates.
    is_fixed
        Driven as given.
    breaches
        Limits that a fixed tour does not keep; a planned tour keeps them all.
    """

    vehicle_id: int
    stops: tuple[PlannedStop, ...]
    distance_m: int
    drive_s: int
    duration_s: int
    break_s: int
    cost_ore: int
    is_fixed: bool = False
    breaches: tuple[Breach, ...] = ()


@dataclass(frozen=True, slots=True)
class Unserved:
    """A task on no tour: why, and the numbers that show it."""

    task_id: int
    code: UnservedCode
    params: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CostToServe:
    """A task's part of its tour's cost; the parts add up to the tour's.

    Parameters
    ----------
    task_id, vehicle_id
        Whose part, of which tour.
    marginal_ore
        What the tour costs less without it.
    shared_ore
        Its part of what is nobody's margin, in proportion to the distance it would take alone.
    """

    task_id: int
    vehicle_id: int
    marginal_ore: int
    shared_ore: int


@dataclass(frozen=True, slots=True)
class TourPlan:
    """Tours, what is on none, and what it costs.

    Parameters
    ----------
    tours
        By vehicle; vehicles that stay at home are not here.
    unserved
        By task.
    cost_ore
        Of all tours.
    other_ways_ore
        Prizes of tasks left to other ways.
    is_feasible
        Every limit is kept, by fixed tours as well. Unserved tasks do not make a plan infeasible.
    is_kept
        The previous plan is kept as it was.
    moved
        Tasks on another vehicle than in the previous plan.
    cost_to_serve
        By task, for every tour.
    """

    tours: tuple[Tour, ...]
    unserved: tuple[Unserved, ...]
    cost_ore: int
    other_ways_ore: int
    is_feasible: bool
    is_kept: bool = False
    moved: int = 0
    cost_to_serve: tuple[CostToServe, ...] = ()


def order_of(tour: Tour) -> TourOrder:
    """Return a tour's calls, as `TourProblem.fixed` and `Previous` take them."""
    trips: dict[int, list[Call]] = {}
    for stop in tour.stops:
        if stop.task_id is not None:
            trips.setdefault(stop.trip, []).append(Call(stop.task_id, Act(stop.kind.value)))
    return TourOrder(tour.vehicle_id, tuple(tuple(calls) for calls in trips.values()))
