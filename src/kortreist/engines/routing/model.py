"""A problem in PyVRP's words, and its answer in ours.

Goods from and to the hub are clients, which PyVRP loads and unloads at the depot of each trip;
direct ones are shipments. Each zone's grams and millilitres, and the vehicle's, are load
dimensions. That a vehicle may not do a task is a dimension as well, in which the vehicle has no
room. A task with several windows is a group of clients of which one is visited.

PyVRP knows neither breaks nor a limit of driving time nor goods due at the hub. They are timed, and
mended, afterwards (`mending`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import gcd
from typing import Any

import numpy as np
from pyvrp import (
    Activity,
    ActivityType,
    Client,
    ClientGroup,
    Depot,
    Location,
    ProblemData,
    Route,
    Shipment,
    Solution,
    VehicleType,
)

from kortreist.engines.routing.atlas import Atlas, buyer_of
from kortreist.engines.routing.loading import room_in
from kortreist.engines.routing.problem import (
    WEEK_S,
    Act,
    Call,
    Task,
    TaskKind,
    TourOrder,
    Vehicle,
    Window,
    Zone,
)

Matrix = np.ndarray[Any, np.dtype[np.int64]]  # Any: numpy names no shapes

SCALE = 100
"""The model counts in hundredths of an øre, for a metre and a second cost little."""

Measure = tuple[Zone | None, str]
"""What room is counted in: grams or millilitres, of a zone or of the whole vehicle."""

_MEASURES: list[Measure] = [(zone, unit) for zone in (None, *Zone) for unit in ("g", "ml")]
_ENDLESS = 1 << 44


@dataclass(frozen=True, slots=True)
class Slack:
    """How much a model is tightened, where the exact clock found a first answer wanting.

    Parameters
    ----------
    stretch_bp
        So much longer each drive, to make room for breaks.
    max_distance_m
        By vehicle, instead of a limit of driving time.
    """

    stretch_bp: Mapping[int, int] = field(default_factory=dict)
    max_distance_m: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TourModel:
    """PyVRP's data, and which of its numbers is which of ours."""

    data: ProblemData
    vehicle_ids: tuple[int, ...]
    client_tasks: tuple[int, ...]
    shipment_tasks: tuple[int, ...]

    def orders_of(self, solution: Solution, tasks: Mapping[int, Task]) -> list[TourOrder]:
        """Return a solution's tours as orders of calls."""
        return [self._order_of(route, tasks) for route in solution.routes()]

    def _order_of(self, route: Route, tasks: Mapping[int, Task]) -> TourOrder:
        trips: dict[int, list[Call]] = {}
        for stop in route.schedule():
            if stop.is_client():
                task_id = self.client_tasks[stop.idx]
                act = Act.UNLOAD if tasks[task_id].kind is TaskKind.DELIVER else Act.LOAD
                trips.setdefault(stop.trip, []).append(Call(task_id, act))
            elif stop.is_shipment():
                act = Act.LOAD if stop.is_pickup() else Act.UNLOAD
                trips.setdefault(stop.trip, []).append(Call(self.shipment_tasks[stop.idx], act))
        vehicle_id = self.vehicle_ids[route.vehicle_type()]
        return TourOrder(vehicle_id, tuple(tuple(calls) for calls in trips.values()))

    def solution_of(self, orders: Sequence[TourOrder]) -> Solution:
        """Return orders as a start for the search; tasks that are not in the model are left out."""
        clients = {task_id: row for row, task_id in reversed(list(enumerate(self.client_tasks)))}
        shipments = {task_id: row for row, task_id in enumerate(self.shipment_tasks)}
        routes = []
        for order in orders:
            if order.vehicle_id not in self.vehicle_ids:
                continue
            activities: list[Activity] = []
            for calls in order.trips:
                trip = list(_activities(calls, clients, shipments))
                if activities and trip:
                    activities.append(Activity(ActivityType.DEPOT, self._depot(order.vehicle_id)))
                activities += trip
            if activities:
                row = self.vehicle_ids.index(order.vehicle_id)
                routes.append(Route(self.data, activities, row))
        return Solution(self.data, routes)

    def _depot(self, vehicle_id: int) -> int:
        kind = self.data.vehicle_type(self.vehicle_ids.index(vehicle_id))
        return int(kind.start_depot)


