"""What this room has the worker do."""

from kortreist.apps.actors.permissions import Actor
from kortreist.apps.fulfilment.services.tours.plans import PLAN, compute_plan
from kortreist.apps.jobs.registry import JobRun, task


@task(PLAN, max_attempts=3, lease_s=300)
def plan_tours_of_cycle(run: JobRun) -> None:
    """Plan a cycle's tours; run again after a crash, it plans them anew."""
    compute_plan(
        actor=Actor.system("fulfilment.planner"),
        hub_id=run.hub_id or 0,
        plan_id=run.payload["plan_id"],
        now=run.now,
        report=run.report,
    )
