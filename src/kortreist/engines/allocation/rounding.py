"""From parts of packs, or the choice whom to serve, to whole packs of one pool."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from kortreist.engines.allocation.pools import Pool, distribute, has_minimum
from kortreist.engines.allocation.problem import Wish
from kortreist.engines.shares import Policy

_NEARLY_ALL = 1 - 1e-6


@dataclass(slots=True)
class _Part:
    """The lines of one class that are served, those with a minimum last, and their packs."""

    lines: list[Wish]
    packs: int

    @property
    def floor(self) -> int:
        """Packs that the minimums take."""
        return _floor(self.lines)


def share_as_found(pool: Pool, packs: Mapping[int, int], policy: Policy) -> dict[int, int]:
    """Return each class's packs shared by the policy between the lines that got any.

    Of lines that are alike to the solver, the first in turn are the ones served.
    """
    admitted: list[Wish] = []
    totals: dict[int, int] = {}
    for priority, group in groupby(pool.able, key=lambda wish: wish.priority):
        members = list(group)
        totals[priority] = sum(packs[wish.line_id] for wish in members)
        served = Counter(_kind(wish) for wish in members if packs[wish.line_id])
        for wish in members:
            if not has_minimum(wish):
                admitted.append(wish)
            elif served[_kind(wish)]:
                served[_kind(wish)] -= 1
                admitted.append(wish)
    return _nothing(pool) | distribute(admitted, totals, policy)


def round_pool(pool: Pool, served: Mapping[int, float], policy: Policy) -> dict[int, int]:
    """Return whole packs near a relaxed answer, keeping cases, minimums and strict classes.

    Lines that the relaxation serves in full are served, and one that it serves in part where that
    scores higher. What then overflows whole cases is cut from the last class; where minimums stand
    in the way, the line served last is turned away and the pool is rounded again.

    Parameters
    ----------
    pool
        What to round.
    served
        By line with a minimum, how much of it the relaxation serves, 0 to 1; where it says
        nothing, as much of the minimum as the fair share covers.
    policy
        How a class shares.
    """
    turned_away: set[int] = set()
    while True:
        able = [wish for wish in pool.able if wish.line_id not in turned_away]
        parts = _serve_classes(pool, able, served, policy)
        if _cut_to_cases(parts, pool.item.case_packs):
            lines = [wish for part in parts for wish in part.lines]
            totals = {part.lines[0].priority: part.packs for part in parts if part.lines}
            return _nothing(pool) | distribute(lines, totals, policy)
        last = next(w for part in reversed(parts) for w in reversed(part.lines) if has_minimum(w))
        turned_away.add(last.line_id)


def _serve_classes(
    pool: Pool, able: Sequence[Wish], served: Mapping[int, float], policy: Policy
) -> list[_Part]:
    parts = []
    left = pool.usable
    for _, group in groupby(able, key=lambda wish: wish.priority):
        members = list(group)
        shares = {
            wish.line_id: served.get(wish.line_id, pool.fair[wish.line_id] / wish.minimum)
            for wish in members
            if has_minimum(wish)
        }
        certain = [wish for wish in members if not has_minimum(wish)]
        floor, waiting = 0, []
        for wish in sorted(
            (wish for wish in members if has_minimum(wish)),
            key=lambda wish: -round(shares[wish.line_id], 6),
        ):
            if shares[wish.line_id] > _NEARLY_ALL and floor + wish.minimum <= left:
                certain.append(wish)
                floor += wish.minimum
            else:
                waiting.append(wish)
        part = _with_one_more(pool, certain, waiting, left, policy)
        _fill_up(part, waiting, left)
        left -= part.packs
        parts.append(part)
    return parts


def _with_one_more(
    pool: Pool, certain: list[Wish], waiting: list[Wish], left: int, policy: Policy
) -> _Part:
    """Serve the line that waits first, too, where that scores higher."""
    part = _part(certain, left)
    if not waiting or part.floor + waiting[0].minimum > left:
        return part
    wider = _part([*certain, waiting[0]], left)
    if _score(pool, wider, policy) <= _score(pool, part, policy):
        return part
    del waiting[0]
    return wider


def _fill_up(part: _Part, waiting: list[Wish], left: int) -> None:
    """Give what is left over to lines that wait, where it covers their minimum."""
    for wish in waiting:
        if wish.minimum <= left - part.packs:
            part.lines.append(wish)
            part.packs += min(wish.wanted, left - part.packs)


def _part(lines: list[Wish], left: int) -> _Part:
    return _Part(lines, min(left, sum(wish.wanted for wish in lines)))


def _score(pool: Pool, part: _Part, policy: Policy) -> int:
    if not part.lines:
        return 0
    given = distribute(part.lines, {part.lines[0].priority: part.packs}, policy)
    return sum(packs + min(packs, pool.fair[line_id]) for line_id, packs in given.items())


def _cut_to_cases(parts: list[_Part], case_packs: int) -> bool:
    """Cut what overflows whole cases, from the last class on; whether the minimums allow it."""
    over = sum(part.packs for part in parts) % case_packs
    for part in reversed(parts):
        cut = min(over, part.packs - part.floor)
        part.packs -= cut
        over -= cut
    return over == 0


def _floor(lines: Sequence[Wish]) -> int:
    return sum(wish.minimum for wish in lines if has_minimum(wish))


def _kind(wish: Wish) -> tuple[int, int, int]:
    return wish.wanted, wish.minimum, wish.cut_before


def _nothing(pool: Pool) -> dict[int, int]:
    return dict.fromkeys(pool.fair, 0)
