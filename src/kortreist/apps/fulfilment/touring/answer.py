"""What the engine answered, as a plan keeps it: JSON in, values out."""

from collections.abc import Mapping
from dataclasses import asdict
from itertools import pairwise
from typing import Any

from kortreist.apps.fulfilment.touring.scene import HUB_PLACE, Scene
from kortreist.engines.distances import DistanceMatrix
from kortreist.engines.routing import Act, Call, Previous, TourOrder, TourPlan, order_of

Json = dict[str, Any]  # Any: what a column of JSON holds


def answer_of(scene: Scene, plan: TourPlan, roads: DistanceMatrix) -> Json:
    """Return all that a page needs of a plan, and what the next plan holds itself against."""
    return {
        "plan": asdict(plan),
        "orders": [_order_as_json(order_of(tour)) for tour in plan.tours],
        "left_out": [each.task_id for each in plan.unserved],
        "first_day": scene.first_day,
        "sites": [asdict(site) for site in scene.sites],
        "errands": {str(errand.place_id): asdict(errand) for errand in scene.errands},
        "vans": {str(van.vehicle_id): asdict(van) for van in scene.vans},
        "unplaced": [asdict(each) for each in scene.unplaced],
        "fares": {
            str(tour.vehicle_id): fare_of([stop.place_id for stop in tour.stops], scene, roads)
            for tour in plan.tours
        },
        "options": asdict(scene.options),
        "unverified": list(scene.unverified),
    }


def fare_of(places: list[int], scene: Scene, roads: DistanceMatrix) -> int:
    """Return what the ferries and tolls of a way cost."""
    index = {site.place_id: place for place, site in enumerate(scene.sites)}
    index.setdefault(HUB_PLACE, 0)
    legs = pairwise(places)
    return sum(roads.fare_ore[index[start]][index[end]] for start, end in legs)


def previous_from(answer: Mapping[str, Any], *, move_ore: int) -> Previous | None:
    """Return an earlier plan for the engine to stay near; None where it planned nothing."""
    orders = tuple(_order_from_json(each) for each in answer.get("orders", ()))
    if not orders:
        return None
    return Previous(
        orders,
        int(answer["plan"]["cost_ore"]),
        tuple(answer.get("left_out", ())),
        move_ore,
    )


def _order_as_json(order: TourOrder) -> Json:
    trips = [[[call.task_id, call.act.value] for call in trip] for trip in order.trips]
    return {"van": order.vehicle_id, "trips": trips}


def _order_from_json(kept: Mapping[str, Any]) -> TourOrder:
    trips = tuple(tuple(Call(task_id, Act(act)) for task_id, act in trip) for trip in kept["trips"])
    return TourOrder(kept["van"], trips)
