"""From a rule to its dates: pure reckoning, in Norwegian wall time.

What is closed and what was decided for single dates is given; nothing is read here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from kortreist.apps.trading.models import CycleRule, WhenHoliday
from kortreist.kernel.periods import is_in_force, oslo_moment

A_DAY = timedelta(days=1)
# How far a date may be moved by itself before it is rather left out: over Easter and Christmas.
FARTHEST = 6
WEEKEND = frozenset({6, 7})


class Why(StrEnum):
    """Why a date is not where the rule's weekdays have it."""

    AS_USUAL = ""
    CLOSED_DAY = "closed_day"
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class PlannedRound:
    """One date of a rule; without a delivery day it is left out."""

    rule_day: date
    delivery_day: date | None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    surplus_at: datetime | None = None
    why: Why = Why.AS_USUAL
    # What the day is called that the round gave way to.
    closed_for: str = ""

    @property
    def is_left_out(self) -> bool:
        """Whether there is no round."""
        return self.delivery_day is None

    @property
    def is_moved(self) -> bool:
        """Whether it comes on another day than the rule's."""
        return self.delivery_day not in {None, self.rule_day}


def planned_rounds(
    rule: CycleRule,
    *,
    since: date,
    until: date,
    closed: Mapping[date, str],
    by_hand: Mapping[date, date | None],
) -> list[PlannedRound]:
    """Return what a rule gives for its days from ``since`` to ``until``, both included.

    Parameters
    ----------
    closed
        Days without deliveries, with their names.
    by_hand
        Dates of the rule that were moved, or left out where None; these give way to no holiday.
    """
    return [
        _plan(rule, day, closed, by_hand)
        for day in _days(since, until)
        if day.isoweekday() in rule.weekdays and is_in_force(day, rule.valid_from, rule.valid_until)
    ]


def _days(since: date, until: date) -> Iterator[date]:
    while since <= until:
        yield since
        since += A_DAY


def _plan(
    rule: CycleRule, day: date, closed: Mapping[date, str], by_hand: Mapping[date, date | None]
) -> PlannedRound:
    if day in by_hand:
        return _timed(rule, day, by_hand[day], Why.BY_HAND)
    if day not in closed:
        return _timed(rule, day, day, Why.AS_USUAL)
    return _timed(rule, day, _way_round(rule, day, closed), Why.CLOSED_DAY, closed[day])


def _way_round(rule: CycleRule, day: date, closed: Mapping[date, str]) -> date | None:
    """Return the nearest day in the rule's direction when goods can be brought."""
    if rule.when_holiday == WhenHoliday.SKIP:
        return None
    step = -A_DAY if rule.when_holiday == WhenHoliday.DAY_BEFORE else A_DAY
    for days in range(1, FARTHEST + 1):
        other = day + days * step
        is_idle = other.isoweekday() in WEEKEND and other.isoweekday() not in rule.weekdays
        if other not in closed and not is_idle:
            return other
    return None


def _timed(
    rule: CycleRule, day: date, delivery_day: date | None, why: Why, closed_for: str = ""
) -> PlannedRound:
    if delivery_day is None:
        return PlannedRound(day, None, why=why, closed_for=closed_for)
    opens_day = delivery_day - timedelta(days=rule.opens_days_before)
    closes_day = delivery_day - timedelta(days=rule.closes_days_before)
    closes_at = oslo_moment(closes_day, rule.closes_time)
    hours = rule.surplus_hours_before
    return PlannedRound(
        rule_day=day,
        delivery_day=delivery_day,
        opens_at=oslo_moment(opens_day, rule.opens_time),
        closes_at=closes_at,
        surplus_at=None if hours is None else closes_at - timedelta(hours=hours),
        why=why,
        closed_for=closed_for,
    )
