"""Sharing whole packs of one variant between those who want it, by a stated policy.

Every policy is a queue of single packs. A line's first pack has a rank, its second a lower one,
and so on; packs are given in the order of rank until there are none left. What there is decides
only how far down the queue one comes, never the queue itself: with more packs everybody keeps what
they had. (Largest remainder, the right way to split money, cannot promise that.)
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from heapq import heapify, heappop, heappush
from itertools import groupby

from kortreist.engines.measures import Id, Packs, Rank
from kortreist.kernel.errors import InvalidInputError


class Policy(StrEnum):
    """How packs are shared when there are too few."""

    PROPORTIONAL = "proportional"
    MAX_MIN = "max_min"
    ROTATION = "rotation"


@dataclass(frozen=True, slots=True)
class Claim:
    """What one order line asked for.

    Parameters
    ----------
    line_id
        Whose claim it is; each once.
    wanted
        Packs; what the line gets is never more.
    priority
        Class; lower ones are served in full before higher ones get any.
    placed
        The order in which the lines were placed; earlier ones win ties.
    minimum
        Packs below which the line would rather have none.
    cut_before
        Packs of this that the buyer was cut in earlier rounds; `Policy.ROTATION` remembers them.
    """

    line_id: Id
    wanted: Packs
    priority: Rank = 0
    placed: Rank = 0
    minimum: Packs = 0
    cut_before: Packs = 0


@dataclass(frozen=True, slots=True)
class Sharing:
    """One variant to share: who wants how much of how many packs, and by which policy."""

    claims: tuple[Claim, ...]
    packs: Packs
    policy: Policy = Policy.PROPORTIONAL


@dataclass(frozen=True, slots=True)
class Share:
    """The packs a line gets."""

    line_id: int
    given: int


@dataclass(frozen=True, slots=True)
class Shared:
    """Everyone's share, in the order of ``line_id``, and the packs that nobody could use."""

    shares: tuple[Share, ...]
    left_over: int


def solve_sharing(sharing: Sharing) -> Shared:
    """Return everyone's share of one variant; see `share_out`."""
    given = share_out(sharing.claims, packs=sharing.packs, policy=sharing.policy)
    shares = tuple(Share(line_id, packs) for line_id, packs in sorted(given.items()))
    return Shared(shares, sharing.packs - sum(given.values()))


def share_out(
    claims: Iterable[Claim], *, packs: int, policy: Policy = Policy.PROPORTIONAL
) -> dict[int, int]:
    """Return the packs given to each line, class by class.

    Within a class packs are given one by one:

    - ``proportional``: to the highest of *wanted / (2 × given so far + 1)*, Webster's method;
    - ``max_min``: to the line that has the least so far;
    - ``rotation``: to the line with the most packs to make up for, *cut before − given so far*.

    Ties go to the earlier ``placed``, then to the lower ``line_id``; the order of ``claims`` is
    irrelevant. Where no line has a minimum, more packs never lower anyone's share.

    A line that would come out below its minimum gets none. As long as there is such a line, the
    one whose minimum is reached last in the queue is left out; what is then left over goes to
    lines that were left out, in the order of the queue, where it covers their minimum.

    Parameters
    ----------
    claims, packs
        Wishes of distinct lines, and what there is; zero or more.

    Raises
    ------
    InvalidInputError
        When a number is below zero, or two claims are of one line.

    Notes
    -----
    Time grows as n log n (n² in the worst case with minimums) with the lines, not with the packs.

    References
    ----------
    Balinski and Young, *Fair Representation* (2001): the Webster method.
    """
    claims = sorted(claims, key=_turn)
    _require_sound(claims, packs)
    given: dict[int, int] = {}
    for _, members in groupby(claims, key=lambda claim: claim.priority):
        given |= _share_class(list(members), packs - sum(given.values()), policy)
    return given


def share_from_minimums(
    claims: Iterable[Claim], *, packs: int, policy: Policy = Policy.PROPORTIONAL
) -> dict[int, int]:
    """Return the packs given to each line of one class when every line is to have its minimum.

    The minimums are given first, the rest by the policy's queue; where the queue alone covers the
    minimums, the result is that of `share_out`.

    Raises
    ------
    InvalidInputError
        When a number is below zero, two claims are of one line, or the packs do not cover the
        minimums.
    """
    claims = sorted(claims, key=_turn)
    _require_sound(claims, packs)
    floors = [min(claim.minimum, claim.wanted) for claim in claims]
    if sum(floors) > packs:
        raise InvalidInputError("minimums_exceed_packs", field="packs", packs=packs)
    return _give(claims, packs, policy, floors)


def _turn(claim: Claim) -> tuple[int, int, int]:
    return claim.priority, claim.placed, claim.line_id


