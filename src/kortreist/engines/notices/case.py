"""What a notice is read against, and what comes of it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, MaxLen

from kortreist.engines.measures import Amount, Id, Packs, Word
from kortreist.kernel.quantity import Unit

MOST_GOODS = 2_000
Text = Annotated[str, MaxLen(1000)]
PackAmount = Annotated[int, Ge(1)]


@dataclass(frozen=True, slots=True)
class Goods:
    """One pack that the producer sells.

    Parameters
    ----------
    names
        What it is called, in every language, and words the producer has used for it.
    packs
        What its pack is called: ``pose``, ``2 kg``; may be empty.
    content_amount
        What one pack holds, in whole g, ml or pieces.
    """

    goods_id: Id
    names: Annotated[tuple[Word, ...], MaxLen(40)]
    unit: Unit
    content_amount: PackAmount
    packs: Annotated[tuple[Word, ...], MaxLen(20)] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """What was written or spoken.

    Parameters
    ----------
    today
        The day it was said, which "tomorrow" and "Thursday" are reckoned from.
    delivery_days
        The days something can be said for; the first is meant where none is named.
    """

    text: Text
    today: date
    delivery_days: Annotated[tuple[date, ...], MaxLen(200)]
    goods: Annotated[tuple[Goods, ...], MaxLen(MOST_GOODS)]


class Remark(StrEnum):
    """What the reader should look at twice."""

    # No day was named: the first delivery day is meant.
    DAY_ASSUMED = "day_assumed"
    # Nothing is delivered on the day named: the next delivery day is meant.
    DAY_MOVED = "day_moved"
    # No unit was named: packs are meant, or pieces.
    UNIT_ASSUMED = "unit_assumed"
    # The amount is no whole number of packs: rounded down.
    ROUNDED_DOWN = "rounded_down"
    # The goods are not measured in what was named.
    UNIT_UNFIT = "unit_unfit"
    # No amount was named.
    AMOUNT_MISSING = "amount_missing"
    # Other goods fit nearly as well, or the words fit only so far.
    UNSURE = "unsure"
    # The same goods and day were named before; the last word counts.
    SAID_TWICE = "said_twice"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a part of the notice seems to mean.

    Parameters
    ----------
    packs
        Whole packs, zero for "none"; None where no amount is understood.
    left_over_amount
        What is left when whole packs are taken, in g, ml or pieces.
    confidence_bp
        From 0 to 10,000: how well the words fit, lowered for every assumption.
    alternatives
        Other goods the words may mean, likeliest first.
    said
        The part of the text it is read from.
    called
        The words in it that the goods are called by.
    """

    goods_id: Id
    days: tuple[date, ...]
    packs: Packs | None
    left_over_amount: Amount
    confidence_bp: int
    alternatives: tuple[Id, ...]
    remarks: tuple[Remark, ...]
    said: str
    called: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was understood, and the words that were not."""

    proposals: tuple[Proposal, ...]
    not_understood: tuple[str, ...]
    is_same_as_last: bool
