"""The stages that the worker does, so that no page has to wait for them."""

from kortreist.apps.actors.permissions import Actor
from kortreist.apps.desk.models import CycleStage
from kortreist.apps.desk.services.conductor import RUN_STAGE, run_stage
from kortreist.apps.jobs.errors import CannotSucceedError
from kortreist.apps.jobs.registry import JobRun, task
from kortreist.apps.trading.models import Policy
from kortreist.kernel.errors import BusyError, DomainError


@task(RUN_STAGE, lease_s=600)
def run_stage_of_cycle(run: JobRun) -> None:
    """Do the stage; a refusal is final, as it would be the same in a minute."""
    policy = run.payload["policy"]
    try:
        run_stage(
            actor=Actor.system("desk.conductor"),
            hub_id=run.hub_id or 0,
            cycle_id=run.payload["cycle_id"],
            stage=CycleStage(run.payload["stage"]),
            policy=Policy(policy) if policy else None,
            now=run.now,
        )
    except BusyError:
        raise
    except DomainError as error:
        raise CannotSucceedError(error.code) from error
