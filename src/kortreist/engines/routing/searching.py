"""Searching for tours that the exact clock agrees with."""

from collections.abc import Sequence

from pyvrp import Solution

from kortreist.engines.routing.job import Job
from kortreist.engines.routing.model import Slack, TourModel, build_model
from kortreist.engines.routing.plan import BreachCode, Tour
from kortreist.engines.routing.problem import TourOrder
from kortreist.engines.routing.search import Stop, search
from kortreist.engines.routing.timing import drive
from kortreist.engines.routing.waves import first_wave, is_due, join_waves, second_wave

Orders = dict[int, TourOrder]


def find_tours(job: Job, stop: Stop, seed: int, start: Sequence[TourOrder] = ()) -> Orders:
    """Return good tours for a job, each within every limit.

    Where goods are due at the hub, half of the search plans the day in two waves (`waves`), and the
    cheaper is taken.
    """
    if not any(is_due(task) for task in job.tasks):
        return _find(job, stop, seed, start)
    at_once = _find(job, stop.share(1, 2), seed, start)
    wave = first_wave(job)
    first = list(_find(wave, stop.share(1, 8), seed).values())
    rest = second_wave(job, wave, first)
    second = list(_find(rest, stop.share(3, 8), seed).values())
    return min(at_once, job.complete(join_waves(first, second)), key=job.cost_of)


def _find(job: Job, stop: Stop, seed: int, start: Sequence[TourOrder] = ()) -> Orders:
    """Return tours of one search, mended.

    Where not everything fits, a second search, half as long, chooses what to leave out; where
    breaks or driving time make a tour impossible, one more makes room for them. What then is still
    wrong is mended.
    """
    if not job.tasks:
        return {}
    must_prize = None
    found = _search(job, Slack(), must_prize, stop, seed, start)
    if found is None:
        must_prize = job.must_ore
        found = _search(job, Slack(), must_prize, stop.share(1, 2), seed, start)
    orders = found or []
    best = job.complete(orders)
    slack = _room_for(job, [drive(job.atlas, order) for order in orders])
    if slack is None:
        return best
    roomy = _search(job, slack, job.must_ore, stop.share(1, 2), seed, list(best.values()))
    return min(best, job.complete(roomy or []), key=job.cost_of)


def _search(
    job: Job,
    slack: Slack,
    must_prize: int | None,
    stop: Stop,
    seed: int,
    start: Sequence[TourOrder],
) -> list[TourOrder] | None:
    """Return the tours of one search, or none where not everything fits that must."""
    model = _model(job, slack, must_prize)
    found = search(model.data, stop, seed, _start(model, start))
    return model.orders_of(found.best, job.atlas.tasks) if found.is_feasible() else None


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
