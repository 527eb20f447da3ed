"""Researchers' tour problems: ours beside OR-Tools and VROOM, on one core, in the same run.

``python -m bench.tours [--seconds S] [--only NAME]…`` prints JSON. The instances lie beside the
repository, in ``../shared/data/vrp``; where they are not, nothing is measured, and that is said.
OR-Tools and VROOM are locked in ``requirements/bench.txt``; a solver that is not installed is left
out, and that is said as well.
"""

import argparse
import csv
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bench.other_solvers import solve_by_ortools, solve_by_vroom
from kortreist.cli.classic_tours import problem_of
from kortreist.engines.routing.classic import ClassicProblem, Routes, solve_classic
from kortreist.engines.routing.search import Stop
from kortreist.formats.vrplib import (
    Convention,
    Instance,
    check_routes,
    cost_of,
    read_instance,
)

ROOT = Path(__file__).resolve().parent.parent
SMALL = 100
Figures = dict[str, Any]  # Any: JSON
Solver = Callable[[ClassicProblem, float, int], Routes | None]


def solve_ours(problem: ClassicProblem, seconds: float, seed: int) -> Routes | None:
    return solve_classic(problem, Stop(1, seconds), seed)


SOLVERS: Mapping[str, tuple[str, Solver]] = {
    "kortreist": ("pyvrp", solve_ours),
    "ortools": ("ortools", solve_by_ortools),
    "vroom": ("vroom", solve_by_vroom),
}


@dataclass(frozen=True, slots=True)
class Case:
    """An instance in one convention, and the best that is known of it."""

    name: str
    instance: Instance
    convention: Convention
    customers: int
    vehicles: int
    cost: float


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench.tours", description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", action="append", default=[], help="instances that begin so")
    parser.add_argument("--convention", action="append", choices=list(Convention))
    parser.add_argument("--solver", action="append", choices=list(SOLVERS))
    asked = parser.parse_args(arguments)
    solvers = asked.solver or list(SOLVERS)
    figures = measure_tours(
        seconds=asked.seconds,
        seed=asked.seed,
        only=asked.only,
        conventions=asked.convention or list(Convention),
        solvers=solvers,
    )
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")
    return 0


def measure_tours(
    *,
    seconds: float,
    seed: int = 0,
    only: Sequence[str] = (),
    conventions: Sequence[str] = tuple(Convention),
    solvers: Sequence[str] = tuple(SOLVERS),
) -> Figures:
    """Solve each instance with each solver, and tell how far each is from the best known."""
    folder = find_instances()
    if folder is None:
        _say("tours: NOT MEASURED, there is no ../shared/data/vrp")
        return {"not_measured": "no ../shared/data/vrp"}
    use_one_core()
    absent = [name for name in solvers if find_spec(SOLVERS[name][0]) is None]
    for name in absent:
        _say(f"tours: {name} is NOT MEASURED, it is not installed (requirements/bench.txt)")
    rows = [
        _measure(case, name, seconds, seed)
        for case in read_cases(folder)
        if case.convention in conventions
        and (not only or any(case.name.startswith(each) for each in only))
        for name in solvers
        if name not in absent
    ]
    return {"seconds": seconds, "absent": absent, "gaps": summarise(rows), "rows": rows}


def find_instances() -> Path | None:
    """Return the instances' folder: beside the repository, or where ``KORTREIST_SHARED`` says."""
    folder = Path(os.environ.get("KORTREIST_SHARED") or ROOT.parent / "shared") / "data" / "vrp"
    return folder if folder.is_dir() else None


def read_cases(folder: Path) -> Iterator[Case]:
    with (folder / "best_known.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield Case(
                row["instance"],
                read_instance((folder / row["instance_file"]).read_text(encoding="utf-8")),
                Convention(row["convention"]),
                int(row["n_customers"]),
                int(row["bks_vehicles"]),
                float(row["bks_cost"]),
            )


def _measure(case: Case, solver: str, seconds: float, seed: int) -> Figures:
    problem = problem_of(case.instance, case.convention)
    begun = time.perf_counter()
    routes = SOLVERS[solver][1](problem, seconds, seed)
    took = time.perf_counter() - begun
    wrong = ["nothing was found"]
    cost = vehicles = None
    if routes is not None:
        wrong = check_routes(case.instance, routes, case.convention)
        cost = round(cost_of(case.instance, routes, case.convention), 4)
        vehicles = len(routes)
    row = {
        "instance": case.name,
        "convention": case.convention,
        "customers": case.customers,
        "solver": solver,
        "seconds": round(took, 2),
        "vehicles": vehicles,
        "best_vehicles": case.vehicles,
        "cost": cost,
        "best_cost": case.cost,
        "gap_percent": None if cost is None else round(100 * (cost / case.cost - 1), 3),
        "wrong": wrong,
    }
    _say(
        f"{case.name:12} {case.convention:20} {solver:10} {vehicles} ({case.vehicles}) "
        f"{cost} ({case.cost}) {row['gap_percent']} % {took:.1f} s {'; '.join(wrong)}"
    )
    return row


def summarise(rows: Sequence[Figures]) -> Figures:
    """Return mean gaps of those that count distance, and what vehicles-first came to."""
    figures: Figures = {}
    for solver in dict.fromkeys(row["solver"] for row in rows):
        own = [row for row in rows if row["solver"] == solver]
        fleets = [row for row in own if row["convention"] == Convention.HIERARCHICAL_EXACT]
        lengths = [row for row in own if row["convention"] != Convention.HIERARCHICAL_EXACT]
        figures[solver] = {
            "to_100": _mean_gap([row for row in lengths if row["customers"] <= SMALL]),
            "above_100": _mean_gap([row for row in lengths if row["customers"] > SMALL]),
            "infeasible": sum(bool(row["wrong"]) for row in own),
            "fleets": len(fleets),
            "more_vehicles": sum(
                row["vehicles"] - row["best_vehicles"] for row in fleets if row["vehicles"]
            ),
            "fleet_distance_percent": _mean_gap(fleets),
        }
    return figures


def _mean_gap(rows: Sequence[Figures]) -> float | None:
    gaps = [row["gap_percent"] for row in rows if row["gap_percent"] is not None]
    return round(statistics.fmean(gaps), 3) if gaps else None


def use_one_core() -> None:
    """Keep this process to one core, so that no solver has more than another."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def _say(text: str) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
