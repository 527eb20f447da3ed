"""What services here are told: a lot handed over, a line packed, a delivery at its door."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from kortreist.apps.fulfilment.models import OperationKind, PackReason
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
    """

    purchase_line_id: int
    code: str
    best_before: date | None
    quantity: Quantity
    temperature_dc: int | None = None
    accept_short_dated: bool = False
    place_id: int | None = None


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
