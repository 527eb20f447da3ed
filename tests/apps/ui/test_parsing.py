import pytest
from hypothesis import given
from hypothesis import strategies as st

from kortreist.apps.ui import figures, parsing
from kortreist.kernel.errors import InvalidInputError
from kortreist.kernel.quantity import Unit

MOST = 100_000_000


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("3,25", Unit.GRAM, 3250),
        ("3,25 kg", Unit.GRAM, 3250),
        ("3.25kg", Unit.GRAM, 3250),
        (" 750 g ", Unit.GRAM, 750),
        ("2 HG", Unit.GRAM, 200),
        ("1 234,5 kg", Unit.GRAM, 1_234_500),
        ("1\u00a0234,5", Unit.GRAM, 1_234_500),
        ("1\u202f234,5", Unit.GRAM, 1_234_500),
        ("1.234,5 kg", Unit.GRAM, 1_234_500),
        ("0", Unit.GRAM, 0),
        ("-0", Unit.GRAM, 0),
        ("1,5 l", Unit.MILLILITRE, 1500),
        ("5 dl", Unit.MILLILITRE, 500),
        ("33 cl", Unit.MILLILITRE, 330),
        ("12", Unit.PIECE, 12),
        ("12 stk.", Unit.PIECE, 12),
        ("100000", Unit.GRAM, 100_000_000),
    ],
)
def test_amounts_are_read_as_people_type_them(text, unit, value):
    assert parsing.parse_amount(text, unit, most=MOST) == value


@pytest.mark.parametrize(
    ("text", "ore"),
    [
        ("1 234,50", 123_450),
        ("1234.5", 123_450),
        ("kr 20", 2000),
        ("Kr. 20,-", 2000),
        ("250 kr", 25_000),
        ("250,–", 25_000),
        ("1.234,50", 123_450),
    ],
)
def test_kroner_are_read_as_people_type_them(text, ore):
    assert parsing.parse_kr(text, most=1_000_000_000) == ore


@pytest.mark.parametrize(("text", "rate_bp"), [("15", 1500), ("12,5 %", 1250), ("11.11%", 1111)])
def test_percentages_are_read_as_people_type_them(text, rate_bp):
    assert parsing.parse_percent(text) == rate_bp


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "number_not_understood"),
        ("kg", "number_not_understood"),
        ("NaN", "number_not_understood"),
        ("inf", "number_not_understood"),
        ("1e5", "number_not_understood"),
        ("0x10", "number_not_understood"),
        ("1_000", "number_not_understood"),
        ("3 25", "number_not_understood"),
        ("3,2,5", "number_not_understood"),
        ("1,234.50", "number_not_understood"),
        ("3 kg 2", "number_not_understood"),
        ("--3", "number_not_understood"),
        ("+3", "number_not_understood"),
        ("٣", "number_not_understood"),
        ("\uff13", "number_not_understood"),
        ("3٣", "number_not_understood"),
        ("9" * 41, "number_not_understood"),
        ("1\n234", "number_not_understood"),
        ("3 l", "unit_not_understood"),
        ("1½", "unit_not_understood"),
        ("3 kr", "unit_not_understood"),
        ("-3", "number_below_zero"),
        ("−0,001", "number_below_zero"),
        ("100000,001", "number_too_large"),
        ("9" * 40, "number_too_large"),
        ("3,2505", "number_too_fine"),
        ("1,5 g", "number_too_fine"),
        ("1.000 g", "number_too_fine"),
        ("1,55 dl", "unit_not_understood"),
    ],
)
def test_what_is_no_clear_weight_is_refused(text, code):
    with pytest.raises(InvalidInputError) as caught:
        parsing.parse_amount(text, Unit.GRAM, most=MOST)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1.250", "number_too_fine"),
        ("2,505", "number_too_fine"),
        ("kr -5", "number_below_zero"),
        ("5 kg", "unit_not_understood"),
        ("10000000,01", "number_too_large"),
        ("kr", "number_not_understood"),
    ],
)
def test_what_is_no_clear_sum_is_refused(text, code):
    with pytest.raises(InvalidInputError) as caught:
        parsing.parse_kr(text, most=1_000_000_000)
    assert caught.value.code == code


@given(st.integers(0, 10**9))
def test_what_is_written_is_read_back(ore):
    assert parsing.parse_kr(figures.kr(ore), most=10**9) == ore


@given(st.integers(0, MOST), st.sampled_from([Unit.GRAM, Unit.MILLILITRE]))
def test_amounts_written_are_read_back(value, unit):
    assert parsing.parse_amount(figures.amount(value, unit), unit, most=MOST) == value


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_whole_number_in_range_or_refused(text):
    try:
        value = parsing.parse_amount(text, Unit.GRAM, most=MOST)
    except InvalidInputError:
        return
    assert type(value) is int
    assert 0 <= value <= MOST
