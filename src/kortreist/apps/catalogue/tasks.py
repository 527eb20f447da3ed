"""What this room has the worker do."""

from kortreist.apps.catalogue.services.goods import refresh_search_texts
from kortreist.apps.jobs.registry import JobRun, scheduled


@scheduled("15 3 * * *", "catalogue.refresh_search_texts")
def refresh(run: JobRun) -> None:  # noqa: ARG001 - a task is told of its run
    """Find goods by the names that producers and groups have now; harmless when run twice."""
    refresh_search_texts()
