"""Asking for a plan, and working it out where nobody waits for it."""

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime

from django.db import transaction

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.fulfilment.errors import (
    NothingToDriveError,
    NoVehicleError,
    PlanOutdatedError,
)
from kortreist.apps.fulfilment.locks import lock_plan
from kortreist.apps.fulfilment.models import PlanStatus, TourPlan
from kortreist.apps.fulfilment.selectors.tour_scene import gather_scene
from kortreist.apps.fulfilment.services.tours.roads import Ways, ways_of
from kortreist.apps.fulfilment.touring.answer import Json, answer_of, previous_from
from kortreist.apps.fulfilment.touring.comparison import compare
from kortreist.apps.fulfilment.touring.problem import problem_of
from kortreist.apps.fulfilment.touring.scene import PlanOptions, Scene
from kortreist.apps.jobs.services import digest_of, enqueue
from kortreist.apps.trading.errors import CycleStateError
from kortreist.apps.trading.models import CycleStatus, OrderCycle
from kortreist.engines.routing import Previous, plan_tours
from kortreist.kernel.errors import BusyError, DomainError, NotFoundError

PLAN = "fulfilment.plan_tours"
# Gathered, measured, planned, compared.
PARTS = 4


@transaction.atomic
def ask_for_plan(
    *, actor: Actor, hub_id: int, cycle_id: int, options: PlanOptions, now: datetime
) -> TourPlan:
    """Note what is to be planned, and have the worker plan it.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not plan tours at the hub.
    CycleStateError
        When the goods have not been ordered from the producers.
    NothingToDriveError, NoVehicleError, HubUnplacedError
        When there is nothing to plan, or nothing to plan with.
    """
    require(actor, Permission.PLAN_TOURS, hub_id=hub_id)
    cycle = _cycle(hub_id, cycle_id)
    if cycle.status != CycleStatus.ORDERED:
        raise CycleStateError(status=cycle.status, needed=CycleStatus.ORDERED.value)
    scene = gather_scene(hub_id=hub_id, cycle=cycle, options=options)
    _require_work(scene)
    plan = TourPlan.objects.create(
        hub_id=hub_id,
        cycle=cycle,
        day=cycle.delivery_day,
        basis=basis_of(scene),
        options=asdict(options),
        actor=actor.name,
        asked_at=now,
    )
    record(actor, "fulfilment.plan.asked", plan, hub_id=hub_id, now=now)
    enqueue(PLAN, key=f"plan:{plan.pk}", payload={"plan_id": plan.pk}, hub_id=hub_id)
    return plan


def compute_plan(
    *,
    actor: Actor,
    hub_id: int,
    plan_id: int,
    now: datetime,
    report: Callable[[int, int], None] = lambda _done, _parts: None,
) -> TourPlan:
    """Work a plan out, outside any transaction, and write what came of it; harmless when repeated.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not plan tours at the hub.
    """
    require(actor, Permission.PLAN_TOURS, hub_id=hub_id)
    plan = TourPlan.objects.filter(hub_id=hub_id, pk=plan_id).select_related("cycle").first()
    if plan is None:
        raise NotFoundError
    if plan.status != PlanStatus.COMPUTING:
        return plan
    try:
        answer, comparison, ways = _think(plan, now=now, report=report)
    except BusyError:
        raise
    except DomainError as error:
        return _fail(plan, error, now=now)
    return _finish(plan, answer, comparison, ways, now=now)


def basis_of(scene: Scene) -> str:
    """Return a digest of everything that is planned with."""
    return digest_of(scene.as_json())


def options_of(plan: TourPlan) -> PlanOptions:
    """Return what the plan was asked for with."""
    return PlanOptions(**plan.options)


def _think(
    plan: TourPlan, *, now: datetime, report: Callable[[int, int], None]
) -> tuple[Json, Json, Ways]:
    options = options_of(plan)
    scene = gather_scene(hub_id=plan.hub_id, cycle=plan.cycle, options=options)
    if basis_of(scene) != plan.basis:
        raise PlanOutdatedError
    report(1, PARTS)
    ways = ways_of(scene, now=now, beat=lambda: report(1, PARTS))
    report(2, PARTS)
    previous = _previous(plan, move_ore=options.move_ore)
    problem = problem_of(scene, ways.roads, previous=previous)
    planned = plan_tours(problem)
    report(3, PARTS)
    free = plan_tours(replace(problem, fixed=(), previous=None)) if problem.fixed else None
    comparison = compare(scene, planned, free, ways.roads)
    return answer_of(scene, planned, ways.roads), comparison, ways


def _previous(plan: TourPlan, *, move_ore: int) -> Previous | None:
    """Return the plan that was chosen last, this cycle's or an earlier one's."""
    last = (
        TourPlan.objects.filter(hub_id=plan.hub_id, status=PlanStatus.CHOSEN, pk__lt=plan.pk)
        .order_by("-pk")
        .first()
    )
    return previous_from(last.answer, move_ore=move_ore) if last else None


@transaction.atomic
def _finish(
    plan: TourPlan, answer: Json, comparison: Json, ways: Ways, *, now: datetime
) -> TourPlan:
    plan = lock_plan(hub_id=plan.hub_id, plan_id=plan.pk)
    if plan.status != PlanStatus.COMPUTING:
        return plan
    plan.status, plan.finished_at = PlanStatus.READY, now
    plan.answer = answer | {"trouble": ways.trouble}
    plan.comparison, plan.distances = comparison, ways.source
    plan.save(update_fields=["status", "finished_at", "answer", "comparison", "distances"])
    return plan


@transaction.atomic
def _fail(plan: TourPlan, error: DomainError, *, now: datetime) -> TourPlan:
    plan = lock_plan(hub_id=plan.hub_id, plan_id=plan.pk)
    if plan.status != PlanStatus.COMPUTING:
        return plan
    plan.status, plan.finished_at = PlanStatus.FAILED, now
    plan.error = error.code
    plan.error_params = {name: str(value) for name, value in error.params.items()}
    plan.save(update_fields=["status", "finished_at", "error", "error_params"])
    return plan


def _cycle(hub_id: int, cycle_id: int) -> OrderCycle:
    cycle = OrderCycle.objects.filter(hub_id=hub_id, pk=cycle_id).first()
    if cycle is None:
        raise NotFoundError
    return cycle


def _require_work(scene: Scene) -> None:
    if not scene.errands and not scene.unplaced:
        raise NothingToDriveError
    if not scene.vans:
        raise NoVehicleError
