"""The measurements of ADR 0003: ``python -m tests.engines.measure``."""

# ruff: noqa: T201

from itertools import pairwise
from math import inf
from random import Random
from time import process_time

from kortreist.engines.allocation import allocate, cycle
from kortreist.engines.allocation.model import Knot
from kortreist.engines.allocation.pools import make_pool
from kortreist.engines.allocation.solver import Stop, relax
from kortreist.engines.shares import Claim, Policy, share_out
from kortreist.kernel.apportion import split_by_weight
from tests.engines.cycles import large_cycle, scarce_item


def main():
    measure_monotone()
    measure_start()
    measure_relaxation()
    measure_rounding()
    measure_cycles()


def timed(function, *arguments, **named):
    start = process_time()
    result = function(*arguments, **named)
    return result, process_time() - start


def measure_monotone(trials=2_000):
    """How often a step of one pack more takes a pack from someone."""
    random = Random(1)
    falls = {"largest remainder": 0, "highest averages": 0}
    for _ in range(trials):
        wanted = [random.randint(1, 30) for _ in range(random.randint(3, 12))]
        claims = [Claim(place, amount) for place, amount in enumerate(wanted)]
        totals = range(sum(wanted))
        falls["largest remainder"] += has_fall([split_by_weight(packs, wanted) for packs in totals])
        falls["highest averages"] += has_fall(
            [list(share_out(claims, packs=packs).values()) for packs in totals]
        )
    for name, count in falls.items():
        print(f"monotone: {name}: someone loses in {count} of {trials} random variants")


def has_fall(rows):
    return any(
        more < fewer
        for before, after in pairwise(rows)
        for fewer, more in zip(before, after, strict=True)
    )


def measure_start():
    claims = [Claim(place, 1 + place * 7919 % 90, cut_before=place % 5) for place in range(3_000)]
    for policy in Policy:
        _, seconds = timed(share_out, claims, packs=100_000, policy=policy)
        print(f"shares: 100,000 packs, 3,000 lines, {policy}: {seconds:.2f} s")


def measure_relaxation():
    for lines in (20, 100, 400):
        problem = scarce_item(lines=lines)
        pool = make_pool(problem.items[0], problem.wishes, problem.policy)
        relaxed, relaxing = timed(relax, Knot((pool,)), by_class=False, stop=Stop(0, 10_000))
        cycle.EXACT_KNOT_LINES = inf
        best, searching = timed(allocate, problem)
        above = [
            f"{100 * (bound / best.achieved - 1):.2f} %" for bound in (pool.bound, relaxed.bound)
        ]
        print(
            f"relaxation: {lines} lines: optimum in {searching:.2f} s; the policy's bound lies "
            f"{above[0]} above it, the relaxation's {above[1]} ({relaxing:.3f} s)"
        )


def measure_rounding():
    for lines, case_packs in ((20, 1), (100, 1), (400, 1), (400, 6), (3_000, 1), (3_000, 6)):
        problem = scarce_item(lines=lines, case_packs=case_packs)
        cycle.EXACT_KNOT_LINES = -1
        rounded, seconds = timed(allocate, problem)
        cycle.EXACT_KNOT_LINES = inf
        cycle.EXACT_LINES_IN_ALL = inf
        best, searching = timed(allocate, problem)
        short = 10_000 * (1 - rounded.achieved / best.achieved)
        print(
            f"rounding: {lines} lines in cases of {case_packs}: {short:.1f} bp below the optimum, "
            f"{rounded.method} in {seconds:.2f} s, {best.method} in {searching:.2f} s"
        )
    cycle.EXACT_KNOT_LINES, cycle.EXACT_LINES_IN_ALL = 200, 2_000


def measure_cycles():
    for lines, producers, items in ((3_000, 30, 180), (30_000, 30, 1_800), (30_000, 300, 1_800)):
        for minimums in (0.15, 0.7):
            problem = large_cycle(lines=lines, producers=producers, items=items, minimums=minimums)
            found, seconds = timed(allocate, problem)
            print(
                f"cycle: {lines} lines, {producers} producers, {items} items, minimums on "
                f"{minimums:.0%}: {seconds:.2f} s by {found.method}, gap {found.gap_bp} bp"
            )


if __name__ == "__main__":
    main()
