"""Ferries, closed passes and slow roads, with the days they hold."""

from datetime import datetime

from django.db import transaction

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.fulfilment.errors import RoadFactError
from kortreist.apps.fulfilment.locks import lock_road_fact
from kortreist.apps.fulfilment.models import RoadFact
from kortreist.apps.fulfilment.touring.entries import RoadFactFacts

MOST_EXTRA_M = 1_000_000
MOST_EXTRA_S = 86_400
MOST_EXTRA_ORE = 10_000_000


@transaction.atomic
def save_road_fact(
    *,
    actor: Actor,
    hub_id: int,
    facts: RoadFactFacts,
    road_fact_id: int | None = None,
    now: datetime,
) -> RoadFact:
    """Add what a road is like, or change it.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not plan tours at the hub.
    RoadFactError
        When its line, period or figures cannot be right.
    """
    require(actor, Permission.PLAN_TOURS, hub_id=hub_id)
    _check(facts)
    row = (
        lock_road_fact(hub_id=hub_id, road_fact_id=road_fact_id)
        if road_fact_id
        else RoadFact(hub_id=hub_id)
    )
    row.kind, row.name, row.source = facts.kind, facts.name.strip(), facts.source.strip()
    row.from_latitude, row.from_longitude, row.to_latitude, row.to_longitude = facts.line
    row.extra_m, row.extra_s, row.extra_ore = facts.extra_m, facts.extra_s, facts.extra_ore
    row.valid_from, row.valid_until, row.archived_at = facts.valid_from, facts.valid_until, None
    row.save()
    record(actor, "fulfilment.road_fact.saved", row, hub_id=hub_id, now=now)
    return row


@transaction.atomic
def archive_road_fact(*, actor: Actor, hub_id: int, road_fact_id: int, now: datetime) -> RoadFact:
    """Let a road be as any other again.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not plan tours at the hub.
    """
    require(actor, Permission.PLAN_TOURS, hub_id=hub_id)
    row = lock_road_fact(hub_id=hub_id, road_fact_id=road_fact_id)
    if row.archived_at is None:
        row.archived_at = now
        row.save(update_fields=["archived_at"])
        record(actor, "fulfilment.road_fact.archived", row, hub_id=hub_id, now=now)
    return row


def _check(facts: RoadFactFacts) -> None:
    latitudes, longitudes = facts.line[::2], facts.line[1::2]
    until = facts.valid_until
    wrong = {
        "name": not 0 < len(facts.name.strip()) <= 100,
        "source": len(facts.source) > 300,
        "from_latitude": any(not -90 <= each <= 90 for each in latitudes),
        "from_longitude": any(not -180 <= each <= 180 for each in longitudes),
        "to_latitude": facts.line[:2] == facts.line[2:],
        "valid_until": until is not None and until <= facts.valid_from,
        "extra_m": not 0 <= facts.extra_m <= MOST_EXTRA_M,
        "extra_s": not 0 <= facts.extra_s <= MOST_EXTRA_S,
        "extra_ore": not 0 <= facts.extra_ore <= MOST_EXTRA_ORE,
    }
    for field, is_wrong in wrong.items():
        if is_wrong:
            raise RoadFactError(field=field)
