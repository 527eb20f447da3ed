"""What this room has the worker do."""

from kortreist.apps.catalogue.selectors.sheets import READ, TAKE_IN
from kortreist.apps.catalogue.services.goods import refresh_search_texts
from kortreist.apps.catalogue.services.sheet_intake import read_sheet
from kortreist.apps.catalogue.services.sheet_taking import take_in
from kortreist.apps.catalogue.services.suitability import refresh_not_for
from kortreist.apps.jobs.registry import JobRun, scheduled, task
from kortreist.kernel.periods import oslo_date


@scheduled("15 3 * * *", "catalogue.refresh_search_texts")
def refresh(run: JobRun) -> None:
    """Find goods by the names that producers and groups have now; harmless when run twice."""
    refresh_search_texts(on=oslo_date(run.now))


@scheduled("5 0 * * *", "catalogue.refresh_not_for")
def refresh_rules(run: JobRun) -> None:
    """Hold goods to the rules of the day about whom they are not for; harmless when run twice."""
    refresh_not_for(on=oslo_date(run.now))


@task(READ, max_attempts=3, lease_s=120)
def read(run: JobRun) -> None:
    """Read a producer's sheet; harmless when run twice."""
    read_sheet(
        sheet_id=run.payload["sheet"],
        version=run.payload["version"],
        now=run.now,
        beat=run.beat,
    )


@task(TAKE_IN, max_attempts=3, lease_s=300)
def take_sheet_in(run: JobRun) -> None:
    """Take in a sheet that somebody said yes to; harmless when run twice."""
    take_in(
        sheet_id=run.payload["sheet"],
        version=run.payload["version"],
        now=run.now,
        beat=run.beat,
    )
