"""What runs, as the coordinator sees it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from kortreist.apps.actors.models import AuditEvent
from kortreist.apps.desk.selectors.running import read_running, read_trouble
from kortreist.apps.desk.services.jobs import run_again
from kortreist.apps.jobs.errors import JobNotFailedError
from kortreist.apps.jobs.models import Job, JobState
from kortreist.apps.jobs.services.beats import record_beat
from kortreist.kernel.errors import NotFoundError, NotPermittedError
from tests import factories
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub(db):
    return factories.make_hub()


@pytest.fixture
def page(hub, client):
    person = factories.make_person()
    factories.make_role(hub, person=person)
    client.force_login(person.user)

    def ask(name="desk:job-list", **kwargs):
        url = reverse(name, kwargs={"hub": hub.public_id, **kwargs})
        return client.get(url, headers={"Accept-Language": "en"}).content.decode()

    return ask


def test_failed_job_is_told_in_words_and_run_again(hub, client, page):
    job = factories.make_failed_job(hub, error_code="OperationalError")
    told = page()
    assert "Bring a round on" in told
    assert "The database did not answer in time." in told
    url = reverse("desk:job-retry", kwargs={"hub": hub.public_id, "job": job.public_id})
    assert client.post(url).status_code == 302
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.QUEUED, 0)
    assert AuditEvent.objects.get().code == "desk.job.retried"


def test_bug_is_told_with_the_word_for_those_who_run_the_site(hub, page):
    factories.make_failed_job(hub, error_code="KeyError", error_text="KeyError: 'secret'")
    told = page()
    assert "with this word: KeyError" in told
    assert "secret" not in told


def test_progress_and_silence_show(hub, page):
    now = timezone.now()
    Job.objects.create(
        name="catalogue.take_sheet_in",
        key="1",
        hub_id=hub.pk,
        state="running",
        attempts=1,
        max_attempts=3,
        lease_token="8d1f2c3a-6f7e-4a53-9d6e-0c6f5d0a9b11",
        lease_until=now - timedelta(minutes=5),
        started_at=now,
        parts_done=2500,
        parts=10000,
    )
    told = page()
    assert 'value="2500" max="10000"' in told
    assert "Nobody does the work now" in told
    record_beat(worker="here", now=now)
    assert "The work is being looked after." in page()


def test_nothing_to_do_teaches(page):
    assert "All work is done" in page()


def test_home_puts_it_first(hub, page):
    factories.make_failed_job(hub, finished_at=timezone.now())
    unit = factories.make_unit(hub)
    factories.make_message(unit, status="failed", error="no_address", made_at=timezone.now())
    home = page("desk:hub-home")
    assert "1 job went wrong" in home
    assert "1 message did not arrive" in home
    assert home.index("1 job went wrong") < home.index("No round is under way")


def test_other_hubs_jobs_are_not_there(hub):
    theirs = factories.make_failed_job(factories.make_hub())
    actor = factories.coordinator(hub)
    assert read_running(actor=actor, hub_id=hub.pk, now=NOON).failed == ()
    with pytest.raises(NotFoundError):
        run_again(actor=actor, hub_id=hub.pk, public_id=theirs.public_id, now=NOON)
    theirs.refresh_from_db()
    assert theirs.state == JobState.FAILED
    assert not AuditEvent.objects.exists()


def test_only_those_who_look_after_jobs_see_and_run_them(hub):
    job = factories.make_failed_job(hub)
    for actor in (factories.accountant(hub), factories.buyer_actor(factories.make_unit(hub))):
        with pytest.raises(NotPermittedError):
            read_running(actor=actor, hub_id=hub.pk, now=NOON)
        with pytest.raises(NotPermittedError):
            run_again(actor=actor, hub_id=hub.pk, public_id=job.public_id, now=NOON)
        assert not read_trouble(actor=actor, hub_id=hub.pk, now=NOON)


def test_what_did_not_fail_is_not_run_again(hub):
    job = factories.make_failed_job(hub, state="done")
    with pytest.raises(JobNotFailedError):
        run_again(
            actor=factories.coordinator(hub), hub_id=hub.pk, public_id=job.public_id, now=NOON
        )


def test_page_asks_as_often_for_many(hub, page, query_count):
    factories.make_failed_job(hub)
    page()
    few = query_count(page)
    for _ in range(20):
        factories.make_failed_job(hub)
    assert query_count(page) == few
