"""What is on its way, load unit by load unit."""

from dataclasses import dataclass
from typing import ClassVar

from kortreist.formats.papers.frame import Fact, Lot, Paper, Party, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class DespatchAdviceWords(Words):
    """Headings of a despatch advice; ``units`` stands after the number of load units."""

    units: str
    receiver: str
    sender: str
    carrier: str
    contents: str
    name: str
    gtin: str
    lot: str
    packs: str
    net: str
    total: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    """Goods of one lot in a load unit."""

    goods: str
    packs: str
    net: str
    gtin: str = ""
    lots: tuple[Lot, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitSent:
    """A load unit: its number as people read it, what kind it is, what lies in it."""

    sscc: str
    kind: str
    lines: tuple[UnitLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DespatchAdvice(Paper):
    """What is sent, from whom to whom and with whom, before it arrives."""

    TEMPLATE: ClassVar[str] = "despatch_advice"

    words: DespatchAdviceWords
    receiver: Party
    sender: Party
    carrier: Party
    units_count: str
    units: tuple[UnitSent, ...]
    total_packs: str
    total_net: str
    facts: tuple[Fact, ...] = ()
