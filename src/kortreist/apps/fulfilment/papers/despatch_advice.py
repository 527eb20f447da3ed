"""What is on its way to a unit, crate by crate."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from kortreist.apps.actors.models import DeliveryWay
from kortreist.apps.catalogue.words import goods_name
from kortreist.apps.fulfilment.models import Delivery, LoadUnit, LoadUnitPart
from kortreist.apps.fulfilment.papers.parties import (
    frame_of_delivery,
    lot_of,
    receiver_of,
    sender_of,
)
from kortreist.apps.fulfilment.selectors.deliveries import DeliveredLine
from kortreist.apps.fulfilment.words import LOAD_UNIT, STORAGE
from kortreist.apps.ui import figures
from kortreist.formats.papers import (
    DespatchAdvice,
    DespatchAdviceWords,
    Fact,
    Frame,
    Party,
    UnitLine,
    UnitSent,
)
from kortreist.kernel.rounding import divide_rounded


def despatch_advice(
    delivery: Delivery,
    lines: Sequence[DeliveredLine],
    units: Sequence[LoadUnit],
) -> tuple[DespatchAdvice, Frame]:
    """Return a delivery's despatch advice in its receiver's language.

    Where several crates share a zone nobody has written down which goods lie in which: they stand
    once, after the crates.
    """
    with override(delivery.unit.language):
        known = [_unit(unit, list(unit.parts.all())) for unit in units]
        rest = _rest(lines, units)
        packs = sum(row.packed.count for row in lines)
        advice = DespatchAdvice(
            words=_words(len(units)),
            about=f"{delivery.unit.name}, {figures.day_long(delivery.cycle.delivery_day)}",
            receiver=receiver_of(delivery),
            sender=sender_of(delivery.hub),
            carrier=_carrier(delivery),
            units_count=figures.whole(len(units)),
            units=(*known, *rest),
            total_packs=figures.whole(packs),
            total_net="",
            facts=_facts(delivery),
        )
        return advice, frame_of_delivery(delivery)


def _words(units: int) -> DespatchAdviceWords:
    return DespatchAdviceWords(
        title=_("Despatch advice"),
        units=ngettext("crate", "crates", units),
        receiver=_("To"),
        sender=_("From"),
        carrier=_("Brought by"),
        contents=_("What is in the crates"),
        name=_("Goods"),
        gtin=_("GTIN"),
        lot=_("Lot"),
        packs=_("Packs"),
        net=_("Amount"),
        total=_("All together"),
    )


def _facts(delivery: Delivery) -> tuple[Fact, ...]:
    rows = {
        _("Round"): str(delivery.cycle.number),
        _("Reference"): delivery.order.reference,
        _("Waybill"): delivery.waybill,
    }
    return tuple(Fact(label=label, text=text) for label, text in rows.items() if text)


def _carrier(delivery: Delivery) -> Party:
    if delivery.way in (DeliveryWay.HAULIER, DeliveryWay.PARCEL, DeliveryWay.WHOLESALER):
        return Party(name=delivery.carrier or "–")
    return Party(name=delivery.hub.name)


def _unit(unit: LoadUnit, parts: Sequence[LoadUnitPart]) -> UnitSent:
    kind = f"{LOAD_UNIT[unit.kind]} {unit.number} · {STORAGE[unit.storage]}"
    return UnitSent(
        sscc=unit.sscc or f"{unit.number}", kind=kind, lines=tuple(map(_known_line, parts))
    )


def _known_line(row: LoadUnitPart) -> UnitLine:
    line, part = row.part.order_line, row.part
    amount = divide_rounded(part.amount * row.count, part.count)
    return UnitLine(
        goods=goods_name(line.variant),
        packs=figures.whole(row.count),
        net=figures.amount(amount, line.unit),
        gtin=line.variant.gtin,
        lots=(lot_of(part),),
    )


def _rest(lines: Sequence[DeliveredLine], units: Sequence[LoadUnit]) -> tuple[UnitSent, ...]:
    told = {row.part_id for unit in units for row in unit.parts.all()}
    rows = tuple(
        UnitLine(
            goods=goods_name(row.line.variant),
            packs=figures.whole(part.count),
            net=figures.amount(part.amount, row.line.unit),
            gtin=row.line.variant.gtin,
            lots=(lot_of(part),),
        )
        for row in lines
        for part in row.parts
        if part.pk not in told
    )
    return (UnitSent(sscc="–", kind=_("In the crates above"), lines=rows),) if rows else ()
