"""Rates by day, and postcodes."""

from datetime import date

import pytest

from kortreist.apps.registers.errors import PostcodeUnknownError, VatRateMissingError
from kortreist.apps.registers.models import VatRate
from kortreist.apps.registers.selectors import postcode, vat_rate, vat_rates
from kortreist.kernel.errors import InvalidInputError
from tests.factories import make_postcode, make_vat_rates

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("vat_class", "on", "rate_bp"),
    [
        ("food", date(2026, 1, 1), 1500),
        ("food", date(2026, 12, 31), 1500),
        ("food", date(2027, 1, 1), 1200),
        ("general", date(2027, 1, 1), 2500),
    ],
)
def test_rate_is_that_of_the_day(vat_class, on, rate_bp):
    # given a new food rate from New Year, while the old row was left without an end
    make_vat_rates()
    VatRate.objects.create(
        vat_class="food", rate_bp=1200, valid_from=date(2027, 1, 1), source="test"
    )
    # when / then
    assert vat_rate(vat_class=vat_class, on=on).rate_bp == rate_bp


def test_ended_rate_is_missing_and_never_guessed():
    # given
    make_vat_rates()
    VatRate.objects.filter(vat_class="food").update(valid_until=date(2027, 1, 1))
    # when
    with pytest.raises(VatRateMissingError) as caught:
        vat_rate(vat_class="food", on=date(2027, 1, 1))
    # then
    assert isinstance(caught.value, InvalidInputError)
    assert caught.value.code == "vat_rate_missing"
    assert caught.value.params == {"vat_class": "food", "day": date(2027, 1, 1)}


def test_all_rates_of_a_day_take_one_query(query_count):
    make_vat_rates()
    assert query_count(lambda: vat_rates(date(2026, 11, 26))) == 1
    assert {name: rate.rate_bp for name, rate in vat_rates(date(2026, 11, 26)).items()} == {
        "food": 1500,
        "general": 2500,
        "raw_fish": 1111,
    }


def test_postcode_is_found_with_its_municipality(query_count):
    make_postcode("7374")
    assert postcode(" 7374 ").municipality.name == "Røros"
    assert query_count(lambda: postcode("7374").municipality.name) == 1


def test_unknown_postcode_is_named():
    with pytest.raises(PostcodeUnknownError) as caught:
        postcode("0000")
    assert (caught.value.code, caught.value.params) == ("postcode_unknown", {"postcode": "0000"})
