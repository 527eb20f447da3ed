import pytest
from hypothesis import given
from hypothesis import strategies as st

from kortreist.kernel.apportion import split_by_weight

weights = st.lists(st.integers(0, 10**9), min_size=1, max_size=9)


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (-100, [1, 1, 1], [-34, -33, -33]),
        (360, [2000, 1200, 800], [180, 108, 72]),
        (5, [0, 0], [3, 2]),
        (5, [0, 7], [0, 5]),
        (0, [3], [0]),
    ],
)
def test_splits(total, weights, parts):
    assert split_by_weight(total, weights) == parts


@given(st.integers(-(10**12), 10**12), weights)
def test_parts_add_up_and_stay_within_one_of_the_exact_part(total, weights):
    parts = split_by_weight(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    if whole:
        assert all(
            abs(part * whole - total * weight) < whole
            for part, weight in zip(parts, weights, strict=True)
        )


@pytest.mark.parametrize("weights", [[], [1, -1]])
def test_nothing_to_split_by(weights):
    with pytest.raises(ValueError, match="weights"):
        split_by_weight(1, weights)
