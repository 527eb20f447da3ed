from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kortreist.kernel.rounding import divide_rounded, share_of


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded"),
    [(1, 2, 1), (-1, 2, -1), (3, 2, 2), (5, 2, 3), (4, 3, 1), (-5, 3, -2), (0, 7, 0), (7, 7, 1)],
)
def test_halves_go_away_from_zero(numerator, denominator, rounded):
    assert divide_rounded(numerator, denominator) == rounded


@given(st.integers(-(10**15), 10**15), st.integers(1, 10**6))
def test_agrees_with_decimal_arithmetic(numerator, denominator):
    exact = (Decimal(numerator) / denominator).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    assert divide_rounded(numerator, denominator) == int(exact)


@pytest.mark.parametrize("denominator", [0, -1])
def test_denominator_must_be_above_zero(denominator):
    with pytest.raises(ValueError, match="denominator"):
        divide_rounded(1, denominator)


def test_basis_points():
    assert share_of(10_000, 1500) == 1500
    assert share_of(1_003, 1500) == 150
    assert share_of(10, 1500) == 2
    assert share_of(-10, 1500) == -2
