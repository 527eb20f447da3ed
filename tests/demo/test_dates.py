from dataclasses import astuple
from datetime import date, timedelta

import pytest

from kortreist.demo.dates import delivered_before, delivered_next, timetable
from kortreist.demo.demand import is_closed
from kortreist.demo.description import list_regions, load_region
from kortreist.kernel.periods import OSLO, oslo_date

TWO_YEARS = [date(2026, 6, 1) + timedelta(days=days) for days in range(730)]


@pytest.fixture(scope="module", params=list_regions())
def region(request):
    return load_region(request.param)


@pytest.fixture(scope="module")
def roros():
    return load_region("roros")


def wall(moment):
    return f"{moment.astimezone(OSLO):%a %d %H:%M}"


def test_a_cycle_keeps_the_regions_week(roros):
    times = timetable(roros, date(2026, 11, 26))
    assert [wall(moment) for moment in (times.opens, times.closes, times.goods_in)] == [
        "Wed 18 08:00",
        "Tue 24 09:00",
        "Wed 25 15:00",
    ]
    assert wall(times.delivered) == "Thu 26 07:00"


def test_its_moments_come_in_their_order_also_when_clocks_change(region):
    for day in TWO_YEARS:
        if day.weekday() == 3:
            moments = astuple(timetable(region, day))[1:]
            assert list(moments) == sorted(set(moments)), day


@pytest.mark.parametrize(
    ("today", "shown", "upcoming"),
    [
        # Friday: delivered yesterday, open until Tuesday
        (date(2026, 11, 20), date(2026, 11, 19), date(2026, 11, 26)),
        # Monday: one more day to order
        (date(2026, 11, 23), date(2026, 11, 19), date(2026, 11, 26)),
        # Tuesday: closing today is too soon for anybody who looks
        (date(2026, 11, 24), date(2026, 11, 19), date(2026, 12, 3)),
        # Thursday: today's is still on the road
        (date(2026, 11, 26), date(2026, 11, 19), date(2026, 12, 3)),
    ],
)
def test_what_is_shown_was_delivered_and_what_is_next_is_open(roros, today, shown, upcoming):
    assert delivered_before(roros, today) == shown
    assert delivered_next(roros, today) == upcoming


def test_on_any_day_there_is_a_delivered_cycle_and_one_to_order_in(region):
    for today in TWO_YEARS:
        shown, upcoming = delivered_before(region, today), delivered_next(region, today)
        assert oslo_date(timetable(region, upcoming).closes) > today
        assert oslo_date(timetable(region, shown).settled) < today
        assert (today - shown).days < 60
        assert (upcoming - today).days < 60


def test_weeks_when_the_kitchens_are_closed_are_passed_over(roros):
    assert delivered_before(roros, date(2027, 1, 3)) == date(2026, 12, 17)
    open_units = [unit for unit in roros.units if not is_closed(roros, unit, date(2026, 12, 17))]
    assert 2 * len(open_units) >= len(roros.units)
