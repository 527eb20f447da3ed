"""When things happen in a demonstration: all reckoned from one day and the region's own week."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from kortreist.demo.demand import is_closed
from kortreist.demo.description import Moment, Region
from kortreist.kernel.periods import oslo_moment

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# A region whose kitchens are all on holiday for longer than this has no cycles to show.
LONGEST_BREAK_WEEKS = 12


@dataclass(frozen=True, slots=True)
class Timetable:
    """The moments of one cycle, in their order."""

    delivery_day: date
    stated: datetime
    opens: datetime
    closes: datetime
    shared_out: datetime
    ordered: datetime
    promised: datetime
    goods_in: datetime
    packed: datetime
    delivered: datetime
    invoiced: datetime
    claimed: datetime
    settled: datetime


def timetable(region: Region, delivery_day: date) -> Timetable:
    """Return when a cycle that delivers on a day opens, closes, and so on."""
    rhythm = region.cycle
    delivered = oslo_moment(delivery_day, rhythm.delivery.at)
    goods_in = _latest(rhythm.goods_in, delivery_day)
    closes = _latest(rhythm.closes, delivery_day)
    closing_day = delivery_day - timedelta(days=_days_back(rhythm.closes, delivery_day))
    opens_on = closing_day - timedelta(days=_days_back(rhythm.opens, closing_day) or 7)
    opens = oslo_moment(opens_on, rhythm.opens.at)
    return Timetable(
        delivery_day=delivery_day,
        stated=opens - timedelta(days=1),
        opens=opens,
        closes=closes,
        shared_out=closes + timedelta(minutes=20),
        ordered=closes + timedelta(minutes=40),
        promised=closes + timedelta(hours=4),
        goods_in=goods_in,
        packed=goods_in + timedelta(minutes=90),
        delivered=delivered,
        invoiced=oslo_moment(delivery_day, time(15)),
        claimed=oslo_moment(delivery_day, time(16)),
        settled=oslo_moment(delivery_day, time(17)),
    )


def timetable_at_work(today: date) -> Timetable:
    """Return the moments of a small cycle that is at work today: ordered, and partly come in."""
    midnight = oslo_moment(today, time())
    goods_in = midnight - timedelta(hours=9)
    return Timetable(
        delivery_day=_next_workday(today),
        stated=midnight - timedelta(days=5),
        opens=midnight - timedelta(days=4),
        closes=midnight - timedelta(hours=15),
        shared_out=midnight - timedelta(hours=14),
        ordered=midnight - timedelta(hours=13),
        promised=midnight - timedelta(hours=11),
        goods_in=goods_in,
        # The rest is still to come; whoever steps into the team's shoes does it.
        **dict.fromkeys(("packed", "delivered", "invoiced", "claimed", "settled"), goods_in),
    )


def delivered_before(region: Region, day: date) -> date:
    """Return the last delivery day before a day on which most kitchens took deliveries."""
    weekday = WEEKDAYS.index(region.cycle.delivery.weekday)
    latest = day - timedelta(days=(day.weekday() - weekday) % 7 or 7)
    weeks = (latest - timedelta(weeks=back) for back in range(LONGEST_BREAK_WEEKS))
    return next((each for each in weeks if _is_lively(region, each)), latest)


def delivered_next(region: Region, today: date) -> date:
    """Return the first delivery day that can still be ordered for tomorrow."""
    weekday = WEEKDAYS.index(region.cycle.delivery.weekday)
    first = today + timedelta(days=(weekday - today.weekday()) % 7)
    weeks = [first + timedelta(weeks=ahead) for ahead in range(LONGEST_BREAK_WEEKS)]
    ahead = [each for each in weeks if _closing_day(region, each) > today]
    return next((each for each in ahead if _is_lively(region, each)), ahead[0])


def _next_workday(today: date) -> date:
    ahead = (today + timedelta(days=days) for days in (1, 2, 3))
    return next(day for day in ahead if day.weekday() < 5)


def _closing_day(region: Region, delivery_day: date) -> date:
    return delivery_day - timedelta(days=_days_back(region.cycle.closes, delivery_day))


def _is_lively(region: Region, day: date) -> bool:
    closed = sum(is_closed(region, unit, day) for unit in region.units)
    return 2 * closed <= len(region.units)


def _latest(moment: Moment, day: date) -> datetime:
    """Return the last such moment on the day or before."""
    return oslo_moment(day - timedelta(days=_days_back(moment, day)), moment.at)


def _days_back(moment: Moment, day: date) -> int:
    return (day.weekday() - WEEKDAYS.index(moment.weekday)) % 7
