"""Choosing a plan: it becomes the tours that are driven, if nothing has changed since."""

from datetime import datetime

from django.db import transaction

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import event, record, record_many
from kortreist.apps.fulfilment.errors import PlanOutdatedError, PlanStateError, TourLeftError
from kortreist.apps.fulfilment.locks import (
    lock_deliveries_of_cycle,
    lock_plan,
    lock_tours_of_cycle,
)
from kortreist.apps.fulfilment.models import PlanStatus, Tour, TourPlan, TourStatus
from kortreist.apps.fulfilment.selectors.tour_scene import gather_scene
from kortreist.apps.fulfilment.services.tours.plans import basis_of, options_of
from kortreist.apps.fulfilment.services.tours.writing import add_tours, driven_of
from kortreist.apps.fulfilment.touring.problem import fixed_names
from kortreist.apps.trading.locks import lock_cycle
from kortreist.kernel.errors import NotFoundError


@transaction.atomic
def choose_plan(*, actor: Actor, hub_id: int, plan_id: int, now: datetime) -> list[Tour]:
    """Make a plan the cycle's tours, in place of those that have not left; again changes nothing.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not plan tours at the hub.
    PlanStateError
        When the plan is not worked out, or was given up.
    PlanOutdatedError
        When anything it was made with has changed since.
    """
    require(actor, Permission.PLAN_TOURS, hub_id=hub_id)
    cycle = lock_cycle(hub_id=hub_id, cycle_id=_cycle_of(hub_id, plan_id))
    plan = lock_plan(hub_id=hub_id, plan_id=plan_id)
    tours = lock_tours_of_cycle(hub_id=hub_id, cycle_id=cycle.pk)
    lock_deliveries_of_cycle(hub_id=hub_id, cycle_id=cycle.pk)
    if plan.status == PlanStatus.CHOSEN:
        return [tour for tour in tours if tour.plan_id == plan.pk]
    if plan.status != PlanStatus.READY:
        raise PlanStateError(status=plan.status)
    scene = gather_scene(hub_id=hub_id, cycle=cycle, options=options_of(plan))
    if basis_of(scene) != plan.basis:
        raise PlanOutdatedError
    _drop_planned(tours)
    _drop_plans(plan)
    drives = driven_of(plan.answer["plan"], plan.answer["fares"])
    chosen = add_tours(scene, drives, plan=plan, fixed=fixed_names(scene))
    plan.status = PlanStatus.CHOSEN
    plan.save(update_fields=["status"])
    record(actor, "fulfilment.plan.chosen", plan, hub_id=hub_id, now=now)
    record_many(
        event(actor, "fulfilment.tour.planned", tour, hub_id=hub_id, now=now) for tour in chosen
    )
    return chosen


@transaction.atomic
def undo_choice(*, actor: Actor, hub_id: int, plan_id: int, now: datetime) -> TourPlan:
    """Take a chosen plan's tours back, while none has left; it can be chosen again.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not plan tours at the hub.
    PlanStateError
        When the plan is not the chosen one.
    TourLeftError
        When a tour has left.
    """
    require(actor, Permission.PLAN_TOURS, hub_id=hub_id)
    cycle_id = _cycle_of(hub_id, plan_id)
    lock_cycle(hub_id=hub_id, cycle_id=cycle_id)
    plan = lock_plan(hub_id=hub_id, plan_id=plan_id)
    tours = [
        tour
        for tour in lock_tours_of_cycle(hub_id=hub_id, cycle_id=cycle_id)
        if tour.plan_id == plan.pk
    ]
    if plan.status != PlanStatus.CHOSEN:
        raise PlanStateError(status=plan.status)
    for tour in tours:
        if tour.status != TourStatus.PLANNED:
            raise TourLeftError(tour=tour.number)
    _drop_planned(tours)
    plan.status = PlanStatus.READY
    plan.save(update_fields=["status"])
    record(
        actor,
        "fulfilment.plan.undone",
        plan,
        hub_id=hub_id,
        now=now,
        before={"tours": len(tours)},
    )
    return plan


def _cycle_of(hub_id: int, plan_id: int) -> int:
    found = TourPlan.objects.filter(hub_id=hub_id, pk=plan_id).values_list("cycle_id", flat=True)
    cycle_id = found.first()
    if cycle_id is None:
        raise NotFoundError
    return cycle_id


def _drop_planned(tours: list[Tour]) -> None:
    planned = [tour.pk for tour in tours if tour.status == TourStatus.PLANNED]
    Tour.objects.filter(pk__in=planned).delete()


def _drop_plans(plan: TourPlan) -> None:
    """Let earlier plans of the cycle go that no tour is driven by any more."""
    chosen = TourPlan.objects.filter(
        hub_id=plan.hub_id, cycle_id=plan.cycle_id, status=PlanStatus.CHOSEN
    )
    chosen.filter(tours__isnull=True).update(status=PlanStatus.DROPPED)
