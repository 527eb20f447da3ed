"""What this room has the worker do."""

from kortreist.apps.jobs.registry import JobRun, task
from kortreist.apps.messages.services.delivery import deliver_message

TRIES = 6
# A mail server is given several waits of `settings.EMAIL_TIMEOUT`.
LEASE_S = 180


@task("messages.deliver", max_attempts=TRIES, lease_s=LEASE_S)
def deliver(run: JobRun) -> None:
    """Send one message; run again after a crash it may send it once more (`deliver_message`)."""
    deliver_message(
        message_id=run.payload["message_id"], is_last_try=run.attempt >= TRIES, now=run.now
    )