def _activities(
    calls: Sequence[Call], clients: Mapping[int, int], shipments: Mapping[int, int]
) -> Iterator[Activity]:
    for call in calls:
        if call.task_id in clients:
            yield Activity(ActivityType.CLIENT, clients[call.task_id])
        elif call.task_id in shipments:
            kind = ActivityType.PICKUP if call.act is Act.LOAD else ActivityType.DELIVERY
            yield Activity(kind, shipments[call.task_id])


def build_model(
    atlas: Atlas,
    vehicles: Sequence[Vehicle],
    tasks: Sequence[Task],
    *,
    able: Mapping[int, frozenset[int]],
    slack: Slack,
    must_prize: int | None,
) -> TourModel:
    """Return the model of these tasks and vehicles.

    Parameters
    ----------
    atlas, vehicles, tasks
        What is to be planned.
    able
        The vehicles that can do each task.
    slack
        What is tightened.
    must_prize
        Where not everything fits: what leaving a task out costs that has no other way. ``None``
        where everything is to fit.
    """
    frame = _Frame(atlas, vehicles, tasks, able, slack, must_prize)
    clients, groups, client_tasks = frame.clients()
    shipping = [task for task in tasks if task.kind is TaskKind.DIRECT]
    depots = frame.depots()
    distances, durations = frame.matrices()
    data = ProblemData(
        [Location(0, 0) for _ in atlas.problem.places],
        clients,
        [Depot(atlas.index[atlas.problem.hub_id], service_duration=each) for each in depots],
        [frame.vehicle_type(vehicle, depots) for vehicle in vehicles],
        distances,
        durations,
        groups,
        [frame.shipment(task) for task in shipping],
    )
    return TourModel(
        data,
        tuple(vehicle.vehicle_id for vehicle in vehicles),
        tuple(client_tasks),
        tuple(task.task_id for task in shipping),
    )


