"""Rounding of whole-number ratios, half away from zero, once and in one place."""


def divide_rounded(numerator: int, denominator: int) -> int:
    """Return ``numerator / denominator`` as a whole number, halves away from zero.

    Parameters
    ----------
    numerator
        Any whole number.
    denominator
        A whole number above zero.

    Raises
    ------
    ValueError
        When ``denominator`` is zero or less.
    """
    if denominator <= 0:
        msg = "denominator must be above zero"
        raise ValueError(msg)
    quotient, remainder = divmod(abs(numerator), denominator)
    quotient += 2 * remainder >= denominator
    return quotient if numerator >= 0 else -quotient


def share_of(amount: int, rate_bp: int) -> int:
    """Return ``rate_bp`` basis points (1500 = 15 %) of ``amount``, rounded half away from zero."""
    return divide_rounded(amount * rate_bp, 10_000)
