"""Rules by which many prices change at once: in whole øre, rounded once."""

from dataclasses import asdict, dataclass

from kortreist.kernel.rounding import divide_rounded, share_of


@dataclass(frozen=True, slots=True)
class PriceRule:
    """So many per cent and so many øre more, below zero for less, rounded to a multiple.

    Parameters
    ----------
    percent_bp
        Basis points of the price as it is.
    amount_ore
        Øre added after that.
    round_to_ore
        The result is the nearest multiple of this; halves away from zero.
    """

    percent_bp: int = 0
    amount_ore: int = 0
    round_to_ore: int = 1

    def apply(self, price_ore: int) -> int:
        """Return the price after the rule; never below zero."""
        sign = -1 if self.percent_bp < 0 else 1
        changed = price_ore + sign * share_of(price_ore, abs(self.percent_bp)) + self.amount_ore
        step = max(1, self.round_to_ore)
        return max(0, divide_rounded(changed, step) * step)

    def as_json(self) -> dict[str, int]:
        """Return it as it is kept."""
        return asdict(self)
