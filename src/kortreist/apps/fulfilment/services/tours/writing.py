"""Writing the engine's tours as rows; the caller holds the locks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Max

from kortreist.apps.fulfilment.models import (
    StopDelivery,
    StopKind,
    StopPurchase,
    Tour,
    TourPlan,
    TourStop,
)
from kortreist.apps.fulfilment.touring.answer import fare_of
from kortreist.apps.fulfilment.touring.scene import HUB_PLACE, Scene, is_farm, vehicle_of
from kortreist.apps.fulfilment.touring.stops import Halt, halts_of
from kortreist.engines.distances import DistanceMatrix
from kortreist.kernel.periods import oslo_date

# There may be several of these on a tour, and nobody links to one.
AT_HUB = (StopKind.LOAD, StopKind.BREAK, StopKind.END)
Json = Mapping[str, Any]  # Any: a tour as the engine's file door writes it


@dataclass(frozen=True, slots=True)
class Driven:
    """A tour of the engine's, with what its stops cost."""

    tour: Json
    costs: Mapping[int, int]
    fares_ore: int

    @property
    def day_and_vehicle(self) -> tuple[int, int]:
        """The plan's day, and the vehicle's key."""
        vehicle_id, day = vehicle_of(self.tour["vehicle_id"])
        return day, vehicle_id


def driven_of(plan: Json, fares: Mapping[str, int]) -> list[Driven]:
    """Return an answer's tours in the order of their leaving."""
    costs: dict[int, dict[int, int]] = {}
    for part in plan["cost_to_serve"]:
        of_van = costs.setdefault(part["vehicle_id"], {})
        of_van[part["task_id"]] = part["marginal_ore"] + part["shared_ore"]
    tours = sorted(
        plan["tours"], key=lambda each: (each["stops"][0]["departure_s"], each["vehicle_id"])
    )
    return [
        Driven(tour, costs.get(tour["vehicle_id"], {}), fares.get(str(tour["vehicle_id"]), 0))
        for tour in tours
    ]


def fares_of(plan: Json, scene: Scene, roads: DistanceMatrix) -> dict[str, int]:
    """Return the fares of each tour, as an answer keeps them."""
    return {
        str(tour["vehicle_id"]): fare_of([stop["place_id"] for stop in tour["stops"]], scene, roads)
        for tour in plan["tours"]
    }


def add_tours(
    scene: Scene, drives: Iterable[Driven], *, plan: TourPlan | None, fixed: Mapping[int, int]
) -> list[Tour]:
    """Write tours with all their stops; numbered on from those of the day."""
    tours = []
    for each in drives:
        _, vehicle_id = each.day_and_vehicle
        day = oslo_date(scene.moment(each.tour["stops"][0]["departure_s"]))
        tour = Tour(
            hub_id=scene.hub_id,
            cycle_id=scene.cycle_id,
            plan=plan,
            day=day,
            number=_next_number(scene.hub_id, day),
            vehicle_id=vehicle_id,
            fixed_tour_id=fixed.get(each.tour["vehicle_id"]),
        )
        _fill(tour, scene, each)
        tour.save()
        write_stops(tour, scene, each)
        tours.append(tour)
    return tours


def rewrite_tours(scene: Scene, changes: Sequence[tuple[Tour, Driven | None]]) -> None:
    """Write tours anew whose stops have moved; one without any goes.

    A stop that stays on its tour keeps its address. All stops are taken off before any is put back,
    as a delivery can be on one tour only.
    """
    known = [_known(tour) for tour, _ in changes]
    TourStop.objects.filter(tour__in=[tour.pk for tour, _ in changes]).delete()
    for (tour, driven), addresses in zip(changes, known, strict=True):
        if driven is None:
            tour.delete()
            continue
        _fill(tour, scene, driven)
        tour.version += 1
        tour.save()
        write_stops(tour, scene, driven, addresses)


