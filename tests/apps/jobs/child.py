"""A process of its own that runs the queue's tasks, to be raced and to be killed."""

import os
import signal
import sys
import threading
import time
from pathlib import Path

import django

django.setup()

from kortreist.apps.jobs.registry import JobRun, task  # noqa: E402
from kortreist.apps.jobs.running import drain  # noqa: E402
from kortreist.apps.jobs.services.ratelimit import hit  # noqa: E402
from kortreist.apps.jobs.worker import run_worker  # noqa: E402
from kortreist.kernel.errors import BusyError  # noqa: E402


def note(run: JobRun, word: str) -> None:
    handle = os.open(run.payload["notes"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(handle, f"{word} {run.key} {run.attempt}\n".encode())
    os.close(handle)


@task("test.quick")
def quick(run: JobRun) -> None:
    note(run, "ran")


@task("test.slow", lease_s=30)
def slow(run: JobRun) -> None:
    note(run, "began")
    time.sleep(run.payload["seconds"])
    note(run, "ended")


@task("test.hangs", lease_s=1)
def hangs(run: JobRun) -> None:
    note(run, "began")
    time.sleep(60)


def count_hits(times: int) -> int:
    passed = 0
    for _ in range(times):
        try:
            hit("race", "somebody", limit=50, per_s=86_400)
        except BusyError:
            continue
        passed += 1
    return passed


if __name__ == "__main__":
    if sys.argv[1] == "drain":
        Path(sys.argv[2]).touch()
        while not Path(sys.argv[3]).exists():
            time.sleep(0.005)
        sys.stdout.write(f"{drain()}\n")
    elif sys.argv[1] == "work":
        stop = threading.Event()
        signal.signal(signal.SIGTERM, lambda *_: stop.set())
        run_worker(stop)
    elif sys.argv[1] == "hit":
        sys.stdout.write(f"{count_hits(int(sys.argv[2]))}\n")
