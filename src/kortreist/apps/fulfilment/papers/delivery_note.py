"""The note that goes along with a delivery."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from kortreist.apps.catalogue.words import goods_name
from kortreist.apps.fulfilment.models import Delivery
from kortreist.apps.fulfilment.papers.parties import (
    frame_of_delivery,
    lot_of,
    receiver_of,
    sender_of,
)
from kortreist.apps.fulfilment.selectors.deliveries import DeliveredLine
from kortreist.apps.fulfilment.words import REMARK
from kortreist.apps.ui import figures
from kortreist.formats.papers import (
    DeliveryNote,
    DeliveryNoteWords,
    Fact,
    Frame,
    NoteLine,
)

UNKNOWN = "–"


def delivery_note(delivery: Delivery, lines: Sequence[DeliveredLine]) -> tuple[DeliveryNote, Frame]:
    """Return a delivery's note and its frame; ask for both as `get_delivery` gives them."""
    with override(delivery.unit.language):
        note = DeliveryNote(
            words=_note_words(delivery.crates),
            about=f"{delivery.unit.name}, {figures.day_long(delivery.cycle.delivery_day)}",
            receiver=receiver_of(delivery),
            sender=sender_of(delivery.hub),
            crates=figures.whole(delivery.crates) if delivery.crates else UNKNOWN,
            lines=tuple(_note_line(row) for row in lines),
            facts=_note_facts(delivery),
        )
        return note, frame_of_delivery(delivery)


def _note_words(crates: int) -> DeliveryNoteWords:
    return DeliveryNoteWords(
        title=_("Delivery note"),
        crates=ngettext("crate", "crates", crates),
        receiver=_("To"),
        sender=_("From"),
        goods=_("What is in the crates"),
        name=_("Goods"),
        lot=_("Lot"),
        ordered=_("Ordered"),
        packs=_("Packs"),
        amount=_("Amount"),
        received_by=_("Received by"),
        when=_("Day and time"),
        temperature=_("Temperature, °C"),
    )


def _note_facts(delivery: Delivery) -> tuple[Fact, ...]:
    rows = {_("Round"): str(delivery.cycle.number), _("Reference"): delivery.order.reference}
    if delivery.delivered_at:
        at = figures.moment(delivery.delivered_at)
        dc = delivery.temperature_dc
        measured = "" if dc is None else f", {figures.decimals(dc, 1)}{figures.NO_BREAK}°C"
        rows[_("Handed over")] = at + measured
    return tuple(Fact(label=label, text=text) for label, text in rows.items() if text)


def _note_line(row: DeliveredLine) -> NoteLine:
    return NoteLine(
        goods=goods_name(row.line.variant),
        detail=row.line.producer.name,
        remark=str(REMARK.get(row.reason, "")),
        ordered=figures.whole(row.line.ordered_count),
        packs=figures.whole(row.shown.count),
        amount=figures.amount(row.shown.amount, row.line.unit),
        lots=tuple(map(lot_of, row.parts)),
    )
