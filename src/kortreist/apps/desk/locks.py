"""Every lock this room takes."""

from kortreist.apps.desk.models import Demonstration, StageRun


def lock_stage_run(run_id: int) -> StageRun:
    """Lock a stage's row, so that two who ask at once make one attempt."""
    return StageRun.objects.select_for_update(of=("self",)).get(pk=run_id)


def lock_demonstration(demonstration_id: int) -> Demonstration:
    """Lock a demonstration's row."""
    return Demonstration.objects.select_for_update(of=("self",)).get(pk=demonstration_id)
