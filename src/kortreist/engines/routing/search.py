"""The search itself: PyVRP, stopped by iterations or by its own clock."""

import warnings
from dataclasses import dataclass, replace

from pyvrp import PenaltyParams, ProblemData, Result, Solution, SolveParams, solve
from pyvrp.exceptions import PenaltyBoundWarning
from pyvrp.stop import (
    FirstFeasible,
    MaxIterations,
    MaxRuntime,
    MultipleCriteria,
    StoppingCriterion,
)


@dataclass(frozen=True, slots=True)
class Stop:
    """When a search ends: after so many iterations, or so many seconds where those are given."""

    iterations: int
    seconds: float | None = None
    round_iterations: int | None = None
    is_at_first_feasible: bool = False

    @property
    def is_over(self) -> bool:
        """Nothing is left."""
        return self.iterations <= 0 if self.seconds is None else self.seconds <= 0

    def share(self, part: int, whole: int) -> "Stop":
        """Return a part of this, at least one iteration."""
        seconds = None if self.seconds is None else self.seconds * part / whole
        return replace(self, iterations=max(1, self.iterations * part // whole), seconds=seconds)

    def minus(self, result: Result) -> "Stop":
        """Return what a search has left of this, by what it says it took."""
        seconds = None if self.seconds is None else max(0.0, self.seconds - result.runtime)
        return Stop(max(0, self.iterations - result.num_iterations), seconds)

    def plus(self, other: "Stop") -> "Stop":
        """Return both one after the other."""
        seconds = None
        if self.seconds is not None and other.seconds is not None:
            seconds = self.seconds + other.seconds
        return Stop(self.iterations + other.iterations, seconds)

    def one_round(self, iterations: int, *, is_at_first_feasible: bool = False) -> "Stop":
        """Return this, ending after so many iterations, or with the first that keeps all limits."""
        return replace(self, round_iterations=iterations, is_at_first_feasible=is_at_first_feasible)

    def criterion(self) -> StoppingCriterion:
        """Return PyVRP's word for it."""
        limit = MaxIterations(self.iterations) if self.seconds is None else MaxRuntime(self.seconds)
        if self.round_iterations is None:
            return limit
        criteria: list[StoppingCriterion] = [limit, MaxIterations(self.round_iterations)]
        if self.is_at_first_feasible:
            criteria.append(FirstFeasible())
        return MultipleCriteria(criteria)


# That a fleet is too small for its work is an answer here, and no fault of the model.
warnings.filterwarnings("ignore", category=PenaltyBoundWarning)

PARAMS = SolveParams(penalty=PenaltyParams(max_penalty=10_000_000))
"""Lateness must be able to outweigh tours that cost millions of hundredths of an øre."""


def search(data: ProblemData, stop: Stop, seed: int, start: Solution | None = None) -> Result:
    """Look for a good solution; with iterations, the same data and seed give the same one."""
    return solve(
        data,
        stop.criterion(),
        seed,
        collect_stats=False,
        display=False,
        params=PARAMS,
        initial_solution=start,
    )
