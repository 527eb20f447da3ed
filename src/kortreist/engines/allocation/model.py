"""The joint problem of one or more pools as a mixed-integer programme for HiGHS.

For every line: x, the packs it gets, and a, those of them up to its fair share; where it has a
minimum also z, whether it is served. For every item: k, the number of cases. Maximise the score
Σ weight·(x + a) where

- a ≤ x, and a ≤ fair·z;
- minimum·z ≤ x ≤ wanted·z;
- the x of an item add up to case_packs·k, and k cases are there;
- the goods of all items together are worth what the producer needs;
- classes that come first keep the score they have.

The first line could say a ≤ fair without changing what is possible. With z in it the relaxation
sees that serving a line takes its whole minimum, and lies some hundredths of a per cent above the
whole-pack optimum instead of some per cent.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import gcd

import highspy
import numpy as np
from numpy.typing import NDArray

from kortreist.engines.allocation.pools import Pool, has_minimum
from kortreist.engines.allocation.problem import Wish

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

_INF = highspy.kHighsInf


@dataclass(frozen=True, slots=True)
class Knot:
    """Pools that must be solved together, because one producer's minimum ties them."""

    pools: tuple[Pool, ...]
    needed_ore: int = 0

    @property
    def wishes(self) -> list[Wish]:
        """All able wishes, pool by pool."""
        return [wish for pool in self.pools for wish in pool.able]

    @property
    def priorities(self) -> list[int]:
        """The classes that want something, first to last."""
        return sorted({wish.priority for wish in self.wishes})

    @property
    def step(self) -> int:
        """Øre that every score is a multiple of."""
        return gcd(*(pool.weight for pool in self.pools))

    @property
    def scale(self) -> int:
        """Øre that one stands for in the solver, so that its numbers stay near one."""
        return max(pool.weight for pool in self.pools)


class _Rows:
    """Rows of a sparse matrix, gathered block by block."""

    def __init__(self) -> None:
        self.low: list[Floats] = []
        self.high: list[Floats] = []
        self._entries: list[tuple[Places, Places, Floats]] = []
        self._count = 0

    def add(
        self,
        *terms: tuple[Places, Places, Floats | float],
        count: int,
        low: float = -_INF,
        high: float = _INF,
    ) -> None:
        """Append ``count`` rows whose terms are (row within the block, column, factor)."""
        for row, column, factor in terms:
            self._entries.append((row + self._count, column, np.broadcast_to(factor, row.shape)))
        self._count += count
        self.low.append(np.full(count, low))
        self.high.append(np.full(count, high))

    def fill(self, model: highspy.HighsLp) -> None:
        """Put the rows into the model, sorted by row and column."""
        row, column, factor = (np.concatenate(part) for part in zip(*self._entries, strict=True))
        order = np.lexsort((column, row))
        starts = np.searchsorted(row[order], np.arange(self._count + 1))
        model.num_row_ = self._count
        model.row_lower_ = np.concatenate(self.low)
        model.row_upper_ = np.concatenate(self.high)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = starts.astype(np.int32)
        model.a_matrix_.index_ = column[order].astype(np.int32)
        model.a_matrix_.value_ = factor[order]


def build_model(
    knot: Knot, counts: Callable[[Wish], float], kept: Mapping[int, int], *, is_whole: bool
) -> highspy.HighsLp:
    """Return the programme; its columns are all x, all a, all z, all k.

    Parameters
    ----------
    knot
        What to solve.
    counts
        How much a line counts in the score.
    kept
        By class, the score in øre that it has been found to reach.
    is_whole
        Whether packs, cases and the choice whom to serve are whole numbers.
    """
    wishes = knot.wishes
    lines, items = len(wishes), len(knot.pools)
    pool_of = np.repeat(np.arange(items), [len(pool.able) for pool in knot.pools])
    cases = _floats(pool.item.case_packs for pool in knot.pools)
    usable = _floats(pool.usable for pool in knot.pools)
    wanted = np.minimum(_floats(wish.wanted for wish in wishes), usable[pool_of])
    minimum = _floats(wish.minimum for wish in wishes)
    fair = _floats(pool.fair[wish.line_id] for pool in knot.pools for wish in pool.able)
    weight = _floats(pool.weight / knot.scale for pool in knot.pools)[pool_of]
    value = _floats(pool.item.value_ore / knot.scale for pool in knot.pools)[pool_of]

    bound = np.flatnonzero([has_minimum(wish) for wish in wishes])
    each, some, item = np.arange(lines), np.arange(len(bound)), np.arange(items)
    x, a, z, k = each, each + lines, some + 2 * lines, item + 2 * lines + len(bound)
    rows = _Rows()
    rows.add((each, x, 1.0), (each, a, -1.0), count=lines, low=0)
    rows.add((some, x[bound], 1.0), (some, z, -minimum[bound]), count=len(bound), low=0)
    rows.add((some, x[bound], 1.0), (some, z, -wanted[bound]), count=len(bound), high=0)
    rows.add((some, a[bound], 1.0), (some, z, -fair[bound]), count=len(bound), high=0)
    rows.add((pool_of, x, 1.0), (item, k, -cases), count=items, low=0, high=0)
    if knot.needed_ore:
        needed = knot.needed_ore / knot.scale
        rows.add((np.zeros_like(each), x, value), count=1, low=needed)

    for priority, score in kept.items():
        members = np.flatnonzero([wish.priority == priority for wish in wishes])
        there = np.zeros_like(members)
        low = (score - knot.step / 2) / knot.scale
        terms = ((there, part[members], weight[members]) for part in (x, a))
        rows.add(*terms, count=1, low=low)

    cost = weight * _floats(counts(wish) for wish in wishes)
    model = highspy.HighsLp()
    model.num_col_ = 2 * lines + len(bound) + items
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_ = np.concatenate([cost, cost, np.zeros(len(bound) + items)])
    model.col_lower_ = np.zeros(model.num_col_)
    model.col_upper_ = np.concatenate([wanted, fair, np.ones(len(bound)), usable / cases])
    rows.fill(model)
    if is_whole:
        whole, free = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
        model.integrality_ = [whole] * lines + [free] * lines + [whole] * (len(bound) + items)
    return model


def _floats(numbers: Iterable[float]) -> Floats:
    return np.fromiter(numbers, np.float64)
