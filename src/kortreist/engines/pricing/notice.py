"""A price that was agreed with notice: it may fall at once, but rises only when the notice is over.

What a pack costs on a list is a row of periods by day of delivery. Until the notice is over the
lower of what was agreed and what is wished for counts, after it what is wished for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kortreist.engines.measures import Ore

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PricePeriod:
    """A price for deliveries in ``[since, until)``; None is without beginning, or without end."""

    price_ore: Ore
    since: date | None = None
    until: date | None = None


def price_on(periods: Sequence[PricePeriod], day: date) -> int | None:
    """Return the price for deliveries on a day in øre, or None where there is none."""
    return next(
        (
            period.price_ore
            for period in periods
            if (period.since is None or period.since <= day)
            and (period.until is None or day < period.until)
        ),
        None,
    )


def price_asked(periods: Sequence[PricePeriod]) -> int | None:
    """Return what is asked in the end, when all notice is over; None where it is off the list."""
    return next((period.price_ore for period in periods if period.until is None), None)


def change_price(
    periods: Sequence[PricePeriod], wished_ore: int | None, *, notice_until: date | None
) -> tuple[PricePeriod, ...]:
    """Return what a pack costs by day of delivery after a change of its price.

    Parameters
    ----------
    periods
        What it costs now; they do not overlap. None at all: it is not on the list.
    wished_ore
        Øre ex VAT per kilo, litre or piece; None takes it off the list.
    notice_until
        The first day of delivery that a rise may count on; None: any day.

    Returns
    -------
    tuple of PricePeriod
        In order of time, as few as can be.
    """
    if notice_until is None:
        return () if wished_ore is None else (PricePeriod(wished_ore),)
    ends = {end for each in periods for end in (each.since, each.until) if end is not None}
    days = sorted(end for end in ends if end < notice_until)
    changed: list[PricePeriod] = []
    for since, until in zip([None, *days], [*days, notice_until], strict=True):
        agreed = price_on(periods, until - DAY)
        known = [ore for ore in (agreed, wished_ore) if ore is not None]
        if known:
            _add(changed, PricePeriod(min(known), since, until))
    if wished_ore is not None:
        _add(changed, PricePeriod(wished_ore, notice_until))
    return tuple(changed)


def _add(periods: list[PricePeriod], period: PricePeriod) -> None:
    """Put a period at the end, joined with the last one where nothing changes between them."""
    last = periods[-1] if periods else None
    if last and last.until == period.since and last.price_ore == period.price_ore:
        periods[-1] = PricePeriod(last.price_ore, last.since, period.until)
    else:
        periods.append(period)
