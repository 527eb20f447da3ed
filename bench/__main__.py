"""Measure, and print JSON: ``python -m bench [PART]… [--database KIND]… [--quick]``.

What is being done is told on stderr; stdout has nothing but one JSON object.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.claims import check_claims
from bench.databases import Databases, open_databases
from bench.memory import watch_server
from bench.tours import measure_tours

PARTS = ("cycle", "pages", "orders", "assortment", "search", "trace", "tours")
WITHOUT_DATABASE = {"tours"}
DATABASES = ("postgresql", "sqlite")
SIZES = {"x1": 1_000, "x10": 10_000}
Figures = dict[str, Any]  # Any: JSON
Measure = Callable[..., Figures]


@dataclass(frozen=True, slots=True)
class Run:
    """On which kind of database, and whether only to see that everything works."""

    kind: str
    is_quick: bool


# Of the quick run's market.
QUICK = {"units": 8, "lines": 40, "own_lines": 6, "variants": 80, "products": 1, "history": 3}

QUICK_TOURS: Figures = {"seconds": 0.5, "only": ["R101.25"]}


def main(arguments: Sequence[str]) -> int:
    asked = _parse(arguments)
    figures: Figures = {"machine": _machine()}
    parts = asked.parts or PARTS
    stored = [part for part in parts if part not in WITHOUT_DATABASE]
    for kind in (asked.database or DATABASES) if stored else ():
        with open_databases(kind) as databases:
            figures[kind] = dict(_measure_all(databases, stored, quick=asked.quick))
    if "tours" in parts:
        figures["tours"] = measure_tours(**QUICK_TOURS if asked.quick else {"seconds": 10})
    figures["claims"] = [] if asked.quick else check_claims(figures)
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")
    return 0 if all(claim["holds"] for claim in figures["claims"]) else 1


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--database", action="append", choices=DATABASES)
    parser.add_argument("--quick", action="store_true", help="small sizes; proves nothing")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    return asked


def _measure_all(
    databases: Databases, parts: Sequence[str], *, quick: bool
) -> Iterator[tuple[str, Figures]]:
    number = 0

    def measure(name: str, **options: object) -> Figures:
        nonlocal number
        number += 1
        return _run(databases, f"bench{number}", name, options)

    _run(databases, databases.first, "prepare", {})
    for part in parts:
        yield part, PLANS[part](measure, Run(databases.kind, quick))


def _cycle(measure: Measure, run: Run) -> Figures:
    if run.is_quick:
        return {"x1": measure("hubs", hubs=1, plan={"units": 8, "lines": 40, "products": 1})}
    figures = {"x1": measure("hubs", hubs=5)}
    if run.kind == "postgresql":
        figures["x10_in_one"] = measure("large_cycle", times=10, goods_too=True)
        figures["x10_in_one_same_goods"] = measure("large_cycle", times=10, goods_too=False)
        figures["x100_hubs"] = measure("hubs", hubs=100)
        figures["x100_hubs_in_a_pool"] = measure("hubs", hubs=100, processes=os.cpu_count() or 1)
    return figures


def _pages(measure: Measure, run: Run) -> Figures:
    return measure("pages", repeats=1, size=QUICK) if run.is_quick else measure("pages")


def _orders(measure: Measure, run: Run) -> Figures:
    return {
        "placing": measure("placing", orders=5 if run.is_quick else 100),
        "race": measure("race", rounds=2 if run.is_quick else 10),
    }


def _assortment(measure: Measure, run: Run) -> Figures:
    if run.is_quick:
        return {
            "shelf": {"x1": measure("shelf", size=QUICK | {"variants": 80})},
            "sheet": {"x1": measure("sheet", rows=20)},
            "prices": {"x1": measure("prices", variants=20)},
            "export": {"x1": measure("export", variants=20, repeats=1)},
        }
    return {
        "shelf": {f"x{times}": measure("shelf", times=times) for times in (1, 10)},
        "sheet": {f"x{times}": measure("sheet", rows=1_000 * times) for times in (1, 10)},
        "prices": {f"x{times}": measure("prices", variants=500 * times) for times in (1, 10)},
        "export": {name: measure("export", variants=size) for name, size in SIZES.items()},
    }


def _search(measure: Measure, run: Run) -> Figures:
    if run.is_quick:
        return {"x1": measure("search", variants=400, repeats=1)}
    return {name: measure("search", variants=size) for name, size in SIZES.items()}


def _trace(measure: Measure, run: Run) -> Figures:
    if run.is_quick:
        return {"x1": measure("tracing", lines=5_000, repeats=2)}
    sizes = {"x1": 10_000, "x100": 1_000_000} if run.kind == "postgresql" else {"x1": 10_000}
    return {name: measure("tracing", lines=lines) for name, lines in sizes.items()}


PLANS: Mapping[str, Callable[[Measure, Run], Figures]] = {
    "cycle": _cycle,
    "pages": _pages,
    "orders": _orders,
    "assortment": _assortment,
    "search": _search,
    "trace": _trace,
}


def _run(databases: Databases, database: str, name: str, options: Mapping[str, object]) -> Figures:
    """Run one measurement in a process of its own, on a database of its own."""
    _say(f"{databases.kind}: {name} {dict(options) or ''}")
    command = [sys.executable, "-m", "bench.run", name, json.dumps(options)]
    with databases.fresh(database) as environment, watch_server(databases.server) as watched:
        done = subprocess.run(
            command, env=environment, stdout=subprocess.PIPE, text=True, check=True
        )
    figures = json.loads(done.stdout) or {}
    if watched.peak_mb is not None:
        figures["server_peak_mb"] = watched.peak_mb
    return figures


def _machine() -> Figures:
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": platform.platform(terse=True),
        # What else the machine had to do: above the number of cores, seconds are not to be trusted.
        "load": [round(load, 1) for load in os.getloadavg()],
    }


def _say(text: str) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
