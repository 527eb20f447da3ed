"""Telling of rounds: that one has opened, that it closes soon, and what was ordered when it closed.

Each receiver is told in a transaction of their own and by a key of their own, so that one who
cannot be told holds nobody up, and a worker that dies half-way leaves the rest to the next.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.urls import reverse

from kortreist.apps.actors.models import BuyerUnit, Organisation
from kortreist.apps.desk.models import NoticeKind, RoundNotice
from kortreist.apps.desk.selectors.telling import (
    ordered_of_producers,
    producers_to_remind,
    producers_to_tell,
    rounds_to_tell_of,
    units_that_may_order,
    units_to_remind,
)
from kortreist.apps.messages.selectors.reach import Reach, read_reach
from kortreist.apps.messages.services.notify import notify_producer, notify_unit
from kortreist.apps.trading.models import OrderCycle
from kortreist.kernel.periods import oslo_date

Beat = Callable[[], None]


def tell_rounds(*, now: datetime, beat: Beat = lambda: None) -> int:
    """Tell of every round that has come so far; return how many messages there are for it."""
    return sum(
        tell_round(cycle=cycle, kind=kind, now=now, beat=beat)
        for cycle, kind in rounds_to_tell_of(now=now)
    )


def tell_round(
    *, cycle: OrderCycle, kind: NoticeKind, now: datetime, beat: Beat = lambda: None
) -> int:
    """Tell everybody concerned of one round; once more tells only who was left out."""
    reach = read_reach(hub_id=cycle.hub_id, on=oslo_date(now))
    told = 0
    for count in TELLERS[kind](cycle, reach, now):
        told += count
        beat()
    RoundNotice.objects.get_or_create(
        cycle=cycle,
        kind=kind,
        defaults={"hub_id": cycle.hub_id, "told": told, "told_at": now},
    )
    return told


def _tell_opened(cycle: OrderCycle, reach: Reach, now: datetime) -> Iterator[int]:
    for unit in units_that_may_order(cycle):
        yield _tell_unit("round_opened", cycle, unit, reach, now)
    for producer in producers_to_tell(cycle):
        yield _tell_producer("round_opened_producer", cycle, producer, reach, now)


def _tell_closes_soon(cycle: OrderCycle, reach: Reach, now: datetime) -> Iterator[int]:
    for unit in units_to_remind(cycle):
        yield _tell_unit("round_closes_soon", cycle, unit, reach, now)
    for producer in producers_to_remind(cycle):
        yield _tell_producer("say_what_you_have", cycle, producer, reach, now)


def _tell_closed(cycle: OrderCycle, reach: Reach, now: datetime) -> Iterator[int]:
    ordered = ordered_of_producers(cycle)
    for producer in Organisation.objects.filter(pk__in=ordered).order_by("pk"):
        lines = [
            {"name": variant.product.name, "pack": variant.name, "count": packs}
            for variant, packs in ordered[producer.pk]
        ]
        yield len(
            notify_producer(
                hub_id=cycle.hub_id,
                key=f"closing_list:{cycle.pk}:{producer.pk}",
                template="closing_list",
                organisation=producer,
                params={
                    "producer": producer.name,
                    "delivery_day": cycle.delivery_day.isoformat(),
                    "lines": lines,
                    "link": _path("desk:producer-home", cycle, producer=producer.public_id),
                },
                now=now,
                reach=reach,
            )
        )


def _tell_unit(
    template: str, cycle: OrderCycle, unit: BuyerUnit, reach: Reach, now: datetime
) -> int:
    link = _path("trading:shop", cycle, unit=unit.public_id)
    return len(
        notify_unit(
            hub_id=cycle.hub_id,
            key=f"{template}:{cycle.pk}:{unit.pk}",
            template=template,
            unit=unit,
            params=_facts(cycle) | {"unit": unit.name, "link": f"{link}?cycle={cycle.public_id}"},
            now=now,
            reach=reach,
        )
    )


def _tell_producer(
    template: str, cycle: OrderCycle, producer: Organisation, reach: Reach, now: datetime
) -> int:
    link = _path("trading:availability", cycle, producer=producer.public_id)
    return len(
        notify_producer(
            hub_id=cycle.hub_id,
            key=f"{template}:{cycle.pk}:{producer.pk}",
            template=template,
            organisation=producer,
            params=_facts(cycle) | {"producer": producer.name, "link": link},
            now=now,
            reach=reach,
        )
    )


def _facts(cycle: OrderCycle) -> dict[str, object]:
    return {
        "delivery_day": cycle.delivery_day.isoformat(),
        "closes_at": cycle.closes_at.isoformat(),
    }


def _path(name: str, cycle: OrderCycle, **kwargs: object) -> str:
    return reverse(name, kwargs={"hub": cycle.hub.public_id, **kwargs})


TELLERS = {
    NoticeKind.OPENED: _tell_opened,
    NoticeKind.CLOSES_SOON: _tell_closes_soon,
    NoticeKind.CLOSED: _tell_closed,
}
