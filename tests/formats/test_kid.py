import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from kortreist.formats.kid import is_kid, kid_of


@pytest.mark.parametrize(
    ("number", "kid"),
    [(1, "00000018"), (18, "00000182"), (1234567, "12345674"), (7992739871, "79927398713")],
)
def test_kid_ends_in_its_check_digit(number, kid):
    assert kid_of(number) == kid
    assert is_kid(kid)


@given(st.integers(1, 10**24 - 1))
def test_kid_agrees_with_a_well_kept_library(number):
    kid = kid_of(number)
    assert luhn.is_valid(kid)
    assert len(kid) <= 25


@given(st.integers(1, 10**9), st.integers(0, 9), st.data())
def test_one_wrong_digit_is_seen(number, digit, data):
    kid = kid_of(number)
    place = data.draw(st.integers(0, len(kid) - 1))
    mistyped = kid[:place] + str(digit) + kid[place + 1 :]
    assert is_kid(mistyped) is (mistyped == kid)


@pytest.mark.parametrize("number", [0, -1, 10**24])
def test_no_kid_of_what_is_no_number(number):
    with pytest.raises(ValueError, match="no KID"):
        kid_of(number)


@pytest.mark.parametrize("text", ["", "0", "1234567A", "\uff12\uff16", "0" * 26])
def test_what_is_no_kid(text):
    assert not is_kid(text)
