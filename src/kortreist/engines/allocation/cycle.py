"""The whole problem of a cycle: pools that the policy settles, and knots that it cannot."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from kortreist.engines.allocation.knots import Settled, settle_by_rounding, settle_exactly
from kortreist.engines.allocation.model import Knot
from kortreist.engines.allocation.pools import Pool, has_minimum, make_pool
from kortreist.engines.allocation.problem import Allocation, Problem, Supplier, Wish
from kortreist.engines.allocation.reasons import Circumstances, Shortfall, class_sums, explain
from kortreist.engines.allocation.solver import Stop
from kortreist.kernel.errors import InvalidInputError

_WAYS = ("shares", "mip", "lp")

EXACT_KNOT_LINES = 200
"""Lines of a knot, once for each class, that are searched exactly; larger ones are rounded."""

EXACT_LINES_IN_ALL = 2_000
"""Lines of a cycle, once for each class, that are searched exactly; the smallest knots first."""


def allocate(problem: Problem) -> Allocation:
    """Return who gets what of every item in a cycle, with a reason for every line.

    Each item is shared by the policy. Where that leaves lines below their own minimum, or a
    producer below the value at which they deliver, a solver decides whom to serve: exactly where
    the knot is small, by relaxation, rounding and repair where it is large. A producer whose
    minimum cannot be met delivers nothing. The order of the input is irrelevant; ties go by class,
    earlier placing, lower id.

    Raises
    ------
    InvalidInputError
        When a number is below zero, an id comes twice, or a wish is for an item that is not there.
    """
    _require_sound(problem)
    settlement = _Settlement(problem)
    settlement.settle_items()
    for supplier in sorted(problem.producers, key=lambda supplier: supplier.producer_id):
        settlement.settle_minimum(supplier)
    return settlement.result()


class _Settlement:
    """What is settled so far."""

    def __init__(self, problem: Problem) -> None:
        wishes: dict[int, list[Wish]] = defaultdict(list)
        for wish in problem.wishes:
            wishes[wish.item_id].append(wish)
        self.problem = problem
        self.pools = [
            make_pool(item, wishes[item.item_id], problem.policy)
            for item in sorted(problem.items, key=lambda item: item.item_id)
            if item.item_id in wishes
        ]
        self.of_producer: dict[int, list[Pool]] = defaultdict(list)
        for pool in self.pools:
            self.of_producer[pool.item.producer_id].append(pool)
        self.minimums = defaultdict(int, {s.producer_id: s.minimum_ore for s in problem.producers})
        self.stop = Stop(problem.gap_bp, problem.max_iterations)
        self.exact_lines = 0
        self.given = {wish.line_id: 0 for wish in problem.wishes}
        self.bounds: dict[int, int] = {}
        self.methods: dict[int, str] = {}
        self.shortfalls: dict[int, Shortfall] = {}

    def settle_items(self) -> None:
        """Settle each item by itself, as if no producer had a minimum."""
        knots = [Knot((pool,)) for pool in self.pools if not pool.is_plain]
        for pool in self.pools:
            if pool.is_plain:
                self._write([pool], Settled(pool.fair, pool.bound, "shares"))
        for knot in sorted(knots, key=lambda knot: len(knot.wishes)):
            self._settle(knot)

    def settle_minimum(self, supplier: Supplier) -> None:
        """Bring what is ordered from a producer up to their minimum, or order nothing."""
        pools = self.of_producer[supplier.producer_id]
        reached_ore = sum(pool.value_ore(self.given) for pool in pools)
        if reached_ore >= supplier.minimum_ore:
            return
        knotted = [pool for pool in pools if not pool.is_plain]
        missing_ore = supplier.minimum_ore - reached_ore
        most_ore = sum(pool.value_ore(pool.fair) - pool.value_ore(self.given) for pool in knotted)
        is_met = False
        if most_ore >= missing_ore:
            needed_ore = missing_ore + sum(pool.value_ore(self.given) for pool in knotted)
            is_met = self._settle(Knot(tuple(knotted), needed_ore))
        for pool in knotted if is_met else pools:
            item_id = pool.item.item_id
            self.shortfalls[item_id] = Shortfall(supplier.minimum_ore, reached_ore, is_met)
            if not is_met:
                bound = self.bounds[item_id] if most_ore >= missing_ore else 0
                nothing = dict.fromkeys(pool.fair, 0)
                self._write([pool], Settled(nothing, bound, self.methods[item_id]))

    def result(self) -> Allocation:
        """Return what was settled, explained."""
        achieved = sum(pool.score(self.given) for pool in self.pools)
        bound = sum(self.bounds.values())
        around = [self._circumstances(pool) for pool in self.pools]
        lines = [explain(wish, each) for each in around for wish in each.pool.wishes]
        return Allocation(
            lines=tuple(sorted(lines, key=lambda line: line.line_id)),
            bound=bound,
            achieved=achieved,
            gap_bp=-(-(bound - achieved) * 10_000 // bound) if bound else 0,
            method="+".join(way for way in _WAYS if way in self.methods.values()) or _WAYS[0],
            monotone_claimed=all(each.law_is_claimed for each in around if each.is_cut),
        )

    def _circumstances(self, pool: Pool) -> Circumstances:
        given = {wish.line_id: self.given[wish.line_id] for wish in pool.wishes}
        return Circumstances(
            pool=pool,
            given=given,
            policy=self.problem.policy,
            shortfall=self.shortfalls.get(pool.item.item_id),
            law_is_claimed=pool.item.case_packs == 1
            and not self.minimums[pool.item.producer_id]
            and not any(has_minimum(wish) for wish in pool.wishes),
            classes=class_sums(pool, given),
        )

    def _settle(self, knot: Knot) -> bool:
        lines = len(knot.wishes) * len(knot.priorities)
        settled = None
        if lines <= EXACT_KNOT_LINES and self.exact_lines + lines <= EXACT_LINES_IN_ALL:
            self.exact_lines += lines
            settled = settle_exactly(knot, self.problem.policy, self.stop)
        settled = settled or settle_by_rounding(knot, self.problem.policy, self.stop)
        if settled:
            self._write(knot.pools, settled)
        return settled is not None

    def _write(self, pools: Sequence[Pool], settled: Settled) -> None:
        """Keep the packs of some pools, and their common bound with the first of them."""
        self.given |= settled.given
        for pool in pools:
            self.bounds[pool.item.item_id] = 0
            self.methods[pool.item.item_id] = settled.method
        self.bounds[pools[0].item.item_id] = settled.bound


def _require_sound(problem: Problem) -> None:
    _require_distinct("line", "wishes", [wish.line_id for wish in problem.wishes])
    _require_distinct("item", "items", [item.item_id for item in problem.items])
    _require_distinct("producer", "producers", [s.producer_id for s in problem.producers])
    known = {item.item_id for item in problem.items}
    for place, wish in enumerate(problem.wishes):
        if wish.item_id not in known:
            raise InvalidInputError(
                "unknown_item", field=f"wishes[{place}].item_id", item_id=wish.item_id
            )
        _require_positive(f"wishes[{place}]", wish.wanted, wish.minimum, wish.cut_before)
    for place, item in enumerate(problem.items):
        _require_positive(f"items[{place}]", item.available, item.value_ore, item.case_packs - 1)
    for place, supplier in enumerate(problem.producers):
        _require_positive(f"producers[{place}]", supplier.minimum_ore)


def _require_distinct(kind: str, field: str, ids: Iterable[int]) -> None:
    seen: set[int] = set()
    for place, number in enumerate(ids):
        if number in seen:
            raise InvalidInputError("duplicate_id", field=f"{field}[{place}].{kind}_id", id=number)
        seen.add(number)


def _require_positive(field: str, *numbers: int) -> None:
    if min(numbers) < 0:
        raise InvalidInputError("negative_quantity", field=field)
