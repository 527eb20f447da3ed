"""GTIN, GLN and SSCC: the last digit follows from the others, and numbers do run out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kortreist.formats.gs1 import (
    CompanyPrefixInvalidError,
    SsccUsedUpError,
    check_digit,
    gtin_14,
    gtin_forms,
    is_gln,
    is_gtin,
    is_sscc,
    make_sscc,
    sscc_serials,
)

digits = st.text("0123456789", min_size=7, max_size=17)

# From the GS1 General Specifications and goods in shops.
_case_known = ["96385074", "036000291452", "7032069804988", "10614141000415", "106141412345678908"]


@pytest.mark.parametrize("number", _case_known)
def test_known_numbers_have_the_right_digit(number):
    assert check_digit(number[:-1]) == number[-1]


@given(digits)
def test_one_wrong_digit_is_always_noticed(body):
    number = body + check_digit(body)
    for place, digit in enumerate(number):
        wrong = number[:place] + str((int(digit) + 1) % 10) + number[place + 1 :]
        assert check_digit(wrong[:-1]) != wrong[-1]


@given(digits)
def test_zeros_in_front_change_nothing(body):
    assert check_digit(f"000{body}") == check_digit(body)


@pytest.mark.parametrize("text", ["", "12a", "١٢٣", "1 2", "-1"])
def test_only_digits_have_a_check_digit(text):
    with pytest.raises(ValueError, match="not digits"):
        check_digit(text)


@pytest.mark.parametrize(
    ("number", "kinds"),
    [
        ("96385074", {"gtin"}),
        ("7032069804988", {"gtin", "gln"}),
        ("7032069804987", set()),
        ("106141412345678908", {"sscc"}),
        ("٧٠٣٢٠٦٩٨٠٤٩٨٨", set()),
        ("", set()),
    ],
)
def test_kinds_are_told_apart_by_length(number, kinds):
    checks = {"gtin": is_gtin, "gln": is_gln, "sscc": is_sscc}
    assert {name for name, holds in checks.items() if holds(number)} == kinds


def test_a_gtin_is_found_however_it_was_typed():
    assert gtin_14("036000291452") == "00036000291452"
    assert gtin_forms("036000291452") == ("00036000291452", "0036000291452", "036000291452")
    assert gtin_forms("7032069804988") == ("07032069804988", "7032069804988")
    with pytest.raises(ValueError, match="not a GTIN"):
        gtin_14("7032069804987")


def test_an_sscc_is_built_as_gs1_does_it():
    assert make_sscc(company_prefix="0614141", serial=234567890, extension=1) == (
        "106141412345678908"
    )
    assert make_sscc(company_prefix="7090001", serial=0) == "070900010000000003"


@given(
    prefix=st.text("0123456789", min_size=4, max_size=12),
    extension=st.integers(0, 9),
    data=st.data(),
)
def test_every_serial_gives_another_sscc(prefix, extension, data):
    serials = data.draw(st.sets(st.integers(0, sscc_serials(prefix) - 1), min_size=2, max_size=5))
    made = {
        make_sscc(company_prefix=prefix, serial=serial, extension=extension) for serial in serials
    }
    assert len(made) == len(serials)
    assert all(is_sscc(number) and number[1:].startswith(prefix) for number in made)


def test_numbers_run_out_rather_than_grow():
    last = sscc_serials("709000112345") - 1
    assert last == 9_999
    assert is_sscc(make_sscc(company_prefix="709000112345", serial=last))
    with pytest.raises(SsccUsedUpError) as caught:
        make_sscc(company_prefix="709000112345", serial=last + 1)
    assert caught.value.params == {"prefix": "709000112345", "serial": 10_000}


@pytest.mark.parametrize("prefix", ["709", "7090001234567", "70900A1", ""])
def test_a_prefix_is_four_to_twelve_digits(prefix):
    with pytest.raises(CompanyPrefixInvalidError):
        make_sscc(company_prefix=prefix, serial=1)


@pytest.mark.parametrize("wrong", [{"serial": -1}, {"serial": 1, "extension": 10}])
def test_nothing_below_zero_and_one_digit_of_extension(wrong):
    with pytest.raises(ValueError, match="no SSCC"):
        make_sscc(company_prefix="7090001", **wrong)
