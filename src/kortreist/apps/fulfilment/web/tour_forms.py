"""What those who plan tours type."""

from collections.abc import Iterable, Mapping
from datetime import time
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kortreist.apps.actors.models import DeliveryWay
from kortreist.apps.catalogue.models import Storage
from kortreist.apps.fulfilment import tour_words
from kortreist.apps.fulfilment.models import (
    Delivery,
    Energy,
    FixedTour,
    RoadFact,
    RoadFactKind,
    Vehicle,
)
from kortreist.apps.fulfilment.touring.entries import (
    CompartmentFacts,
    FixedTourFacts,
    RoadFactFacts,
    VehicleFacts,
    WayFacts,
)
from kortreist.apps.fulfilment.touring.scene import PlanOptions
from kortreist.apps.ui import figures
from kortreist.apps.ui.day_forms import DayField
from kortreist.apps.ui.forms import AmountField, CountField, KrField, PercentField
from kortreist.kernel.quantity import Unit

Initial = Mapping[str, Any]  # Any: whatever a form's fields begin with
Data = QueryDict | None
COLD = (Storage.CHILLED, Storage.FROZEN)


def _clock(**options: Any) -> forms.TimeField:  # noqa: ANN401  # whatever Django's fields take
    return forms.TimeField(widget=forms.TimeInput(attrs={"type": "time"}), **options)


class PlanForm(forms.Form):
    """How tours are to be planned."""

    collect_days_before = forms.ChoiceField(
        label=_("Fetch from the farms"),
        choices=[("1", _("the day before delivery")), ("0", _("on the delivery day"))],
        initial="1",
    )
    collected_by = _clock(label=_("At the hub no later than"), required=False)
    packed_at = _clock(label=_("Packed and ready to load at"), required=False)
    with_fixed = forms.BooleanField(
        label=_("Drive the fixed tours as they are"), required=False, initial=True
    )

    def options(self) -> PlanOptions:
        """Return what the service is asked with."""
        typed = self.cleaned_data
        return PlanOptions(
            collect_days_before=int(typed["collect_days_before"]),
            collected_by=_wall(typed["collected_by"]),
            packed_at=_wall(typed["packed_at"]),
            with_fixed=typed["with_fixed"],
        )


class VehicleForm(forms.Form):
    """A vehicle, and how much of it is cold."""

    name = forms.CharField(label=_("Name"), max_length=60)
    plate = forms.CharField(label=_("Number plate"), max_length=10, required=False)
    payload_g = AmountField(Unit.GRAM, label=_("Carries, in kg"), least=1)
    volume_ml = AmountField(Unit.MILLILITRE, label=_("Room, in litres"), least=1)
    chilled_g = AmountField(Unit.GRAM, label=_("Of that chilled, in kg"), required=False)
    chilled_ml = AmountField(
        Unit.MILLILITRE, label=_("Room that is chilled, in litres"), required=False
    )
    frozen_g = AmountField(Unit.GRAM, label=_("Of that frozen, in kg"), required=False)
    frozen_ml = AmountField(
        Unit.MILLILITRE, label=_("Room that is frozen, in litres"), required=False
    )
    available_from = _clock(label=_("To be had from"), initial=time(6))
    available_until = _clock(label=_("To be had until"), initial=time(18))
    most_trips = CountField(label=_("Trips a day, at most"), most=10, min_value=1, initial=1)
    energy = forms.ChoiceField(label=_("Runs on"), choices=list(tour_words.ENERGY.items()))
    use_per_100km = CountField(
        label=_("Millilitres or watt-hours for 100 km"), most=1_000_000, initial=9_000
    )
    use_per_tonne_bp = PercentField(
        label=_("More for each tonne aboard, in per cent"), required=False
    )
    range_km = CountField(
        label=_("How far it gets on a charge, in km; empty is far enough"),
        most=2_000,
        min_value=1,
        required=False,
    )
    cost_km_ore = KrField(label=_("Kroner a kilometre"), required=False)
    cost_hour_ore = KrField(label=_("Kroner an hour, the driver included"), required=False)
    cost_day_ore = KrField(label=_("Kroner for each day it is used"), required=False)

    @classmethod
    def of(cls, vehicle: Vehicle) -> "VehicleForm":
        """Return the form of a vehicle there is."""
        fields = [name for name in cls.base_fields if hasattr(vehicle, name)]
        initial: dict[str, Any] = {name: getattr(vehicle, name) for name in fields}
        if vehicle.range_m:
            initial["range_km"] = vehicle.range_m // 1000
        for part in vehicle.compartments.all():
            initial[f"{part.storage}_g"] = part.payload_g
            initial[f"{part.storage}_ml"] = part.volume_ml
        return cls(initial=initial)

    def facts(self) -> VehicleFacts:
        """Return what the service is told."""
        typed = self.cleaned_data
        return VehicleFacts(
            name=typed["name"],
            plate=typed["plate"],
            payload_g=typed["payload_g"],
            volume_ml=typed["volume_ml"],
            available_from=typed["available_from"],
            available_until=typed["available_until"],
            most_trips=typed["most_trips"],
            energy=Energy(typed["energy"]),
            use_per_100km=typed["use_per_100km"],
            use_per_tonne_bp=typed["use_per_tonne_bp"] or 0,
            range_m=typed["range_km"] * 1000 if typed["range_km"] else None,
            cost_km_ore=typed["cost_km_ore"] or 0,
            cost_hour_ore=typed["cost_hour_ore"] or 0,
            cost_day_ore=typed["cost_day_ore"] or 0,
            compartments=tuple(self._compartments()),
        )

    def _compartments(self) -> Iterable[CompartmentFacts]:
        typed = self.cleaned_data
        for zone in COLD:
            mass_g, volume_ml = typed[f"{zone.value}_g"], typed[f"{zone.value}_ml"]
            if mass_g or volume_ml:
                yield CompartmentFacts(
                    zone, mass_g or typed["payload_g"], volume_ml or typed["volume_ml"]
                )


