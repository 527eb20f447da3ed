"""The loop that runs jobs, one at a time; more workers are more processes."""

import contextlib
import os
import socket
import threading
import time
from collections.abc import Callable

import structlog
from django.db import InterfaceError, OperationalError, close_old_connections, connections
from django.utils import timezone

from kortreist.apps.jobs.registry import tasks
from kortreist.apps.jobs.running import run_next_job
from kortreist.apps.jobs.services.beats import record_beat, remove_beat
from kortreist.apps.jobs.services.runs import take_back_abandoned_jobs
from kortreist.apps.jobs.services.schedules import enqueue_due_schedules

log = structlog.get_logger()

SHORTEST_WAIT_S = 0.1
LONGEST_WAIT_S = 2.0
HOUSEKEEPING_S = 10
# An attempt that hangs holds up every other job: the process ends, and its supervisor starts anew.
EXIT_HUNG = 75


def run_worker(stop: threading.Event, *, is_orphaned: Callable[[], bool] = lambda: False) -> None:
    """Run jobs until ``stop`` is set or ``is_orphaned``; the job in hand is finished first."""
    worker = f"{socket.gethostname()}:{os.getpid()}"
    log.info("worker_started", worker=worker, tasks=len(tasks))
    wait_s = SHORTEST_WAIT_S
    house_kept_at = 0.0
    while not stop.is_set() and not is_orphaned():
        try:
            if time.monotonic() - house_kept_at > HOUSEKEEPING_S:
                keep_house(worker)
                house_kept_at = time.monotonic()
            did_run = run_next_job(on_overrun=_end_hung_process)
        except (OperationalError, InterfaceError) as error:
            # The database is away or busy; a job in hand comes back when its lease is over.
            log.warning("database_away", error_code=type(error).__name__)
            connections.close_all()
            did_run = False
        wait_s = SHORTEST_WAIT_S if did_run else min(wait_s * 2, LONGEST_WAIT_S)
        if not did_run:
            stop.wait(wait_s)
    with contextlib.suppress(OperationalError, InterfaceError):
        remove_beat(worker=worker)
    connections.close_all()
    log.info("worker_stopped", worker=worker)


def keep_house(worker: str) -> None:
    """Show a sign of life, take back what dead workers hold, and look at the clock."""
    close_old_connections()
    now = timezone.now()
    record_beat(worker=worker, now=now)
    if taken_back := take_back_abandoned_jobs(now=now):
        log.warning("jobs_taken_back", jobs=taken_back)
    if enqueued := enqueue_due_schedules(now=now):
        log.info("schedules_due", jobs=enqueued)


def _end_hung_process() -> None:
    log.error("worker_hung")
    os._exit(EXIT_HUNG)
