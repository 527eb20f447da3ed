"""A small country to drive in: places on a line or a grid, a kilometre and a minute apart."""

from kortreist.engines.routing import (
    Goods,
    Place,
    Roads,
    Task,
    TaskKind,
    TourProblem,
    Vehicle,
    Window,
    Zone,
)

HOUR = 3600
KG = 1000


def roads_between(points, profile="car", metres=1_000, seconds=60):
    """Roads along the grid's lines: so many metres and seconds for each step."""
    steps = [[abs(x - u) + abs(y - v) for u, v in points] for x, y in points]
    return Roads(
        profile,
        tuple(tuple(metres * step for step in row) for row in steps),
        tuple(tuple(seconds * step for step in row) for row in steps),
    )


def van(vehicle_id=1, **changes):
    usual = {
        "payload_g": 1_000 * KG,
        "shift": Window(8 * HOUR, 16 * HOUR),
        "ore_per_km": 500,
        "ore_per_hour": 36_000,
        "ore_per_day": 10_000,
    }
    return Vehicle(vehicle_id, **usual | changes)


def deliver(task_id, place_id, kg=10, zone=Zone.AMBIENT, **changes):
    goods = (Goods(zone, kg * KG),)
    return Task(task_id, TaskKind.DELIVER, place_id, goods, service_s=600, **changes)


def collect(task_id, place_id, kg=10, zone=Zone.AMBIENT, **changes):
    goods = (Goods(zone, kg * KG),)
    return Task(task_id, TaskKind.COLLECT, place_id, goods, service_s=600, **changes)


def direct(task_id, place_id, to_place_id, kg=10, zone=Zone.AMBIENT, **changes):
    goods = (Goods(zone, kg * KG),)
    return Task(
        task_id,
        TaskKind.DIRECT,
        place_id,
        goods,
        service_s=600,
        to_place_id=to_place_id,
        to_service_s=600,
        **changes,
    )


def day(points, vehicles, tasks, **changes):
    """A problem with the hub at the first point, and places numbered from 0."""
    places = tuple(Place(number) for number in range(len(points)))
    usual = {"iterations": 200, "roads": (roads_between(points),)}
    return TourProblem(0, places, vehicles=tuple(vehicles), tasks=tuple(tasks), **usual | changes)
