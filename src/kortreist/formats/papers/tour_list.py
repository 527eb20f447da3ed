"""A driver's tour on paper: the stops in order, and what to do at each."""

from dataclasses import dataclass
from typing import ClassVar

from kortreist.formats.papers.frame import Fact, Icon, Paper, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class TourListWords(Words):
    """Words of a tour list.

    Parameters
    ----------
    stops
        Stands after the number that matters.
    window, phone, crates
        Before the time, the number to ring and how many crates.
    goods
        Before what is to be brought or fetched.
    temperature, received_by, returned
        Below the boxes and lines to fill in at each stop.
    """

    stops: str
    window: str
    phone: str
    crates: str
    goods: str
    temperature: str
    received_by: str
    returned: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One place on the way.

    Parameters
    ----------
    number
        Its turn.
    kind
        What is done there, in a word: ``Lever`` or ``Hent``.
    window
        When it may be, and when it is planned.
    goods
        A row for each.
    crates
        How many, large.
    remark
        How to find the door and what to mind.
    """

    number: str
    name: str
    kind: str
    window: str = ""
    address: tuple[str, ...] = ()
    phone: str = ""
    crates: str = ""
    goods: tuple[str, ...] = ()
    storage: tuple[Icon, ...] = ()
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TourList(Paper):
    """A tour from its first stop to its last; ``stops_count`` is the number that matters."""

    TEMPLATE: ClassVar[str] = "tour_list"

    words: TourListWords
    stops_count: str
    stops: tuple[Stop, ...]
    facts: tuple[Fact, ...] = ()
    remark: str = ""
