"""From a problem to a plan."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kortreist.engines.routing.alone import Alone
from kortreist.engines.routing.atlas import Atlas, open_atlas, tasks_of
from kortreist.engines.routing.choosing import left_by, select
from kortreist.engines.routing.job import Job, look_at_each, open_job
from kortreist.engines.routing.plan import (
    Breach,
    BreachCode,
    CostToServe,
    Tour,
    TourPlan,
    Unserved,
    UnservedCode,
    order_of,
)
from kortreist.engines.routing.problem import Previous, Task, TourOrder, TourProblem
from kortreist.engines.routing.search import Stop
from kortreist.engines.routing.searching import find_tours
from kortreist.engines.routing.sharing import share_cost
from kortreist.engines.routing.timing import drive

Orders = dict[int, TourOrder]


def plan_tours(problem: TourProblem) -> TourPlan:
    """Plan a day's tours: who drives where, when, with what aboard, and at what cost.

    Every tour that is not fixed keeps every limit. What cannot be done is named, with the reason.
    By iterations the same problem gives the same plan, to the byte; with ``seconds`` the search
    takes that long, and at most twice that where not everything fits or breaks need room.

    Raises
    ------
    InvalidInputError
        When ids come twice or are of nothing in the problem, when roads do not fit the places, when
        a window closes before it opens, or when a direct task has no buyer.
    """
    atlas = open_atlas(problem)
    if not problem.choices:
        return _plan(atlas, problem)
    return _plan_choices(atlas)


def _plan_choices(atlas: Atlas) -> TourPlan:
    """Plan each selection of ways with its part of the search, and return the best."""
    problem = atlas.problem
    selections = select(problem, look_at_each(atlas, problem.tasks, problem.vehicles))
    stop = Stop(problem.iterations, problem.seconds).share(1, len(selections))
    plans = []
    for ways in selections:
        left = left_by(problem, ways)
        part = replace(
            problem,
            tasks=tuple(task for task in problem.tasks if task.task_id not in left),
            choices=(),
            iterations=stop.iterations,
            seconds=stop.seconds,
        )
        plan = _with_left(_plan(open_atlas(part), part), left)
        if plan.is_kept:
            return plan
        plans.append(plan)
    return min(plans, key=lambda plan: _rank(atlas, plan))


def _with_left(plan: TourPlan, left: frozenset[int]) -> TourPlan:
    unserved = [Unserved(task_id, UnservedCode.OTHER_WAY_CHOSEN) for task_id in left]
    ordered = sorted([*plan.unserved, *unserved], key=lambda each: each.task_id)
    return replace(plan, unserved=tuple(ordered))


def _rank(atlas: Atlas, plan: TourPlan) -> tuple[int, int]:
    """Return how many tasks miss a tour that need one, and what the plan costs."""
    needed = [
        each
        for each in plan.unserved
        if each.code is not UnservedCode.OTHER_WAY_CHOSEN
        and atlas.tasks[each.task_id].prize_ore is None
    ]
    return len(needed), plan.cost_ore + plan.other_ways_ore


def _plan(atlas: Atlas, problem: TourProblem) -> TourPlan:
    fixed = _drive_fixed(atlas)
    alone = look_at_each(atlas, problem.tasks, problem.vehicles)
    job = _job_beside(atlas, fixed, alone)
    before = _before(job, problem.previous)
    if problem.previous and before and _is_as_it_was(job, problem.previous, before, fixed):
        return _write(atlas, [*fixed, *_drive_all(atlas, before)], alone, is_kept=True)
    orders = _choose(job, problem, before)
    return _write(atlas, [*fixed, *_drive_all(atlas, orders)], alone)


def previous_of(plan: TourPlan, *, move_ore: int = 0) -> Previous:
    """Return a plan as the previous one of the next; its fixed tours are no part of it."""
    return Previous(
        tuple(order_of(tour) for tour in plan.tours if not tour.is_fixed),
        plan.cost_ore,
        tuple(each.task_id for each in plan.unserved),
        move_ore,
    )


def _drive_fixed(atlas: Atlas) -> list[Tour]:
    """Drive fixed tours as they are; a task on two of them is the later one's breach."""
    tours: list[Tour] = []
    seen: set[int] = set()
    for order in atlas.problem.fixed:
        tour = drive(atlas, order, is_fixed=True)
        twice = [task_id for task_id in tasks_of(order) if task_id in seen]
        seen.update(tasks_of(order))
        breaches = [Breach(BreachCode.TWICE, order.vehicle_id, task_id) for task_id in twice]
        tours.append(_with(tour, breaches))
    return tours


def _with(tour: Tour, breaches: Sequence[Breach]) -> Tour:
    return replace(tour, breaches=(*tour.breaches, *breaches))


