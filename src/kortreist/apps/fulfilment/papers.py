"""What goes along with deliveries, as papers in the receiver's language."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from kortreist.apps.catalogue.words import goods_name
from kortreist.apps.fulfilment.models import Delivery, PackedPart
from kortreist.apps.fulfilment.selectors.deliveries import DeliveredLine
from kortreist.apps.fulfilment.words import REMARK
from kortreist.apps.messages.links import absolute
from kortreist.apps.ui import figures
from kortreist.apps.ui.papers import frame_of
from kortreist.formats.papers import (
    DeliveryNote,
    DeliveryNoteWords,
    Fact,
    Frame,
    Lot,
    NoteLine,
    Party,
)

UNKNOWN = "–"


def delivery_note(delivery: Delivery, lines: Sequence[DeliveredLine]) -> tuple[DeliveryNote, Frame]:
    """Return a delivery's note and its frame; ask for both as `get_delivery` gives them."""
    with override(delivery.unit.language):
        note = DeliveryNote(
            words=_note_words(delivery.crates),
            about=f"{delivery.unit.name}, {figures.day_long(delivery.cycle.delivery_day)}",
            receiver=_receiver(delivery),
            sender=_sender(delivery),
            crates=figures.whole(delivery.crates) if delivery.crates else UNKNOWN,
            lines=tuple(_note_line(row) for row in lines),
            facts=_note_facts(delivery),
        )
        return note, _frame(delivery)


def _frame(delivery: Delivery) -> Frame:
    places = {"hub": delivery.hub.public_id, "delivery": delivery.public_id}
    return frame_of(
        issuer=delivery.hub.name,
        made_at=delivery.delivered_at or delivery.packed_at or delivery.cycle.closes_at,
        link=absolute(reverse("fulfilment:delivery-detail", kwargs=places)),
        is_illustrative=delivery.hub.is_demonstration,
    )


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
        lots=tuple(map(_lot, row.parts)),
    )


def _lot(part: PackedPart) -> Lot:
    best_before = part.lot.best_before
    said = _("best before %(day)s") % {"day": figures.day_year(best_before)} if best_before else ""
    return Lot(code=part.lot.code, date=said)


def _receiver(delivery: Delivery) -> Party:
    point = delivery.delivery_point
    place = f"{point.postcode.code} {point.postcode.place}"
    return Party(
        name=delivery.unit.name, rows=tuple(filter(None, (point.name, point.street, place)))
    )


def _sender(delivery: Delivery) -> Party:
    of = delivery.hub.organisation
    number = _("Organisation number %(number)s") % {"number": of.org_no} if of.org_no else ""
    place = f"{of.postcode.code} {of.postcode.place}" if of.postcode else ""
    return Party(name=delivery.hub.name, rows=tuple(filter(None, (number, of.street, place))))
