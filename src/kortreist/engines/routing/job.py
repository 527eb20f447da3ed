"""What there is to plan once fixed tours and impossible tasks are set aside."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kortreist.engines.routing.alone import Alone, look_alone
from kortreist.engines.routing.atlas import Atlas, tasks_of
from kortreist.engines.routing.mending import mend, put_in
from kortreist.engines.routing.plan import Tour
from kortreist.engines.routing.problem import Task, TourOrder, Vehicle
from kortreist.engines.routing.timing import drive


@dataclass(frozen=True, slots=True)
class Job:
    """Vehicles that are free, and tasks that at least one of them can do.

    Parameters
    ----------
    atlas, vehicles, tasks
        What is to be planned.
    able
        By task, the vehicles that can do it alone.
    left_out_ore
        What a task costs that is on no tour: its other way, or more than all tours together where
        it has none.
    """

    atlas: Atlas
    vehicles: tuple[Vehicle, ...]
    tasks: tuple[Task, ...]
    able: Mapping[int, frozenset[int]]
    must_ore: int

    def complete(self, orders: Iterable[TourOrder]) -> dict[int, TourOrder]:
        """Mend tours, and put in what is on none of them where it fits, the heaviest first."""
        mended = {}
        for order in orders:
            tour, _ = mend(self.atlas, order)
            if len(tour.stops) > 2:
                mended[order.vehicle_id] = _order(order, tour)
        served = {task_id for order in mended.values() for task_id in tasks_of(order)}
        for task in sorted(self.tasks, key=_heaviest_first):
            if task.task_id in served:
                continue
            fitted = put_in(self.atlas, mended, task, sorted(self.able[task.task_id]))
            if fitted is not None:
                mended[fitted.vehicle_id] = fitted
        return mended

    def cost_of(self, orders: Mapping[int, TourOrder]) -> int:
        """Return what tours and what is left out cost."""
        served = {task_id for order in orders.values() for task_id in tasks_of(order)}
        left = [task for task in self.tasks if task.task_id not in served]
        return sum(drive(self.atlas, order).cost_ore for order in orders.values()) + sum(
            self.must_ore if task.prize_ore is None else task.prize_ore for task in left
        )


def open_job(
    atlas: Atlas, vehicles: Sequence[Vehicle], tasks: Sequence[Task], alone: Mapping[int, Alone]
) -> Job:
    """Return the job of these tasks; those that no vehicle can do are left out."""
    able = {
        task.task_id: frozenset(alone[task.task_id].tours)
        for task in tasks
        if alone[task.task_id].tours
    }
    dearest = [max(tour.cost_ore for tour in alone[task_id].tours.values()) for task_id in able]
    return Job(
        atlas,
        tuple(vehicles),
        tuple(task for task in tasks if task.task_id in able),
        able,
        sum(dearest) + 1,
    )


def look_at_each(
    atlas: Atlas, tasks: Sequence[Task], vehicles: Sequence[Vehicle]
) -> dict[int, Alone]:
    """Drive each task alone with each vehicle."""
    return {task.task_id: look_alone(atlas, task, tuple(vehicles)) for task in tasks}


def _heaviest_first(task: Task) -> tuple[bool, int, int]:
    mass_g = sum(part.mass_g for part in task.goods)
    return task.prize_ore is not None, -mass_g, task.task_id


def _order(order: TourOrder, tour: Tour) -> TourOrder:
    kept = {stop.task_id for stop in tour.stops}
    trips = (tuple(call for call in trip if call.task_id in kept) for trip in order.trips)
    return TourOrder(order.vehicle_id, tuple(trip for trip in trips if trip))
