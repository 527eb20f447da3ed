"""Tours for those who plan them: plans as they were worked out, tours as they will be driven."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from kortreist.apps.actors.models import Person, RoleKind
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.fulfilment.models import (
    Delivery,
    PlanStatus,
    Tour,
    TourPlan,
    TourStatus,
    TourStop,
)
from kortreist.apps.fulfilment.selectors.tour_map import Place, TourMap, draw_tours
from kortreist.apps.fulfilment.touring.scene import HUB_PLACE, vehicle_of
from kortreist.apps.fulfilment.touring.stops import Halt, halts_of
from kortreist.apps.jobs.models import Job
from kortreist.kernel.errors import NotFoundError
from kortreist.kernel.periods import oslo_moment

Json = Mapping[str, Any]  # Any: what a column of JSON holds
CALLS = {"collect", "deliver"}


@dataclass(frozen=True, slots=True)
class PlannedStop:
    """A stop of a plan that is not chosen yet."""

    kind: str
    name: str
    arrives_at: datetime
    service_s: int
    leg_m: int
    load_g: int
    closes_at: datetime | None
    marginal_ore: int
    shared_ore: int
    is_exact: bool

    @property
    def is_call(self) -> bool:
        """Whether goods are handed over or fetched here."""
        return self.kind in CALLS


@dataclass(frozen=True, slots=True)
class PlannedTour:
    """A tour of a plan that is not chosen yet."""

    vehicle: str
    starts_at: datetime
    ends_at: datetime
    distance_m: int
    duration_s: int
    cost_ore: int
    fares_ore: int
    is_fixed: bool
    breaches: tuple[tuple[str, str], ...]
    stops: tuple[PlannedStop, ...]

    @property
    def calls(self) -> int:
        """How many doors and farms it visits."""
        return sum(stop.is_call for stop in self.stops)


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan as its page shows it."""

    plan: TourPlan
    tours: tuple[PlannedTour, ...]
    # Names of doors and farms on no tour, with the code of the reason.
    unserved: tuple[tuple[str, str], ...]
    unplaced: tuple[tuple[str, str], ...]
    map: TourMap | None
    guesses: int


def list_plans(*, actor: Actor, hub_id: int, cycle_id: int) -> "QuerySet[TourPlan]":
    """Return a cycle's plans, the latest first."""
    require(actor, Permission.PLAN_TOURS, hub_id=hub_id)
    return TourPlan.objects.filter(hub_id=hub_id, cycle_id=cycle_id).order_by("-pk")


def get_plan(*, actor: Actor, hub_id: int, public_id: UUID) -> TourPlan:
    """Return one plan, or raise NotFoundError."""
    require(actor, Permission.PLAN_TOURS, hub_id=hub_id)
    plan = TourPlan.objects.filter(hub_id=hub_id, public_id=public_id).first()
    if plan is None:
        raise NotFoundError
    return plan


def plan_progress(plan: TourPlan) -> tuple[int, int]:
    """Return how many of a plan's parts are done, of how many; 0 of 0 where nobody has begun."""
    job = Job.objects.filter(hub_id=plan.hub_id, key=f"plan:{plan.pk}").first()
    return (job.parts_done or 0, job.parts or 0) if job else (0, 0)


def view_plan(plan: TourPlan) -> PlanView | None:
    """Return a plan for its page; None while it is worked out, and when that failed."""
    if plan.status in {PlanStatus.COMPUTING, PlanStatus.FAILED}:
        return None
    answer = plan.answer
    sites = {site["place_id"]: site for site in answer["sites"]}
    tours = tuple(_planned(answer, tour, sites) for tour in answer["plan"]["tours"])
    unserved = tuple(
        (sites[each["task_id"]]["name"], each["code"]) for each in answer["plan"]["unserved"]
    )
    called = [sites[int(place)] for place in answer["errands"]]
    return PlanView(
        plan=plan,
        tours=tuple(sorted(tours, key=lambda tour: tour.starts_at)),
        unserved=unserved,
        unplaced=tuple((each["name"], each["kind"]) for each in answer["unplaced"]),
        map=_map_of_plan(answer, sites),
        guesses=sum(not site["is_exact"] for site in called),
    )


def list_tours(*, actor: Actor, hub_id: int, cycle_id: int) -> list[Tour]:
    """Return a cycle's tours with their stops, in the order they leave."""
    require(actor, Permission.PLAN_TOURS, hub_id=hub_id)
    return list(
        Tour.objects.filter(hub_id=hub_id, cycle_id=cycle_id)
        .select_related("vehicle", "driver", "fixed_tour")
        .prefetch_related("stops")
        .order_by("day", "starts_at", "number")
    )


def get_tour(*, actor: Actor, hub_id: int, public_id: UUID) -> Tour:
    """Return one tour, or raise NotFoundError."""
    require(actor, Permission.PLAN_TOURS, hub_id=hub_id)
    tour = (
        Tour.objects.filter(hub_id=hub_id, public_id=public_id)
        .select_related("vehicle", "driver", "cycle", "plan", "fixed_tour")
        .first()
    )
    if tour is None:
        raise NotFoundError
    return tour


def get_stop(*, actor: Actor, hub_id: int, tour: Tour, public_id: UUID) -> TourStop:
    """Return one stop of a tour, or raise NotFoundError."""
    require(actor, Permission.PLAN_TOURS, hub_id=hub_id)
    stop = TourStop.objects.filter(tour=tour, public_id=public_id).first()
    if stop is None:
        raise NotFoundError
    return stop