def write_stops(
    tour: Tour,
    scene: Scene,
    driven: Driven,
    known: Mapping[tuple[str, int | None, int | None], UUID] | None = None,
) -> None:
    """Write a tour's stops, and what is handed over and fetched at each."""
    errands = {errand.place_id: errand for errand in scene.errands}
    stops = [
        _stop(tour, scene, position, halt, driven.costs.get(halt.place_id, 0))
        for position, halt in enumerate(halts_of(driven.tour["stops"]), start=1)
    ]
    for stop in stops:
        stop.public_id = (known or {}).get(_key(stop)) or uuid4()
    TourStop.objects.bulk_create(stops)
    deliveries, purchases = [], []
    for stop, halt in zip(stops, halts_of(driven.tour["stops"]), strict=True):
        errand = errands.get(halt.place_id)
        if errand is None or halt.kind == StopKind.BREAK:
            continue
        deliveries += [StopDelivery(stop=stop, delivery_id=pk) for pk in errand.deliveries]
        purchases += [StopPurchase(stop=stop, purchase_order_id=pk) for pk in errand.purchases]
    StopDelivery.objects.bulk_create(deliveries)
    StopPurchase.objects.bulk_create(purchases)


def _fill(tour: Tour, scene: Scene, driven: Driven) -> None:
    stops: Sequence[Json] = driven.tour["stops"]
    tour.starts_at = scene.moment(stops[0]["departure_s"])
    tour.ends_at = scene.moment(stops[-1]["arrival_s"])
    tour.distance_m = driven.tour["distance_m"]
    tour.drive_s = driven.tour["drive_s"]
    tour.fares_ore = driven.fares_ore
    tour.cost_ore = driven.tour["cost_ore"] + driven.fares_ore
    tour.breaches = [
        {"code": str(breach["code"]), "place": breach["task_id"], "params": dict(breach["params"])}
        for breach in driven.tour["breaches"]
    ]


def _stop(tour: Tour, scene: Scene, position: int, halt: Halt, cost_ore: int) -> TourStop:
    site = next(each for each in scene.sites if each.place_id == halt.place_id)
    errand = next((each for each in scene.errands if each.place_id == halt.place_id), None)
    is_call = halt.kind in {StopKind.DELIVER, StopKind.COLLECT} and errand is not None
    midnight_s = _midnight_s(scene, halt)
    return TourStop(
        hub_id=tour.hub_id,
        tour=tour,
        position=position,
        kind=halt.kind,
        point_id=halt.place_id // 2 if is_call and not is_farm(halt.place_id) else None,
        producer_id=halt.place_id // 2 if is_call and is_farm(halt.place_id) else None,
        name="" if halt.kind == StopKind.BREAK else site.name,
        latitude=None if halt.kind == StopKind.BREAK else site.latitude,
        longitude=None if halt.kind == StopKind.BREAK else site.longitude,
        window_from=scene.moment(errand.opens_s + midnight_s) if is_call and errand else None,
        window_until=scene.moment(errand.closes_s + midnight_s) if is_call and errand else None,
        arrives_at=scene.moment(halt.arrival_s),
        leaves_at=scene.moment(max(halt.arrival_s, halt.departure_s)),
        service_s=halt.service_s,
        leg_m=halt.leg_m,
        leg_s=halt.leg_s,
        load_g=halt.load_g,
        cost_ore=cost_ore if is_call else 0,
    )


def _midnight_s(scene: Scene, halt: Halt) -> int:
    is_first_day = is_farm(halt.place_id) or halt.place_id == HUB_PLACE
    return 0 if is_first_day else scene.delivery_offset * 86_400


def _known(tour: Tour) -> dict[tuple[str, int | None, int | None], UUID]:
    return {_key(stop): stop.public_id for stop in tour.stops.exclude(kind__in=AT_HUB)}


def _key(stop: TourStop) -> tuple[str, int | None, int | None]:
    return stop.kind, stop.point_id, stop.producer_id


def _next_number(hub_id: int, day: date) -> int:
    last = Tour.objects.filter(hub_id=hub_id, day=day).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1
