from kortreist.apps.jobs.registry import JobRun, scheduled
from kortreist.apps.jobs.services.prune import prune


@scheduled("23 3 * * *", "jobs.prune", lease_s=600)
def prune_machine_room(run: JobRun) -> None:
    prune(now=run.now)
