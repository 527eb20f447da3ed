"""A file's problem in the engine's whole numbers."""

import math

from kortreist.engines.routing.classic import (
    ClassicProblem,
    ClassicStop,
    Routes,
    solve_classic,
)
from kortreist.engines.routing.search import Stop
from kortreist.formats.vrplib import Convention, Family, Instance, Node, arc

SCALES = {
    Convention.DISTANCE_1DEC: 10,
    Convention.DISTANCE_ROUNDED_INT: 1,
    Convention.HIERARCHICAL_EXACT: 10_000,
}


def solve_instance(
    instance: Instance,
    convention: Convention,
    *,
    seconds: float | None,
    iterations: int,
    seed: int,
) -> Routes | None:
    """Return routes in the file's numbers; ``None`` where none were found."""
    problem = problem_of(instance, convention)
    return solve_classic(problem, Stop(iterations, seconds), seed)


def problem_of(instance: Instance, convention: Convention) -> ClassicProblem:
    """Return the problem in whole units; exact times are rounded up, so that none is late."""
    scale = SCALES[convention]
    exact = [
        [scale * arc(convention, start, end) for end in instance.nodes] for start in instance.nodes
    ]
    distance = tuple(tuple(round(length) for length in row) for row in exact)
    is_exact = convention is Convention.HIERARCHICAL_EXACT
    duration = (
        tuple(tuple(math.ceil(length - 1e-6) for length in row) for row in exact)
        if is_exact
        else distance
    )
    return ClassicProblem(
        tuple(_stop(node, scale) for node in instance.nodes),
        distance,
        duration,
        instance.capacity,
        instance.vehicles or _enough(instance),
        is_paired=instance.family is Family.PDPTW,
        fewest_first=is_exact,
    )


def _enough(instance: Instance) -> int:
    """Return so many vehicles that the loads fit, however they are put together."""
    load = sum(node.demand for node in instance.nodes)
    return min(len(instance.nodes) - 1, 2 * -(-load // instance.capacity))


def _stop(node: Node, scale: int) -> ClassicStop:
    closes = None if node.due is None else scale * node.due
    return ClassicStop(node.demand, scale * node.ready, closes, scale * node.service, node.partner)
