"""The shortest way round a few places, near enough: what somebody alone would drive."""

from collections.abc import Sequence
from itertools import pairwise

Table = Sequence[Sequence[int]]
# Beyond so many turns nothing is gained that anybody would notice.
MOST_TURNS = 200


def shortest_round_m(distance_m: Table, start: int, stops: Sequence[int]) -> int:
    """Return the length of a short round from a place over others and back, in metres.

    To the nearest place each time, then parts of the round are turned as long as that shortens it.
    Within some per cent of the shortest; good for a comparison, not for driving.

    Parameters
    ----------
    distance_m
        Metres between all places.
    start, stops
        Rows of the table; stops that come twice are visited once.

    References
    ----------
    G. A. Croes, "A Method for Solving Traveling-Salesman Problems", *Operations Research* 6 (1958).
    """
    way = _nearest(distance_m, start, sorted(set(stops) - {start}))
    for _ in range(MOST_TURNS):
        better = _turned(distance_m, way)
        if better is None:
            break
        way = better
    return _length(distance_m, way)


def _nearest(distance_m: Table, start: int, left: list[int]) -> list[int]:
    way = [start]
    while left:
        nearest = min(left, key=lambda place: (distance_m[way[-1]][place], place))
        left.remove(nearest)
        way.append(nearest)
    return [*way, start]


def _turned(distance_m: Table, way: list[int]) -> list[int] | None:
    """Return the round with the part turned that shortens it most; None when none does."""
    gain, best = 0, None
    for first in range(1, len(way) - 2):
        before, here = way[first - 1], way[first]
        for last in range(first + 1, len(way) - 1):
            there, after = way[last], way[last + 1]
            was = distance_m[before][here] + distance_m[there][after]
            saved = was - distance_m[before][there] - distance_m[here][after]
            if saved > gain:
                gain, best = saved, (first, last)
    if best is None:
        return None
    first, last = best
    return [*way[:first], *reversed(way[first : last + 1]), *way[last + 1 :]]


def _length(distance_m: Table, way: Sequence[int]) -> int:
    return sum(distance_m[here][there] for here, there in pairwise(way))
