"""The search itself: PyVRP, stopped by iterations or by its own clock."""

from dataclasses import dataclass

from pyvrp import PenaltyParams, ProblemData, Result, Solution, SolveParams, solve
from pyvrp.stop import MaxIterations, MaxRuntime, StoppingCriterion


@dataclass(frozen=True, slots=True)
class Stop:
    """When a search ends: after so many iterations, or so many seconds where those are given."""

    iterations: int
    seconds: float | None = None

    def share(self, part: int, whole: int) -> "Stop":
        """Return a part of this."""
        seconds = None if self.seconds is None else self.seconds * part / whole
        return Stop(max(1, self.iterations * part // whole), seconds)

    def criterion(self) -> StoppingCriterion:
        """Return PyVRP's word for it."""
        return MaxIterations(self.iterations) if self.seconds is None else MaxRuntime(self.seconds)


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
