"""From a scene and its roads to the engine's problem."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import time

from kortreist.apps.fulfilment.touring.scene import (
    DAY_S,
    HUB_PLACE,
    Errand,
    Fixed,
    Scene,
    Van,
    is_farm,
    seconds_of,
    van_on,
    vehicle_of,
)
from kortreist.engines.distances import DistanceMatrix, Gate, GateKind, Point
from kortreist.engines.routing import (
    Act,
    Call,
    Compartment,
    Ferry,
    Goods,
    Place,
    Previous,
    Rest,
    Roads,
    Task,
    TaskKind,
    TourOrder,
    TourProblem,
    Vehicle,
    Window,
    Zone,
)

PROFILE = "car"
# 79 km/h: nobody gets further in a second on these roads, so a range is kept as seconds.
FASTEST_M_S = 22


def points_of(scene: Scene) -> list[Point]:
    """Return where everything is, in the problem's order."""
    return [Point(site.latitude, site.longitude) for site in scene.sites]


def gates_of(scene: Scene) -> list[Gate]:
    """Return the gates that hold on the day."""
    return [
        Gate(
            GateKind(fact.kind),
            Point(*fact.line[:2]),
            Point(*fact.line[2:]),
            fact.extra_m,
            fact.extra_s,
            fact.extra_ore,
        )
        for fact in scene.facts
    ]


def problem_of(
    scene: Scene,
    roads: DistanceMatrix,
    *,
    previous: Previous | None = None,
    fixed: Sequence[TourOrder] | None = None,
) -> TourProblem:
    """Return the day as the engine has it.

    Parameters
    ----------
    fixed
        Tours that are driven as they are; the scene's own fixed tours where nothing is said.
    """
    orders = fixed_orders(scene) if fixed is None else tuple(fixed)
    starts = _starts(scene) if fixed is None else {}
    return TourProblem(
        hub_id=HUB_PLACE,
        places=tuple(Place(each.place_id, each.latitude, each.longitude) for each in scene.sites),
        roads=(Roads(PROFILE, roads.distance_m, roads.duration_s),),
        vehicles=tuple(
            _vehicle(scene, van, day, starts.get(van_on(van.vehicle_id, day)))
            for van in scene.vans
            for day in range(scene.delivery_offset + 1)
        ),
        tasks=tuple(_task(scene, errand) for errand in scene.errands),
        ferries=tuple(_ferries(scene, roads)),
        fixed=orders,
        previous=previous,
        iterations=scene.options.iterations,
    )


def fixed_orders(scene: Scene) -> tuple[TourOrder, ...]:
    """Return the fixed tours' calls; two of one vehicle are two trips of its day."""
    if not scene.options.with_fixed:
        return ()
    to_do = {errand.place_id for errand in scene.errands}
    trips: dict[int, list[tuple[Call, ...]]] = {}
    for tour in sorted(scene.fixed, key=lambda each: each.starts_s):
        for day in range(scene.delivery_offset + 1):
            calls = tuple(_call(place) for place in _on_day(scene, tour, day) if place in to_do)
            to_do -= {call.task_id for call in calls}
            if calls:
                trips.setdefault(van_on(tour.vehicle_id, day), []).append(calls)
    return tuple(TourOrder(van_id, tuple(each)) for van_id, each in trips.items())


def fixed_names(scene: Scene) -> dict[int, int]:
    """Return the fixed tour that a vehicle drives first on a day."""
    names: dict[int, int] = {}
    driven = {order.vehicle_id for order in fixed_orders(scene)}
    for tour in sorted(scene.fixed, key=lambda each: each.starts_s):
        for day in range(scene.delivery_offset + 1):
            van_id = van_on(tour.vehicle_id, day)
            if van_id in driven and _on_day(scene, tour, day):
                names.setdefault(van_id, tour.fixed_tour_id)
    return names


def _on_day(scene: Scene, tour: Fixed, day: int) -> list[int]:
    """Return the places of a fixed tour that are visited on one of the plan's days."""
    return [
        place for place in tour.places if (0 if is_farm(place) else scene.delivery_offset) == day
    ]


def _starts(scene: Scene) -> dict[int, int]:
    starts: dict[int, int] = {}
    for order in fixed_orders(scene):
        vehicle_id, day = vehicle_of(order.vehicle_id)
        own = [tour.starts_s for tour in scene.fixed if tour.vehicle_id == vehicle_id]
        starts[order.vehicle_id] = min(own) + day * DAY_S
    return starts


def _call(place_id: int) -> Call:
    return Call(place_id, Act.LOAD if is_farm(place_id) else Act.UNLOAD)


def _vehicle(scene: Scene, van: Van, day: int, starts_s: int | None) -> Vehicle:
    figures = scene.figures
    opens_s = van.from_s + day * DAY_S
    closes_s = van.until_s + day * DAY_S
    return Vehicle(
        vehicle_id=van_on(van.vehicle_id, day),
        payload_g=van.payload_g,
        volume_ml=van.volume_ml,
        compartments=tuple(
            Compartment(Zone(part.zone), part.mass_g, part.volume_ml) for part in van.compartments
        ),
        shift=Window(opens_s if starts_s is None else min(starts_s, closes_s), closes_s),
        max_trips=van.most_trips,
        turnaround_s=figures["turnaround"],
        max_drive_s=_most_driving_s(scene, van),
        max_shift_s=figures["longest_shift"],
        rest=Rest(figures["rest_after_driving"], figures["rest_break"]),
        ore_per_km=van.cost_km_ore,
        ore_per_hour=van.cost_hour_ore,
        ore_per_day=van.cost_day_ore,
        profile=PROFILE,
    )


def _most_driving_s(scene: Scene, van: Van) -> int:
    """Return how long a driver may drive in a day, or the vehicle gets without being charged."""
    most_s = scene.figures["most_driving_day"]
    return most_s if van.range_m is None else min(most_s, van.range_m // FASTEST_M_S)


def _task(scene: Scene, errand: Errand) -> Task:
    collects = is_farm(errand.place_id)
    offset_s = 0 if collects else scene.delivery_offset * DAY_S
    task = Task(
        task_id=errand.place_id,
        kind=TaskKind.COLLECT if collects else TaskKind.DELIVER,
        place_id=errand.place_id,
        goods=tuple(Goods(Zone(load.zone), load.mass_g, load.volume_ml) for load in errand.loads),
        windows=(Window(errand.opens_s + offset_s, errand.closes_s + offset_s),),
        service_s=errand.service_s,
    )
    options = scene.options
    if collects and options.collected_by:
        return replace(task, due_s=_wall(options.collected_by))
    if not collects and options.packed_at:
        return replace(task, ready_s=_wall(options.packed_at) + offset_s)
    return task


def _wall(text: str) -> int:
    return seconds_of(time.fromisoformat(text))


def _ferries(scene: Scene, roads: DistanceMatrix) -> list[Ferry]:
    ids = [site.place_id for site in scene.sites]
    return [
        Ferry(ids[row], ids[column], seconds)
        for row, cells in enumerate(roads.ferry_s)
        for column, seconds in enumerate(cells)
        if seconds
    ]
