import signal
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from kortreist.apps.jobs import registry
from kortreist.apps.jobs.models import Job, JobState, WorkerBeat
from kortreist.apps.jobs.services import enqueue
from kortreist.apps.jobs.services.runs import claim_job, take_back_abandoned_jobs
from kortreist.apps.jobs.worker import EXIT_HUNG

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]


@pytest.fixture
def promise(tmp_path):
    """Enqueue for a process that knows the tasks of `tests.apps.jobs.child`."""
    for name, lease_s in (("test.quick", 60), ("test.slow", 30), ("test.hangs", 1)):
        registry.task(name, lease_s=lease_s)(lambda run: None)

    @transaction.atomic
    def promise(name, *keys, **payload):
        for key in keys:
            enqueue(name, key=key, payload={"notes": str(tmp_path / "notes"), **payload})

    return promise


@pytest.fixture
def notes(tmp_path):
    def read() -> list[str]:
        path = tmp_path / "notes"
        return path.read_text().splitlines() if path.exists() else []

    return read


def wait_for(what, seconds=20):
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def test_two_processes_run_each_job_once(promise, notes, start_child, tmp_path):
    # given
    promise("test.quick", *map(str, range(80)))
    go = tmp_path / "go"
    here = [tmp_path / "one", tmp_path / "two"]
    children = [start_child("drain", str(place), str(go)) for place in here]
    wait_for(lambda: all(place.exists() for place in here))
    # when
    go.touch()
    ran = [int(child.communicate(timeout=30)[0].splitlines()[-1]) for child in children]
    # then
    assert sum(ran) == 80
    assert Counter(notes()) == Counter({f"ran {number} 1": 1 for number in range(80)})
    assert Job.objects.filter(state=JobState.DONE).count() == 80


def test_killed_workers_job_is_run_again(promise, notes, start_child):
    # given a worker in the middle of a job
    promise("test.slow", "only", seconds=60)
    child = start_child("work")
    wait_for(lambda: notes() == ["began only 1"])
    # when
    child.send_signal(signal.SIGKILL)
    child.wait()
    # then the job is still its own until the lease ends, and then another's
    assert Job.objects.get().state == JobState.RUNNING
    assert claim_job(names=["test.slow"], now=timezone.now()) is None
    late = timezone.now() + timedelta(seconds=31)
    assert take_back_abandoned_jobs(now=late) == 1
    assert claim_job(names=["test.slow"], now=late).attempts == 2


def test_stopped_worker_finishes_the_job_in_hand(promise, notes, start_child):
    # given
    promise("test.slow", "first", "second", seconds=1)
    child = start_child("work")
    wait_for(lambda: "began first 1" in notes())
    # when
    began = time.monotonic()
    child.terminate()
    assert child.wait(timeout=10) == 0
    # then
    assert time.monotonic() - began < 5
    assert notes() == ["began first 1", "ended first 1"]
    assert list(Job.objects.order_by("pk").values_list("state", flat=True)) == ["done", "queued"]
    assert not WorkerBeat.objects.exists()


def test_idle_worker_stops_at_once_and_was_seen(start_child):
    child = start_child("work")
    wait_for(WorkerBeat.objects.exists)
    began = time.monotonic()
    child.terminate()
    assert child.wait(timeout=10) == 0
    assert time.monotonic() - began < 3


def test_hung_worker_ends_itself(promise, notes, start_child):
    # given
    promise("test.hangs", "only")
    child = start_child("work")
    # when / then
    assert child.wait(timeout=20) == EXIT_HUNG
    assert notes() == ["began only 1"]
    assert Job.objects.get().state == JobState.RUNNING


@pytest.mark.postgres
def test_worker_outlives_a_lost_connection(promise, notes, start_child):
    # given a worker whose connection is cut by the server
    start_child("work")
    wait_for(WorkerBeat.objects.exists)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    # when
    promise("test.quick", "after")
    # then
    wait_for(lambda: notes() == ["ran after 1"])
    wait_for(lambda: Job.objects.get().state == JobState.DONE)
