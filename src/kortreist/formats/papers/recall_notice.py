"""A recall on paper: for those who got the goods, and for the authority."""

from dataclasses import dataclass
from typing import ClassVar

from kortreist.formats.papers.frame import Fact, Paper, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallNoticeWords(Words):
    """Words of a recall.

    Parameters
    ----------
    answered
        Stands after how many have answered.
    why, what_to_do, goods, receivers
        Headings.
    receiver, amount, delivered, told, answer
        Over the columns of those who got the goods.
    """

    answered: str
    why: str
    what_to_do: str
    goods: str
    receivers: str
    receiver: str
    amount: str
    delivered: str
    told: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallReceiver:
    """Who got the goods, how much and when, when it was told, and what it answered."""

    name: str
    amount: str
    delivered: str
    detail: str = ""
    told: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallNotice(Paper):
    """Which goods, why, what to do with them, who has them and who has answered.

    Parameters
    ----------
    answered
        How many of how many, such as ``7 av 9``.
    why, what_to_do
        In plain sentences; one text for each.
    facts
        Goods, lot, dates, producer, who recalls, when.
    receivers
        Empty on the notice that receivers get: they are not told of one another.
    """

    TEMPLATE: ClassVar[str] = "recall_notice"

    words: RecallNoticeWords
    why: tuple[str, ...]
    what_to_do: tuple[str, ...]
    facts: tuple[Fact, ...]
    answered: str = ""
    receivers: tuple[RecallReceiver, ...] = ()
