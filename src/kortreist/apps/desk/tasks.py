"""The stages that the worker does, so that no page has to wait for them."""

from kortreist.apps.actors.permissions import Actor
from kortreist.apps.desk.models import CycleStage
from kortreist.apps.desk.selectors.comparison import COMPARE
from kortreist.apps.desk.services.comparison import compare_policies
from kortreist.apps.desk.services.conductor import RUN_STAGE, run_stage
from kortreist.apps.desk.services.declarations import tell_changes
from kortreist.apps.desk.services.papers import warn_of_papers
from kortreist.apps.desk.services.telling import tell_rounds
from kortreist.apps.jobs.errors import CannotSucceedError
from kortreist.apps.jobs.registry import JobRun, scheduled, task
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


@scheduled("*/10 * * * *", "desk.tell_rounds", lease_s=300)
def tell_of_rounds(run: JobRun) -> None:
    """Tell of rounds that opened, close soon or closed; harmless when run twice."""
    tell_rounds(now=run.now, beat=run.beat)


@task(COMPARE, lease_s=600)
def compare_policies_of_cycle(run: JobRun) -> None:
    """Work out every policy; run again after a crash, it works them out anew."""
    try:
        compare_policies(
            actor=Actor.system("desk.comparison"),
            hub_id=run.hub_id or 0,
            cycle_id=run.payload["cycle_id"],
            now=run.now,
            beat=run.beat,
        )
    except BusyError:
        raise
    except DomainError as error:
        raise CannotSucceedError(error.code) from error


@scheduled("*/5 * * * *", "desk.tell_declarations")
def tell_declarations(run: JobRun) -> None:
    """Tell kitchens what has changed in goods they use; harmless when run twice."""
    tell_changes(actor=Actor.system("desk.declarations"), now=run.now)


@scheduled("30 6 * * *", "desk.warn_of_papers")
def warn_papers(run: JobRun) -> None:
    """Warn of certificates that run out, once for each; harmless when run twice."""
    warn_of_papers(actor=Actor.system("desk.papers"), now=run.now)
