"""A lot's trace as a table for spreadsheets: one row for each lot, receiver and remainder."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from kortreist.apps.actors.models import Hub
from kortreist.apps.catalogue.words import goods_name
from kortreist.apps.fulfilment.models import DeliveryStatus, Lot
from kortreist.apps.fulfilment.selectors.trace import Ancestry, Trace
from kortreist.apps.fulfilment.words import DELIVERY
from kortreist.apps.ui import figures
from kortreist.formats.sheets.writing import Value
from kortreist.kernel.periods import oslo_date

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class TraceSheet:
    """A table, what it is called, and what stands above it."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Value]]
    notes: Sequence[str]


def trace_sheet(trace: Trace, ancestry: Ancestry, hub: Hub) -> TraceSheet:
    """Return a lot's trace as a table."""
    headings = [
        _("What"),
        _("Who"),
        _("Lot"),
        _("Goods"),
        _("Date"),
        _("Packs"),
        _("Amount"),
        _("Of this lot"),
        _("Unit"),
        _("Status"),
    ]
    notes = [_("Illustrative figures from a demonstration.")] if hub.is_demonstration else []
    return TraceSheet(
        title=_("Lot %(lot)s") % {"lot": trace.lot.code},
        headings=headings,
        rows=list(_rows(trace, ancestry)),
        notes=notes,
    )


def in_units(amount: int, unit: str) -> Decimal:
    """Return an amount in kg, litres or pieces."""
    return Decimal(amount) if unit == "pcs" else Decimal(amount) / 1000


def _rows(trace: Trace, ancestry: Ancestry) -> Iterator[Sequence[Value]]:
    for each in ancestry.origins:
        lot = each.lot
        yield _row(
            _("Came from"),
            each.producer.name,
            lot,
            (lot.received_count, lot.received_amount),
            each.traced_amount,
            day=oslo_date(lot.received_at).isoformat(),
        )
    for step in trace.steps:
        if step.depth:
            yield _row(_("Made of it"), "", step.lot, (step.count, step.amount), None)
    for row in trace.units:
        left_at = row.delivery.delivered_at
        yield _row(
            _("Went to"),
            row.unit.name,
            row.lot,
            (row.count, row.amount),
            row.traced_amount,
            day=oslo_date(left_at).isoformat() if left_at else "",
            status=_("Sent back")
            if row.is_sent_back
            else str(DELIVERY[DeliveryStatus(row.delivery.status)].word),
        )
    for rest in trace.resting:
        place = rest.lot.place.name if rest.lot.place else ""
        status = _("Stopped") if rest.lot.withdrawn_at else ""
        yield _row(
            _("Still here"),
            place,
            rest.lot,
            (rest.count, rest.amount),
            rest.traced_amount,
            status=status,
        )


def _row(
    what: str,
    who: str,
    lot: Lot,
    quantity: tuple[int, int],
    traced: int | None,
    *,
    day: str = "",
    status: str = "",
) -> Sequence[Value]:
    unit = lot.variant.unit
    return (
        what,
        who,
        lot.code,
        goods_name(lot.variant),
        day,
        quantity[0],
        in_units(quantity[1], unit),
        None if traced is None else in_units(traced, unit),
        figures.unit_word(unit),
        status,
    )
