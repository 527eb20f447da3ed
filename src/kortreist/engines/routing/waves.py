"""Collecting in the morning what is delivered later the same day.

Goods that go through the hub have to be there (``due_s``) before they are delivered from it
(``ready_s``). PyVRP knows when goods may leave (its release time), not when they must have come.
So such a day is also planned in two waves: first all that is due, with every vehicle's shift ending
when the first of it is due; then the rest, with the vehicles where the first wave left them and
what it left of their trips, hours and driving. Each wave keeps its limits exactly, without
penalties that a search would have to learn. The other way, one model with the windows of what is
due cut so that there is time to drive home, mixes collecting and delivering more freely and can
miss what is due. Both are tried, and the cheaper is taken after the exact clock has seen it.

Between the waves a vehicle is at the hub, so one that does both needs two trips.
"""

from collections.abc import Sequence
from dataclasses import replace

from kortreist.engines.routing.atlas import Atlas, open_atlas, tasks_of
from kortreist.engines.routing.job import Job, look_at_each, open_job
from kortreist.engines.routing.plan import StopKind, Tour
from kortreist.engines.routing.problem import Task, TaskKind, TourOrder, Vehicle
from kortreist.engines.routing.timing import drive


def is_due(task: Task) -> bool:
    """Whether a task's goods must be at the hub by some time."""
    return task.kind is TaskKind.COLLECT and task.due_s is not None


def first_wave(job: Job) -> Job:
    """Return the collecting that is due, with vehicles that are back at the hub by then."""
    due = [task for task in job.tasks if is_due(task)]
    first_s = min(task.due_s for task in due if task.due_s is not None)
    vehicles = [
        replace(vehicle, end_place_id=None, shift=replace(vehicle.shift, closes_s=closes_s))
        for vehicle in job.vehicles
        if (closes_s := min(vehicle.shift.closes_s, first_s + vehicle.turnaround_s))
        >= vehicle.shift.opens_s
    ]
    return _job_of(job.atlas, vehicles, due)


def second_wave(job: Job, wave: Job, orders: Sequence[TourOrder]) -> Job:
    """Return what is left to do, and what the first wave left of the vehicles."""
    tours = {order.vehicle_id: drive(wave.atlas, order) for order in orders}
    done = {task_id for order in orders for task_id in tasks_of(order)}
    vehicles = [
        left
        for vehicle in job.vehicles
        if (left := _left_of(vehicle, tours.get(vehicle.vehicle_id))) is not None
    ]
    return _job_of(job.atlas, vehicles, [task for task in job.tasks if task.task_id not in done])


def join_waves(first: Sequence[TourOrder], second: Sequence[TourOrder]) -> list[TourOrder]:
    """Return each vehicle's trips of both waves as one tour."""
    trips = {order.vehicle_id: order.trips for order in first}
    for order in second:
        trips[order.vehicle_id] = (*trips.get(order.vehicle_id, ()), *order.trips)
    return [TourOrder(vehicle_id, trips[vehicle_id]) for vehicle_id in sorted(trips)]


def _left_of(vehicle: Vehicle, tour: Tour | None) -> Vehicle | None:
    """Return a vehicle after its first wave; ``None`` where it has done its day's work."""
    if tour is None:
        return vehicle
    trips = vehicle.max_trips - max(stop.trip for stop in tour.stops)
    back_s = next(stop.arrival_s for stop in reversed(tour.stops) if stop.kind is StopKind.HUB)
    closes_s, begun_s = vehicle.shift.closes_s, tour.stops[0].departure_s
    if vehicle.max_shift_s is not None:
        closes_s = min(closes_s, begun_s + vehicle.max_shift_s)
    if trips < 1 or closes_s < back_s:
        return None
    drive_s = None if vehicle.max_drive_s is None else max(0, vehicle.max_drive_s - tour.drive_s)
    return replace(
        vehicle,
        start_place_id=None,
        shift=replace(vehicle.shift, opens_s=back_s, closes_s=closes_s),
        max_trips=trips,
        max_shift_s=None,
        max_drive_s=drive_s,
        ore_per_day=0,
    )


def _job_of(atlas: Atlas, vehicles: Sequence[Vehicle], tasks: Sequence[Task]) -> Job:
    problem = replace(
        atlas.problem,
        vehicles=tuple(vehicles),
        tasks=tuple(
            replace(task, vehicle_ids=(), not_vehicle_ids=_barred(task, vehicles)) for task in tasks
        ),
        fixed=(),
    )
    wave = open_atlas(problem)
    return open_job(wave, vehicles, problem.tasks, look_at_each(wave, problem.tasks, vehicles))


def _barred(task: Task, vehicles: Sequence[Vehicle]) -> tuple[int, ...]:
    """Return the vehicles that may not do a task, named one by one."""
    return tuple(
        vehicle.vehicle_id
        for vehicle in vehicles
        if vehicle.vehicle_id in task.not_vehicle_ids
        or (task.vehicle_ids and vehicle.vehicle_id not in task.vehicle_ids)
    )
