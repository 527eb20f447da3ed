"""Planning a round's tours from the command line; needs Django."""

from time import perf_counter
from typing import Any

from django.utils import timezone

from kortreist.apps.actors.models import Hub
from kortreist.apps.actors.permissions import Actor
from kortreist.apps.desk.errors import MovingHubUnknownError
from kortreist.apps.fulfilment.models import PlanStatus
from kortreist.apps.fulfilment.selectors.tours import view_plan
from kortreist.apps.fulfilment.services.tours.plans import ask_for_plan, compute_plan
from kortreist.apps.fulfilment.touring.scene import PlanOptions
from kortreist.apps.trading.models import OrderCycle
from kortreist.cli.hubs import hub_named
from kortreist.kernel.errors import ConflictError, NotFoundError

Json = dict[str, Any]  # Any: figures of every kind
PLANNER = Actor.system("cli.tours")


def plan_cycle(*, hub: str, number: int, iterations: int, collect_days_before: int) -> Json:
    """Plan a round, keep the plan for its page, and return its figures.

    Raises
    ------
    MovingHubUnknownError
        When there is no such hub, or several and none is named.
    NotFoundError
        When it has no such round.
    ConflictError
        When the round cannot be planned.
    """
    found = hub_named(hub) if hub else _only_hub()
    cycle = OrderCycle.objects.filter(hub=found, number=number).first()
    if cycle is None:
        raise NotFoundError
    options = PlanOptions(iterations=iterations, collect_days_before=collect_days_before)
    now, started = timezone.now(), perf_counter()
    asked = ask_for_plan(
        actor=PLANNER, hub_id=found.pk, cycle_id=cycle.pk, options=options, now=now
    )
    plan = compute_plan(actor=PLANNER, hub_id=found.pk, plan_id=asked.pk, now=now)
    seconds = perf_counter() - started
    if plan.status == PlanStatus.FAILED:
        raise ConflictError(plan.error, **plan.error_params)
    view = view_plan(plan)
    return {
        "hub": found.name,
        "cycle": number,
        "plan": str(plan.public_id),
        "seconds": round(seconds, 2),
        "distances": plan.distances,
        "trouble": plan.answer["trouble"],
        "is_feasible": plan.answer["plan"]["is_feasible"],
        "tours": [
            {
                "vehicle": tour.vehicle,
                "leaves": tour.starts_at.isoformat(),
                "back": tour.ends_at.isoformat(),
                "distance_m": tour.distance_m,
                "cost_ore": tour.cost_ore,
                "stops": [stop.name for stop in tour.stops if stop.is_call],
            }
            for tour in (view.tours if view else ())
        ],
        "unserved": [list(each) for each in (view.unserved + view.unplaced if view else ())],
        "comparison": plan.comparison,
    }


def plan_in_words(figures: Json) -> str:
    """Return the figures for a person to read."""
    comparison = figures["comparison"]
    together, alone = comparison["together"], comparison["separate"]
    lines = [
        f"{tour['vehicle']}: {len(tour['stops'])} stops, {tour['distance_m'] / 1000:.0f} km"
        for tour in figures["tours"]
    ]
    lines += [f"On no tour: {name} ({code})" for name, code in figures["unserved"]]
    lines += [
        f"Together {together['distance_m'] / 1000:.0f} km, {together['co2_g'] / 1000:.1f} kg CO2; "
        f"every producer alone {alone['distance_m'] / 1000:.0f} km, "
        f"{alone['co2_g'] / 1000:.1f} kg CO2",
        f"Saved: {comparison['saved_m'] / 1000:.0f} km ({comparison['saved_m_bp'] / 100:.0f} %) "
        f"and {comparison['saved_g'] / 1000:.1f} kg CO2 ({comparison['saved_g_bp'] / 100:.0f} %)",
        f"Distances: {figures['distances']}. {figures['seconds']} s.",
    ]
    return "\n".join(lines)


def _only_hub() -> Hub:
    hubs = list(Hub.objects.filter(archived_at__isnull=True)[:2])
    if len(hubs) != 1:
        raise MovingHubUnknownError(hub="")
    return hubs[0]
