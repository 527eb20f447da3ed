from datetime import timedelta

import pytest
import structlog
from django.db import transaction
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from kortreist.apps.jobs.models import Job, JobState
from kortreist.apps.jobs.registry import task
from kortreist.apps.jobs.services import enqueue

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _task():
    @task("test.deliver", max_attempts=4)
    def deliver(run):
        pass


@pytest.mark.both
def test_job_waits_with_its_facts():
    # when
    job = enqueue("test.deliver", key="order/7", payload={"order_id": 7}, hub_id=3)
    # then
    job.refresh_from_db()
    assert (job.state, job.attempts, job.max_attempts) == (JobState.QUEUED, 0, 4)
    assert (job.payload, job.hub_id) == ({"order_id": 7}, 3)
    assert job.run_after <= timezone.now()


@pytest.mark.both
def test_same_key_is_the_same_job_even_after_it_is_done():
    # given
    first = enqueue("test.deliver", key="order/7", payload={"order_id": 7})
    Job.objects.update(state=JobState.DONE, finished_at=timezone.now())
    # when
    again = enqueue("test.deliver", key="order/7", payload={"order_id": 7})
    # then
    assert again.pk == first.pk
    assert again.state == JobState.DONE
    assert Job.objects.count() == 1


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_job_and_change_come_and_go_together():
    # given a change that fails after its job was promised
    @transaction.atomic
    def change():
        enqueue("test.deliver", key="order/7", payload={})
        raise ZeroDivisionError

    # when
    with pytest.raises(ZeroDivisionError):
        change()
    # then
    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_is_refused():
    with pytest.raises(TransactionManagementError):
        enqueue("test.deliver", key="order/7", payload={})
    assert not Job.objects.exists()


def test_unknown_name_is_refused():
    with pytest.raises(LookupError):
        enqueue("test.unheard_of", key="1", payload={})
    assert not Job.objects.exists()


def test_later_and_more_patient():
    later = timezone.now() + timedelta(days=1)
    job = enqueue("test.deliver", key="1", payload={}, run_after=later, max_attempts=9)
    assert (job.run_after, job.max_attempts) == (later, 9)


def test_request_is_remembered():
    with structlog.contextvars.bound_contextvars(request_id="abc123"):
        job = enqueue("test.deliver", key="1", payload={})
    assert job.request_id == "abc123"


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_eight_at_once_promise_one_job(race):
    # given
    def promise(runner):
        with transaction.atomic():
            return enqueue("test.deliver", key="order/7", payload={}).pk

    # when
    finish = race(8, promise)
    # then
    assert finish.errors == []
    assert len(set(finish.results)) == 1
    assert Job.objects.count() == 1
