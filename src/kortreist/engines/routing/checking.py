"""An independent look at a plan: every figure anew, and every limit.

Nothing of what made the plan is used here but its words, so that a fault in the clock or the model
cannot hide itself.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from kortreist.engines.routing.plan import (
    Breach,
    BreachCode,
    PlannedStop,
    StopKind,
    Tour,
    TourPlan,
    UnservedCode,
)
from kortreist.engines.routing.problem import (
    Goods,
    Task,
    TaskKind,
    TourProblem,
    Vehicle,
    Window,
    Zone,
)


def check_plan(problem: TourProblem, plan: TourPlan) -> list[Breach]:
    """Return everything that is wrong with a plan: limits not kept, and figures that do not add up.

    Parameters
    ----------
    problem
        What was asked; one that `plan_tours` takes.
    plan
        Its answer, or anybody's.
    """
    breaches = [
        *_check_completeness(problem, plan),
        *_check_choices(problem, plan),
        *_check_sums(plan),
    ]
    for tour in plan.tours:
        breaches += _TourCheck(problem, tour).run()
    return breaches


def _check_completeness(problem: TourProblem, plan: TourPlan) -> Iterator[Breach]:
    """Every task is once on a tour, or once among the unserved."""
    acts = Counter(
        (stop.task_id, stop.kind)
        for tour in plan.tours
        for stop in tour.stops
        if stop.task_id is not None
    )
    vehicles = Counter(tour.vehicle_id for tour in plan.tours)
    for vehicle_id, times in vehicles.items():
        if times > 1:
            yield Breach(BreachCode.TWICE, vehicle_id)
    unserved = Counter(each.task_id for each in plan.unserved)
    for task in problem.tasks:
        kinds = _kinds(task)
        times = max(acts[task.task_id, kind] for kind in kinds) + unserved[task.task_id]
        if times > 1:
            yield Breach(BreachCode.TWICE, None, task.task_id)
        elif times < 1 or len({acts[task.task_id, kind] for kind in kinds}) > 1:
            yield Breach(BreachCode.NOT_SERVED, None, task.task_id)


def _check_choices(problem: TourProblem, plan: TourPlan) -> Iterator[Breach]:
    """Of each choice one way is taken, and the others are left whole."""
    left = {each.task_id for each in plan.unserved if each.code is UnservedCode.OTHER_WAY_CHOSEN}
    for choice in problem.choices:
        taken = [way for way in choice.ways if not left.issuperset(way)]
        if len(taken) != 1 or left.intersection(taken[0]):
            yield Breach(BreachCode.TWICE, None, choice.ways[0][0])
        left -= {task_id for way in choice.ways for task_id in way}
    for task_id in sorted(left):
        yield Breach(BreachCode.NOT_SERVED, None, task_id)


def _kinds(task: Task) -> tuple[StopKind, ...]:
    return {
        TaskKind.DELIVER: (StopKind.UNLOAD,),
        TaskKind.COLLECT: (StopKind.LOAD,),
        TaskKind.DIRECT: (StopKind.LOAD, StopKind.UNLOAD),
    }[task.kind]


def _check_sums(plan: TourPlan) -> Iterator[Breach]:
    if plan.cost_ore != sum(tour.cost_ore for tour in plan.tours):
        yield Breach(BreachCode.WRONG_FIGURE)
    for tour in plan.tours:
        parts = [each for each in plan.cost_to_serve if each.vehicle_id == tour.vehicle_id]
        served = {stop.task_id for stop in tour.stops} - {None}
        if {each.task_id for each in parts} != served or tour.cost_ore != sum(
            each.marginal_ore + each.shared_ore for each in parts
        ):
            yield Breach(BreachCode.WRONG_FIGURE, tour.vehicle_id)


class _TourCheck:
    """One tour, gone through stop by stop."""

    def __init__(self, problem: TourProblem, tour: Tour) -> None:
        self.problem, self.tour = problem, tour
        self.vehicle = next(each for each in problem.vehicles if each.vehicle_id == tour.vehicle_id)
        self.tasks = {task.task_id: task for task in problem.tasks}
        self.roads = next(each for each in problem.roads if each.profile == self.vehicle.profile)
        self.rows = {place.place_id: row for row, place in enumerate(problem.places)}
        self.breaches: list[Breach] = []

    def run(self) -> list[Breach]:
        stops = self.tour.stops
        self._check_ends(stops[0], stops[-1])
        for before, stop in pairwise(stops):
            self._check_leg(before, stop)
        for stop in stops:
            self._check_call(stop)
        self._check_goods()
        self._check_driver()
        self._check_totals()
        return self.breaches

    def _tell(self, code: BreachCode, task_id: int | None = None, **figures: int) -> None:
        self.breaches.append(Breach(code, self.vehicle.vehicle_id, task_id, figures))

    def _check_ends(self, first: PlannedStop, last: PlannedStop) -> None:
        hub_id = self.problem.hub_id
        start, end = self.vehicle.start_place_id, self.vehicle.end_place_id
        if (first.kind, first.place_id) != (StopKind.START, hub_id if start is None else start):
            self._tell(BreachCode.WRONG_ORDER)
        if (last.kind, last.place_id) != (StopKind.END, hub_id if end is None else end):
            self._tell(BreachCode.WRONG_ORDER)
        if first.departure_s < self.vehicle.shift.opens_s:
            self._tell(BreachCode.WRONG_FIGURE)
        if last.arrival_s > self.vehicle.shift.closes_s:
            self._tell(BreachCode.SHIFT_END)
        longest = self.vehicle.max_shift_s
        if longest is not None and last.arrival_s - first.departure_s > longest:
            self._tell(BreachCode.SHIFT_LENGTH)
        if len({stop.trip for stop in self.tour.stops}) > self.vehicle.max_trips:
            self._tell(BreachCode.TOO_MANY_TRIPS)

    def _check_leg(self, before: PlannedStop, stop: PlannedStop) -> None:
        row, column = self.rows[before.place_id], self.rows[stop.place_id]
        ferry_s = sum(
            each.extra_s
            for each in self.problem.ferries
            if (each.from_place_id, each.to_place_id) == (before.place_id, stop.place_id)
        )
        far_m, long_s = self.roads.distance_m[row][column], self.roads.duration_s[row][column]
        stated = stop.leg_distance_m, stop.leg_drive_s, stop.leg_ferry_s
        arrival_s = before.departure_s + long_s + ferry_s + stop.leg_break_s
        if stated != (far_m, long_s, ferry_s) or stop.arrival_s != arrival_s:
            self._tell(BreachCode.WRONG_FIGURE, stop.task_id)

    def _check_call(self, stop: PlannedStop) -> None:
        begins_s = stop.arrival_s + stop.wait_s
        if stop.wait_s < 0 or stop.departure_s != begins_s + stop.service_s + stop.break_s:
            self._tell(BreachCode.WRONG_FIGURE, stop.task_id)
        if stop.task_id is None:
            return
        task = self.tasks[stop.task_id]
        place_id, windows, service_s = _visit(task, stop.kind)
        if (stop.place_id, stop.service_s) != (place_id, service_s):
            self._tell(BreachCode.WRONG_FIGURE, stop.task_id)
        if windows and not any(each.opens_s <= begins_s <= each.closes_s for each in windows):
            self._tell(BreachCode.TOO_LATE, stop.task_id)
        named = not task.vehicle_ids or self.vehicle.vehicle_id in task.vehicle_ids
        if not named or self.vehicle.vehicle_id in task.not_vehicle_ids:
            self._tell(BreachCode.WRONG_VEHICLE, stop.task_id)

    def _check_goods(self) -> None:
        """Load and unload, and see what is aboard, where it came aboard, and when."""
        aboard: dict[int, int] = {}
        for place, stop in enumerate(self.tour.stops):
            if stop.kind is StopKind.HUB:
                self._empty(aboard, stop)
                if self.tour.stops[place + 1].kind is not StopKind.END:
                    self._load_for_trip(aboard, stop)
            elif stop.kind is StopKind.LOAD and stop.task_id is not None:
                aboard[stop.task_id] = stop.trip
            elif stop.task_id is not None and aboard.pop(stop.task_id, 0) != stop.trip:
                self._tell(BreachCode.WRONG_ORDER, stop.task_id)
            self._check_room([self.tasks[task_id] for task_id in aboard], stop)
        if aboard:
            self._tell(BreachCode.WRONG_ORDER, min(aboard))

    def _empty(self, aboard: dict[int, int], stop: PlannedStop) -> None:
        for task_id in list(aboard):
            task = self.tasks[task_id]
            if task.kind is not TaskKind.COLLECT:
                self._tell(BreachCode.WRONG_ORDER, task_id)
            elif task.due_s is not None and stop.arrival_s > task.due_s:
                self._tell(BreachCode.MISSED_DUE, task_id)
            del aboard[task_id]

    def _load_for_trip(self, aboard: dict[int, int], hub: PlannedStop) -> None:
        for stop in self.tour.stops:
            if stop.trip != hub.trip or stop.task_id is None:
                continue
            task = self.tasks[stop.task_id]
            if task.kind is TaskKind.DELIVER:
                aboard[task.task_id] = stop.trip
                if hub.arrival_s + hub.wait_s < task.ready_s:
                    self._tell(BreachCode.WRONG_ORDER, task.task_id)

    def _check_room(self, aboard: Sequence[Task], stop: PlannedStop) -> None:
        goods = [part for task in aboard for part in task.goods]
        load = _by_zone(goods)
        if load != _by_zone(stop.load):
            self._tell(BreachCode.WRONG_FIGURE, stop.task_id)
        if sum(part.mass_g for part in goods) > self.vehicle.payload_g:
            self._tell(BreachCode.TOO_HEAVY, stop.task_id)
        volume_ml = sum(part.volume_ml for part in goods)
        if self.vehicle.volume_ml is not None and volume_ml > self.vehicle.volume_ml:
            self._tell(BreachCode.TOO_LARGE, stop.task_id)
        for zone, (mass_g, zone_ml) in load.items():
            most_g, most_ml = _room(self.vehicle, zone)
            if mass_g > most_g or zone_ml > most_ml:
                self._tell(BreachCode.ZONE_FULL, stop.task_id)

    def _check_driver(self) -> None:
        stops, rest = self.tour.stops, self.vehicle.rest
        longest = self.vehicle.max_drive_s
        if longest is not None and sum(stop.leg_drive_s for stop in stops) > longest:
            self._tell(BreachCode.DRIVING_TIME)
        if rest is None:
            return
        since_s = 0
        for before, stop in pairwise(stops):
            if before.break_s >= rest.break_s or before.wait_s >= rest.break_s:
                since_s = 0
            since_s += stop.leg_drive_s
            on_the_road = stop.leg_break_s // rest.break_s if rest.break_s else 0
            if since_s > rest.after_driving_s * (on_the_road + 1) and rest.break_s:
                self._tell(BreachCode.BREAK_MISSING, stop.task_id)
            since_s -= min(since_s, rest.after_driving_s * on_the_road)

    def _check_totals(self) -> None:
        tour, stops = self.tour, self.tour.stops
        far_m = sum(stop.leg_distance_m for stop in stops)
        long_s = stops[-1].arrival_s - stops[0].departure_s
        exact = far_m * self.vehicle.ore_per_km / 1_000 + long_s * self.vehicle.ore_per_hour / 3_600
        stated = tour.distance_m, tour.drive_s, tour.duration_s, tour.break_s
        if (
            stated
            != (
                far_m,
                sum(stop.leg_drive_s for stop in stops),
                long_s,
                sum(stop.break_s + stop.leg_break_s for stop in stops),
            )
            or abs(tour.cost_ore - self.vehicle.ore_per_day - exact) > 0.51
        ):
            self._tell(BreachCode.WRONG_FIGURE)


def _visit(task: Task, kind: StopKind) -> tuple[int | None, tuple[Window, ...], int]:
    if task.kind is TaskKind.DIRECT and kind is StopKind.UNLOAD:
        return task.to_place_id, task.to_windows, task.to_service_s
    return task.place_id, task.windows, task.service_s


def _by_zone(goods: Sequence[Goods]) -> dict[Zone, tuple[int, int]]:
    load = {}
    for zone in Zone:
        mass_g = sum(part.mass_g for part in goods if part.zone is zone)
        volume_ml = sum(part.volume_ml for part in goods if part.zone is zone)
        if mass_g or volume_ml:
            load[zone] = (mass_g, volume_ml)
    return load


def _room(vehicle: Vehicle, zone: Zone) -> tuple[float, float]:
    """Return what goes into a zone, without end where nothing limits it."""
    endless = float("inf")
    for part in vehicle.compartments:
        if part.zone is zone:
            return (
                endless if part.mass_g is None else part.mass_g,
                endless if part.volume_ml is None else part.volume_ml,
            )
    return (endless, endless) if zone is Zone.AMBIENT else (0, 0)
