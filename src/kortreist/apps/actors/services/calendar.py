"""The days units and hubs take no delivery, and when producers close their lists."""

from datetime import date, datetime, time, timedelta

from django.db import transaction

from kortreist.apps.actors import checks
from kortreist.apps.actors.errors import PeriodError
from kortreist.apps.actors.locks import lock_hub
from kortreist.apps.actors.models import BuyerUnit, ClosedDay, HubClosedDay, HubProducer
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.selectors.parties import found
from kortreist.apps.actors.services.audit import record
from kortreist.apps.actors.services.writing import write_changes

# A longer closing is entered in parts; a wrong year is not.
MOST_DAYS = 120
WEEKDAYS = frozenset(range(1, 8))


@transaction.atomic
def close_unit_on(
    *, actor: Actor, hub_id: int, unit_id: int, day: date, reason: str = "", now: datetime
) -> ClosedDay:
    """Say that a unit takes no delivery on a day; closing a closed day renews the reason.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the unit is not theirs, or they may not order for it.
    TextTooLongError
        When the reason is.
    """
    require(actor, Permission.ORDER, hub_id=hub_id, unit_id=unit_id)
    reason = reason.strip()
    checks.require_lengths(ClosedDay(reason=reason), {"reason": 100})
    unit = _unit(hub_id, unit_id)
    closed, _ = ClosedDay.objects.update_or_create(unit=unit, day=day, defaults={"reason": reason})
    params = {"day": day.isoformat()}
    record(actor, "actors.unit.closed_on", unit, hub_id=hub_id, now=now, params=params)
    return closed


@transaction.atomic
def open_unit_on(*, actor: Actor, hub_id: int, unit_id: int, day: date, now: datetime) -> None:
    """Take back that a unit is closed on a day; harmless when it is not.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the unit is not theirs, or they may not order for it.
    """
    require(actor, Permission.ORDER, hub_id=hub_id, unit_id=unit_id)
    unit = _unit(hub_id, unit_id)
    gone, _ = ClosedDay.objects.filter(unit=unit, day=day).delete()
    if gone:
        params = {"day": day.isoformat()}
        record(actor, "actors.unit.open_on", unit, hub_id=hub_id, now=now, params=params)


@transaction.atomic
def close_unit_between(
    *,
    actor: Actor,
    hub_id: int,
    unit_id: int,
    first: date,
    last: date,
    reason: str = "",
    now: datetime,
) -> int:
    """Say that a unit takes no delivery from ``first`` to ``last``; return how many days.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the unit is not theirs, or they may not order for it.
    PeriodError
        When it ends before it begins, or is longer than any summer.
    TextTooLongError
        When the reason is.
    """
    require(actor, Permission.ORDER, hub_id=hub_id, unit_id=unit_id)
    reason = reason.strip()
    checks.require_lengths(ClosedDay(reason=reason), {"reason": 100})
    unit = _unit(hub_id, unit_id)
    days = _days(first, last)
    unit.closed_days.filter(day__in=days).delete()
    ClosedDay.objects.bulk_create(ClosedDay(unit=unit, day=day, reason=reason) for day in days)
    params = {"from": first.isoformat(), "until": last.isoformat()}
    record(actor, "actors.unit.closed_between", unit, hub_id=hub_id, now=now, params=params)
    return len(days)


@transaction.atomic
def open_unit_between(
    *, actor: Actor, hub_id: int, unit_id: int, first: date, last: date, now: datetime
) -> int:
    """Take back that a unit is closed from ``first`` to ``last``; return how many days.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the unit is not theirs, or they may not order for it.
    """
    require(actor, Permission.ORDER, hub_id=hub_id, unit_id=unit_id)
    unit = _unit(hub_id, unit_id)
    gone, _ = unit.closed_days.filter(day__range=(first, last)).delete()
    if gone:
        params = {"from": first.isoformat(), "until": last.isoformat()}
        record(actor, "actors.unit.open_between", unit, hub_id=hub_id, now=now, params=params)
    return gone


