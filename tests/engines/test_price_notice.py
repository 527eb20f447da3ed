from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kortreist.engines.pricing import PricePeriod, change_price, price_asked, price_on

FIRST = date(2026, 11, 1)
DAYS = [FIRST + timedelta(days=place) for place in range(40)]
DAY = st.sampled_from(DAYS)
PRICE = st.one_of(st.none(), st.integers(0, 9))
CHANGES = st.lists(st.tuples(PRICE, st.one_of(st.none(), DAY)), max_size=5)


def changed(changes, periods=()):
    for wished, until in changes:
        periods = change_price(periods, wished, notice_until=until)
    return periods


def by_day(periods):
    return [price_on(periods, day) for day in DAYS]


@given(CHANGES, PRICE, DAY)
def test_nothing_costs_more_before_the_notice_is_over(before, wished, until):
    # given
    agreed = changed(before)
    # when
    periods = change_price(agreed, wished, notice_until=until)
    # then
    for day, was, now in zip(DAYS, by_day(agreed), by_day(periods), strict=True):
        if day >= until:
            assert now == wished
        elif was is not None:
            assert now == (was if wished is None else min(was, wished))
        else:
            assert now == wished
    assert price_asked(periods) == wished


@given(CHANGES)
def test_periods_stand_in_order_and_change_something(changes):
    periods = changed(changes)
    for earlier, later in pairwise(periods):
        assert earlier.until is not None
        assert later.since is not None
        assert earlier.until <= later.since
        assert earlier.price_ore != later.price_ore or earlier.until < later.since


@given(CHANGES, PRICE, DAY)
def test_said_twice_it_is_the_same(before, wished, until):
    once = change_price(changed(before), wished, notice_until=until)
    assert change_price(once, wished, notice_until=until) == once


def test_a_rise_waits_and_a_fall_does_not():
    # given
    agreed = (PricePeriod(1000),)
    until = date(2026, 12, 20)
    # when / then
    assert change_price(agreed, 1200, notice_until=until) == (
        PricePeriod(1000, None, until),
        PricePeriod(1200, until),
    )
    assert change_price(agreed, 900, notice_until=until) == (PricePeriod(900),)
    assert change_price(agreed, None, notice_until=until) == (PricePeriod(1000, None, until),)
