"""The conductor: walks a cycle through its stages by calling the rooms' services, one at a time.

Each stage has one row, `StageRun`, found by its key and never made twice. It may be run again after
a crash at any point: the rooms know what they have done, and do only what is missing.
"""

from datetime import datetime

from django.db import transaction

from kortreist.apps.actors.permissions import Actor, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.desk.locks import lock_stage_run
from kortreist.apps.desk.models import CycleStage, StageRun
from kortreist.apps.desk.services.stages import STEPS, Outcome, Turn
from kortreist.apps.jobs.models import Job, JobState
from kortreist.apps.jobs.services import enqueue
from kortreist.apps.trading.models import OrderCycle, Policy
from kortreist.kernel.errors import DomainError, NotFoundError

RUN_STAGE = "desk.run_stage"


def run_stage(
    *,
    actor: Actor,
    hub_id: int,
    cycle_id: int,
    stage: CycleStage,
    now: datetime,
    policy: Policy | None = None,
) -> StageRun:
    """Do a stage now, and note what came of it; once more does only what is missing.

    Parameters
    ----------
    policy
        For sharing out. Left out, the latest preview that still holds is committed.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not do the stage.
    NotFoundError
        When the cycle is not the hub's.
    StageUnfinishedError
        When people are not done receiving, packing or delivering.
    DomainError
        Whatever stops the rooms' services; the row keeps its code.
    """
    require(actor, STEPS[stage].permission, hub_id=hub_id)
    turn = Turn(actor, hub_id, _cycle(hub_id, cycle_id), now, policy)
    _begin(turn, stage)
    try:
        outcome = STEPS[stage].run(turn)
    except DomainError as error:
        _note(turn, stage, error=error.code)
        raise
    return _note(turn, stage, outcome=outcome)


@transaction.atomic
def start_stage(
    *,
    actor: Actor,
    hub_id: int,
    cycle_id: int,
    stage: CycleStage,
    now: datetime,
    policy: Policy | None = None,
) -> StageRun:
    """Have a stage done by the worker; asked for while it runs, it is not asked for twice.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not do the stage.
    NotFoundError
        When the cycle is not the hub's.
    """
    require(actor, STEPS[stage].permission, hub_id=hub_id)
    turn = Turn(actor, hub_id, _cycle(hub_id, cycle_id), now, policy)
    run, is_new = _row(turn, stage)
    if not is_new:
        if run.is_running and _is_at_work(run):
            return run
        run.attempt += 1
        run.started_at, run.finished_at, run.error = now, None, ""
        run.save(update_fields=["attempt", "started_at", "finished_at", "error"])
    enqueue(
        RUN_STAGE,
        key=job_key(run),
        payload={
            "cycle_id": cycle_id,
            "stage": stage.value,
            "policy": policy.value if policy else "",
        },
        hub_id=hub_id,
    )
    record(actor, "desk.stage.started", run, hub_id=hub_id, now=now, params={"stage": stage.value})
    return run


@transaction.atomic
def undo_stage(
    *, actor: Actor, hub_id: int, cycle_id: int, stage: CycleStage, now: datetime
) -> None:
    """Take a stage back where the rooms allow it: closing, sharing out, purchase orders.

    What people received, packed and delivered they take back piece by piece in their own rooms;
    documents are corrected by new ones.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not do the stage.
    NotFoundError
        When the cycle is not the hub's.
    StageNotUndoableError
        When the stage is not one that can be taken back.
    DomainError
        When later stages stand on it.
    """
    require(actor, STEPS[stage].permission, hub_id=hub_id)
    turn = Turn(actor, hub_id, _cycle(hub_id, cycle_id), now)
    STEPS[stage].undo(turn)
    run, _ = _row(turn, stage)
    run.finished_at, run.error, run.outcome = now, "", {"undone": True}
    run.save(update_fields=["finished_at", "error", "outcome"])
    record(actor, "desk.stage.undone", run, hub_id=hub_id, now=now, params={"stage": stage.value})


def job_key(run: StageRun) -> str:
    """Return the key of the job that does a run's latest attempt."""
    return f"cycle:{run.cycle_id}:{run.stage}:{run.attempt}"


def _cycle(hub_id: int, cycle_id: int) -> OrderCycle:
    cycle = OrderCycle.objects.filter(hub_id=hub_id, pk=cycle_id).first()
    if cycle is None:
        raise NotFoundError
    return cycle


def _row(turn: Turn, stage: CycleStage) -> tuple[StageRun, bool]:
    """Return the stage's one row, locked, and whether it is new."""
    run, is_new = StageRun.objects.get_or_create(
        cycle=turn.cycle,
        stage=stage,
        defaults={"hub_id": turn.hub_id, "started_at": turn.now},
    )
    return lock_stage_run(run.pk), is_new


@transaction.atomic
def _begin(turn: Turn, stage: CycleStage) -> None:
    run, is_new = _row(turn, stage)
    if not is_new:
        run.started_at, run.finished_at, run.error = turn.now, None, ""
        run.save(update_fields=["started_at", "finished_at", "error"])


@transaction.atomic
def _note(
    turn: Turn, stage: CycleStage, *, outcome: Outcome | None = None, error: str = ""
) -> StageRun:
    run, _ = _row(turn, stage)
    run.error = error
    if outcome is not None:
        run.finished_at, run.outcome = turn.now, dict(outcome)
    run.save(update_fields=["finished_at", "outcome", "error"])
    return run


def _is_at_work(run: StageRun) -> bool:
    """Whether the worker has the run's job before it, or in its hands."""
    return Job.objects.filter(
        name=RUN_STAGE, key=job_key(run), state__in=(JobState.QUEUED, JobState.RUNNING)
    ).exists()
