"""The days a unit takes no delivery."""

from datetime import date, datetime

from django.db import transaction

from kortreist.apps.actors import checks
from kortreist.apps.actors.models import BuyerUnit, ClosedDay
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.selectors.parties import found
from kortreist.apps.actors.services.audit import record


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


def _unit(hub_id: int, unit_id: int) -> BuyerUnit:
    return found(BuyerUnit.objects.filter(hub_id=hub_id, pk=unit_id).first())
