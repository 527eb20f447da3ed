"""Stretches over a limit: each reading over it lies in exactly one."""

import itertools
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kortreist.apps.fulfilment.exceedances import Exceedance, exceedances

START = datetime(2026, 11, 26, 6, tzinfo=UTC)


def points(*tenths, step=10):
    return [(START + timedelta(minutes=step * n), each) for n, each in enumerate(tenths)]


def test_a_stretch_lasts_until_it_is_cold_again():
    found = exceedances(points(40, 41, 60, 45, 40, 30), limit_dc=40)
    assert found == [
        Exceedance(START + timedelta(minutes=10), START + timedelta(minutes=40), 60, 3)
    ]
    assert found[0].minutes == 30


def test_a_door_that_opens_again_is_one_story_and_an_hour_later_another():
    found = exceedances(points(50, 30, 50, 30, 30, 30, 30, 30, 50), limit_dc=40)
    assert [(each.readings, each.minutes) for each in found] == [(2, 30), (1, 1)]


def test_never_over_is_nothing():
    assert exceedances(points(40, 40), limit_dc=40) == []
    assert exceedances([], limit_dc=40) == []


@given(st.lists(st.integers(-50, 90), max_size=60), st.integers(1, 40))
def test_every_reading_over_the_limit_lies_in_one_stretch(tenths, step):
    measured = points(*tenths, step=step)
    found = exceedances(measured, limit_dc=20)
    over = [(at, each) for at, each in measured if each > 20]
    assert sum(each.readings for each in found) == len(over)
    for at, _ in over:
        assert sum(each.from_at <= at <= each.until_at for each in found) == 1
    assert max((each.peak_dc for each in found), default=0) == max(
        (each for _, each in over), default=0
    )
    assert all(a.until_at < b.from_at for a, b in itertools.pairwise(found))
