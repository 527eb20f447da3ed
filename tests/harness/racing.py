"""Many at once: threads that start together, each with a database connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier

from django.db import connection, connections


@dataclass(frozen=True, slots=True)
class Finish:
    """How a race ended: what some were given, and what stopped the others."""

    results: list[object] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)


def race(runners: int, run: Callable[[int], object]) -> Finish:
    """Call ``run(0)`` … ``run(runners - 1)`` at the same moment, and wait for all.

    The test needs ``django_db(transaction=True)``: other connections see only what is committed.
    """
    if connection.in_atomic_block:
        msg = "a race needs @pytest.mark.django_db(transaction=True)"
        raise AssertionError(msg)
    barrier = Barrier(runners, timeout=30)
    finish = Finish()

    def start(runner: int) -> None:
        try:
            connection.ensure_connection()
            barrier.wait()
            finish.results.append(run(runner))
        except Exception as error:  # noqa: BLE001 - what stopped a runner is the test's to judge
            finish.errors.append(error)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=runners) as pool:
        list(pool.map(start, range(runners)))
    return finish
