"""What the worker can run, and when: filled by the decorators in each room's ``tasks.py``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cronsim import CronSim, CronSimError

MAX_ATTEMPTS = 6
LEASE_S = 60
ANY_TIME = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class JobRun:
    """One attempt at a job, as its task sees it."""

    job_id: int
    name: str
    key: str
    # Any: whatever JSON the room wrote.
    payload: Mapping[str, Any]
    hub_id: int | None
    attempt: int
    now: datetime
    # Call it between parts of long work: it extends the lease, and raises `LeaseLostError` when
    # another worker has taken the job over.
    beat: Callable[[], None]
    # Does the same, and lets readers see how far it has come: so many parts of so many.
    report: Callable[[int, int], None] = lambda _done, _parts: None


TaskFunction = Callable[[JobRun], None]


@dataclass(frozen=True, slots=True)
class Task:
    """A function that the worker calls, and how patient it is with it."""

    name: str
    run: TaskFunction
    max_attempts: int
    lease_s: int

    @property
    def room(self) -> str:
        """Return the room of the module that the function stands in."""
        return room_of(self.run.__module__)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a task is due, as a cron line in Norwegian time."""

    name: str
    cron: str


tasks: dict[str, Task] = {}
schedules: dict[str, Schedule] = {}


def task(
    name: str, *, max_attempts: int = MAX_ATTEMPTS, lease_s: int = LEASE_S
) -> Callable[[TaskFunction], TaskFunction]:
    """Register a function as the task ``room.verb``.

    The function parses the run's payload and calls one service. It must be harmless when run
    twice: its worker may die after the work and before the job is marked as done.

    Parameters
    ----------
    max_attempts
        How often it is tried before it is given up.
    lease_s
        Seconds that an attempt may last without ``run.beat()``.
    """

    def register(function: TaskFunction) -> TaskFunction:
        known = tasks.get(name)
        if known and known.run.__module__ != function.__module__:
            msg = f"two tasks are called {name}"
            raise ValueError(msg)
        tasks[name] = Task(name, function, max_attempts, lease_s)
        return function

    return register


def scheduled(
    cron: str, name: str, *, max_attempts: int = MAX_ATTEMPTS, lease_s: int = LEASE_S
) -> Callable[[TaskFunction], TaskFunction]:
    """Register a function as the task ``name``, enqueued whenever ``cron`` is due in Oslo.

    Moments missed while nothing ran are made up for once, by the latest of them. Its payload is
    ``{"due_at": …}``.

    Raises
    ------
    ValueError
        When ``cron`` is no cron line.
    """
    try:
        CronSim(cron, ANY_TIME)
    except CronSimError as error:
        msg = f"{cron!r} is no cron line: {error}"
        raise ValueError(msg) from error

    def register(function: TaskFunction) -> TaskFunction:
        schedules[name] = Schedule(name, cron)
        return task(name, max_attempts=max_attempts, lease_s=lease_s)(function)

    return register


def room_of(module: str) -> str:
    """Return ``trading`` for ``kortreist.apps.trading.tasks``, or the module's own name."""
    parts = module.split(".")
    return parts[2] if parts[:2] == ["kortreist", "apps"] and len(parts) > 2 else parts[-1]
