import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from kortreist.apps.jobs.errors import CannotSucceedError, LeaseLostError
from kortreist.apps.jobs.models import Job, JobState
from kortreist.apps.jobs.registry import task
from kortreist.apps.jobs.running import drain, run_next_job
from kortreist.apps.jobs.services import enqueue
from kortreist.apps.jobs.services.runs import (
    WORKER_DIED,
    claim_job,
    extend_lease,
    fail_job,
    finish_job,
    pause_s,
    take_back_abandoned_jobs,
)
from kortreist.kernel.errors import ConflictError

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def ran():
    """Tasks that note what ran: one that works, one that is refused, one that gives up."""
    seen = []

    @task("test.good")
    def good(run):
        seen.append((run.key, run.attempt))

    @task("test.poison", max_attempts=3)
    def poison(run):
        seen.append((run.key, run.attempt))
        raise ConflictError("cycle_not_open", cycle=4)

    @task("test.hopeless")
    def hopeless(run):
        seen.append((run.key, run.attempt))
        raise CannotSucceedError("no_such_address")

    return seen


def promise(name="test.good", key="1", **more):
    return enqueue(name, key=key, payload={}, **more)


def test_job_runs_once_and_is_done(ran):
    # given
    job = promise()
    # when
    assert (drain(), drain()) == (1, 0)
    # then
    job.refresh_from_db()
    assert ran == [("1", 1)]
    assert (job.state, job.attempts, job.error_code) == (JobState.DONE, 1, "")
    assert job.finished_at is not None


def test_not_before_its_time(ran):
    promise(run_after=timezone.now() + timedelta(seconds=30))
    assert not run_next_job()
    assert ran == []


def test_oldest_due_first(ran):
    now = timezone.now()
    for key, minutes in (("second", 2), ("first", 3), ("third", 1)):
        promise(key=key, run_after=now - timedelta(minutes=minutes))
    drain()
    assert [key for key, _ in ran] == ["first", "second", "third"]


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(1, 30), (2, 120), (3, 480), (4, 1920), (6, 21_600), (60, 21_600)]
)
def test_pause_grows_up_to_six_hours(attempts, seconds):
    assert pause_s(attempts) == seconds


def test_poison_waits_longer_each_time_and_is_given_up(ran):
    # given
    job = promise("test.poison")
    # when each pause passes by
    pauses = []
    for _ in range(3):
        drain()
        job.refresh_from_db()
        pauses.append(round((job.run_after - job.started_at).total_seconds()))
        Job.objects.filter(state=JobState.QUEUED).update(run_after=timezone.now())
    # then
    assert pauses[:2] == [30, 120]
    assert drain() == 0
    assert ran == [("1", 1), ("1", 2), ("1", 3)]
    assert (job.state, job.error_code) == (JobState.FAILED, "cycle_not_open")
    assert job.error_text == "ConflictError: cycle_not_open (cycle=4)"


def test_poison_does_not_hold_up_the_others(ran):
    # given
    promise("test.poison", key="bad")
    for number in range(5):
        promise(key=str(number))
    # when
    drain()
    # then
    assert Job.objects.filter(state=JobState.DONE).count() == 5
    assert Job.objects.get(key="bad").state == JobState.QUEUED


def test_hopeless_is_given_up_at_once(ran):
    job = promise("test.hopeless")
    drain()
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error_code) == (JobState.FAILED, 1, "no_such_address")


def test_what_went_wrong_names_nobody():
    # given
    @task("test.leaks")
    def leaks(run):
        raise ValueError("kari@example.no, 90 12 34 56 said no to order 4711")

    job = promise("test.leaks")
    # when
    drain()
    # then
    job.refresh_from_db()
    assert job.error_text == "ValueError: [address], [number] said no to order 4711"


def test_task_is_told_the_time_and_its_facts(now):
    # given
    seen = []

    @task("test.curious")
    def curious(run):
        seen.append((run.name, run.key, run.payload, run.hub_id, run.now))

    enqueue("test.curious", key="k", payload={"lines": [1, 2]}, hub_id=5)
    # when
    drain(now=now)
    # then
    assert seen == [("test.curious", "k", {"lines": [1, 2]}, 5, now)]


def test_unknown_task_waits_for_a_worker_that_knows_it(ran):
    Job.objects.create(name="newer.task", key="1", max_attempts=1)
    assert drain() == 0
    assert Job.objects.get().state == JobState.QUEUED


def claimed(now):
    return claim_job(names=["test.good", "test.poison"], now=now)


def test_dead_workers_job_is_taken_up_after_its_lease(ran):
    # given a worker that claimed and was never heard of again
    promise()
    now = timezone.now()
    claimed(now)
    # when its lease still runs, nobody touches it
    assert take_back_abandoned_jobs(now=now + timedelta(seconds=59)) == 0
    assert drain() == 0
    # when it is over
    assert take_back_abandoned_jobs(now=now + timedelta(seconds=60)) == 1
    # then
    assert drain() == 1
    assert ran == [("1", 2)]
    assert Job.objects.get().state == JobState.DONE


def test_job_that_kills_its_workers_is_given_up(ran):
    # given
    promise("test.poison")
    now = timezone.now()
    # when
    for _ in range(3):
        assert claimed(now)
        now += timedelta(hours=1)
        take_back_abandoned_jobs(now=now)
    # then
    job = Job.objects.get()
    assert (job.state, job.attempts, job.error_code) == (JobState.FAILED, 3, WORKER_DIED)
    assert claimed(now) is None


@pytest.mark.parametrize("end", ["finish", "fail", "beat"])
def test_late_worker_does_not_overwrite_the_next_one(ran, end):
    # given a first worker whose lease ran out, and a second that has the job
    promise()
    now = timezone.now()
    first = claimed(now)
    take_back_abandoned_jobs(now=now + timedelta(hours=1))
    second = claimed(now + timedelta(hours=1))
    before = Job.objects.values().get()
    # when the first comes back
    with pytest.raises(LeaseLostError):
        {
            "finish": lambda: finish_job(job=first, now=now),
            "fail": lambda: fail_job(job=first, error=ValueError(), now=now),
            "beat": lambda: extend_lease(job=first, now=now),
        }[end]()
    # then nothing was written, and the second can end in order
    assert Job.objects.values().get() == before
    finish_job(job=second, now=now)
    assert Job.objects.get().state == JobState.DONE


def test_beat_holds_on_to_long_work(ran):
    # given
    promise()
    now = timezone.now()
    job = claimed(now)
    # when
    extend_lease(job=job, now=now + timedelta(seconds=50))
    # then
    assert take_back_abandoned_jobs(now=now + timedelta(seconds=109)) == 0
    assert take_back_abandoned_jobs(now=now + timedelta(seconds=110)) == 1


def test_task_that_lost_its_job_writes_nothing(caplog):
    # given a task during which the job is taken over
    @task("test.overtaken")
    def overtaken(run):
        Job.objects.filter(pk=run.job_id).update(lease_token=uuid.uuid4())
        run.beat()

    promise("test.overtaken")
    # when
    drain()
    # then
    assert Job.objects.get().state == JobState.RUNNING


@pytest.mark.parametrize(
    "nonsense",
    [
        {"state": "lost"},
        {"state": "running"},
        {"state": "done"},
        {"attempts": 7},
        {"lease_until": timezone.now()},
    ],
)
def test_database_refuses_impossible_jobs(ran, nonsense):
    job = promise()
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(**nonsense)
