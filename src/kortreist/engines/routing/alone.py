"""Each task by itself: which vehicles could do it, and if none, why not."""

from dataclasses import dataclass

from kortreist.engines.routing.atlas import Atlas, calls_of, may_drive
from kortreist.engines.routing.loading import room_in
from kortreist.engines.routing.plan import BreachCode, Tour, Unserved, UnservedCode
from kortreist.engines.routing.problem import Task, TourOrder, Vehicle
from kortreist.engines.routing.timing import drive

_CAUSES = (
    (BreachCode.WRONG_VEHICLE, UnservedCode.NO_VEHICLE),
    (BreachCode.ZONE_FULL, UnservedCode.NO_COMPARTMENT),
    (BreachCode.TOO_HEAVY, UnservedCode.TOO_HEAVY),
    (BreachCode.TOO_LARGE, UnservedCode.TOO_LARGE),
    (BreachCode.TOO_LATE, UnservedCode.WINDOW_TOO_EARLY),
    (BreachCode.MISSED_DUE, UnservedCode.DUE_TOO_EARLY),
    (BreachCode.SHIFT_END, UnservedCode.WINDOW_OUTSIDE_SHIFT),
    (BreachCode.SHIFT_LENGTH, UnservedCode.TOO_FAR),
    (BreachCode.DRIVING_TIME, UnservedCode.TOO_FAR),
)


@dataclass(frozen=True, slots=True)
class Alone:
    """A task's own tours by vehicle, and what is in the way where there are none."""

    tours: dict[int, Tour]
    unserved: Unserved | None

    @property
    def distance_m(self) -> int:
        """The shortest way there and back."""
        return min((tour.distance_m for tour in self.tours.values()), default=0)


def look_alone(atlas: Atlas, task: Task, vehicles: tuple[Vehicle, ...]) -> Alone:
    """Drive a task alone with each vehicle.

    A task that no vehicle can do alone can hardly be done in company, so the reason is told before
    any search: of the vehicle that comes nearest, the first limit in its way.
    """
    tours, causes = {}, []
    for vehicle in vehicles:
        tour = drive(atlas, TourOrder(vehicle.vehicle_id, (calls_of(task),)))
        if not tour.breaches:
            tours[vehicle.vehicle_id] = tour
        elif not tours:
            causes.append(_cause(vehicle, task, tour))
    if tours:
        return Alone(tours, None)
    if not causes:
        return Alone({}, Unserved(task.task_id, UnservedCode.NO_VEHICLE))
    return Alone({}, max(causes, key=lambda cause: (cause[0], -cause[1]))[2])


def _cause(vehicle: Vehicle, task: Task, tour: Tour) -> tuple[int, int, Unserved]:
    """Return how far the vehicle comes, by how much it fails there, and that in a code."""
    if not may_drive(vehicle, task):
        return 0, 0, Unserved(task.task_id, UnservedCode.NO_VEHICLE)
    codes = [breach.code for breach in tour.breaches]
    step, (wanted, code) = next(
        (step, cause) for step, cause in enumerate(_CAUSES) if cause[0] in codes
    )
    breach = next(breach for breach in tour.breaches if breach.code is wanted)
    params = dict(breach.params)
    if code is UnservedCode.NO_COMPARTMENT and _has_room_for_some(vehicle, task):
        code = UnservedCode.TOO_HEAVY if "limit_g" in params else UnservedCode.TOO_LARGE
    if code is UnservedCode.WINDOW_OUTSIDE_SHIFT and not _waits(vehicle, tour):
        code = UnservedCode.TOO_FAR
    excess = max(0, *(params.values() or (0,))) - min(params.values(), default=0)
    return step, excess, Unserved(task.task_id, code, params | {"vehicle_id": vehicle.vehicle_id})


def _has_room_for_some(vehicle: Vehicle, task: Task) -> bool:
    return all(0 not in room_in(vehicle, part.zone) for part in task.goods)


def _waits(vehicle: Vehicle, tour: Tour) -> bool:
    """Whether something has to be waited for, before leaving or on the way."""
    leaves_s = tour.stops[0].departure_s
    return leaves_s > vehicle.shift.opens_s or any(stop.wait_s for stop in tour.stops)