class _Frame:
    """What all parts of one model share."""

    def __init__(
        self,
        atlas: Atlas,
        vehicles: Sequence[Vehicle],
        tasks: Sequence[Task],
        able: Mapping[int, frozenset[int]],
        slack: Slack,
        must_prize: int | None,
    ) -> None:
        self.atlas, self.vehicles, self.tasks = atlas, vehicles, tasks
        self.able, self.slack, self.must_prize = able, slack, must_prize
        self.measures = [measure for measure in _MEASURES if self._may_be_short(measure)]
        everyone = frozenset(vehicle.vehicle_id for vehicle in vehicles)
        self.circles = sorted({able[task.task_id] for task in tasks} - {everyone}, key=sorted)
        self.unit = self._unit()
        self.profiles = self._profiles()
        self.collects = any(task.kind is TaskKind.COLLECT for task in tasks)

    def _unit(self) -> int:
        """Return what all costs of a metre and a second can be divided by."""
        return gcd(*(cost for each in self.vehicles for cost in _unit_costs(each))) or 1

    def _profiles(self) -> dict[tuple[str, int], int]:
        keys = [self._profile(vehicle) for vehicle in self.vehicles]
        return {key: row for row, key in enumerate(dict.fromkeys(keys))}

    def _profile(self, vehicle: Vehicle) -> tuple[str, int]:
        return vehicle.profile, self.slack.stretch_bp.get(vehicle.vehicle_id, 0)

    def matrices(self) -> tuple[list[Matrix], list[Matrix]]:
        distances, durations = [], []
        for profile, stretch_bp in self.profiles:
            roads = self.atlas.roads[profile]
            distance = np.array(roads.distance_m, dtype=np.int64)
            duration = np.array(roads.duration_s, dtype=np.int64)
            duration += -(-duration * stretch_bp // 10_000)
            for (start_id, end_id), extra_s in self.atlas.ferries.items():
                duration[self.atlas.index[start_id], self.atlas.index[end_id]] += extra_s
            np.fill_diagonal(distance, 0)
            np.fill_diagonal(duration, 0)
            distances.append(distance)
            durations.append(duration)
        return distances, durations

    def depots(self) -> list[int]:
        """Return how long the calls at the hub take: one depot for each."""
        return sorted({vehicle.turnaround_s for vehicle in self.vehicles})

    def vehicle_type(self, vehicle: Vehicle, depots: Sequence[int]) -> VehicleType:
        depot = depots.index(vehicle.turnaround_s)
        out, back = self._ways_home(vehicle)
        unloading_s = vehicle.turnaround_s if self.collects else 0
        around_s = out[1] + back[1] + unloading_s
        opens_s, closes_s = vehicle.shift.opens_s + out[1], vehicle.shift.closes_s - back[1]
        per_m, per_s = _unit_costs(vehicle)
        fixed = SCALE * vehicle.ore_per_day + per_m * (out[0] + back[0]) + per_s * around_s
        longest_s = WEEK_S if vehicle.max_shift_s is None else vehicle.max_shift_s
        return VehicleType(
            capacity=self._capacity(vehicle),
            start_depot=depot,
            end_depot=depot,
            fixed_cost=fixed // self.unit,
            tw_early=min(opens_s, WEEK_S),
            tw_late=max(min(opens_s, WEEK_S), closes_s - unloading_s),
            shift_duration=max(0, longest_s - around_s),
            max_distance=self.slack.max_distance_m.get(vehicle.vehicle_id, 1 << 44),
            unit_distance_cost=per_m // self.unit,
            unit_duration_cost=per_s // self.unit,
            profile=self.profiles[self._profile(vehicle)],
            reload_depots=[depot] if vehicle.max_trips > 1 else [],
            max_reloads=vehicle.max_trips - 1,
        )

    def _ways_home(self, vehicle: Vehicle) -> tuple[tuple[int, int], tuple[int, int]]:
        """Return metres and seconds from where it stands to the hub, and from there home."""
        start_id, end_id = self.atlas.home(vehicle)
        out = self.atlas.leg(vehicle, start_id, self.atlas.problem.hub_id)
        back = self.atlas.leg(vehicle, self.atlas.problem.hub_id, end_id)
        return (out.distance_m, out.drive_s + out.ferry_s), (
            back.distance_m,
            back.drive_s + back.ferry_s,
        )

    def _may_be_short(self, measure: Measure) -> bool:
        """Whether a vehicle might not take all there is at once; else it needs no dimension."""
        most = sum(_amount(task, measure) for task in self.tasks)
        rooms = (_room(vehicle, measure) for vehicle in self.vehicles)
        return any(room is not None and room < most for room in rooms)

    def _capacity(self, vehicle: Vehicle) -> list[int]:
        rooms = [_room(vehicle, measure) for measure in self.measures]
        return [_ENDLESS if room is None else room for room in rooms] + [
            len(self.tasks) if vehicle.vehicle_id in circle else 0 for circle in self.circles
        ]

    def _amounts(self, task: Task) -> list[int]:
        amounts = [_amount(task, measure) for measure in self.measures]
        return amounts + [int(self.able[task.task_id] == circle) for circle in self.circles]

    def _prize(self, task: Task) -> int | None:
        if task.prize_ore is not None:
            return SCALE * task.prize_ore // self.unit
        return None if self.must_prize is None else SCALE * self.must_prize // self.unit

    def clients(self) -> tuple[list[Client], list[ClientGroup], list[int]]:
        clients: list[Client] = []
        groups: list[ClientGroup] = []
        numbers: list[int] = []
        for task in self.tasks:
            if task.kind is TaskKind.DIRECT:
                continue
            windows = self._windows(task)
            prize = self._prize(task)
            group = None
            if len(windows) > 1:
                rows = list(range(len(clients), len(clients) + len(windows)))
                group = len(groups)
                groups.append(ClientGroup(rows, required=prize is None))
            for window in windows:
                clients.append(self._client(task, window, prize, group))
                numbers.append(task.task_id)
        return clients, groups, numbers

    def _client(self, task: Task, window: Window, prize: int | None, group: int | None) -> Client:
        amounts = self._amounts(task)
        nothing = [0] * len(amounts)
        is_delivery = task.kind is TaskKind.DELIVER
        return Client(
            self.atlas.index[task.place_id],
            delivery=amounts if is_delivery else nothing,
            pickup=nothing if is_delivery else amounts,
            service_duration=task.service_s,
            tw_early=window.opens_s,
            tw_late=window.closes_s,
            release_time=task.ready_s if is_delivery else 0,
            prize=prize or 0,
            required=prize is None and group is None,
            group=group,
        )

    def _windows(self, task: Task) -> list[Window]:
        """Return when service may begin: after what is ready left, before what is due is late."""
        earliest_s, latest_s = task.ready_s, WEEK_S
        if task.kind is TaskKind.COLLECT:
            earliest_s = 0
            if task.due_s is not None:
                latest_s = task.due_s - task.service_s - self._quickest_home_s(task)
        windows = sorted(task.windows or (Window(),), key=lambda each: each.opens_s)
        open_then = [
            Window(each.opens_s, min(each.closes_s, latest_s))
            for each in windows
            if each.closes_s >= earliest_s and each.opens_s <= latest_s
        ]
        return open_then or [Window(earliest_s)]

    def _quickest_home_s(self, task: Task) -> int:
        hub_id = self.atlas.problem.hub_id
        legs = (self.atlas.leg(vehicle, task.place_id, hub_id) for vehicle in self.vehicles)
        return min((leg.drive_s + leg.ferry_s for leg in legs), default=0)

    def shipment(self, task: Task) -> Shipment:
        """Return a direct task; it has one window at each end, and several are taken as one."""
        first, last = _span(task.windows), _span(task.to_windows)
        prize = self._prize(task)
        return Shipment(
            self.atlas.index[task.place_id],
            self.atlas.index[buyer_of(task)],
            pickup_tw_early=first.opens_s,
            pickup_tw_late=first.closes_s,
            pickup_service_duration=task.service_s,
            delivery_tw_early=last.opens_s,
            delivery_tw_late=last.closes_s,
            delivery_service_duration=task.to_service_s,
            amount=self._amounts(task),
            prize=prize or 0,
            required=prize is None,
        )


def _unit_costs(vehicle: Vehicle) -> tuple[int, int]:
    """Return the cost of a metre and of a second, in the model's unit; nothing is quite free."""
    per_m = max(1, SCALE * vehicle.ore_per_km // 1_000)
    return per_m, SCALE * vehicle.ore_per_hour // 3_600


def _amount(task: Task, measure: Measure) -> int:
    zone, unit = measure
    parts = (part for part in task.goods if zone in {None, part.zone})
    return sum(part.mass_g if unit == "g" else part.volume_ml for part in parts)


def _room(vehicle: Vehicle, measure: Measure) -> int | None:
    zone, unit = measure
    whole = (vehicle.payload_g, vehicle.volume_ml)
    mass_g, volume_ml = whole if zone is None else room_in(vehicle, zone)
    return mass_g if unit == "g" else volume_ml


def _span(windows: Sequence[Window]) -> Window:
    if not windows:
        return Window()
    return Window(min(each.opens_s for each in windows), max(each.closes_s for each in windows))