def _job_beside(atlas: Atlas, fixed: Sequence[Tour], alone: Mapping[int, Alone]) -> Job:
    taken = {stop.task_id for tour in fixed for stop in tour.stops}
    busy = {tour.vehicle_id for tour in fixed}
    vehicles = [each for each in atlas.problem.vehicles if each.vehicle_id not in busy]
    tasks = [task for task in atlas.problem.tasks if task.task_id not in taken]
    return open_job(atlas, vehicles, tasks, alone)


def _before(job: Job, previous: Previous | None) -> Orders:
    """Return the previous tours as far as there still are their vehicles and tasks."""
    if previous is None:
        return {}
    free = {vehicle.vehicle_id for vehicle in job.vehicles}
    known = {task.task_id for task in job.tasks}
    orders = {}
    for order in previous.orders:
        trips = (tuple(call for call in trip if call.task_id in known) for trip in order.trips)
        left = tuple(trip for trip in trips if trip)
        if order.vehicle_id in free and left:
            orders[order.vehicle_id] = TourOrder(order.vehicle_id, left)
    return orders


def _is_as_it_was(job: Job, previous: Previous, before: Orders, fixed: Sequence[Tour]) -> bool:
    known = {task_id for order in before.values() for task_id in tasks_of(order)}
    was = {task_id for order in previous.orders for task_id in tasks_of(order)}
    asked = {task.task_id for task in job.tasks}
    if known != was or not asked <= known | set(previous.left_out):
        return False
    tours = _drive_all(job.atlas, before)
    cost_ore = sum(tour.cost_ore for tour in [*fixed, *tours])
    return cost_ore <= previous.cost_ore and not any(tour.breaches for tour in tours)


def _choose(job: Job, problem: TourProblem, before: Orders) -> Orders:
    """Return new tours, or the previous ones with the least change where that costs no more."""
    stop = Stop(problem.iterations, problem.seconds)
    if not job.tasks or not job.vehicles:
        return {}
    if problem.previous is None or not before:
        return find_tours(job, stop, problem.seed)
    kept = job.complete(before.values())
    fresh = find_tours(job, stop, problem.seed, tuple(kept.values()))
    move_ore = problem.previous.move_ore

    def cost(orders: Orders) -> int:
        return job.cost_of(orders) + move_ore * _moved(before, orders)

    return min(kept, fresh, key=cost)


def _moved(before: Orders, after: Orders) -> int:
    """Return how many tasks are on another vehicle than before."""
    was, is_now = _vehicle_of(before.values()), _vehicle_of(after.values())
    return sum(is_now.get(task_id, vehicle_id) != vehicle_id for task_id, vehicle_id in was.items())


def _vehicle_of(orders: Iterable[TourOrder]) -> dict[int, int]:
    return {task_id: order.vehicle_id for order in orders for task_id in tasks_of(order)}


def _drive_all(atlas: Atlas, orders: Orders) -> list[Tour]:
    return [drive(atlas, orders[vehicle_id]) for vehicle_id in sorted(orders)]


def _write(
    atlas: Atlas, tours: Sequence[Tour], alone: Mapping[int, Alone], *, is_kept: bool = False
) -> TourPlan:
    tours = sorted(
        (tour for tour in tours if len(tour.stops) > 2), key=lambda each: each.vehicle_id
    )
    served = {stop.task_id for tour in tours for stop in tour.stops}
    unserved = [
        _unserved(task, alone[task.task_id])
        for task in atlas.problem.tasks
        if task.task_id not in served
    ]
    left = [atlas.tasks[each.task_id].prize_ore or 0 for each in unserved]
    alone_m = {task_id: each.distance_m for task_id, each in alone.items()}
    shares: list[CostToServe] = []
    for tour in tours:
        shares += share_cost(atlas, tour, alone_m)
    previous = atlas.problem.previous
    was = {} if previous is None else {each.vehicle_id: each for each in previous.orders}
    return TourPlan(
        tuple(tours),
        tuple(sorted(unserved, key=lambda each: each.task_id)),
        cost_ore=sum(tour.cost_ore for tour in tours),
        other_ways_ore=sum(left),
        is_feasible=not any(tour.breaches for tour in tours),
        is_kept=is_kept,
        moved=_moved(was, {tour.vehicle_id: order_of(tour) for tour in tours}),
        cost_to_serve=tuple(sorted(shares, key=lambda each: each.task_id)),
    )


def _unserved(task: Task, alone: Alone) -> Unserved:
    """Return why a task is on no tour: impossible, cheaper another way, or no room."""
    if alone.unserved:
        return alone.unserved
    alone_ore = min(tour.cost_ore for tour in alone.tours.values())
    if task.prize_ore is not None:
        params = {"prize_ore": task.prize_ore, "alone_ore": alone_ore}
        return Unserved(task.task_id, UnservedCode.OTHER_WAY_CHEAPER, params)
    return Unserved(task.task_id, UnservedCode.NO_ROOM, {"alone_ore": alone_ore})
