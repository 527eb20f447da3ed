"""Which rounds a standing order belongs to."""

from collections.abc import Iterable
from datetime import date, timedelta

from kortreist.apps.trading.models import OrderCycle, RuleKind, StandingOrder, StandingRhythm
from kortreist.kernel.periods import is_in_force

WEEK = timedelta(days=7)


def is_due(standing: StandingOrder, cycle: OrderCycle) -> bool:
    """Whether a standing order is to be placed in a cycle, closed days and pauses aside."""
    day = cycle.delivery_day
    if not is_in_force(day, standing.from_day, standing.until_day):
        return False
    if standing.rhythm == StandingRhythm.EACH_CYCLE:
        if standing.rule_id is not None:
            return standing.rule_id == cycle.rule_id
        # Where one can order any day, every day is no round to wait for.
        return cycle.rule is None or cycle.rule.kind != RuleKind.ANY_DAY
    return is_on_day(standing, day)


def is_on_day(standing: StandingOrder, day: date) -> bool:
    """Whether a day is one of a weekly rhythm's, reckoned from the week of its first day."""
    weeks = (monday_of(day) - monday_of(standing.from_day)) // WEEK
    return day.weekday() == standing.weekday and weeks % standing.every_weeks == 0


def is_paused(standing: StandingOrder, day: date) -> bool:
    """Whether a delivery day falls in the order's pause."""
    if standing.paused_from is None:
        return False
    return is_in_force(day, standing.paused_from, standing.paused_until)


def due_in(cycle: OrderCycle, standing: Iterable[StandingOrder]) -> list[StandingOrder]:
    """Return the standing orders of a cycle in the turn they are placed.

    By the units' priority, which the hub has set, and among equals the oldest order first: the
    rule that decides who gets the last packs of what is first come.
    """
    due = [each for each in standing if is_due(each, cycle)]
    return sorted(due, key=lambda each: (each.unit.priority, each.created_at, each.pk))


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())
