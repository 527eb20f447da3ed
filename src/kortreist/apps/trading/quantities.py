"""What counts as a sensible number of packs."""

from kortreist.apps.trading.errors import NotAMultipleError, QuantityOutOfRangeError

# More than any van holds; a slip of the finger, not an order.
MOST_PACKS = 99_999


def require_packs(packs: int, *, multiple: int = 1) -> None:
    """Raise unless ``packs`` is from zero to the most, in whole multiples."""
    if not 0 <= packs <= MOST_PACKS:
        raise QuantityOutOfRangeError(most=MOST_PACKS)
    if packs % multiple:
        raise NotAMultipleError(multiple=multiple)
