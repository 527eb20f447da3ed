"""Searching for tours that the exact clock agrees with."""

from collections.abc import Sequence

from pyvrp import Solution

from kortreist.engines.routing.job import Job
from kortreist.engines.routing.model import Slack, TourModel, build_model
from kortreist.engines.routing.plan import BreachCode, Tour
from kortreist.engines.routing.problem import TourOrder
from kortreist.engines.routing.search import Stop, search
from kortreist.engines.routing.timing import drive

Orders = dict[int, TourOrder]


def find_tours(job: Job, stop: Stop, seed: int, start: Sequence[TourOrder] = ()) -> Orders:
    """Return good tours for a job, each within every limit.

    Where not everything fits, a second search, half as long, chooses what to leave out; where
    breaks or driving time make a tour impossible, one more makes room for them. What then is still
    wrong is mended.
    """
    orders = _search(job, Slack(), stop, seed, start)
    best = job.complete(orders)
    tours = [drive(job.atlas, order) for order in orders]
    slack = _room_for(job, tours)
    if slack is None:
        return best
    roomy = job.complete(_search(job, slack, stop.share(1, 2), seed, start))
    return min(best, roomy, key=job.cost_of)


def _search(
    job: Job, slack: Slack, stop: Stop, seed: int, start: Sequence[TourOrder]
) -> list[TourOrder]:
    model = _model(job, slack, None)
    found = search(model.data, stop, seed, _start(model, start))
    if not found.is_feasible():
        model = _model(job, slack, job.must_ore)
        found = search(model.data, stop.share(1, 2), seed, _start(model, start))
    return model.orders_of(found.best, job.atlas.tasks)


def _model(job: Job, slack: Slack, must_prize: int | None) -> TourModel:
    return build_model(
        job.atlas, job.vehicles, job.tasks, able=job.able, slack=slack, must_prize=must_prize
    )


def _start(model: TourModel, start: Sequence[TourOrder]) -> Solution | None:
    return model.solution_of(start) if start else None


def _room_for(job: Job, tours: Sequence[Tour]) -> Slack | None:
    """Return what would have made room for these tours; ``None`` where nothing is wrong."""
    if not any(tour.breaches for tour in tours):
        return None
    stretch_bp, max_distance_m = {}, {}
    for vehicle in job.vehicles:
        if vehicle.rest:
            stretch_bp[vehicle.vehicle_id] = -(
                -10_000 * vehicle.rest.break_s // vehicle.rest.after_driving_s
            )
        if vehicle.max_drive_s is not None:
            max_distance_m[vehicle.vehicle_id] = _farthest_m(vehicle.max_drive_s, tours)
    return Slack(stretch_bp, max_distance_m)


def _farthest_m(max_drive_s: int, tours: Sequence[Tour]) -> int:
    """Return how far the driving time reaches at the slowest of the tours that took too long."""
    slow = [
        (tour.distance_m, tour.drive_s)
        for tour in tours
        if tour.drive_s and any(each.code is BreachCode.DRIVING_TIME for each in tour.breaches)
    ]
    return min((far_m * max_drive_s // long_s for far_m, long_s in slow), default=1 << 44)
