"""The footprint of tours: as planned, or as driven where the driver read it off."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date

from django.db.models import Sum
from django.db.models.functions import Coalesce

from kortreist.apps.actors.models import DeliveryPoint, Hub, HubProducer
from kortreist.apps.catalogue.models import UnitCode
from kortreist.apps.fulfilment.models import (
    Delivery,
    Energy,
    StopDelivery,
    StopKind,
    StopPurchase,
    Tour,
    TourStop,
)
from kortreist.apps.fulfilment.selectors.tour_loads import delivery_loads, purchase_loads
from kortreist.apps.fulfilment.selectors.tour_scene import figure_values
from kortreist.apps.registers.errors import FigureMissingError
from kortreist.apps.registers.models import DatedFigure
from kortreist.apps.registers.selectors.figures import dated_figures
from kortreist.apps.trading.models import OrderLine
from kortreist.engines.distances import Point, great_circle_m
from kortreist.engines.footprint import (
    Carrier,
    Factor,
    Footprint,
    FootprintCase,
    Journey,
    Stop,
    Trip,
    count_footprint,
)
from kortreist.engines.footprint import Energy as EnergyUse
from kortreist.engines.footprint import StopKind as Handled

ALL_BP = 10_000
TONNE_G = 1_000_000
PER_100KM_M = 100_000
CARRIERS = {
    Energy.DIESEL: Carrier.DIESEL,
    Energy.PETROL: Carrier.PETROL,
    Energy.ELECTRIC: Carrier.ELECTRIC,
    Energy.HVO: Carrier.HVO,
}


def tours_footprint(*, hub_id: int, tours: Sequence[Tour], on: date) -> Footprint:
    """Return what tours let out, shared between their stops by the engine's method.

    Distances between the hub and stops are great circles; the food's way is from its farm to its
    door, by great circles as well.
    """
    figures = dated_figures(on)
    masses = _masses(tours, figure_values(figures, on))
    hub = _hub_point(hub_id)
    stops = TourStop.objects.filter(tour__in=tours).order_by("tour", "position")
    by_tour: dict[int, list[TourStop]] = {}
    for stop in stops:
        by_tour.setdefault(stop.tour_id, []).append(stop)
    case = FootprintCase(
        trips=tuple(_trip(tour, by_tour.get(tour.pk, []), masses, hub) for tour in tours),
        factors=tuple(_factors(figures, on)),
        journeys=tuple(_journeys(tours)),
    )
    return count_footprint(case)


def as_json(footprint: Footprint) -> dict[str, object]:
    """Return a footprint as a column of JSON keeps it."""
    return asdict(footprint)


def energy_planned(tour: Tour, stops: Iterable[TourStop]) -> int:
    """Return the millilitres or watt-hours a tour takes, more on legs with more aboard."""
    vehicle, used, aboard_g = tour.vehicle, 0, 0
    for stop in stops:
        heavier_bp = vehicle.use_per_tonne_bp * aboard_g // TONNE_G
        used += stop.leg_m * vehicle.use_per_100km * (ALL_BP + heavier_bp)
        aboard_g = stop.load_g
    return -(-used // (PER_100KM_M * ALL_BP))


def _trip(
    tour: Tour, stops: Sequence[TourStop], masses: Mapping[int, int], hub: Point | None
) -> Trip:
    distance_m = tour.distance_m if tour.driven_m is None else tour.driven_m
    used = energy_planned(tour, stops) if tour.energy_used is None else tour.energy_used
    carrier = CARRIERS.get(Energy(tour.vehicle.energy), Carrier.DIESEL)
    if Energy(tour.vehicle.energy) not in CARRIERS:
        used = 0
    per_100_km = used * PER_100KM_M // distance_m if distance_m else 0
    return Trip(
        tour.pk,
        distance_m,
        EnergyUse(carrier, per_100_km),
        tuple(
            Stop(
                stop.pk,
                masses.get(stop.pk, 0),
                _from_hub_m(hub, stop),
                Handled.DELIVERED if stop.kind == StopKind.DELIVER else Handled.COLLECTED,
            )
            for stop in stops
            if stop.kind in {StopKind.DELIVER, StopKind.COLLECT}
        ),
    )


def _from_hub_m(hub: Point | None, stop: TourStop) -> int:
    if hub is None or stop.latitude is None or stop.longitude is None:
        return 0
    return great_circle_m(hub, Point(stop.latitude, stop.longitude))


def _masses(tours: Collection[Tour], figures: Mapping[str, int]) -> dict[int, int]:
    """Return what is handed over or fetched at each stop, in grams."""
    out = list(StopDelivery.objects.filter(stop__tour__in=tours).select_related("delivery"))
    fetched = list(StopPurchase.objects.filter(stop__tour__in=tours))
    loads = delivery_loads([row.delivery for row in out], figures)
    bought = purchase_loads([row.purchase_order_id for row in fetched], figures, is_all=True)
    masses: dict[int, int] = {}
    for row in out:
        mass_g = sum(load.mass_g for load in loads[row.delivery_id])
        masses[row.stop_id] = masses.get(row.stop_id, 0) + mass_g
    for each in fetched:
        masses[each.stop_id] = sum(load.mass_g for load in bought[each.purchase_order_id])
    return masses


def _factors(figures: Mapping[str, DatedFigure], on: date) -> Iterable[Factor]:
    for energy, carrier in CARRIERS.items():
        row = figures.get(f"co2_{energy.value}")
        if row is None:
            raise FigureMissingError(figure=f"co2_{energy.value}", day=on)
        yield Factor(carrier, row.value, is_verified=row.is_verified)


def _hub_point(hub_id: int) -> Point | None:
    hub = Hub.objects.select_related("organisation__postcode").get(pk=hub_id)
    return _point(hub, hub.organisation.postcode)


def _point(known: object, postcode: object) -> Point | None:
    for each in (known, postcode):
        latitude, longitude = getattr(each, "latitude", None), getattr(each, "longitude", None)
        if latitude is not None and longitude is not None:
            return Point(latitude, longitude)
    return None


def _journeys(tours: Collection[Tour]) -> list[Journey]:
    """Return how far each farm's goods come to each door, where both places are known."""
    delivered = Delivery.objects.filter(tour_stop__stop__tour__in=tours)
    doors = dict(delivered.values_list("order_id", "delivery_point_id"))
    lines = (
        OrderLine.objects.filter(order__in=doors, confirmed_count__gt=0)
        .exclude(unit=UnitCode.PIECE)
        .order_by()
        .values_list("order_id", "producer_id")
        .annotate(sum=Sum(Coalesce("packed_amount", "confirmed_amount")))
    )
    points = {
        each.pk: _point(each, each.postcode)
        for each in DeliveryPoint.objects.filter(pk__in=doors.values()).select_related("postcode")
    }
    hub_ids = {tour.hub_id for tour in tours}
    farms = {
        each.organisation_id: _point(each, each.organisation.postcode)
        for each in HubProducer.objects.filter(hub__in=hub_ids).select_related(
            "organisation__postcode"
        )
    }
    journeys = []
    for order_id, producer_id, mass_g in lines:
        start, end = farms.get(producer_id), points.get(doors[order_id])
        if start and end:
            journeys.append(Journey(mass_g, great_circle_m(start, end)))
    return journeys
