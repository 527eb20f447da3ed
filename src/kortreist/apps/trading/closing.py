"""When an offer closes by itself: the producer's own closing, and the days the goods need."""

from datetime import date, datetime, timedelta

from kortreist.apps.actors.models import HubProducer
from kortreist.apps.trading.models import Offer, OrderCycle
from kortreist.kernel.periods import OSLO, oslo_moment


def offer_closes_at(
    cycle: OrderCycle, *, lead_days: int, terms: HubProducer | None
) -> datetime | None:
    """Return when the producer must know, or None where the cycle closes no later anyhow.

    Goods with lead days close at the hour the cycle does, so many days before the delivery day.
    """
    moments = [cycle.closes_at]
    if lead_days:
        wall = cycle.closes_at.astimezone(OSLO).time()
        moments.append(oslo_moment(cycle.delivery_day - timedelta(days=lead_days), wall))
    own = _producer_closes_at(cycle.delivery_day, terms)
    if own is not None:
        moments.append(own)
    first = min(moments)
    return first if first < cycle.closes_at else None


def is_closed(offer: Offer, now: datetime) -> bool:
    """Whether the offer itself has closed, whatever the cycle does."""
    return offer.closes_at is not None and offer.closes_at <= now


def _producer_closes_at(delivery_day: date, terms: HubProducer | None) -> datetime | None:
    if terms is None or terms.closing_time is None:
        return None
    if terms.closing_days_before is not None:
        day = delivery_day - timedelta(days=terms.closing_days_before)
    else:
        # The last such weekday before the delivery day itself.
        back = (delivery_day.isoweekday() - (terms.closing_weekday or 1) - 1) % 7 + 1
        day = delivery_day - timedelta(days=back)
    return oslo_moment(day, terms.closing_time)
