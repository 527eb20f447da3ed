from collections import Counter
from threading import Barrier

import pytest
from django.db import transaction
from django.utils import timezone

from kortreist.apps.jobs.models import Job, JobState
from kortreist.apps.jobs.registry import task
from kortreist.apps.jobs.services import enqueue
from kortreist.apps.jobs.services.runs import claim_job

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]
JOBS = 60


@pytest.fixture
def waiting():
    @task("test.good")
    def good(run):
        pass

    with transaction.atomic():
        for number in range(JOBS):
            enqueue("test.good", key=str(number), payload={})


def claim_until_none(runner):
    keys = []
    while job := claim_job(names=["test.good"], now=timezone.now()):
        keys.append(job.key)
    return keys


def test_workers_never_claim_the_same_job(race, waiting):
    # when
    finish = race(6, claim_until_none)
    # then
    assert finish.errors == []
    counted = Counter(key for keys in finish.results for key in keys)
    assert counted == Counter({str(number): 1 for number in range(JOBS)})
    assert Job.objects.filter(state=JobState.RUNNING, attempts=1).count() == JOBS


def test_control_without_the_lock_claims_twice(race, waiting):
    # given a claim that reads and writes in two transactions
    both_have_read = Barrier(2, timeout=30)

    def claim_without_lock(runner):
        job = Job.objects.filter(state=JobState.QUEUED).order_by("run_after", "pk").first()
        both_have_read.wait()
        Job.objects.filter(pk=job.pk).update(attempts=job.attempts + 1)
        return job.pk

    # when
    finish = race(2, claim_without_lock)
    # then both hold the same job, and one attempt was lost
    assert finish.errors == []
    assert len(set(finish.results)) == 1
    assert Job.objects.get(pk=finish.results[0]).attempts == 1
