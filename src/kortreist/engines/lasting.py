"""Goods with a date, shared between buyers who were promised that it lasts so long.

Lots are nested: what lasts for a strict buyer lasts for a lax one too. So a share can be handed out
exactly when, for every promise, those with that promise or a stricter one get no more than lasts so
long; and dealing to the strictest first, the shortest date first, never leaves anybody without.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kortreist.engines.shares import Claim, Policy, share_out

# What a pile without a date lasts for.
FOR_EVER = 10**9


@dataclass(frozen=True, slots=True)
class Pile:
    """Packs of one lot, with the days that are left of it at the door.

    Parameters
    ----------
    pile_id, packs
        Which lot, and how many packs of it there are; zero or more.
    days_left
        Zero on the last day it is good; None where it has no date.
    is_stock
        Whether its packs count towards what may be taken from stock.
    is_first
        Whether somebody wants it used before the others, whatever their dates.
    """

    pile_id: int
    packs: int
    days_left: int | None = None
    is_stock: bool = False
    is_first: bool = False

    def lasts(self, least: int) -> bool:
        """Whether it is good for somebody who was promised ``least`` days."""
        return self.days_left is None or self.days_left >= least


@dataclass(frozen=True, slots=True)
class Supply:
    """The piles that goods are packed from, and how many packs may come from stock in all."""

    piles: tuple[Pile, ...]
    most_from_stock: int = 0

    def packs(self, least: int = 0) -> int:
        """Return the packs that last for so many days."""
        lasting = [pile for pile in self.piles if pile.lasts(least)]
        stock = sum(pile.packs for pile in lasting if pile.is_stock)
        fresh = sum(pile.packs for pile in lasting if not pile.is_stock)
        return fresh + min(stock, self.most_from_stock)


def share_lasting(
    claims: Sequence[Claim], supply: Supply, *, least: Mapping[int, int], policy: Policy
) -> dict[int, int]:
    """Return packs per line, by a policy, so that nobody gets more than lasts as long as promised.

    Where those with a promise would get more of what lasts than there is, it is shared between
    them alone, and the others share the rest.

    Parameters
    ----------
    claims
        Wishes of distinct lines.
    least
        Days that must be left, by line; zero where a line is left out.

    Raises
    ------
    NegativeQuantityError
        When a wish is below zero.
    """
    return _share(list(claims), supply.packs(), _Law(supply, least, policy), taken=0)


def deal_lasting(
    counts: Mapping[int, int], supply: Supply, *, least: Mapping[int, int]
) -> dict[int, list[tuple[int, int]]]:
    """Return the piles that each line's packs are taken from, of those that last.

    What is to be used first goes first, then the shortest date.

    Parameters
    ----------
    counts
        Packs by line, in the order they are served in; as `share_lasting` gives them.
    least
        Days that must be left, by line; zero where a line is left out.

    Returns
    -------
    dict
        For each line ``(pile, packs)``, in the order they are taken; those without a date last.
    """
    left = {pile.pile_id: pile.packs for pile in supply.piles}
    from_stock = supply.most_from_stock
    ordered = sorted(supply.piles, key=_turn)
    dealt: dict[int, list[tuple[int, int]]] = {line_id: [] for line_id in counts}
    for line_id in sorted(counts, key=lambda line_id: -least.get(line_id, 0)):
        wanted = counts[line_id]
        for pile in ordered:
            if not pile.lasts(least.get(line_id, 0)):
                continue
            most = min(left[pile.pile_id], from_stock) if pile.is_stock else left[pile.pile_id]
            if taken := min(wanted, most):
                dealt[line_id].append((pile.pile_id, taken))
                left[pile.pile_id] -= taken
                from_stock -= taken if pile.is_stock else 0
                wanted -= taken
    return dealt


def _turn(pile: Pile) -> tuple[bool, int, int]:
    days = FOR_EVER if pile.days_left is None else pile.days_left
    return (not pile.is_first, days, pile.pile_id)


@dataclass(frozen=True, slots=True)
class _Law:
    supply: Supply
    least: Mapping[int, int]
    policy: Policy

    def promised(self, claim: Claim) -> int:
        return self.least.get(claim.line_id, 0)


def _share(claims: list[Claim], packs: int, law: _Law, *, taken: int) -> dict[int, int]:
    """Share packs, when ``taken`` others have gone to those with stricter promises."""
    counts = share_out(claims, packs=packs, policy=law.policy)
    for days in sorted({law.promised(claim) for claim in claims} - {0}):
        strict = [claim for claim in claims if law.promised(claim) >= days]
        lasting = max(0, min(packs, law.supply.packs(days) - taken))
        if sum(counts[claim.line_id] for claim in strict) > lasting:
            lax = [claim for claim in claims if law.promised(claim) < days]
            inner = _share(strict, lasting, law, taken=taken)
            given = sum(inner.values())
            return inner | _share(lax, packs - given, law, taken=taken + given)
    return counts
