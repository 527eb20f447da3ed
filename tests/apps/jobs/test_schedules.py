from datetime import UTC, datetime, timedelta

import pytest

from kortreist.apps.jobs.models import Job, ScheduleRun
from kortreist.apps.jobs.registry import scheduled
from kortreist.apps.jobs.selectors import list_schedules
from kortreist.apps.jobs.services.schedules import enqueue_due_schedules, latest_due

DAY = timedelta(days=1)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture
def nightly():
    @scheduled("30 2 * * *", "test.nightly")
    def run(run):
        pass


@pytest.mark.parametrize(
    ("_case", "after", "until", "due"),
    [
        ("winter night", "2026-01-10 12:00", "2026-01-11 12:00", "2026-01-11 01:30"),
        ("summer night", "2026-07-10 12:00", "2026-07-11 12:00", "2026-07-11 00:30"),
        ("skipped by summer time, so 03:00", "2026-03-28 12:00", "2026-03-29 12:00",
         "2026-03-29 01:00"),
        ("comes twice, counts once", "2026-10-24 12:00", "2026-10-25 00:30", "2026-10-25 00:30"),
        ("the second time it is not due again", "2026-10-25 00:30", "2026-10-25 12:00", None),
        ("exactly due", "2026-01-10 12:00", "2026-01-11 01:30", "2026-01-11 01:30"),
        ("a second too early", "2026-01-10 12:00", "2026-01-11 01:29:59", None),
        ("taken just now", "2026-01-11 01:30", "2026-01-11 01:31", None),
        ("a week away counts the last night", "2026-01-04 12:00", "2026-01-11 12:00",
         "2026-01-11 01:30"),
    ],
)  # fmt: skip
def test_half_past_two_in_oslo(_case, after, until, due):
    found = latest_due("30 2 * * *", after=at(after), until=at(until))
    assert found == (due and at(due))


@pytest.mark.django_db
@pytest.mark.both
def test_schedule_counts_from_when_it_is_first_seen(nightly, now):
    assert enqueue_due_schedules(now=now) == 0
    assert enqueue_due_schedules(now=now + timedelta(hours=1)) == 0
    assert enqueue_due_schedules(now=now + DAY) == 1
    assert enqueue_due_schedules(now=now + DAY) == 0
    job = Job.objects.get()
    assert (job.name, job.payload) == ("test.nightly", {"due_at": "2026-11-25T01:30:00+00:00"})


@pytest.mark.django_db
def test_missed_nights_are_made_up_for_once(nightly, now):
    enqueue_due_schedules(now=now)
    assert enqueue_due_schedules(now=now + 9 * DAY) == 1
    assert Job.objects.get().key == "2026-12-03T01:30:00+00:00"


@pytest.mark.django_db(transaction=True)
@pytest.mark.both
def test_eight_schedulers_enqueue_once(nightly, now, race):
    # given
    enqueue_due_schedules(now=now)
    # when
    finish = race(8, lambda runner: enqueue_due_schedules(now=now + DAY))
    # then
    assert finish.errors == []
    assert sum(finish.results) == 1
    assert Job.objects.count() == 1
    assert ScheduleRun.objects.count() == 2


@pytest.mark.django_db
def test_schedules_are_listed_with_last_and_next(nightly, now):
    enqueue_due_schedules(now=now)
    (line,) = list_schedules(now=now)
    assert (line.name, line.cron, line.last) == ("test.nightly", "30 2 * * *", now)
    assert line.next == at("2026-11-25 01:30")
