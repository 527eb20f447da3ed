"""A plan beside other ways: every producer alone, and the engine without fixed tours.

What producers drive themselves to bring goods to the hub is counted on the hub's side: without it
the saving would look larger than it is.
"""

from typing import Any

from kortreist.apps.fulfilment.touring.energy import co2_g, energy_of, separate_g
from kortreist.apps.fulfilment.touring.scene import HUB_PLACE, Scene, is_farm, vehicle_of
from kortreist.engines.distances import DistanceMatrix, shortest_round_m
from kortreist.engines.routing import TourPlan

Json = dict[str, Any]  # Any: what a column of JSON holds
ALL_BP = 10_000


def compare(scene: Scene, plan: TourPlan, free: TourPlan | None, roads: DistanceMatrix) -> Json:
    """Return kilometres, hours, cost and CO₂ of the plan and of other ways.

    Parameters
    ----------
    free
        What the engine would do without fixed tours; None where there are none.
    """
    own = figures_of(scene, plan)
    brought_m = _brought_m(scene, roads)
    separate_m = _separate_m(scene, roads)
    together_m = own["distance_m"] + brought_m
    together_g = own["co2_g"] + separate_g(brought_m, scene.figures)
    alone_g = separate_g(separate_m, scene.figures)
    return {
        "own": own,
        "engine": figures_of(scene, free) if free else None,
        "brought": {"distance_m": brought_m, "co2_g": separate_g(brought_m, scene.figures)},
        "together": {"distance_m": together_m, "co2_g": together_g},
        "separate": {
            "distance_m": separate_m,
            "co2_g": alone_g,
            "producers": len(scene.deals),
            "drops": sum(len(deal.doors) for deal in scene.deals),
        },
        "saved_m": separate_m - together_m,
        "saved_g": alone_g - together_g,
        "saved_m_bp": _share_bp(separate_m - together_m, separate_m),
        "saved_g_bp": _share_bp(alone_g - together_g, alone_g),
    }


def figures_of(scene: Scene, plan: TourPlan) -> Json:
    """Return what a plan comes to."""
    vans = {van.vehicle_id: van for van in scene.vans}
    grams = 0
    for tour in plan.tours:
        van = vans[vehicle_of(tour.vehicle_id)[0]]
        grams += co2_g(van.energy, energy_of(van, tour), scene.figures)
    return {
        "tours": len(plan.tours),
        "distance_m": sum(tour.distance_m for tour in plan.tours),
        "drive_s": sum(tour.drive_s for tour in plan.tours),
        "duration_s": sum(tour.duration_s for tour in plan.tours),
        "cost_ore": plan.cost_ore,
        "co2_g": grams,
        "unserved": len(plan.unserved),
        "late": sum(len(tour.breaches) for tour in plan.tours),
    }


def _brought_m(scene: Scene, roads: DistanceMatrix) -> int:
    """Return what producers who bring their goods drive to the hub and home again."""
    index = {site.place_id: place for place, site in enumerate(scene.sites)}
    collected = {errand.place_id for errand in scene.errands if is_farm(errand.place_id)}
    hub = index[HUB_PLACE]
    return sum(
        roads.distance_m[index[deal.place_id]][hub] + roads.distance_m[hub][index[deal.place_id]]
        for deal in scene.deals
        if deal.place_id not in collected
    )


def _separate_m(scene: Scene, roads: DistanceMatrix) -> int:
    """Return what all producers would drive, each a good round over its own doors."""
    index = {site.place_id: place for place, site in enumerate(scene.sites)}
    return sum(
        shortest_round_m(
            roads.distance_m, index[deal.place_id], [index[door] for door in deal.doors]
        )
        for deal in scene.deals
    )


def _share_bp(part: int, whole: int) -> int:
    return part * ALL_BP // whole if whole else 0