@transaction.atomic
def set_delivery_weekdays(
    *, actor: Actor, hub_id: int, unit_id: int, weekdays: frozenset[int], now: datetime
) -> BuyerUnit:
    """Say on which weekdays (Monday is 1) a unit takes deliveries; none means any.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the unit is not theirs, or they may not order for it.
    PeriodError
        When a number is no weekday.
    """
    require(actor, Permission.ORDER, hub_id=hub_id, unit_id=unit_id)
    unit = _unit(hub_id, unit_id)
    if not weekdays <= WEEKDAYS:
        raise PeriodError
    values = {"delivery_weekdays": sorted(weekdays)}
    write_changes(actor, "actors.unit.weekdays_set", unit, values, hub_id=hub_id, now=now)
    return unit


@transaction.atomic
def close_hub_between(
    *, actor: Actor, hub_id: int, first: date, last: date, reason: str = "", now: datetime
) -> int:
    """Say that a hub delivers nothing from ``first`` to ``last``; return how many days.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not manage cycles at the hub.
    PeriodError, TextTooLongError
        When the period or the reason cannot be right.
    """
    require(actor, Permission.MANAGE_CYCLES, hub_id=hub_id)
    reason = reason.strip()
    checks.require_lengths(HubClosedDay(reason=reason), {"reason": 100})
    hub = lock_hub(hub_id)
    days = _days(first, last)
    hub.closed_days.filter(day__in=days).delete()
    HubClosedDay.objects.bulk_create(HubClosedDay(hub=hub, day=day, reason=reason) for day in days)
    params = {"from": first.isoformat(), "until": last.isoformat()}
    record(actor, "actors.hub.closed_between", hub, hub_id=hub_id, now=now, params=params)
    return len(days)


@transaction.atomic
def open_hub_between(*, actor: Actor, hub_id: int, first: date, last: date, now: datetime) -> int:
    """Take back that a hub is closed from ``first`` to ``last``; return how many days.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not manage cycles at the hub.
    """
    require(actor, Permission.MANAGE_CYCLES, hub_id=hub_id)
    hub = lock_hub(hub_id)
    gone, _ = hub.closed_days.filter(day__range=(first, last)).delete()
    if gone:
        params = {"from": first.isoformat(), "until": last.isoformat()}
        record(actor, "actors.hub.open_between", hub, hub_id=hub_id, now=now, params=params)
    return gone


@transaction.atomic
def set_producer_closing(
    *,
    actor: Actor,
    hub_id: int,
    organisation_id: int,
    days_before: int | None = None,
    weekday: int | None = None,
    at: time | None = None,
    now: datetime,
) -> HubProducer:
    """Say when a producer must know what it is to deliver; nothing means with the round.

    Counts for what is offered from now on.

    Parameters
    ----------
    days_before, weekday
        So many days before the delivery day, or on the last such weekday before it; not both.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the producer is not theirs, or they may not offer its goods.
    PeriodError
        When it is no closing.
    """
    require(actor, Permission.OFFER_GOODS, hub_id=hub_id, organisation_id=organisation_id)
    rows = HubProducer.objects.select_for_update(of=("self",)).filter(hub_id=hub_id)
    terms = found(rows.filter(organisation_id=organisation_id).first())
    given = [value for value in (days_before, weekday) if value is not None]
    is_right = (
        len(given) == (0 if at is None else 1)
        and (days_before is None or 0 <= days_before <= 30)
        and (weekday is None or weekday in WEEKDAYS)
    )
    if not is_right:
        raise PeriodError
    values = {
        "closing_days_before": days_before,
        "closing_weekday": weekday,
        "closing_time": at,
    }
    write_changes(actor, "actors.producer.closing_set", terms, values, hub_id=hub_id, now=now)
    return terms


def _days(first: date, last: date) -> list[date]:
    length = (last - first).days + 1
    if not 1 <= length <= MOST_DAYS:
        raise PeriodError
    return [first + timedelta(days=days) for days in range(length)]


def _unit(hub_id: int, unit_id: int) -> BuyerUnit:
    return found(BuyerUnit.objects.filter(hub_id=hub_id, pk=unit_id).first())
