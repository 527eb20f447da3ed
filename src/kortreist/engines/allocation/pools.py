"""One item and everyone who wants it: what the policy alone would give, and what can be reached."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from kortreist.engines.allocation.problem import Item, Wish
from kortreist.engines.shares import Claim, Policy, share_from_minimums, share_out


@dataclass(frozen=True, slots=True)
class Pool:
    """What there is of an item, and the wishes for it.

    Parameters
    ----------
    item
        The item.
    wishes
        All of its wishes in turn: by class, then placing, then line.
    able, wanted_by_able
        Those whose own minimum can be covered at all, and the packs they want together.
    usable
        Packs available in whole cases.
    fair
        What the policy alone gives the able lines when whole cases are kept, minimums are not.
    """

    item: Item
    wishes: tuple[Wish, ...]
    able: tuple[Wish, ...]
    wanted_by_able: int
    usable: int
    fair: Mapping[int, int]

    @property
    def weight(self) -> int:
        """Øre that a pack counts in the score; one where the item has no price."""
        return max(1, self.item.value_ore)

    @property
    def bound(self) -> int:
        """Score that no allocation of the item exceeds.

        Packs given are at most those that the policy gives, and each counts at most twice.
        """
        return 2 * self.weight * sum(self.fair.values())

    @property
    def is_plain(self) -> bool:
        """Whether what the policy alone gives keeps every line's own minimum."""
        return all(keeps_minimum(wish, self.fair[wish.line_id]) for wish in self.able)

    def score(self, given: Mapping[int, int], priority: int | None = None) -> int:
        """Return the value of the packs given, and once more of those up to the fair share.

        Of all classes, or of the one with that ``priority``.
        """
        return self.weight * sum(
            given[wish.line_id] + min(given[wish.line_id], self.fair[wish.line_id])
            for wish in self.able
            if priority in {None, wish.priority}
        )

    def value_ore(self, given: Mapping[int, int]) -> int:
        """Return what the producer sells of the item."""
        return self.item.value_ore * sum(given[line_id] for line_id in self.fair)


def make_pool(item: Item, wishes: Sequence[Wish], policy: Policy) -> Pool:
    """Return the pool of an item, with what the policy alone would give."""
    usable = whole_cases(item.available, item)
    in_turn = tuple(sorted(wishes, key=lambda wish: (wish.priority, wish.placed, wish.line_id)))
    able = tuple(
        wish
        for wish in in_turn
        if not has_minimum(wish) or wish.minimum <= min(wish.wanted, usable)
    )
    wanted = sum(wish.wanted for wish in able)
    packs = whole_cases(min(usable, wanted), item)
    fair = share_out([_claim(wish, 0) for wish in able], packs=packs, policy=policy)
    return Pool(item, in_turn, able, wanted, usable, fair)


def has_minimum(wish: Wish) -> bool:
    """Whether the line's minimum says more than that packs are whole."""
    return wish.minimum > 1


def keeps_minimum(wish: Wish, packs: int) -> bool:
    """Whether a line would take so many packs: none, or at least its minimum."""
    return packs == 0 or packs >= wish.minimum


def whole_cases(packs: int, item: Item) -> int:
    """Return the most packs, up to ``packs``, that fill whole cases of the item."""
    return packs // item.case_packs * item.case_packs


def distribute(
    admitted: Sequence[Wish], totals: Mapping[int, int], policy: Policy
) -> dict[int, int]:
    """Return the packs of each admitted line when each class shares its total by the policy.

    Parameters
    ----------
    admitted
        Wishes for one item, class by class; all of them are to have their minimum.
    totals
        Packs for each class, enough for its minimums.
    policy
        How a class shares.
    """
    given: dict[int, int] = {}
    for priority, members in groupby(admitted, key=lambda wish: wish.priority):
        claims = [_claim(wish, wish.minimum if has_minimum(wish) else 0) for wish in members]
        given |= share_from_minimums(claims, packs=totals[priority], policy=policy)
    return given


def _claim(wish: Wish, minimum: int) -> Claim:
    return Claim(wish.line_id, wish.wanted, wish.priority, wish.placed, minimum, wish.cut_before)
