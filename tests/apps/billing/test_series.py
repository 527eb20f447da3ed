"""Numbers: without gaps, without doubles, whoever asks at once."""

import time

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from kortreist.apps.billing.models import DocumentKind, NumberSeries
from kortreist.apps.billing.services.series import take_number, take_numbers
from tests import factories

INVOICE = DocumentKind.INVOICE
pytestmark = [pytest.mark.both, pytest.mark.django_db]


@pytest.fixture
def issuer():
    return factories.make_organisation("Rørosmat SA")


def test_numbers_follow_one_another(issuer):
    taken = [take_number(issuer_id=issuer.pk, kind=INVOICE)[1] for _ in range(3)]
    assert taken == [1, 2, 3]


def test_each_kind_and_issuer_has_its_own_numbers(issuer):
    # given
    other = factories.make_organisation()
    take_number(issuer_id=issuer.pk, kind=INVOICE)
    # when / then
    assert take_number(issuer_id=issuer.pk, kind=DocumentKind.CREDIT_NOTE)[1] == 1
    assert take_number(issuer_id=other.pk, kind=INVOICE)[1] == 1
    assert NumberSeries.objects.count() == 3


def test_many_are_taken_at_once_under_one_lock(issuer, query_count):
    # given a series that has begun
    take_number(issuer_id=issuer.pk, kind=INVOICE)
    # when / then
    assert query_count(lambda: take_numbers(issuer_id=issuer.pk, kind=INVOICE, count=300)) == 2
    assert take_number(issuer_id=issuer.pk, kind=INVOICE)[1] == 302


def test_number_of_a_failed_transaction_was_never_taken(issuer):
    # given a number that was taken, and a transaction that came to nothing
    with transaction.atomic():
        take_number(issuer_id=issuer.pk, kind=INVOICE)
        transaction.set_rollback(True)
    # when / then
    assert take_number(issuer_id=issuer.pk, kind=INVOICE)[1] == 1


@pytest.mark.django_db(transaction=True)
def test_no_number_outside_a_transaction(issuer):
    with pytest.raises(transaction.TransactionManagementError):
        take_number(issuer_id=issuer.pk, kind=INVOICE)
    assert not NumberSeries.objects.exists()


def test_series_never_counts_back(issuer):
    # given
    series, _ = take_numbers(issuer_id=issuer.pk, kind=INVOICE, count=5)
    # when / then
    with pytest.raises(IntegrityError, match="series_counts_back"), transaction.atomic():
        NumberSeries.objects.filter(pk=series.pk).update(next_number=F("next_number") - 1)
    series.refresh_from_db()
    assert series.next_number == 6


@pytest.mark.django_db(transaction=True)
def test_sixteen_at_once_leave_no_gap_and_no_double(issuer, race):
    # given a series that nobody has begun
    each = 20

    def take_some(_: int) -> list[int]:
        return [_take(issuer.pk) for _ in range(each)]

    # when
    finish = race(16, take_some)
    # then
    assert finish.errors == []
    taken = sorted(number for numbers in finish.results for number in numbers)
    assert taken == list(range(1, 16 * each + 1))


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_numbers_are_doubled(issuer, race):
    # given the same, but check and write apart: the control of the test above
    NumberSeries.objects.create(issuer=issuer, kind=INVOICE)

    def take_carelessly(_: int) -> int:
        series = NumberSeries.objects.get(issuer=issuer, kind=INVOICE)
        time.sleep(0.02)
        NumberSeries.objects.filter(pk=series.pk).update(next_number=series.next_number + 1)
        return series.next_number

    # when
    finish = race(8, take_carelessly)
    # then
    assert len(set(finish.results)) < len(finish.results)


def _take(issuer_id: int) -> int:
    with transaction.atomic():
        return take_number(issuer_id=issuer_id, kind=INVOICE)[1]
