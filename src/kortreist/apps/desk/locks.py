"""Every lock this room takes."""

from kortreist.apps.desk.models import StageRun


def lock_stage_run(run_id: int) -> StageRun:
    """Lock a stage's row, so that two who ask at once make one attempt."""
    return StageRun.objects.select_for_update(of=("self",)).get(pk=run_id)
