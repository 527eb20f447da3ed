"""What counts as a sensible number of packs."""

from kortreist.apps.trading.errors import NotAMultipleError, QuantityOutOfRangeError
from kortreist.kernel.rounding import divide_rounded

# More than any van holds; a slip of the finger, not an order.
MOST_PACKS = 99_999


def require_packs(packs: int, *, multiple: int = 1) -> None:
    """Raise unless ``packs`` is from zero to the most, in whole multiples."""
    if not 0 <= packs <= MOST_PACKS:
        raise QuantityOutOfRangeError(most=MOST_PACKS)
    if packs % multiple:
        raise NotAMultipleError(multiple=multiple)


def nearest_packs(amount: int, *, content_amount: int, multiple: int = 1) -> int:
    """Return the packs whose usual content comes nearest to an amount; some, where any is asked.

    Parameters
    ----------
    amount, content_amount
        Whole g, ml or pieces; what is asked for, and what one pack usually holds.
    multiple
        Only whole multiples are sold.
    """
    if amount <= 0:
        return 0
    return max(1, divide_rounded(amount, content_amount * multiple)) * multiple