class FixedTourForm(forms.Form):
    """A tour that is always driven."""

    name = forms.CharField(label=_("Name"), max_length=60)
    vehicle = forms.ChoiceField(label=_("Vehicle"))
    starts_at = _clock(label=_("Leaves at"), initial=time(7))
    weekdays = forms.MultipleChoiceField(
        label=_("Weekdays; none is any"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, data: Data = None, *, vehicles: Iterable[Vehicle], initial: Initial | None = None
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.vehicles = {str(each.public_id): each for each in vehicles}
        choices = [(key, each.name) for key, each in self.vehicles.items()]
        self.fields["vehicle"].choices = choices  # type: ignore[attr-defined]  # a choice field
        days = [(str(number), name) for number, name in enumerate(figures.weekday_names(), start=1)]
        self.fields["weekdays"].choices = days  # type: ignore[attr-defined]  # likewise

    @staticmethod
    def initial_of(tour: FixedTour) -> Initial:
        """Return what the form of a tour there is begins with."""
        return {
            "name": tour.name,
            "vehicle": str(tour.vehicle.public_id) if tour.vehicle else "",
            "starts_at": tour.starts_at,
            "weekdays": [str(day) for day in tour.weekdays],
        }

    def facts(self) -> FixedTourFacts:
        """Return what the service is told."""
        typed = self.cleaned_data
        return FixedTourFacts(
            name=typed["name"],
            vehicle_id=self.vehicles[typed["vehicle"]].pk,
            starts_at=typed["starts_at"],
            weekdays=tuple(int(day) for day in typed["weekdays"]),
        )


class RoadFactForm(forms.Form):
    """What a road is like, and where the line across it lies."""

    kind = forms.ChoiceField(label=_("What it is"), choices=list(tour_words.ROAD.items()))
    name = forms.CharField(label=_("Which road"), max_length=100)
    from_latitude = forms.FloatField(label=_("Line from: latitude"), min_value=-90, max_value=90)
    from_longitude = forms.FloatField(
        label=_("Line from: longitude"), min_value=-180, max_value=180
    )
    to_latitude = forms.FloatField(label=_("Line to: latitude"), min_value=-90, max_value=90)
    to_longitude = forms.FloatField(label=_("Line to: longitude"), min_value=-180, max_value=180)
    extra_km = CountField(label=_("Kilometres more to drive"), most=1_000, initial=0)
    extra_minutes = CountField(label=_("Minutes more"), most=1_440, initial=0)
    extra_ore = KrField(label=_("What it costs each time, in kroner"), required=False)
    valid_from = DayField(label=_("From"))
    valid_until = DayField(label=_("Until, that day not included"), required=False)
    source = forms.CharField(label=_("Where this is from"), max_length=300, required=False)

    @staticmethod
    def initial_of(fact: RoadFact) -> Initial:
        """Return what the form of a road there is begins with."""
        names = ("kind", "name", "from_latitude", "from_longitude", "to_latitude", "to_longitude")
        kept = {name: getattr(fact, name) for name in names}
        return kept | {
            "extra_km": fact.extra_m // 1000,
            "extra_minutes": fact.extra_s // 60,
            "extra_ore": fact.extra_ore,
            "valid_from": fact.valid_from,
            "valid_until": fact.valid_until,
            "source": fact.source,
        }

    def facts(self) -> RoadFactFacts:
        """Return what the service is told."""
        typed = self.cleaned_data
        return RoadFactFacts(
            kind=RoadFactKind(typed["kind"]),
            name=typed["name"],
            line=(
                typed["from_latitude"],
                typed["from_longitude"],
                typed["to_latitude"],
                typed["to_longitude"],
            ),
            valid_from=typed["valid_from"],
            valid_until=typed["valid_until"],
            extra_m=typed["extra_km"] * 1000,
            extra_s=typed["extra_minutes"] * 60,
            extra_ore=typed["extra_ore"] or 0,
            source=typed["source"],
        )


class WayForm(forms.Form):
    """How a delivery gets to its door."""

    way = forms.ChoiceField(label=_("How it gets there"), choices=list(tour_words.WAY.items()))
    carrier = forms.CharField(label=_("Who carries it"), max_length=100, required=False)
    waybill = forms.CharField(label=_("Waybill or parcel number"), max_length=60, required=False)
    carriage_ore = KrField(label=_("What it costs you, in kroner"), required=False)
    carriage_km = CountField(label=_("How far it goes, in km"), most=5_000, required=False)

    @staticmethod
    def initial_of(delivery: Delivery) -> Initial:
        """Return what the form of a delivery begins with."""
        metres = delivery.carriage_m
        return {
            "way": delivery.way,
            "carrier": delivery.carrier,
            "waybill": delivery.waybill,
            "carriage_ore": delivery.carriage_ore,
            "carriage_km": None if metres is None else metres // 1000,
        }

    def facts(self) -> WayFacts:
        """Return what the service is told; an own tour has no carrier."""
        typed = self.cleaned_data
        way = DeliveryWay(typed["way"])
        if way == DeliveryWay.OWN_TOUR:
            return WayFacts(way)
        kilometres = typed["carriage_km"]
        return WayFacts(
            way=way,
            carrier=typed["carrier"],
            waybill=typed["waybill"],
            carriage_ore=typed["carriage_ore"],
            carriage_m=None if kilometres is None else kilometres * 1000,
        )


def _wall(at: time | None) -> str:
    return "" if at is None else f"{at:%H:%M}"
