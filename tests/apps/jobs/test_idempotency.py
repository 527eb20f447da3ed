import time
import uuid

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError

from kortreist.apps.jobs.errors import IdempotencyReusedError
from kortreist.apps.jobs.models import IdempotencyKey, Job
from kortreist.apps.jobs.services import digest_of, remember, remember_result

pytestmark = [pytest.mark.django_db, pytest.mark.both]
SCOPE = "test.place_order/unit/12"
CONTENT = digest_of({"lines": [[7, 2]], "note": "hei"})


def place_order(key, digest=CONTENT, *, scope=SCOPE, breaks=False, pause_s=0.0):
    """Stand in for a service that makes one row, here a job's."""
    with transaction.atomic():
        if (earlier := remember(scope=scope, key=key, digest=digest)) is not None:
            return earlier
        made = Job.objects.create(name="test.order", key=str(uuid.uuid4()), max_attempts=1)
        time.sleep(pause_s)
        if breaks:
            raise ZeroDivisionError
        remember_result(scope=scope, key=key, result=f"order/{made.pk}")
        return f"order/{made.pk}"


def test_double_submit_returns_the_first_result():
    first = place_order("k1")
    assert first.startswith("order/")
    assert place_order("k1") == first
    assert Job.objects.count() == 1


def test_other_key_or_other_scope_is_another_order():
    results = {place_order("k1"), place_order("k2"), place_order("k1", scope="other")}
    assert len(results) == 3


def test_same_key_for_other_content_is_refused():
    # given
    place_order("k1")
    # when
    with pytest.raises(IdempotencyReusedError) as caught:
        place_order("k1", digest_of({"lines": [[7, 3]], "note": "hei"}))
    # then
    assert (caught.value.code, caught.value.status) == ("idempotency_reused", 409)
    assert Job.objects.count() == 1


def test_key_of_work_that_failed_is_free_again():
    with pytest.raises(ZeroDivisionError):
        place_order("k1", breaks=True)
    assert not IdempotencyKey.objects.exists()
    assert place_order("k1").startswith("order/")


def test_any_key_will_do_and_none_is_stored_in_clear():
    place_order("kari@example.no " * 100)
    assert len(IdempotencyKey.objects.get().key_hash) == 64


def test_digest_knows_content_by_value_not_by_order():
    assert digest_of({"a": 1, "b": 2}) == digest_of({"b": 2, "a": 1})
    assert digest_of({"a": 1}) != digest_of({"a": "1"})


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_is_refused():
    with pytest.raises(TransactionManagementError):
        remember(scope=SCOPE, key="k1", digest=CONTENT)


@pytest.mark.django_db(transaction=True)
def test_eight_submits_at_once_make_one_order(race):
    finish = race(8, lambda runner: place_order("k1", pause_s=0.05))
    assert finish.errors == []
    assert len(set(finish.results)) == 1
    assert Job.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_second_takes_over_when_the_first_fails(race):
    finish = race(2, lambda runner: place_order("k1", breaks=runner == 0, pause_s=0.05))
    assert [type(error) for error in finish.errors] in ([ZeroDivisionError], [])
    assert len(finish.results) + len(finish.errors) == 2
    assert Job.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_the_key_makes_two(race):
    def look_then_make(runner):
        seen = Job.objects.filter(name="test.order").exists()
        time.sleep(0.2)
        if not seen:
            Job.objects.create(name="test.order", key=str(runner), max_attempts=1)

    assert race(2, look_then_make).errors == []
    assert Job.objects.count() == 2
