"""A problem, looked over once and looked up quickly."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kortreist.engines.routing.problem import (
    Act,
    Call,
    Roads,
    Task,
    TaskKind,
    TourOrder,
    TourProblem,
    Vehicle,
    Window,
)
from kortreist.kernel.errors import InvalidInputError

ACTS = {
    TaskKind.DELIVER: (Act.UNLOAD,),
    TaskKind.COLLECT: (Act.LOAD,),
    TaskKind.DIRECT: (Act.LOAD, Act.UNLOAD),
}


class Leg(NamedTuple):
    """From one place to another: metres, and seconds of driving and of ferry."""

    distance_m: int
    drive_s: int
    ferry_s: int


class Visit(NamedTuple):
    """Where and when a call may be, and how long it takes."""

    place_id: int
    windows: tuple[Window, ...]
    service_s: int


@dataclass(frozen=True, slots=True)
class Atlas:
    """Lookups of a problem that was found fit."""

    problem: TourProblem
    index: dict[int, int]
    roads: dict[str, Roads]
    ferries: dict[tuple[int, int], int]
    vehicles: dict[int, Vehicle]
    tasks: dict[int, Task]

    def leg(self, vehicle: Vehicle, start_id: int, end_id: int) -> Leg:
        """Return the way between two places, for this vehicle."""
        roads, row, column = self.roads[vehicle.profile], self.index[start_id], self.index[end_id]
        ferry_s = self.ferries.get((start_id, end_id), 0)
        return Leg(roads.distance_m[row][column], roads.duration_s[row][column], ferry_s)

    def visit(self, call: Call) -> Visit:
        """Return what a call means on the road."""
        task = self.tasks[call.task_id]
        if task.kind is TaskKind.DIRECT and call.act is Act.UNLOAD:
            return Visit(buyer_of(task), task.to_windows, task.to_service_s)
        return Visit(task.place_id, task.windows, task.service_s)

    def home(self, vehicle: Vehicle) -> tuple[int, int]:
        """Return where the vehicle stands before and after."""
        hub_id = self.problem.hub_id
        start_id, end_id = vehicle.start_place_id, vehicle.end_place_id
        return hub_id if start_id is None else start_id, hub_id if end_id is None else end_id


def open_atlas(problem: TourProblem) -> Atlas:
    """Look a problem over.

    Raises
    ------
    InvalidInputError
        When an id comes twice or is of nothing in the problem, when roads do not fit the places,
        when a window closes before it opens, or when a direct task has no buyer.
    """
    _require_distinct("places", (place.place_id for place in problem.places))
    _require_distinct("vehicles", (vehicle.vehicle_id for vehicle in problem.vehicles))
    _require_distinct("tasks", (task.task_id for task in problem.tasks))
    _require_distinct("roads", (roads.profile for roads in problem.roads))
    atlas = Atlas(
        problem,
        {place.place_id: row for row, place in enumerate(problem.places)},
        {roads.profile: roads for roads in problem.roads},
        {(ferry.from_place_id, ferry.to_place_id): ferry.extra_s for ferry in problem.ferries},
        {vehicle.vehicle_id: vehicle for vehicle in problem.vehicles},
        {task.task_id: task for task in problem.tasks},
    )
    _require_known("hub_id", [problem.hub_id], atlas.index)
    _check_roads(problem)
    for place, vehicle in enumerate(problem.vehicles):
        _check_vehicle(atlas, vehicle, f"vehicles[{place}]")
    for place, task in enumerate(problem.tasks):
        _check_task(atlas, task, f"tasks[{place}]")
    for ferry in problem.ferries:
        _require_known("ferries", (ferry.from_place_id, ferry.to_place_id), atlas.index)
    _check_orders(atlas, problem.fixed)
    chosen = [each for choice in problem.choices for way in choice.ways for each in way]
    _require_known("choices", chosen, atlas.tasks)
    _require_distinct("choices", chosen)
    return atlas


def buyer_of(task: Task) -> int:
    """Return where a direct task ends."""
    return task.place_id if task.to_place_id is None else task.to_place_id


def calls_of(task: Task) -> tuple[Call, ...]:
    """Return a task's calls, in the order they have to have."""
    return tuple(Call(task.task_id, act) for act in ACTS[task.kind])


def tasks_of(order: TourOrder) -> list[int]:
    """Return the tasks of a tour, each once, in the order they begin."""
    return list(dict.fromkeys(call.task_id for trip in order.trips for call in trip))


def may_drive(vehicle: Vehicle, task: Task) -> bool:
    """Whether a task may be given to a vehicle by name."""
    is_named = not task.vehicle_ids or vehicle.vehicle_id in task.vehicle_ids
    return is_named and vehicle.vehicle_id not in task.not_vehicle_ids


def _check_roads(problem: TourProblem) -> None:
    size = len(problem.places)
    for place, roads in enumerate(problem.roads):
        for name, table in (("distance_m", roads.distance_m), ("duration_s", roads.duration_s)):
            if len(table) != size or any(len(row) != size for row in table):
                raise _unfit(f"roads[{place}].{name}", f"must be {size} rows of {size}")


def _check_vehicle(atlas: Atlas, vehicle: Vehicle, field: str) -> None:
    _require_known(f"{field}.profile", [vehicle.profile], atlas.roads)
    _require_known(field, atlas.home(vehicle), atlas.index)
    _require_distinct(f"{field}.compartments", (part.zone for part in vehicle.compartments))
    _check_windows(f"{field}.shift", [vehicle.shift])


def _check_task(atlas: Atlas, task: Task, field: str) -> None:
    _require_known(f"{field}.place_id", [task.place_id], atlas.index)
    if task.kind is TaskKind.DIRECT and task.to_place_id is None:
        raise _unfit(f"{field}.to_place_id", "is missing")
    _require_known(f"{field}.to_place_id", [buyer_of(task)], atlas.index)
    _require_known(f"{field}.vehicle_ids", task.vehicle_ids, atlas.vehicles)
    _require_distinct(f"{field}.goods", (part.zone for part in task.goods))
    _check_windows(f"{field}.windows", task.windows)
    _check_windows(f"{field}.to_windows", task.to_windows)


def _check_windows(field: str, windows: Sequence[Window]) -> None:
    for window in windows:
        if window.closes_s < window.opens_s:
            raise _unfit(field, "must not close before it opens")


def _check_orders(atlas: Atlas, orders: Sequence[TourOrder]) -> None:
    _require_distinct("fixed", (order.vehicle_id for order in orders))
    for place, order in enumerate(orders):
        _require_known(f"fixed[{place}].vehicle_id", [order.vehicle_id], atlas.vehicles)
        _require_known(f"fixed[{place}].trips", tasks_of(order), atlas.tasks)


def _require_distinct(field: str, ids: Iterable[object]) -> None:
    seen = set()
    for each in ids:
        if each in seen:
            raise InvalidInputError("duplicate_id", field=field, id=each)
        seen.add(each)


def _require_known(field: str, ids: Iterable[object], known: Iterable[object]) -> None:
    for each in ids:
        if each not in known:
            raise InvalidInputError("unknown_item", field=field, id=each)


def _unfit(field: str, words: str) -> InvalidInputError:
    return InvalidInputError("unfit_input", field=field, words=words)
