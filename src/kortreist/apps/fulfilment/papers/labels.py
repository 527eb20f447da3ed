"""Labels of a delivery's crates."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from kortreist.apps.fulfilment.models import Delivery, LoadUnit
from kortreist.apps.fulfilment.papers.parties import receiver_of, sender_of, storage_icon
from kortreist.apps.fulfilment.words import LOAD_UNIT
from kortreist.apps.messages.links import absolute
from kortreist.apps.ui import figures
from kortreist.apps.ui.papers import frame_of
from kortreist.formats.papers import (
    Fact,
    Frame,
    LabelSize,
    LoadUnitLabel,
    LoadUnitLabels,
    LoadUnitWords,
)


def crate_labels(
    packed: Sequence[tuple[Delivery, Sequence[LoadUnit]]], *, size: LabelSize, language: str
) -> tuple[LoadUnitLabels, Frame]:
    """Return labels of deliveries' crates in one file, in the language of those who pack.

    There is at least one delivery, and one crate in all; ask for them as `list_load_units` gives
    them.
    """
    first = packed[0][0]
    with override(language):
        labels = LoadUnitLabels(
            words=LoadUnitWords(
                title=_("Labels"),
                receiver=_("To"),
                sender=_("From"),
                barcode=_("Barcode"),
                link=_("QR code to the delivery's page"),
            ),
            about=figures.day_long(first.cycle.delivery_day),
            size=size,
            labels=tuple(
                _label(delivery, unit, len(units)) for delivery, units in packed for unit in units
            ),
        )
        made = max(unit.made_at for _delivery, units in packed for unit in units)
        return labels, frame_of(
            issuer=first.hub.name, made_at=made, is_illustrative=first.hub.is_demonstration
        )


def _label(delivery: Delivery, unit: LoadUnit, of: int) -> LoadUnitLabel:
    places = {"hub": delivery.hub.public_id, "delivery": delivery.public_id}
    facts = {_("Round"): str(delivery.cycle.number), _("Reference"): delivery.order.reference}
    return LoadUnitLabel(
        receiver=receiver_of(delivery),
        sender=sender_of(delivery.hub),
        turn=_("%(number)s of %(all)s") % {"number": unit.number, "all": of},
        unit=str(LOAD_UNIT[unit.kind]),
        day=figures.day(delivery.cycle.delivery_day),
        storage=storage_icon(unit.storage),
        sscc=unit.sscc,
        facts=tuple(Fact(label=label, text=text) for label, text in facts.items() if text),
        link=absolute(reverse("fulfilment:delivery-detail", kwargs=places)),
    )
