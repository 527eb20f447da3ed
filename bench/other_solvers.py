"""OR-Tools and VROOM on the same problems, as their own examples set them up."""

from datetime import timedelta
from typing import Any

import numpy as np

from kortreist.engines.routing.classic import ClassicProblem, Routes

FAR = 10_000_000


def solve_by_ortools(problem: ClassicProblem, seconds: float, _seed: int) -> Routes | None:
    """Cheapest insertion, then guided local search."""
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2  # noqa: PLC0415

    manager = pywrapcp.RoutingIndexManager(len(problem.stops), problem.vehicles, 0)
    routing = pywrapcp.RoutingModel(manager)
    routing.SetArcCostEvaluatorOfAllVehicles(_matrix(routing, problem.distance))
    if problem.fewest_first:
        routing.SetFixedCostOfAllVehicles(1_000 * max(map(max, problem.distance)))
    _limit_loads(routing, problem)
    _limit_times(routing, manager, problem)
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = (
        routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    )
    parameters.local_search_metaheuristic = (
        routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    )
    parameters.time_limit.FromMilliseconds(int(1_000 * seconds))
    found = routing.SolveWithParameters(parameters)
    if found is None:
        return None
    routes = []
    for vehicle in range(problem.vehicles):
        place, route = found.Value(routing.NextVar(routing.Start(vehicle))), []
        while not routing.IsEnd(place):
            route.append(manager.IndexToNode(place))
            place = found.Value(routing.NextVar(place))
        if route:
            routes.append(tuple(route))
    return tuple(routes)


# Any: OR-Tools has no types.
def _matrix(routing: Any, table: Any) -> Any:
    return routing.RegisterTransitMatrix([list(row) for row in table])


def _limit_loads(routing: Any, problem: ClassicProblem) -> None:
    loads = routing.RegisterUnaryTransitVector([stop.load for stop in problem.stops])
    routing.AddDimension(loads, 0, problem.capacity, fix_start_cumul_to_zero=True, name="load")


def _limit_times(routing: Any, manager: Any, problem: ClassicProblem) -> None:
    latest = problem.stops[0].closes
    if latest is None:
        return
    table = [
        [stop.service + length for length in row]
        for stop, row in zip(problem.stops, problem.duration, strict=True)
    ]
    routing.AddDimension(
        _matrix(routing, table), latest, latest, fix_start_cumul_to_zero=False, name="time"
    )
    times = routing.GetDimensionOrDie("time")
    for place, stop in enumerate(problem.stops):
        if place:
            index = manager.NodeToIndex(place)
            times.CumulVar(index).SetRange(stop.opens, stop.closes)
            if stop.partner and stop.load > 0:
                _pair(routing, manager, times, place, stop.partner)


def _pair(routing: Any, manager: Any, times: Any, place: int, partner: int) -> None:
    start, end = manager.NodeToIndex(place), manager.NodeToIndex(partner)
    routing.AddPickupAndDelivery(start, end)
    routing.solver().Add(routing.VehicleVar(start) == routing.VehicleVar(end))
    routing.solver().Add(times.CumulVar(start) <= times.CumulVar(end))


def solve_by_vroom(problem: ClassicProblem, seconds: float, _seed: int) -> Routes | None:
    """Its most thorough level, on one thread, for as long as the others."""
    import vroom  # noqa: PLC0415

    given = vroom.Input()
    given.set_durations_matrix("car", np.array(problem.duration, dtype=np.uint32))
    given.set_costs_matrix("car", np.array(problem.distance, dtype=np.uint32))
    fixed = 1_000 * max(map(max, problem.distance)) if problem.fewest_first else 0
    for number in range(problem.vehicles):
        given.add_vehicle(
            vroom.Vehicle(
                number,
                start=0,
                end=0,
                capacity=vroom.Amount([problem.capacity]),
                costs=vroom.VehicleCosts(fixed=min(fixed, FAR)),
                **_window(vroom, problem.stops[0].opens, problem.stops[0].closes, ""),
            )
        )
    for place, stop in enumerate(problem.stops):
        if not place or stop.load < 0:
            continue
        if problem.is_paired:
            given.add_shipment(
                _step(vroom, problem, place),
                _step(vroom, problem, stop.partner),
                vroom.Amount([stop.load]),
            )
        else:
            windows = _window(vroom, stop.opens, stop.closes, "s")
            given.add_job(
                vroom.Job(
                    place,
                    location=place,
                    delivery=vroom.Amount([stop.load]),
                    default_service=stop.service,
                    **windows,
                )
            )
    found = given.solve(exploration_level=5, nb_threads=1, timeout=timedelta(seconds=seconds))
    if len(found.unassigned):
        return None
    return _routes_of(found.routes)


def _step(vroom: Any, problem: ClassicProblem, place: int) -> Any:
    stop = problem.stops[place]
    return vroom.ShipmentStep(
        place,
        location=place,
        default_service=stop.service,
        **_window(vroom, stop.opens, stop.closes, "s"),
    )


def _window(vroom: Any, opens: int, closes: int | None, plural: str) -> dict[str, Any]:
    if closes is None:
        return {}
    window = vroom.TimeWindow(opens, closes)
    return {f"time_window{plural}": [window] if plural else window}


def _routes_of(table: Any) -> Routes:
    routes: dict[int, list[int]] = {}
    for number, kind, place in zip(table["vehicle_id"], table["type"], table["id"], strict=True):
        if kind in {"job", "pickup", "delivery"}:
            routes.setdefault(number, []).append(int(place))
    return tuple(tuple(route) for route in routes.values())
