"""The region's tours: what is driven with, what is planned and chosen, and how it went.

The engine stops by iterations, so the same day gives the same tours.
"""

from datetime import datetime, timedelta
from random import Random

from kortreist.apps.actors.models import BuyerUnit
from kortreist.apps.actors.permissions import Actor
from kortreist.apps.catalogue.models import Storage
from kortreist.apps.fulfilment.models import (
    Energy,
    PlanStatus,
    RoadFactKind,
    Tour,
    TourPlan,
    TourStatus,
)
from kortreist.apps.fulfilment.services.tours.choosing import choose_plan
from kortreist.apps.fulfilment.services.tours.driven import note_driven
from kortreist.apps.fulfilment.services.tours.fixed import add_fixed_stop, save_fixed_tour
from kortreist.apps.fulfilment.services.tours.plans import ask_for_plan, compute_plan
from kortreist.apps.fulfilment.services.tours.road_facts import save_road_fact
from kortreist.apps.fulfilment.services.tours.vehicles import add_vehicle
from kortreist.apps.fulfilment.touring.entries import (
    CompartmentFacts,
    FixedTourFacts,
    RoadFactFacts,
    VehicleFacts,
)
from kortreist.apps.fulfilment.touring.scene import PlanOptions
from kortreist.demo.description import Region, Vehicle
from kortreist.demo.rounds import Round

GRAMS = 1_000
# Enough for a region's round on this engine, and quick.
ITERATIONS = 300


def furnish_tours(
    region: Region, *, actor: Actor, hub_id: int, units: dict[str, int], now: datetime
) -> None:
    """Put vehicles, fixed tours and roads in place."""
    vehicles = {
        each.code: add_vehicle(actor=actor, hub_id=hub_id, facts=_vehicle(each), now=now).pk
        for each in region.vehicles
    }
    for tour in region.fixed_tours:
        made = save_fixed_tour(
            actor=actor,
            hub_id=hub_id,
            facts=FixedTourFacts(tour.name, vehicles[tour.vehicle], tour.starts, tour.weekdays),
            now=now,
        )
        points = dict(
            BuyerUnit.objects.filter(pk__in=[units[code] for code in tour.units]).values_list(
                "pk", "delivery_point_id"
            )
        )
        for code in tour.units:
            add_fixed_stop(
                actor=actor,
                hub_id=hub_id,
                fixed_tour_id=made.pk,
                point_id=points[units[code]],
                now=now,
            )
    for road in region.roads:
        facts = RoadFactFacts(
            kind=RoadFactKind(road.kind),
            name=road.name,
            line=road.line,
            valid_from=(now - timedelta(days=60)).date(),
            extra_m=road.extra_km * 1000,
            extra_s=road.extra_minutes * 60,
            extra_ore=road.extra_ore,
            source=road.source,
        )
        save_road_fact(actor=actor, hub_id=hub_id, facts=facts, now=now)


def plan(played: Round) -> None:
    """Plan the round's tours and choose them, where there is anything to drive with."""
    if not played.region.vehicles or _chosen(played):
        return
    actor, hub_id, now = played.cast.coordinator, played.hub_id, played.times.promised
    asked = ask_for_plan(
        actor=actor,
        hub_id=hub_id,
        cycle_id=played.cycle_id,
        options=PlanOptions(iterations=ITERATIONS),
        now=now,
    )
    made = compute_plan(actor=actor, hub_id=hub_id, plan_id=asked.pk, now=now)
    if made.status == PlanStatus.READY:
        choose_plan(actor=actor, hub_id=hub_id, plan_id=made.pk, now=now)


def fetch(played: Round) -> None:
    """Drive the tours of the days before delivery: to the farms."""
    _drive(played, [tour for tour in _planned(played) if tour.day < played.times.delivery_day])


def deliver(played: Round) -> None:
    """Drive the tours of the delivery day."""
    _drive(played, _planned(played))


def _chosen(played: Round) -> bool:
    return TourPlan.objects.filter(cycle=played.cycle_id, status=PlanStatus.CHOSEN).exists()


def _planned(played: Round) -> list[Tour]:
    tours = Tour.objects.filter(cycle=played.cycle_id, status=TourStatus.PLANNED)
    return list(tours.prefetch_related("stops").order_by("day", "number"))


def _drive(played: Round, tours: list[Tour]) -> None:
    for tour in tours:
        random = played.chance("tour", tour.day, tour.number)
        late = timedelta(minutes=random.randint(-4, 6))
        times = {
            stop.pk: (stop.arrives_at + late, stop.arrives_at + late + _stay(random))
            for stop in tour.stops.all()
            if stop.point_id or stop.producer_id
        }
        note_driven(
            actor=played.cast.coordinator,
            hub_id=played.hub_id,
            tour_id=tour.pk,
            times=times,
            left_at=tour.starts_at + late,
            returned_at=tour.ends_at + late + timedelta(minutes=5),
            driven_m=tour.distance_m * random.randint(98, 106) // 100,
            now=tour.ends_at + timedelta(hours=1),
        )


def _stay(random: Random) -> timedelta:
    return timedelta(seconds=random.randint(180, 540))


def _vehicle(each: Vehicle) -> VehicleFacts:
    first, last = each.available
    parts = (
        (Storage.CHILLED, each.chilled_kg, each.chilled_l),
        (Storage.FROZEN, each.frozen_kg, each.frozen_l),
    )
    return VehicleFacts(
        name=each.name,
        payload_g=each.payload_kg * GRAMS,
        volume_ml=each.volume_l * GRAMS,
        available_from=first,
        available_until=last,
        energy=Energy(each.energy),
        use_per_100km=each.use_per_100km,
        use_per_tonne_bp=each.use_per_tonne_bp,
        cost_km_ore=each.km_ore,
        cost_hour_ore=each.hour_ore,
        cost_day_ore=each.day_ore,
        most_trips=each.most_trips,
        range_m=each.range_km * 1000 if each.range_km else None,
        compartments=tuple(
            CompartmentFacts(zone, kilos * GRAMS, litres * GRAMS)
            for zone, kilos, litres in parts
            if kilos
        ),
    )