def _require_sound(claims: Sequence[Claim], packs: int) -> None:
    if packs < 0:
        raise InvalidInputError("negative_quantity", field="packs")
    for claim in claims:
        if min(claim.wanted, claim.minimum, claim.cut_before) < 0:
            raise InvalidInputError("negative_quantity", field="claims", line_id=claim.line_id)
    if len({claim.line_id for claim in claims}) < len(claims):
        raise InvalidInputError("duplicate_id", field="claims.line_id")


def _share_class(claims: list[Claim], packs: int, policy: Policy) -> dict[int, int]:
    """Share between claims of one class, in turn; see `share_out`."""
    free = [claim for claim in claims if claim.minimum <= 1]
    bound = [claim for claim in claims if 1 < claim.minimum <= claim.wanted]
    bound.sort(key=lambda claim: -_rank(policy, claim, claim.minimum - 1))

    def fails_with(count: int) -> bool:
        shares = _give(sorted(free + bound[:count], key=_turn), packs, policy)
        return any(shares[claim.line_id] < claim.minimum for claim in bound[:count])

    # Whoever comes out below the minimum, so does everyone whose minimum is reached later in the
    # queue; and leaving one out lowers no one else. So leaving out the last, one at a time, ends
    # at the longest beginning of `bound` that does not fail, which halving finds at once.
    kept = bisect_left(range(1, len(bound) + 1), x=True, key=fails_with)
    given = dict.fromkeys((claim.line_id for claim in claims), 0)
    given |= _give(sorted(free + bound[:kept], key=_turn), packs, policy)
    left = packs - sum(given.values())
    for claim in bound[kept:]:
        if claim.minimum <= left:
            given[claim.line_id] = min(left, claim.wanted)
            left -= given[claim.line_id]
    return given


def _give(
    claims: Sequence[Claim], packs: int, policy: Policy, floors: Sequence[int] | None = None
) -> dict[int, int]:
    """Go down the queue of claims that stand in turn, first without counting one by one."""
    if sum(claim.wanted for claim in claims) <= packs:
        return {claim.line_id: claim.wanted for claim in claims}
    given = _start(claims, packs, policy, floors or [0] * len(claims))
    left = packs - sum(given)
    queue = [
        (-_rank(policy, claim, given[turn]), turn)
        for turn, claim in enumerate(claims)
        if given[turn] < claim.wanted
    ]
    heapify(queue)
    for _ in range(left):
        _, turn = heappop(queue)
        given[turn] += 1
        if given[turn] < claims[turn].wanted:
            heappush(queue, (-_rank(policy, claims[turn], given[turn]), turn))
    return {claim.line_id: part for claim, part in zip(claims, given, strict=True)}


def _rank(policy: Policy, claim: Claim, given: int) -> Fraction | int:
    """Return the rank of the pack that would come after ``given`` packs; it falls with each."""
    match policy:
        case Policy.PROPORTIONAL:
            return Fraction(claim.wanted, 2 * given + 1)
        case Policy.MAX_MIN:
            return -given
        case Policy.ROTATION:
            return claim.cut_before - given


def _start(claims: Sequence[Claim], packs: int, policy: Policy, floors: Sequence[int]) -> list[int]:
    """Return what is certain: for each line, the packs that rank above a common level.

    All packs above a level are given before any other, so when there are enough of them for all,
    they are given whatever the ties further down. The lowest such level leaves fewer packs than
    there are lines to be given one by one.
    """
    above, deepest = _depths(policy, claims)

    def certain(depth: int) -> list[int]:
        return [
            max(floor, min(claim.wanted, above(claim, depth)))
            for claim, floor in zip(claims, floors, strict=True)
        ]

    shallow = 0
    while shallow < deepest:
        depth = (shallow + deepest + 1) // 2
        if sum(certain(depth)) <= packs:
            shallow = depth
        else:
            deepest = depth - 1
    return certain(shallow)


def _depths(policy: Policy, claims: Sequence[Claim]) -> tuple[Callable[[Claim, int], int], int]:
    """Return how many packs of a claim rank above the level at a depth, and the last depth."""
    match policy:
        case Policy.PROPORTIONAL:
            # The level is W / depth, and W·wanted/W/(2k + 1) is above it where
            # 2k + 1 < wanted·depth / W; at depth 2W that is every pack.
            whole = sum(claim.wanted for claim in claims)
            return lambda claim, depth: -((whole - claim.wanted * depth) // (2 * whole)), 2 * whole
        case Policy.MAX_MIN:
            return lambda _claim, depth: depth, max(claim.wanted for claim in claims)
        case Policy.ROTATION:
            most = max(claim.cut_before for claim in claims)
            return lambda claim, depth: claim.cut_before - most + depth, most + max(
                claim.wanted for claim in claims
            )
