"""Legal dates: half-open periods ``[from, until)`` in Norwegian local time."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

OSLO = ZoneInfo("Europe/Oslo")


def is_in_force(on: date, valid_from: date | None, valid_until: date | None) -> bool:
    """Whether ``on`` lies in ``[valid_from, valid_until)``; ``None`` is without an end."""
    return (valid_from is None or valid_from <= on) and (valid_until is None or on < valid_until)


def oslo_date(moment: datetime) -> date:
    """Return the Norwegian calendar date of an aware ``moment``."""
    return moment.astimezone(OSLO).date()


def oslo_moment(day: date, wall: time) -> datetime:
    """Return the moment, in UTC, when Norwegian clocks show ``wall`` on ``day``.

    A wall time that the change to summer time skips is taken as the hour after; one that comes
    twice in autumn is taken as the first.
    """
    return datetime.combine(day, wall, tzinfo=OSLO).astimezone(UTC)
