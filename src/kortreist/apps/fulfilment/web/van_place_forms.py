"""What a van must know of a place, as the coordinator types it."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kortreist.apps.actors.models import DeliveryPoint, DeliveryWay, Hub, HubProducer
from kortreist.apps.actors.services.stops import DoorFacts, GateFacts
from kortreist.apps.fulfilment.tour_words import WAY

# As maps give it: two numbers with a point, parted by a comma or a space.
SPOT = re.compile(r"\s*(-?\d{1,2}(?:\.\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d+)?)\s*")


class SpotField(forms.CharField):
    """A spot on the map, pasted as maps give it; empty is the postcode's own point."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401  # whatever Django's fields take
        given: dict[str, Any] = {  # Any: whatever Django's fields take
            "label": _("Spot on the map"),
            "help_text": _("Latitude and longitude, as 62.5742, 11.3875. Empty: the postcode's."),
            "required": False,
            "max_length": 60,
        }
        super().__init__(**given | kwargs)
        self.widget.attrs |= {"inputmode": "text", "autocomplete": "off"}

    def clean(self, value: object) -> Any:  # noqa: ANN401  # Django says so
        text = str(super().clean(value))
        if not text.strip():
            return None
        match = SPOT.fullmatch(text)
        if match is None:
            raise ValidationError(_("Write it as 62.5742, 11.3875."), code="invalid")
        return float(match[1]), float(match[2])


def spot_text(latitude: float | None, longitude: float | None) -> str:
    """Return a spot as it is typed."""
    return "" if latitude is None or longitude is None else f"{latitude:.6g}, {longitude:.6g}"


class HoursForm(forms.Form):
    """From when until when somebody is there."""

    opens_at = forms.TimeField(label=_("Open from"), widget=forms.TimeInput({"type": "time"}))
    closes_at = forms.TimeField(label=_("Open until"), widget=forms.TimeInput({"type": "time"}))
    spot = SpotField()


class DoorForm(HoursForm):
    """A door goods are brought to."""

    way = forms.ChoiceField(label=_("How goods usually get there"), choices=list(WAY.items()))
    phone = forms.CharField(label=_("Phone at the door"), required=False, max_length=20)
    instructions = forms.CharField(label=_("How to find it"), required=False, max_length=300)

    field_order = ("way", "opens_at", "closes_at", "spot", "phone", "instructions")

    @staticmethod
    def said(point: DeliveryPoint) -> dict[str, object]:
        """Return what stands there now."""
        return {
            "way": point.usual_way,
            "opens_at": f"{point.opens_at:%H:%M}",
            "closes_at": f"{point.closes_at:%H:%M}",
            "spot": spot_text(point.latitude, point.longitude),
            "phone": point.phone,
            "instructions": point.instructions,
        }

    def facts(self) -> DoorFacts:
        """Return the service's facts."""
        typed = self.cleaned_data
        return DoorFacts(
            opens_at=typed["opens_at"],
            closes_at=typed["closes_at"],
            way=DeliveryWay(typed["way"]),
            spot=typed["spot"],
            phone=typed["phone"],
            instructions=typed["instructions"],
        )


class GateForm(HoursForm):
    """A farm's gate."""

    is_collected = forms.BooleanField(label=_("The van fetches the goods here"), required=False)

    field_order = ("is_collected", "opens_at", "closes_at", "spot")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        self.fields["opens_at"].required = self.fields["closes_at"].required = False

    @staticmethod
    def said(terms: HubProducer) -> dict[str, object]:
        """Return what stands there now."""
        opens, closes = terms.collect_from, terms.collect_until
        return {
            "is_collected": terms.is_collected,
            "opens_at": f"{opens:%H:%M}" if opens else "",
            "closes_at": f"{closes:%H:%M}" if closes else "",
            "spot": spot_text(terms.latitude, terms.longitude),
        }

    def facts(self) -> GateFacts:
        """Return the service's facts."""
        typed = self.cleaned_data
        return GateFacts(
            is_collected=typed["is_collected"],
            opens_at=typed["opens_at"],
            closes_at=typed["closes_at"],
            spot=typed["spot"],
        )


class HubPlaceForm(forms.Form):
    """Where tours begin, and the hub's numbers for crates."""

    spot = SpotField(label=_("Where tours begin"))
    gs1_prefix = forms.CharField(
        label=_("Company prefix from GS1"),
        help_text=_("7 to 11 digits. Without one, crates are numbered within each delivery."),
        required=False,
        max_length=20,
    )

    @staticmethod
    def said(hub: Hub) -> dict[str, object]:
        """Return what stands there now."""
        return {"spot": spot_text(hub.latitude, hub.longitude), "gs1_prefix": hub.gs1_prefix}

    def facts(self) -> dict[str, Any]:  # Any: keywords of one service
        """Return the service's arguments."""
        return {name: self.cleaned_data[name] for name in ("spot", "gs1_prefix")}
