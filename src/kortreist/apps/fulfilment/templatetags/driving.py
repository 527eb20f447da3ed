"""What a driver's pages need besides: ``{% load driving %}``."""

from uuid import uuid4

from django import template
from django.utils.translation import gettext as _

from kortreist.apps.fulfilment import driving_words as words
from kortreist.apps.trading.models import OrderLine
from kortreist.apps.ui import figures
from kortreist.apps.ui.statuses import Status

register = template.Library()


@register.simple_tag
def operation_id() -> str:
    """Return a new id for what a form will do: pressed twice, it is done once."""
    return str(uuid4())


@register.filter
def tour_status(status: str) -> Status:
    return words.TOUR[status]


@register.filter
def degree_choices(zone: str) -> list[tuple[str, str]]:
    """Return what can be pressed for a cold zone: as it is sent, and as it is read."""
    return [
        (figures.decimals(tenths, 1).replace("−", "-"), figures.whole(tenths // 10))
        for tenths in words.DEGREES[zone]
    ]


@register.filter
def back_name(line: OrderLine) -> str:
    """Return what the field of a line that came back is called."""
    return f"back-{line.public_id}"


@register.filter
def receiver(name: str) -> str:
    """Return who received it, in words."""
    return _("Left as agreed") if name == words.LEFT_AS_AGREED else name
