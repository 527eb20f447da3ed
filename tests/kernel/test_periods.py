from datetime import UTC, date, datetime, time

import pytest

from kortreist.kernel.periods import is_in_force, oslo_date, oslo_moment


@pytest.mark.parametrize(
    ("on", "in_force"),
    [
        (date(2026, 6, 30), False),
        (date(2026, 7, 1), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
    ],
)
def test_the_last_day_is_outside(on, in_force):
    assert is_in_force(on, date(2026, 7, 1), date(2027, 1, 1)) is in_force


def test_no_end_is_for_ever():
    assert is_in_force(date(1, 1, 1), None, date(2, 1, 1))
    assert is_in_force(date(9999, 12, 31), date(2026, 1, 1), None)


def test_the_day_turns_at_midnight_in_norway():
    assert oslo_date(datetime(2026, 11, 20, 22, 59, tzinfo=UTC)) == date(2026, 11, 20)
    assert oslo_date(datetime(2026, 11, 20, 23, 0, tzinfo=UTC)) == date(2026, 11, 21)
    assert oslo_date(datetime(2026, 6, 20, 22, 0, tzinfo=UTC)) == date(2026, 6, 21)


@pytest.mark.parametrize(
    ("day", "wall", "moment"),
    [
        (date(2026, 11, 20), time(12), datetime(2026, 11, 20, 11, tzinfo=UTC)),
        (date(2026, 6, 20), time(12), datetime(2026, 6, 20, 10, tzinfo=UTC)),
        # skipped by the change to summer time: taken as 03:30
        (date(2026, 3, 29), time(2, 30), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        # comes twice: the first
        (date(2026, 10, 25), time(2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_wall_time_to_moment(day, wall, moment):
    assert oslo_moment(day, wall) == moment
    assert oslo_moment(day, wall).tzinfo is UTC
