"""Solving knots: pools that the policy alone cannot settle, because minimums stand in the way."""

from collections.abc import Mapping
from dataclasses import dataclass

from kortreist.engines.allocation.model import Knot
from kortreist.engines.allocation.pools import keeps_minimum, whole_cases
from kortreist.engines.allocation.rounding import round_pool, share_as_found
from kortreist.engines.allocation.solver import Stop, relax, search_whole
from kortreist.engines.shares import Policy


@dataclass(frozen=True, slots=True)
class Settled:
    """Packs of the lines of some pools, a score that nothing exceeds for them, and the way."""

    given: Mapping[int, int]
    bound: int
    method: str


def settle_exactly(knot: Knot, policy: Policy, stop: Stop) -> Settled | None:
    """Return the best packs, class by class, or ``None`` where none were found.

    The solver decides whom to serve and how many packs each class gets of each item; within a
    class the policy shares them.
    """
    kept: dict[int, int] = {}
    packs: dict[int, int] = {}
    bound = None
    for priority in knot.priorities:
        answer = search_whole(knot, priority=priority, kept=kept, stop=stop)
        if answer is None:
            return None
        packs = {line_id: round(x) for line_id, x in answer.packs.items()}
        if not _keeps_rules(knot, packs):
            return None
        kept[priority] = sum(pool.score(packs, priority) for pool in knot.pools)
        bound = answer.bound
    if len(knot.priorities) > 1:
        bound = _bound_over_classes(knot, stop)
    given: dict[int, int] = {}
    for pool in knot.pools:
        given |= share_as_found(pool, packs, policy)
    return _settled(knot, given, bound, "mip")


def settle_by_rounding(knot: Knot, policy: Policy, stop: Stop) -> Settled | None:
    """Return good packs from the relaxation, rounded and repaired pool by pool.

    ``None`` where they do not come to what the producer needs.
    """
    hint = relax(knot, by_class=True, stop=stop)
    bound = hint.bound if hint else None
    if len(knot.priorities) > 1:
        bound = _bound_over_classes(knot, stop)
    everyone = {wish.line_id: 1.0 for wish in knot.wishes}
    for served in (hint.served if hint else {}, everyone):
        given: dict[int, int] = {}
        for pool in knot.pools:
            given |= round_pool(pool, served, policy)
        if _keeps_rules(knot, given):
            return _settled(knot, given, bound, "lp")
    return None


def _bound_over_classes(knot: Knot, stop: Stop) -> int | None:
    """Return a bound when no class comes first."""
    answer = relax(knot, by_class=False, stop=stop)
    return answer.bound if answer else None


def _keeps_rules(knot: Knot, given: Mapping[int, int]) -> bool:
    """Whether packs keep every rule exactly, whatever the solver's tolerances are."""
    for pool in knot.pools:
        total = sum(given[wish.line_id] for wish in pool.able)
        if total > pool.usable or total != whole_cases(total, pool.item):
            return False
        for wish in pool.able:
            packs = given[wish.line_id]
            if not 0 <= packs <= wish.wanted or not keeps_minimum(wish, packs):
                return False
    return sum(pool.value_ore(given) for pool in knot.pools) >= knot.needed_ore


def _settled(knot: Knot, given: Mapping[int, int], bound: int | None, method: str) -> Settled:
    score = sum(pool.score(given) for pool in knot.pools)
    plain = sum(pool.bound for pool in knot.pools)
    return Settled(given, max(score, plain if bound is None else min(bound, plain)), method)
