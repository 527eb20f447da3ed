"""Direct or through the hub: which of several ways goods take, where that pays.

The choice is made between whole plans, not inside one: PyVRP lets one of several clients be
visited, but not one shipment instead of two clients. So a few selections are planned, each with its
part of the search: all goods the first way, all the last way, each the way that is cheapest alone,
and the way that the previous plan took. The plan that serves most of what must be served is taken,
and of those the cheapest. From a plan's choices the next ones are easily tried by hand, with fixed
tours.
"""

from collections.abc import Iterator, Mapping, Sequence

from kortreist.engines.routing.alone import Alone
from kortreist.engines.routing.atlas import tasks_of
from kortreist.engines.routing.problem import Choice, TourProblem

Ways = tuple[int, ...]
"""For each choice, which way."""


def select(problem: TourProblem, alone: Mapping[int, Alone]) -> list[Ways]:
    """Return the selections worth a plan, the previous plan's first."""
    ranges = [_open_ways(problem, choice) for choice in problem.choices]
    selections = [
        *_as_before(problem, ranges),
        tuple(each[0] for each in ranges),
        tuple(each[-1] for each in ranges),
        tuple(
            _cheapest_alone(choice, each, alone)
            for choice, each in zip(problem.choices, ranges, strict=True)
        ),
    ]
    return list(dict.fromkeys(selections))


def left_by(problem: TourProblem, ways: Ways) -> frozenset[int]:
    """Return the tasks that a selection leaves undone."""
    return frozenset(
        task_id
        for choice, chosen in zip(problem.choices, ways, strict=True)
        for way, tasks in enumerate(choice.ways)
        if way != chosen
        for task_id in tasks
    )


def _open_ways(problem: TourProblem, choice: Choice) -> list[int]:
    """Return the ways that are still open: a fixed tour decides."""
    fixed = {task_id for order in problem.fixed for task_id in tasks_of(order)}
    taken = [way for way, tasks in enumerate(choice.ways) if fixed.intersection(tasks)]
    return taken or list(range(len(choice.ways)))


def _as_before(problem: TourProblem, ranges: Sequence[Sequence[int]]) -> Iterator[Ways]:
    if problem.previous is None:
        return
    before = {task_id for order in problem.previous.orders for task_id in tasks_of(order)}
    yield tuple(
        next((way for way in each if before.intersection(choice.ways[way])), each[0])
        for choice, each in zip(problem.choices, ranges, strict=True)
    )


def _cheapest_alone(choice: Choice, ways: Sequence[int], alone: Mapping[int, Alone]) -> int:
    return min(ways, key=lambda way: _alone_ore(choice.ways[way], alone))


def _alone_ore(tasks: Sequence[int], alone: Mapping[int, Alone]) -> tuple[bool, int]:
    """Return what the tasks cost alone; a way that cannot be done comes last."""
    costs = [
        min((tour.cost_ore for tour in alone[task_id].tours.values()), default=None)
        for task_id in tasks
    ]
    return None in costs, sum(cost or 0 for cost in costs)
