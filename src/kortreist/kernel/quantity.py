"""How much of something: units of measure, and the pair of packs and measured amount."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from kortreist.kernel.rounding import divide_rounded


class Unit(StrEnum):
    """The unit an amount is counted in: whole grams, whole millilitres or whole pieces."""

    GRAM = "g"
    MILLILITRE = "ml"
    PIECE = "pcs"

    @property
    def per_price_unit(self) -> int:
        """How many of this unit a price is for: 1,000 (per kg, per litre) or 1 (per piece)."""
        return 1 if self is Unit.PIECE else 1000

    @property
    def unece_code(self) -> str:
        """The price unit's code in UNECE Recommendation 20: KGM, LTR or EA."""
        return {Unit.GRAM: "KGM", Unit.MILLILITRE: "LTR", Unit.PIECE: "EA"}[self]


@dataclass(frozen=True, slots=True)
class Quantity:
    """One stage's quantity of a line.

    Parameters
    ----------
    count
        Order units (packs), whole, zero or more.
    amount
        The same goods in the price's unit: whole g, ml or pieces, zero or more.
    """

    count: int
    amount: int

    def __post_init__(self) -> None:
        if self.count < 0 or self.amount < 0:
            msg = "a quantity is never below zero"
            raise ValueError(msg)

    @classmethod
    def nominal(cls, count: int, content_amount: int) -> Self:
        """Return ``count`` packs that each hold exactly ``content_amount``."""
        return cls(count, count * content_amount)

    @classmethod
    def none(cls) -> Self:
        """Return the empty quantity."""
        return cls(0, 0)

    def __add__(self, other: "Quantity") -> "Quantity":
        return Quantity(self.count + other.count, self.amount + other.amount)

    def __bool__(self) -> bool:
        return bool(self.count or self.amount)


def line_net_ore(*, amount: int, price_ore: int, unit: Unit) -> int:
    """Return price × amount in whole øre, rounded half away from zero once.

    Parameters
    ----------
    amount
        Whole g, ml or pieces.
    price_ore
        Øre ex VAT per kg, litre or piece.
    unit
        What ``amount`` is counted in.
    """
    return divide_rounded(amount * price_ore, unit.per_price_unit)
