"""Why each line got what it got, in codes and numbers that any language can say."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from kortreist.engines.allocation.pools import Pool, has_minimum, whole_cases
from kortreist.engines.allocation.problem import Given, Reason, ReasonCode, Wish
from kortreist.engines.shares import Policy


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A producer's minimum, and the value that sharing by the policy came to."""

    minimum_ore: int
    reached_ore: int
    is_met: bool
    """Whether another way of sharing was found that comes to the minimum."""


@dataclass(frozen=True, slots=True)
class ClassSum:
    """How many lines a class has, and what they wanted and got together."""

    lines: int
    wanted: int
    given: int


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What holds for all lines of a pool."""

    pool: Pool
    given: Mapping[int, int]
    policy: Policy
    shortfall: Shortfall | None
    law_is_claimed: bool
    classes: Mapping[int, ClassSum]

    @property
    def is_cut(self) -> bool:
        """Whether anyone got less than they wanted."""
        return any(part.given < part.wanted for part in self.classes.values())


def class_sums(pool: Pool, given: Mapping[int, int]) -> dict[int, ClassSum]:
    """Return the sums of each class of a pool."""
    sums = {}
    for priority, group in groupby(pool.wishes, key=lambda wish: wish.priority):
        members = list(group)
        sums[priority] = ClassSum(
            lines=len(members),
            wanted=sum(wish.wanted for wish in members),
            given=sum(given[wish.line_id] for wish in members),
        )
    return sums


def explain(wish: Wish, around: Circumstances) -> Given:
    """Return what the line gets and every reason that holds, the weightiest first."""
    packs = around.given[wish.line_id]
    if packs == wish.wanted:
        return Given(wish.line_id, packs, (Reason(ReasonCode.GOT_ALL, {"wanted": wish.wanted}),))
    if around.shortfall and not around.shortfall.is_met:
        reason = _producer_minimum(ReasonCode.PRODUCER_MINIMUM, around, around.shortfall)
        return Given(wish.line_id, packs, (reason,))
    reasons = [
        *_own_minimum(wish, packs, around),
        *_priority(wish, around),
        *_policy(wish, packs, around),
        *_cases(around),
    ]
    if around.shortfall:
        code = ReasonCode.PRODUCER_MINIMUM_FIRST
        reasons.append(_producer_minimum(code, around, around.shortfall))
    if not around.law_is_claimed:
        reasons.append(Reason(ReasonCode.LAW_NOT_CLAIMED))
    return Given(wish.line_id, packs, tuple(reasons))


def _producer_minimum(code: ReasonCode, around: Circumstances, shortfall: Shortfall) -> Reason:
    return Reason(
        code,
        {
            "producer_id": around.pool.item.producer_id,
            "minimum_ore": shortfall.minimum_ore,
            "reached_ore": shortfall.reached_ore,
            "missing_ore": shortfall.minimum_ore - shortfall.reached_ore,
        },
    )


def _own_minimum(wish: Wish, packs: int, around: Circumstances) -> list[Reason]:
    """Say that there was something for the line, but less than it can use."""
    pool = around.pool
    share = pool.fair.get(wish.line_id, min(wish.wanted, pool.usable))
    if packs or not share or not has_minimum(wish):
        return []
    params = {"minimum": wish.minimum, "share": share, "wanted": wish.wanted}
    return [Reason(ReasonCode.BELOW_OWN_MINIMUM, params)]


def _priority(wish: Wish, around: Circumstances) -> list[Reason]:
    ahead = [part for priority, part in around.classes.items() if priority < wish.priority]
    given = sum(part.given for part in ahead)
    params = {"ahead_given": given, "ahead_wanted": sum(part.wanted for part in ahead)}
    return [Reason(ReasonCode.PRIORITY_FIRST, params)] if given else []


def _policy(wish: Wish, packs: int, around: Circumstances) -> list[Reason]:
    wanted_in_all = sum(part.wanted for part in around.classes.values())
    if wanted_in_all <= around.pool.item.available:
        return []
    own = around.classes[wish.priority]
    params: dict[str, int | str] = {
        "policy": around.policy.value,
        "given": packs,
        "wanted": wish.wanted,
        "available": around.pool.item.available,
        "wanted_in_all": wanted_in_all,
        "class_lines": own.lines,
        "class_given": own.given,
        "class_wanted": own.wanted,
    }
    if around.policy is Policy.ROTATION:
        params["cut_before"] = wish.cut_before
    return [Reason(ReasonCode.SHARED_BY_POLICY, params)]


def _cases(around: Circumstances) -> list[Reason]:
    """Say how many packs were wanted and there, but fill no whole case."""
    pool = around.pool
    if pool.item.case_packs == 1:
        return []
    could = min(pool.item.available, pool.wanted_by_able or sum(w.wanted for w in pool.wishes))
    over = could - whole_cases(could, pool.item)
    if not over:
        return []
    params = {"case_packs": pool.item.case_packs, "left_over": over}
    return [Reason(ReasonCode.WHOLE_CASES, params)]
