"""When doors are closed: the hub's days, the units' days and weekdays."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from kortreist.apps.actors.models import BuyerUnit, ClosedDay, HubClosedDay


@dataclass(frozen=True, slots=True)
class ClosedRange:
    """Closed days in a row for one reason, both ends included."""

    first: date
    last: date
    reason: str

    @property
    def is_one_day(self) -> bool:
        """Whether it is a single day."""
        return self.first == self.last


def hub_closed_days(*, hub_id: int, first: date, last: date) -> dict[date, str]:
    """Return the hub's own closed days from ``first`` to ``last`` with their reasons."""
    days = HubClosedDay.objects.filter(hub_id=hub_id, day__range=(first, last))
    return dict(days.values_list("day", "reason"))


def closed_ranges(rows: Iterable[ClosedDay | HubClosedDay]) -> list[ClosedRange]:
    """Return closed days, given in order, as ranges."""
    ranges: list[ClosedRange] = []
    for row in rows:
        last = ranges[-1] if ranges else None
        if last and last.reason == row.reason and row.day == last.last + timedelta(days=1):
            ranges[-1] = ClosedRange(last.first, row.day, row.reason)
        else:
            ranges.append(ClosedRange(row.day, row.day, row.reason))
    return ranges


def takes_delivery_weekday(unit: BuyerUnit, day: date) -> bool:
    """Whether the unit takes deliveries on such a weekday."""
    return not unit.delivery_weekdays or day.isoweekday() in unit.delivery_weekdays


def closed_among(unit: BuyerUnit, days: Collection[date]) -> dict[date, str]:
    """Return those of the days when the unit takes no delivery, with the reason if one is known."""
    closed = dict(ClosedDay.objects.filter(unit=unit, day__in=days).values_list("day", "reason"))
    return {day: "" for day in days if not takes_delivery_weekday(unit, day)} | closed


def units_closed_on(*, hub_id: int, day: date) -> set[int]:
    """Return the hub's units that are closed on a day."""
    rows = ClosedDay.objects.filter(unit__hub_id=hub_id, day=day)
    return set(rows.values_list("unit_id", flat=True))