def stops_of(tour: Tour) -> list[TourStop]:
    """Return a tour's stops with the units whose goods are handed over there."""
    return list(
        tour.stops.select_related("point", "producer")
        .prefetch_related("deliveries__delivery__unit")
        .order_by("position")
    )


def sisters_of(tour: Tour) -> list[Tour]:
    """Return the day's other tours of the same cycle, that have not left."""
    return list(
        Tour.objects.filter(
            hub_id=tour.hub_id, cycle_id=tour.cycle_id, day=tour.day, status=TourStatus.PLANNED
        )
        .exclude(pk=tour.pk)
        .select_related("vehicle")
        .order_by("number")
    )


def list_drivers(*, actor: Actor, hub_id: int, on: date) -> "QuerySet[Person]":
    """Return those who drive for the hub on a day, and those who may."""
    require(actor, Permission.PLAN_TOURS, hub_id=hub_id)
    return (
        Person.objects.filter(
            Q(roles__valid_until__isnull=True) | Q(roles__valid_until__gt=on),
            roles__hub_id=hub_id,
            roles__kind__in=(RoleKind.DRIVER, RoleKind.COORDINATOR),
            roles__valid_from__lte=on,
            anonymised_at__isnull=True,
        )
        .distinct()
        .order_by("name", "pk")
    )


def list_ways(*, actor: Actor, hub_id: int, cycle_id: int) -> "QuerySet[Delivery]":
    """Return a cycle's deliveries with how they get there."""
    require(actor, Permission.PLAN_TOURS, hub_id=hub_id)
    return (
        Delivery.objects.filter(hub_id=hub_id, cycle_id=cycle_id)
        .select_related("unit", "delivery_point__postcode", "tour_stop__stop__tour")
        .order_by("unit__name", "pk")
    )


def map_of_tours(tours: Sequence[Tour], stops: Mapping[int, Sequence[TourStop]]) -> TourMap | None:
    """Draw tours that are chosen."""
    ways, hub = [], None
    for number, tour in enumerate(tours, start=1):
        named: list[tuple[str, Place]] = []
        for stop in stops[tour.pk]:
            if stop.latitude is None or stop.longitude is None:
                continue
            place = (stop.latitude, stop.longitude)
            is_hub = stop.kind not in CALLS
            hub = place if is_hub and hub is None else hub
            named.append(("" if is_hub else f"{number}.{stop.position}", place))
        ways.append((str(tour.vehicle), named))
    return draw_tours(ways, hub)


def _planned(answer: Json, tour: Json, sites: Mapping[int, Json]) -> PlannedTour:
    vehicle_id, _ = vehicle_of(tour["vehicle_id"])
    costs = {
        part["task_id"]: part
        for part in answer["plan"]["cost_to_serve"]
        if part["vehicle_id"] == tour["vehicle_id"]
    }
    fares_ore = answer["fares"].get(str(tour["vehicle_id"]), 0)
    return PlannedTour(
        vehicle=answer["vans"][str(vehicle_id)]["name"],
        starts_at=_moment(answer, tour["stops"][0]["departure_s"]),
        ends_at=_moment(answer, tour["stops"][-1]["arrival_s"]),
        distance_m=tour["distance_m"],
        duration_s=tour["duration_s"],
        cost_ore=tour["cost_ore"] + fares_ore,
        fares_ore=fares_ore,
        is_fixed=tour["is_fixed"],
        breaches=tuple(
            (sites[each["task_id"]]["name"] if each["task_id"] else "", each["code"])
            for each in tour["breaches"]
        ),
        stops=tuple(
            _planned_stop(answer, halt, sites, costs.get(halt.place_id, {}))
            for halt in halts_of(tour["stops"])
        ),
    )


def _planned_stop(answer: Json, halt: Halt, sites: Mapping[int, Json], cost: Json) -> PlannedStop:
    errand = answer["errands"].get(str(halt.place_id))
    is_call = halt.kind.value in CALLS and errand is not None
    offset = answer["options"]["collect_days_before"] if halt.kind.value == "deliver" else 0
    return PlannedStop(
        kind=halt.kind.value,
        name=sites[halt.place_id]["name"],
        arrives_at=_moment(answer, halt.arrival_s),
        service_s=halt.service_s,
        leg_m=halt.leg_m,
        load_g=halt.load_g,
        closes_at=_moment(answer, errand["closes_s"] + offset * 86_400) if is_call else None,
        marginal_ore=cost.get("marginal_ore", 0) if is_call else 0,
        shared_ore=cost.get("shared_ore", 0) if is_call else 0,
        is_exact=sites[halt.place_id]["is_exact"],
    )


def _moment(answer: Json, seconds: int) -> datetime:
    day, left = divmod(seconds, 86_400)
    wall = time(left // 3600, left % 3600 // 60, left % 60)
    return oslo_moment(date.fromisoformat(answer["first_day"]) + timedelta(days=day), wall)


def _map_of_plan(answer: Json, sites: Mapping[int, Json]) -> TourMap | None:
    ways = []
    tours = sorted(answer["plan"]["tours"], key=lambda each: each["stops"][0]["departure_s"])
    for number, tour in enumerate(tours, start=1):
        named = [
            (
                f"{number}.{position}" if halt.kind.value in CALLS else "",
                _place(sites[halt.place_id]),
            )
            for position, halt in enumerate(halts_of(tour["stops"]), start=1)
        ]
        name = answer["vans"][str(vehicle_of(tour["vehicle_id"])[0])]["name"]
        ways.append((name, named))
    return draw_tours(ways, _place(sites[HUB_PLACE]))


def _place(site: Json) -> Place:
    return site["latitude"], site["longitude"]
