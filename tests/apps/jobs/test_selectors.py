from datetime import timedelta

import pytest
from django.utils import timezone

from kortreist.apps.jobs.errors import CannotSucceedError, JobNotFailedError, JobNotFoundError
from kortreist.apps.jobs.models import Job, WorkerBeat
from kortreist.apps.jobs.registry import task
from kortreist.apps.jobs.running import drain
from kortreist.apps.jobs.selectors import count_jobs_by_state, list_jobs, worker_age_s
from kortreist.apps.jobs.services import enqueue
from kortreist.apps.jobs.services.beats import record_beat, remove_beat
from kortreist.apps.jobs.services.retry import retry_job
from kortreist.apps.jobs.services.runs import claim_job

pytestmark = pytest.mark.django_db


@pytest.fixture
def given_up():
    """Return a failed job of hub 3, beside a waiting one of hub 4."""
    asked = []

    @task("test.fails_first")
    def fails_first(run):
        asked.append(run.attempt)
        if len(asked) == 1:
            raise CannotSucceedError("no_such_address")

    job = enqueue("test.fails_first", key="a", payload={}, hub_id=3)
    drain()
    later = timezone.now() + timedelta(days=1)
    enqueue("test.fails_first", key="b", payload={}, hub_id=4, run_after=later)
    job.refresh_from_db()
    return job


def test_failures_are_listed_with_why(given_up, query_count):
    assert [(job.key, job.error_code) for job in list_jobs(state="failed")] == [
        ("a", "no_such_address")
    ]
    assert query_count(lambda: list(list_jobs())) == 1


def test_newest_first_by_hub_and_page(given_up):
    assert [job.key for job in list_jobs()] == ["b", "a"]
    assert [job.key for job in list_jobs(hub_id=3)] == ["a"]
    assert [job.key for job in list_jobs(before_id=given_up.pk + 1)] == ["a"]
    assert len(list_jobs(limit=1)) == 1


def test_every_state_is_counted(given_up):
    assert count_jobs_by_state() == {"queued": 1, "running": 0, "done": 0, "failed": 1}
    assert count_jobs_by_state(hub_id=4) == {"queued": 1, "running": 0, "done": 0, "failed": 0}


def test_given_up_job_can_begin_anew(given_up, now):
    # when
    retry_job(by="person/7", public_id=given_up.public_id, hub_id=3, now=timezone.now())
    # then
    assert drain() == 1
    given_up.refresh_from_db()
    assert (given_up.state, given_up.attempts, given_up.error_code) == ("done", 1, "")


def test_only_what_was_given_up_begins_anew(given_up):
    # given
    waiting = Job.objects.get(key="b")
    before = list(Job.objects.values())
    # when / then
    with pytest.raises(JobNotFailedError):
        retry_job(by="person/7", public_id=waiting.public_id, now=timezone.now())
    with pytest.raises(JobNotFoundError):
        retry_job(by="person/7", public_id=given_up.public_id, hub_id=4, now=timezone.now())
    assert list(Job.objects.values()) == before


def test_age_of_the_latest_sign_of_life(now):
    assert worker_age_s(now=now) is None
    record_beat(worker="old", now=now - timedelta(hours=1))
    record_beat(worker="new", now=now - timedelta(seconds=50))
    record_beat(worker="new", now=now - timedelta(seconds=40))
    assert worker_age_s(now=now) == 40
    remove_beat(worker="new")
    assert worker_age_s(now=now) == 3600
    assert WorkerBeat.objects.count() == 1


def test_worker_busy_with_a_job_is_alive(given_up):
    now = timezone.now()
    record_beat(worker="one", now=now - timedelta(hours=1))
    claim_job(names=["test.fails_first"], now=now + timedelta(days=2))
    assert worker_age_s(now=now) == 0
