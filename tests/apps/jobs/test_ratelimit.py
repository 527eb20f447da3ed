import time

import pytest
from django.core.cache import cache
from django.db import transaction

from kortreist.apps.jobs.errors import RateLimitedError
from kortreist.apps.jobs.models import CacheEntry, RateCount
from kortreist.apps.jobs.services import hit

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def clock(monkeypatch):
    """Stand the clock at 40 seconds past a minute; ``clock(21)`` moves it on."""
    moment = [1_800_000_040.0]
    monkeypatch.setattr(time, "time", lambda: moment[0])

    def move(seconds):
        moment[0] += seconds

    return move


def knock(key="10.0.0.1", scope="sign-in"):
    hit(scope, key, limit=3, per_s=60)


def test_fourth_in_a_minute_is_refused_until_the_minute_is_over(clock):
    # given
    for _ in range(3):
        knock()
    # when
    with pytest.raises(RateLimitedError) as caught:
        knock()
    # then
    assert (caught.value.status, caught.value.params) == (429, {"retry_after": 20})
    clock(19)
    with pytest.raises(RateLimitedError):
        knock()
    clock(1)
    knock()


def test_others_and_other_things_are_not_affected(clock):
    for _ in range(3):
        knock()
    knock(key="10.0.0.2")
    knock(scope="post")


def test_key_is_not_stored_in_clear(clock):
    knock(key="kari@example.no")
    row = RateCount.objects.values().get()
    assert "kari" not in str(row)
    assert len(row["key_hash"]) == 64


@pytest.mark.django_db(transaction=True)
def test_inside_a_transaction_is_refused():
    with pytest.raises(RuntimeError), transaction.atomic():
        knock()


@pytest.mark.django_db(transaction=True)
def test_no_count_is_lost_between_processes(start_child):
    # given two processes that knock 80 times each, of which 50 may pass
    children = [start_child("hit", "80") for _ in range(2)]
    # when
    passed = [int(child.communicate(timeout=60)[0]) for child in children]
    # then
    assert sum(passed) == 50
    assert RateCount.objects.get().count == 160


@pytest.mark.django_db(transaction=True)
def test_control_reading_before_writing_loses_counts(race):
    row = RateCount.objects.create(scope="x", key_hash="y", span_start=0, span_end=1, count=0)

    def read_then_write(runner):
        count = RateCount.objects.get(pk=row.pk).count
        time.sleep(0.1)
        RateCount.objects.filter(pk=row.pk).update(count=count + 1)

    assert race(4, read_then_write).errors == []
    row.refresh_from_db()
    assert row.count < 4


def test_cache_lives_in_a_table_that_migrations_made():
    cache.set("who", "somebody", 60)
    assert cache.get("who") == "somebody"
    assert CacheEntry.objects.count() == 1
