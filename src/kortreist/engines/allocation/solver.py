"""Running HiGHS so that equal input gives equal output: one thread, one seed, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

import highspy

from kortreist.engines.allocation.model import Knot, build_model
from kortreist.engines.allocation.pools import has_minimum

_SETTINGS: dict[str, float | str] = {
    "output_flag": False,
    "threads": 1,
    "parallel": "off",
    "random_seed": 1,
    "time_limit": highspy.kHighsInf,
}
_LATER_CLASS = 1 / 1024


@dataclass(frozen=True, slots=True)
class Stop:
    """When the solver is done: near enough to the bound, or after so many steps."""

    gap_bp: int
    max_iterations: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What the solver found.

    Parameters
    ----------
    packs
        By line; nearly whole unless relaxed.
    served
        By line with a minimum: nearly 0 or 1 unless relaxed.
    bound
        A score in øre that no answer exceeds; ``None`` where the solver stopped before it had one.
    """

    packs: Mapping[int, float]
    served: Mapping[int, float]
    bound: int | None


def search_whole(
    knot: Knot, *, priority: int, kept: Mapping[int, int], stop: Stop
) -> Answer | None:
    """Return the best whole packs for the lines of one class, or ``None`` where none was found.

    Earlier classes keep the score they reached; later ones serve to fill up cases and what the
    producer needs. The search stops at the gap, or after ``max_iterations`` nodes.
    """
    model = build_model(knot, lambda wish: float(wish.priority == priority), kept, is_whole=True)
    solver = _run(model, mip_rel_gap=stop.gap_bp / 10_000, mip_max_nodes=stop.max_iterations)
    info = solver.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    return _answer(knot, solver, info.mip_dual_bound)


def relax(knot: Knot, *, by_class: bool, stop: Stop) -> Answer | None:
    """Return the best parts of packs, or ``None`` where there are none within the steps allowed.

    Parameters
    ----------
    knot
        What to solve.
    by_class
        Whether an earlier class counts much more than a later one; otherwise all count as in the
        score, and the bound is one for the score.
    stop
        The interior-point method and the crossover to a corner stop after ``max_iterations``.
    """
    ranks = {priority: rank for rank, priority in enumerate(knot.priorities)}
    model = build_model(
        knot,
        lambda wish: _LATER_CLASS ** ranks[wish.priority] if by_class else 1.0,
        {},
        is_whole=False,
    )
    solver = _run(
        model,
        solver="ipm",
        ipm_iteration_limit=stop.max_iterations,
        simplex_iteration_limit=stop.max_iterations,
    )
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return _answer(knot, solver, solver.getInfo().objective_function_value)


def _run(model: highspy.HighsLp, **settings: float | str) -> highspy.Highs:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, setting in (_SETTINGS | settings).items():
        solver.setOptionValue(name, setting)
    solver.passModel(model)
    solver.run()
    return solver


def _answer(knot: Knot, solver: highspy.Highs, bound: float) -> Answer:
    wishes = knot.wishes
    found = solver.getSolution().col_value
    with_minimum = [wish.line_id for wish in wishes if has_minimum(wish)]
    return Answer(
        packs={wish.line_id: x for wish, x in zip(wishes, found, strict=False)},
        served=dict(zip(with_minimum, found[2 * len(wishes) :], strict=False)),
        bound=_whole_score(knot, bound),
    )


def _whole_score(knot: Knot, bound: float) -> int | None:
    """Return the highest score that can occur below a bound, give or take rounding errors."""
    if not isfinite(bound):
        return None
    return int(bound * knot.scale / knot.step * (1 + 1e-9) + 1e-4) * knot.step
