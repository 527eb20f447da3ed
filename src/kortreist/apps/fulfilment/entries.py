"""What services here are told: a lot handed over, a line packed, a delivery at its door."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Self
from uuid import UUID

from kortreist.apps.fulfilment.models import (
    Hazard,
    Instruction,
    OperationKind,
    PackReason,
    RecallKind,
)
from kortreist.kernel.quantity import Quantity


@dataclass(frozen=True, slots=True)
class ReceiptEntry:
    """One lot handed over on a purchase line.

    Parameters
    ----------
    code
        The lot number on the label.
    best_before
        None for goods that bear no date.
    quantity
        Packs counted, and what the scale said; for goods charged by pack, count × content.
    temperature_dc
        As measured, in tenths of a degree.
    accept_short_dated
        Somebody looked at the date, and takes the goods all the same.
    place_id
        Where the lot goes into stock; None for goods that are packed at once.
    accept_weight
        Somebody looked at the scale once more: it weighs that.
    hold_expired
        The lot is past its date: it is taken in and stopped at once.
    damage
        What somebody saw broken, wet or crushed.
    """

    purchase_line_id: int
    code: str
    best_before: date | None
    quantity: Quantity
    temperature_dc: int | None = None
    accept_short_dated: bool = False
    place_id: int | None = None
    accept_weight: bool = False
    hold_expired: bool = False
    damage: "Damage | None" = None


@dataclass(frozen=True, slots=True)
class Damage:
    """So many packs were damaged; the picture is a JPEG drawn anew."""

    count: int
    note: str = ""
    photo: bytes | None = None


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """Packs of one lot that go into a new one."""

    lot_id: int
    count: int


@dataclass(frozen=True, slots=True)
class MakeEntry:
    """A lot that the hub makes of others.

    Parameters
    ----------
    variant_id
        What it becomes.
    amount
        What the scale said; None for goods charged by pack.
    best_before
        None: as the first of what goes in to expire.
    loss_reason, note
        Why less came out than went in: a `MakingLoss`.
    accept_more
        Somebody looked at the figures: more came out than went in all the same.
    """

    sources: Sequence[SourceEntry]
    variant_id: int
    code: str
    count: int
    place_id: int
    amount: int | None = None
    best_before: date | None = None
    loss_reason: str = ""
    note: str = ""
    accept_more: bool = False


@dataclass(frozen=True, slots=True)
class RecallEntry:
    """Lots that are taken back, or would be if it were no drill.

    Parameters
    ----------
    reason
        What happened, in the words of those who know; everybody concerned reads it.
    """

    kind: str
    lot_ids: Sequence[int]
    hazard: str
    reason: str
    instruction: str = Instruction.SET_ASIDE

    @classmethod
    def drill(cls, lot_id: int) -> Self:
        """Return a drill on one lot, with nothing more to say."""
        return cls(RecallKind.DRILL, [lot_id], Hazard.OTHER, "")


@dataclass(frozen=True, slots=True)
class AnswerEntry:
    """What a receiver says of the goods: a `NoticeAnswer`, of how many packs, and what else."""

    answer: str
    count: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class PartEntry:
    """Packs of one lot for one line; the amount is weighed, and told by the packs where not."""

    lot_id: int
    count: int
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class PackEntry:
    """All the parts of one line; no parts and a reason when there is nothing for it.

    ``short_life_reason`` says why goods go out with less left of their date than the buyer was
    promised.
    """

    order_line_id: int
    parts: Sequence[PartEntry]
    reason: str = PackReason.PACKED
    short_life_reason: str = ""


@dataclass(frozen=True, slots=True)
class HandoverEntry:
    """One delivery at its door.

    Parameters
    ----------
    returns
        What came back, by order line; lines left out were taken as packed.
    reasons
        Why, by order line; `ReturnReason.REFUSED` where nothing is said.
    temperature_dc
        As measured at the door, in tenths of a degree.
    crates_back
        Empty crates taken along, where the hub counts its crates.
    """

    delivery_id: int
    returns: Mapping[int, Quantity] = field(default_factory=dict)
    reasons: Mapping[int, str] = field(default_factory=dict)
    temperature_dc: int | None = None
    crates_back: int = 0


@dataclass(frozen=True, slots=True)
class CountEntry:
    """What somebody counted of a lot.

    Parameters
    ----------
    seen
        The lot's latest movement when counting began; whatever happened since spoils the count.
    """

    lot_id: int
    count: int
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class DrivingEntry:
    """Something a driver did, as a phone tells it, maybe hours later.

    Parameters
    ----------
    operation_id
        Made on the phone; the same twice is one thing done.
    at
        By the phone's clock.
    stop, delivery
        Public ids, where the thing is about one.
    returns, reasons
        Packs that came back and why, by the order line's public id.
    temperature_dc
        Tenths of a degree.
    trouble
        What was wrong, as kinds of `DeviationKind`.
    photo
        A picture drawn anew, as JPEG.
    driven_m, energy_used
        What the driver read off at the end: metres, and millilitres or watt-hours.
    undoes
        The handover that is taken back.
    """

    operation_id: UUID
    kind: OperationKind
    at: datetime
    stop: UUID | None = None
    delivery: UUID | None = None
    returns: Mapping[UUID, int] = field(default_factory=dict)
    reasons: Mapping[UUID, str] = field(default_factory=dict)
    temperature_dc: int | None = None
    storage: str = ""
    crates_back: int = 0
    received_by: str = ""
    note: str = ""
    trouble: Sequence[str] = ()
    photo: bytes | None = None
    driven_m: int | None = None
    energy_used: int | None = None
    undoes: UUID | None = None
    device: str = ""
