"""What this room has the worker do."""

from kortreist.apps.actors.permissions import Actor
from kortreist.apps.jobs.registry import JobRun, scheduled, task
from kortreist.apps.trading.services.clock import keep_cycles
from kortreist.apps.trading.services.standing_jobs import FILL
from kortreist.apps.trading.services.standing_runs import fill_standing_orders
from kortreist.apps.trading.services.substitutions import expire_substitutions


@scheduled("*/5 * * * *", "trading.keep_cycles", lease_s=300)
def keep(run: JobRun) -> None:
    """Make rounds ahead, open and close them on time; harmless when run twice."""
    keep_cycles(now=run.now, beat=run.beat)


@task(FILL, lease_s=300)
def place_standing_orders(run: JobRun) -> None:
    """Place a round's standing orders; goes on where an attempt before it stopped."""
    fill_standing_orders(
        actor=Actor.system("trading.standing"),
        hub_id=run.hub_id or 0,
        cycle_id=run.payload["cycle_id"],
        lead_days=run.payload.get("lead_days"),
        only=run.payload.get("only"),
        now=run.now,
        beat=run.beat,
    )


@scheduled("*/10 * * * *", "trading.close_proposals")
def close_proposals(run: JobRun) -> None:
    """Close what was offered instead and nobody answered in time."""
    expire_substitutions(actor=Actor.system("trading.close_proposals"), now=run.now)
