from django.core.checks import CheckMessage, Error, register

from kortreist.apps.jobs.registry import tasks


@register
def check_tasks_are_at_home(**_: object) -> list[CheckMessage]:
    """Find tasks whose name belongs to another room than the module they stand in."""
    return [
        Error(
            f"The task {task.name} stands in the room {task.room}.",
            hint=f"Call it {task.room}.something, or move it.",
            id="kortreist.E010",
        )
        for task in tasks.values()
        if not task.name.startswith(f"{task.room}.")
    ]
