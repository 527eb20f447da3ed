"""What to put in which crates, on paper: as good as the screen, in the screen's order."""

from dataclasses import dataclass
from typing import ClassVar

from kortreist.formats.papers.frame import Fact, Icon, Paper, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class PackingListWords(Words):
    """Words of a packing list.

    Parameters
    ----------
    packs
        Stands after the number that matters.
    done, checked
        Over the boxes to tick: packed, and looked at by another.
    name, count, lot
        Over the columns.
    weighed
        Before the line on which a weight is written: ``Veid, kg``.
    crates, packed_by
        Below the lines to fill in at the end of each part.
    """

    packs: str
    done: str
    checked: str
    name: str
    count: str
    lot: str
    weighed: str
    crates: str
    packed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackingRow:
    """One of the goods: how many packs, and what they are usually or must be.

    Parameters
    ----------
    goods, detail
        Name, and whose they are.
    count, amount
        Packs, large; mass or volume in all, small.
    picture
        The goods' pictogram.
    storage
        Where it lies until it goes.
    lots
        The lots to take from, in order.
    is_weighed
        Whether a weight is to be written down.
    remark
        What to look out for.
    """

    goods: str
    count: str
    amount: str = ""
    detail: str = ""
    picture: Icon | None = None
    storage: Icon | None = None
    lots: tuple[str, ...] = ()
    is_weighed: bool = False
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackingPart:
    """What goes to one buyer, or is of one of the goods: as the team packs."""

    name: str
    rows: tuple[PackingRow, ...]
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackingList(Paper):
    """A packing team's work, one line for each of the goods, with boxes to tick.

    Parameters
    ----------
    packs
        How many in all.
    own_pages
        Whether each part begins a page of its own, to be laid in its crate.
    """

    TEMPLATE: ClassVar[str] = "packing_list"

    words: PackingListWords
    packs: str
    parts: tuple[PackingPart, ...]
    facts: tuple[Fact, ...] = ()
    own_pages: bool = False
