"""What papers of this room share: who sends, who receives, lots, and how cold."""

from django.urls import reverse
from django.utils.translation import gettext as _

from kortreist.apps.actors.models import DeliveryPoint, Hub
from kortreist.apps.fulfilment.models import Delivery, PackedPart
from kortreist.apps.fulfilment.words import STORAGE, STORAGE_ICON
from kortreist.apps.messages.links import absolute
from kortreist.apps.ui import figures
from kortreist.apps.ui.icons import DRAWINGS
from kortreist.apps.ui.papers import frame_of
from kortreist.formats.papers import Frame, Icon, Lot, Party


def frame_of_delivery(delivery: Delivery) -> Frame:
    """Return the frame of a paper about one delivery, which leads to its page."""
    places = {"hub": delivery.hub.public_id, "delivery": delivery.public_id}
    return frame_of(
        issuer=delivery.hub.name,
        made_at=delivery.delivered_at or delivery.packed_at or delivery.cycle.closes_at,
        link=absolute(reverse("fulfilment:delivery-detail", kwargs=places)),
        is_illustrative=delivery.hub.is_demonstration,
    )


def receiver_of(delivery: Delivery) -> Party:
    """Return who gets a delivery, and where."""
    rows = address_of(delivery.delivery_point)
    return Party(name=delivery.unit.name, rows=(delivery.delivery_point.name, *rows))


def address_of(point: DeliveryPoint) -> tuple[str, ...]:
    """Return a door's street and place."""
    place = f"{point.postcode.code} {point.postcode.place}"
    return tuple(filter(None, (point.street, place)))


def sender_of(hub: Hub) -> Party:
    """Return the hub, with its number and place."""
    of = hub.organisation
    number = _("Organisation number %(number)s") % {"number": of.org_no} if of.org_no else ""
    approval = _approval(hub.approval_no)
    place = f"{of.postcode.code} {of.postcode.place}" if of.postcode else ""
    return Party(name=hub.name, rows=tuple(filter(None, (number, approval, of.street, place))))


def _approval(number: str) -> str:
    """Return by which number the hub's store is approved; empty where it is not."""
    return _("Approval number %(number)s") % {"number": number} if number else ""


def lot_of(part: PackedPart) -> Lot:
    """Return a packed part's lot with its date."""
    best_before = part.lot.best_before
    said = _("best before %(day)s") % {"day": figures.day_year(best_before)} if best_before else ""
    return Lot(code=part.lot.code, date=said)


def storage_icon(storage: str) -> Icon:
    """Return how cold goods are kept, as drawing and word."""
    return Icon(drawing=DRAWINGS[STORAGE_ICON[storage]], word=str(STORAGE[storage]))
