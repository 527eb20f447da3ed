"""What an allocation takes and gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le

from kortreist.engines.measures import CasePacks, Id, Ore, Packs, Rank, RateBp
from kortreist.engines.shares import Policy


@dataclass(frozen=True, slots=True)
class Wish:
    """What one order line asks for of one item.

    Parameters
    ----------
    line_id, item_id
        Whose wish, each once, and of what.
    wanted, minimum
        Packs; the line gets none, or at least the minimum and never more than wanted.
    priority
        Class; lower ones come first, whatever that costs higher ones.
    placed
        The order in which the lines were placed; earlier ones win ties.
    cut_before
        Packs of this that the buyer was cut in earlier rounds; `Policy.ROTATION` remembers them.
    """

    line_id: Id
    item_id: Id
    wanted: Packs
    minimum: Packs = 0
    priority: Rank = 0
    placed: Rank = 0
    cut_before: Packs = 0


@dataclass(frozen=True, slots=True)
class Item:
    """What one producer has of one variant.

    Parameters
    ----------
    item_id, producer_id
        Which variant, each once, and whose.
    available
        Packs.
    case_packs
        The producer delivers whole cases of so many packs: what is given of the item adds up to a
        multiple of it.
    value_ore
        The producer's price of one nominal pack.
    """

    item_id: Id
    producer_id: Id
    available: Packs
    case_packs: CasePacks = 1
    value_ore: Ore = 0


@dataclass(frozen=True, slots=True)
class Supplier:
    """A producer who delivers nothing in the cycle below a value of goods."""

    producer_id: Id
    minimum_ore: Ore = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """All wishes of a cycle, what there is, and how to share it.

    Parameters
    ----------
    wishes, items
        Of distinct lines and items.
    producers
        Those with a minimum; others have none.
    policy
        How lines of one class share an item.
    gap_bp
        The solver may stop when it is this near the bound, in basis points.
    max_iterations
        The solver stops a relaxation after so many iterations, and a search after so many nodes.
    """

    wishes: tuple[Wish, ...]
    items: tuple[Item, ...]
    producers: tuple[Supplier, ...] = ()
    policy: Policy = Policy.PROPORTIONAL
    gap_bp: RateBp = 0
    max_iterations: Annotated[int, Ge(1), Le(10_000_000)] = 10_000


class ReasonCode(StrEnum):
    """Why a line got what it got; public, never renamed."""

    GOT_ALL = "got_all"
    SHARED_BY_POLICY = "shared_by_policy"
    PRIORITY_FIRST = "priority_first"
    WHOLE_CASES = "whole_cases"
    BELOW_OWN_MINIMUM = "below_own_minimum"
    PRODUCER_MINIMUM = "producer_minimum"
    PRODUCER_MINIMUM_FIRST = "producer_minimum_first"
    LAW_NOT_CLAIMED = "law_not_claimed"


@dataclass(frozen=True, slots=True)
class Reason:
    """A code, and the facts that a sentence in any language needs."""

    code: ReasonCode
    params: Mapping[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Given:
    """What a line gets, in packs, and why."""

    line_id: int
    given: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Allocation:
    """Who gets what, and how good it is.

    Parameters
    ----------
    lines
        In the order of ``line_id``.
    bound, achieved
        Score in øre that no allocation can exceed, and that of this one: the value of every pack
        given, and once more of every pack up to what the policy alone would have given.
    gap_bp
        How far the score is below the bound, in basis points, rounded up.
    method
        The ways that were needed: ``shares``, ``mip`` and ``lp``, joined by ``+``.
    monotone_claimed
        Whether more of an item can never lower anyone's share of it; not claimed where minimums or
        whole cases come in.
    """

    lines: tuple[Given, ...]
    bound: int
    achieved: int
    gap_bp: int
    method: str
    monotone_claimed: bool
