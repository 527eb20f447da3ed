"""What is told of a measurement: seconds, medians, memory."""

import os
import resource
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from types import TracebackType
from typing import Any, Self

from django.db import connection


class Stopwatch:
    """``with Stopwatch() as watch: …`` leaves the seconds it took in ``watch.seconds``."""

    seconds = 0.0

    def __enter__(self) -> Self:
        self._started = perf_counter()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.seconds = perf_counter() - self._started


@dataclass
class Counted:
    """How many questions were asked."""

    count: int = 0

    def ask(self, execute: Callable[..., Any], *arguments: Any) -> Any:  # Any: Django's own
        self.count += 1
        return execute(*arguments)


@contextmanager
def counted_queries() -> Iterator[Counted]:
    """Count the questions to the database, keeping none of them: there may be very many."""
    counted = Counted()
    with connection.execute_wrapper(counted.ask):
        yield counted


def seconds(figure: float) -> float:
    return round(figure, 3)


def middle(figures: Sequence[float]) -> float:
    return seconds(median(figures))


def milliseconds(figures: Sequence[float]) -> float:
    """Return the median of seconds, in milliseconds."""
    return round(median(figures) * 1000, 1)


def peak_mb() -> float:
    """Return the most memory this process has had, in MB of a million bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6, 1)


def work_seconds() -> float:
    """Return how long this process and its database connection have worked, not waited.

    On a machine that others use as well, this grows less unevenly than the clock. What the
    connection's own process does at the server is told on Linux, when the server is on it.
    """
    return process_time() + _server_seconds()


def _server_seconds() -> float:
    if connection.vendor != "postgresql" or connection.connection is None:
        return 0.0
    process = Path("/proc") / str(connection.connection.info.backend_pid) / "stat"
    with suppress(OSError):
        spent = process.read_text().rpartition(")")[2].split()
        return (int(spent[11]) + int(spent[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0
