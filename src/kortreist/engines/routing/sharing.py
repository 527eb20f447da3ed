"""What it costs to serve each task of a tour."""

from collections.abc import Mapping

from kortreist.engines.routing.atlas import Atlas, tasks_of
from kortreist.engines.routing.mending import take_off
from kortreist.engines.routing.plan import CostToServe, Tour, order_of
from kortreist.engines.routing.timing import drive
from kortreist.kernel.apportion import split_by_weight


def share_cost(atlas: Atlas, tour: Tour, alone_m: Mapping[int, int]) -> list[CostToServe]:
    """Split a tour's cost between its tasks; the parts add up to it exactly.

    Each task bears its marginal cost: what the tour costs less when it is left out and the others
    stay in their order. What remains is nobody's margin (the way out to where several are), and is
    split by the distance that each would take alone, there and back.

    Parameters
    ----------
    atlas, tour
        A tour of the plan.
    alone_m
        By task, the metres of a tour with nothing else.

    References
    ----------
    Tijs and Driessen, "Game theory and cost allocation problems", *Management Science* 32 (1986):
    separable costs, and the non-separable split by weights. Frisk, Göthe-Lundgren, Jörnsten and
    Rönnqvist, "Cost allocation in collaborative forest transportation", *European Journal of
    Operational Research* 205 (2010), on weights by stand-alone cost in transport.
    """
    order = order_of(tour)
    numbers = tasks_of(order)
    if not numbers:
        return []
    marginal = []
    for task_id in numbers:
        rest = take_off(order, task_id)
        without_ore = drive(atlas, rest).cost_ore if rest.trips else 0
        marginal.append(tour.cost_ore - without_ore)
    left_ore = tour.cost_ore - sum(marginal)
    shared = split_by_weight(left_ore, [alone_m.get(task_id, 0) for task_id in numbers])
    return [
        CostToServe(task_id, tour.vehicle_id, own, part)
        for task_id, own, part in zip(numbers, marginal, shared, strict=True)
    ]
