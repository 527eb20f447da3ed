"""A team's hours, a quarter at a time; never anybody's."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from kortreist.apps.actors.permissions import Actor, Permission, require, require_person
from kortreist.apps.actors.services.audit import record
from kortreist.apps.fulfilment.errors import TeamHoursError, TeamTooSmallError
from kortreist.apps.fulfilment.models import TeamQuarter

# More than two hundred people at work all quarter.
MOST_HOURS = 100_000


@transaction.atomic
def record_team_hours(
    *,
    actor: Actor,
    hub_id: int,
    year: int,
    quarter: int,
    hours: int,
    is_five_or_more: bool,
    now: datetime,
) -> TeamQuarter:
    """Keep how many hours a team worked in a quarter; typed again, the new figure holds.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not pack at the hub, or is a tablet that anybody may hold.
    TeamTooSmallError
        When the leader does not say that five or more took part: of fewer, nothing is kept.
    TeamHoursError
        When there is no such quarter yet, or no team works that much.
    """
    require(actor, Permission.PACK, hub_id=hub_id)
    require_person(actor)
    if not is_five_or_more:
        raise TeamTooSmallError
    today = timezone.localdate(now)
    this_quarter = (today.year, (today.month + 2) // 3)
    if not (2000, 1) <= (year, quarter) <= this_quarter or not 1 <= quarter <= 4:
        raise TeamHoursError(hours=hours, most=MOST_HOURS)
    if not 0 < hours <= MOST_HOURS:
        raise TeamHoursError(hours=hours, most=MOST_HOURS)
    row, _ = TeamQuarter.objects.update_or_create(
        hub_id=hub_id,
        year=year,
        quarter=quarter,
        defaults={"hours": hours, "is_five_or_more": True, "actor": actor.name, "at": now},
    )
    record(
        actor,
        "fulfilment.team.hours",
        row,
        hub_id=hub_id,
        now=now,
        # Not how many: two figures one after the other would tell what a single person added.
        after={"year": year, "quarter": quarter},
    )
    return row


@transaction.atomic
def drop_team_hours(*, actor: Actor, hub_id: int, year: int, quarter: int, now: datetime) -> None:
    """Take a quarter's hours away again; nothing is left to tell from the trail how many.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not pack at the hub.
    """
    require(actor, Permission.PACK, hub_id=hub_id)
    require_person(actor)
    row = TeamQuarter.objects.filter(hub_id=hub_id, year=year, quarter=quarter).first()
    if row is not None:
        record(actor, "fulfilment.team.hours_dropped", row, hub_id=hub_id, now=now)
        row.delete()
