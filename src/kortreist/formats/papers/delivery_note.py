"""The note that goes along with the crates."""

from dataclasses import dataclass
from typing import ClassVar

from kortreist.formats.papers.frame import Fact, Lot, Paper, Party, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryNoteWords(Words):
    """Headings of a delivery note; ``crates`` stands after the number of them."""

    crates: str
    receiver: str
    sender: str
    goods: str
    name: str
    lot: str
    ordered: str
    packs: str
    amount: str
    received_by: str
    when: str
    temperature: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteLine:
    """Goods in the crates; ``detail`` says who made them, ``remark`` what is not as ordered."""

    goods: str
    packs: str
    amount: str
    ordered: str = ""
    detail: str = ""
    remark: str = ""
    lots: tuple[Lot, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryNote(Paper):
    """What is in the crates, from whom, of which lots, with room to sign."""

    TEMPLATE: ClassVar[str] = "delivery_note"

    words: DeliveryNoteWords
    receiver: Party
    sender: Party
    crates: str
    lines: tuple[NoteLine, ...]
    facts: tuple[Fact, ...] = ()
    remark: str = ""
