"""``kortreist worker``: run jobs and schedules."""

import os
import signal
import threading

from kortreist.cli.app import start_django

# Set by `kortreist serve` for its own worker, which is of no use without it.
SUPERVISOR = "KORTREIST_SUPERVISOR"


def worker() -> None:
    """Run jobs as they become due, and enqueue what the clock calls for.

    Any number may run beside each other, on any number of machines. On SIGTERM or Ctrl-C the job
    in hand is finished first.

    Example: kortreist worker
    """
    start_django()
    from kortreist.apps.jobs.worker import run_worker  # noqa: PLC0415 - needs Django

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    supervisor = os.environ.get(SUPERVISOR, "")
    run_worker(stop, is_orphaned=lambda: bool(supervisor) and supervisor != str(os.getppid()))


app = worker
