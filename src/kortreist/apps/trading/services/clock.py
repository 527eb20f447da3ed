"""What the clock does with rounds: makes them ahead, opens and closes them on time.

Every step locks its own cycle and looks again, so two clocks at once do each thing once, and one
that dies half-way leaves the rest to the next.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, transaction
from django.db.models import Q

from kortreist.apps.actors.permissions import Actor
from kortreist.apps.trading.locks import lock_cycle, lock_rule
from kortreist.apps.trading.models import CycleRule, CycleStatus, OrderCycle
from kortreist.apps.trading.services.cycles import close_cycle, open_cycle
from kortreist.apps.trading.services.following import follow_rule
from kortreist.apps.trading.services.surplus import offer_surplus
from kortreist.kernel.errors import DomainError, NotFoundError

logger = logging.getLogger(__name__)
CLOCK = Actor.system("trading.keep_cycles")

# Of a removed or paused rule a hand opens what is left.
HAS_A_CLOCK = Q(rule__isnull=True) | Q(rule__removed_at__isnull=True, rule__paused_at__isnull=True)


@dataclass(frozen=True, slots=True)
class Kept:
    """What the clock did at one hub."""

    made: int = 0
    opened: int = 0
    closed: int = 0
    told: int = 0


def keep_cycles(*, now: datetime, beat: Callable[[], None] = lambda: None) -> dict[int, Kept]:
    """Keep every hub's rounds; what fails at one hub stops no other, and is raised at the end.

    Raises
    ------
    DomainError, DatabaseError
        The first that went wrong, once all hubs were kept.
    """
    kept: dict[int, Kept] = {}
    failed: list[Exception] = []
    for hub_id in _hubs_to_keep(now):
        try:
            kept[hub_id] = keep_hub_cycles(hub_id=hub_id, now=now)
        except (DomainError, DatabaseError) as error:
            logger.exception("rounds not kept", extra={"hub_id": hub_id})
            failed.append(error)
        beat()
    if failed:
        raise failed[0]
    return kept


def keep_hub_cycles(*, hub_id: int, now: datetime) -> Kept:
    """Make a hub's rounds ahead, open and close those that are due; once more does nothing."""
    made = 0
    rules = CycleRule.objects.filter(hub_id=hub_id, removed_at__isnull=True)
    for rule_id in rules.order_by("pk").values_list("pk", flat=True):
        made += _follow(hub_id, rule_id, now)
    cycles = OrderCycle.objects.filter(hub_id=hub_id).order_by("delivery_day", "pk")
    opened = [
        _open(hub_id, pk, now) for pk in cycles.filter(_may_open(now)).values_list("pk", flat=True)
    ]
    told = [
        _tell(hub_id, pk, now) for pk in cycles.filter(_may_tell(now)).values_list("pk", flat=True)
    ]
    closed = [
        _close(hub_id, pk, now)
        for pk in cycles.filter(_may_close(now)).values_list("pk", flat=True)
    ]
    return Kept(made, sum(opened), sum(closed), sum(told))


def _hubs_to_keep(now: datetime) -> list[int]:
    due = OrderCycle.objects.filter(_may_open(now) | _may_close(now) | _may_tell(now))
    with_rules = CycleRule.objects.filter(removed_at__isnull=True)
    return sorted(
        {*due.values_list("hub_id", flat=True), *with_rules.values_list("hub_id", flat=True)}
    )


def _may_open(now: datetime) -> Q:
    return Q(HAS_A_CLOCK, status=CycleStatus.DRAFT, opens_at__lte=now, closes_at__gt=now)


def _may_close(now: datetime) -> Q:
    return Q(status=CycleStatus.OPEN, closes_at__lte=now)


def _may_tell(now: datetime) -> Q:
    return Q(
        status=CycleStatus.OPEN,
        surplus_at__lte=now,
        closes_at__gt=now,
        surplus_told_at__isnull=True,
    )


@transaction.atomic
def _follow(hub_id: int, rule_id: int, now: datetime) -> int:
    try:
        rule = lock_rule(hub_id=hub_id, rule_id=rule_id)
    except NotFoundError:
        # Removed since the list was read.
        return 0
    return follow_rule(rule, actor=CLOCK, now=now).made


@transaction.atomic
def _open(hub_id: int, cycle_id: int, now: datetime) -> bool:
    if not _is_still(hub_id, cycle_id, _may_open(now)):
        return False
    open_cycle(actor=CLOCK, hub_id=hub_id, cycle_id=cycle_id, now=now)
    return True


@transaction.atomic
def _close(hub_id: int, cycle_id: int, now: datetime) -> bool:
    if not _is_still(hub_id, cycle_id, _may_close(now)):
        return False
    cycle = close_cycle(actor=CLOCK, hub_id=hub_id, cycle_id=cycle_id, now=now)
    cycle.closed_by_clock_at = now
    cycle.save(update_fields=["closed_by_clock_at"])
    return True


@transaction.atomic
def _tell(hub_id: int, cycle_id: int, now: datetime) -> int:
    if not _is_still(hub_id, cycle_id, _may_tell(now)):
        return 0
    return len(offer_surplus(actor=CLOCK, hub_id=hub_id, cycle_id=cycle_id, now=now))


def _is_still(hub_id: int, cycle_id: int, condition: Q) -> bool:
    """Lock a cycle and look again: another clock, or a hand, may have been first."""
    try:
        lock_cycle(hub_id=hub_id, cycle_id=cycle_id)
    except NotFoundError:
        return False
    return OrderCycle.objects.filter(condition, pk=cycle_id).exists()
