"""Splitting a sum of money so that nothing is lost and nothing is invented."""

from collections.abc import Sequence


def split_by_weight(total: int, weights: Sequence[int]) -> list[int]:
    """Split ``total`` in proportion to ``weights`` by largest remainder.

    For money, and for what nobody competes for. Goods are shared by highest averages
    (`engines.shares`), because by largest remainder someone can get less when there is more.

    Parameters
    ----------
    total
        Whole øre (or any whole unit); below zero splits the same way, mirrored.
    weights
        Zero or more each. Where all are zero, they count as equal.

    Returns
    -------
    list of int
        One part per weight, in the same order; the parts add up to ``total`` exactly. Equal
        remainders go to the earlier place.

    Raises
    ------
    ValueError
        When there is nothing to split by, or a weight is below zero.

    References
    ----------
    Balinski and Young, *Fair Representation* (2001): the Hamilton method.
    """
    if not weights or min(weights) < 0:
        msg = "weights must be zero or more, at least one of them"
        raise ValueError(msg)
    if not any(weights):
        weights = [1] * len(weights)
    sign = -1 if total < 0 else 1
    whole = sum(weights)
    parts = [abs(total) * weight // whole for weight in weights]
    remainders = [abs(total) * weight % whole for weight in weights]
    left = abs(total) - sum(parts)
    for place in sorted(range(len(weights)), key=lambda place: (-remainders[place], place))[:left]:
        parts[place] += 1
    return [sign * part for part in parts]
