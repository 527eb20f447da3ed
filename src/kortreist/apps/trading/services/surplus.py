"""Offering what nobody has claimed to the kitchens that tend to buy it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from kortreist.apps.actors.models import BuyerUnit
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.messages.selectors.reach import Reach, read_reach
from kortreist.apps.messages.services.notify import notify_unit
from kortreist.apps.trading.errors import SurplusTooLateError
from kortreist.apps.trading.locks import lock_cycle
from kortreist.apps.trading.models import CycleStatus, OrderCycle, SurplusNotice
from kortreist.apps.trading.selectors.surplus import Surplus, takers_of, unclaimed
from kortreist.kernel.periods import oslo_date

SURPLUS_OFFERED = "surplus_offered"


@transaction.atomic
def offer_surplus(
    *, actor: Actor, hub_id: int, cycle_id: int, now: datetime
) -> list[SurplusNotice]:
    """Tell each unit once what is left of what it tends to buy; return those told now.

    Never of alcohol, of goods that do not suit the unit or that it has on its order already, nor
    to a unit that is closed on the delivery day or has turned such news off.

    Raises
    ------
    NotPermittedError, NotFoundError
        When it is not the actor's to do, or none of the hub's cycles.
    SurplusTooLateError
        When the cycle takes no orders.
    """
    require(actor, Permission.MANAGE_CYCLES, hub_id=hub_id)
    cycle = lock_cycle(hub_id=hub_id, cycle_id=cycle_id)
    if cycle.status != CycleStatus.OPEN or cycle.closes_at <= now:
        raise SurplusTooLateError(status=cycle.status)
    left = {row.offer.pk: row for row in unclaimed(cycle, now=now)}
    reach = read_reach(hub_id=hub_id, on=oslo_date(now))
    wanted = takers_of(cycle, left.values(), reach)
    told = SurplusNotice.objects.filter(cycle=cycle).values_list("unit_id", flat=True)
    fresh = {unit: offers for unit, offers in wanted.items() if unit.pk not in set(told)}
    notices = [_notice(cycle, unit, offers, left, now) for unit, offers in fresh.items()]
    SurplusNotice.objects.bulk_create(notices)
    for unit, offers in fresh.items():
        _tell(cycle, unit, [left[pk] for pk in offers], reach, now)
    cycle.surplus_told_at = now
    cycle.save(update_fields=["surplus_told_at"])
    params = {"units": len(notices), "goods": len(left)}
    record(actor, "trading.surplus.offered", cycle, hub_id=hub_id, now=now, params=params)
    return notices


def _notice(
    cycle: OrderCycle,
    unit: BuyerUnit,
    offers: Iterable[int],
    left: Mapping[int, Surplus],
    now: datetime,
) -> SurplusNotice:
    goods = [[pk, left[pk].packs] for pk in offers]
    return SurplusNotice(hub_id=cycle.hub_id, cycle=cycle, unit=unit, goods=goods, told_at=now)


def _tell(
    cycle: OrderCycle, unit: BuyerUnit, goods: list[Surplus], reach: Reach, now: datetime
) -> None:
    by_producer: dict[str, list[Surplus]] = defaultdict(list)
    for row in goods:
        by_producer[row.offer.producer.name].append(row)
    shop = {"hub": cycle.hub.public_id, "unit": unit.public_id}
    notify_unit(
        hub_id=cycle.hub_id,
        key=f"{SURPLUS_OFFERED}:{cycle.pk}:{unit.pk}",
        template=SURPLUS_OFFERED,
        unit=unit,
        params={
            "unit": unit.name,
            "cycle": cycle.number,
            "delivery_day": cycle.delivery_day.isoformat(),
            "closes_at": cycle.closes_at.isoformat(),
            "goods": [
                {
                    "name": row.offer.variant.product.name,
                    "pack": row.offer.variant.name,
                    "producer": name,
                    "packs": row.packs,
                }
                for name, rows in sorted(by_producer.items())
                for row in rows
            ],
            "link": f"{reverse('trading:shop', kwargs=shop)}?cycle={cycle.public_id}",
        },
        now=now,
        reach=reach,
    )
