"""Making, changing, pausing and ending standing orders, and leaving out or changing one date."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.catalogue.models import Listing, Variant
from kortreist.apps.trading.errors import (
    AlreadyFilledError,
    StaleFormError,
    StandingDaysError,
    StandingEmptyError,
)
from kortreist.apps.trading.locks import lock_standing_order
from kortreist.apps.trading.models import (
    CycleRule,
    StandingException,
    StandingLine,
    StandingOrder,
    StandingRhythm,
    StandingRun,
)
from kortreist.apps.trading.quantities import require_packs
from kortreist.apps.trading.rhythm import is_due
from kortreist.apps.trading.selectors.cycles import open_cycles
from kortreist.apps.trading.services.lines import find_unit
from kortreist.apps.trading.services.standing_jobs import promise_standing_order
from kortreist.kernel.errors import InvalidInputError, NotFoundError

MOST_LEAD_DAYS = 14
MOST_WEEKS = 52
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingFacts:
    """When a standing order is placed.

    Parameters
    ----------
    rule_id
        For each cycle: only those of this rule.
    every_weeks, weekday
        For a rhythm of weeks; Monday is 0.
    lead_days
        Days before the delivery that it is placed; zero is as soon as the round opens.
    """

    name: str
    from_day: date
    until_day: date | None = None
    rhythm: StandingRhythm = StandingRhythm.EACH_CYCLE
    rule_id: int | None = None
    every_weeks: int = 1
    weekday: int | None = None
    lead_days: int = 0


@dataclass(frozen=True, slots=True)
class StandingWish:
    """So many packs of a variant each time, and the fewest that are of use."""

    variant_id: int
    count: int
    minimum_count: int = 0


@transaction.atomic
def save_standing_order(
    *,
    actor: Actor,
    hub_id: int,
    unit_id: int,
    facts: StandingFacts,
    lines: Sequence[StandingWish],
    now: datetime,
    standing_order_id: int | None = None,
    expected_version: int | None = None,
) -> StandingOrder:
    """Make a standing order, or change one for all rounds to come; it holds for those that open.

    A new one that belongs to a round that is open already is placed in it too.

    Raises
    ------
    NotFoundError
        When the unit, the order, the rule or a variant is not the actor's to know of.
    InvalidInputError, StandingDaysError, StandingEmptyError
        When it has no name, ends before it begins, or orders nothing.
    QuantityOutOfRangeError, NotAMultipleError
        When a number cannot be right.
    StaleFormError
        When it has changed since ``expected_version``.
    """
    require(actor, Permission.ORDER, hub_id=hub_id, unit_id=unit_id)
    unit = find_unit(hub_id, unit_id)
    _require_facts(hub_id, facts)
    wishes = _require_lines(hub_id, lines)
    if standing_order_id is None:
        standing = StandingOrder(hub_id=hub_id, unit=unit, created_at=now)
    else:
        standing = _locked(hub_id, unit_id, standing_order_id, expected_version)
        standing.version += 1
    standing.name = facts.name.strip()
    for field in ("from_day", "until_day", "rhythm", "rule_id", "every_weeks", "lead_days"):
        setattr(standing, field, getattr(facts, field))
    standing.weekday = facts.weekday if facts.rhythm == StandingRhythm.WEEKS else None
    standing.save()
    standing.lines.all().delete()
    StandingLine.objects.bulk_create(
        StandingLine(
            hub_id=hub_id,
            standing_order=standing,
            variant_id=wish.variant_id,
            count=wish.count,
            minimum_count=min(wish.minimum_count, wish.count),
        )
        for wish in wishes
    )
    if standing_order_id is None:
        for cycle in open_cycles(hub_id=hub_id, now=now):
            if is_due(standing, cycle):
                promise_standing_order(standing, cycle, now=now)
    code = "made" if standing_order_id is None else "changed"
    _record(actor, code, standing, now, lines=len(wishes))
    return standing


@transaction.atomic
def pause_standing_order(
    *,
    actor: Actor,
    hub_id: int,
    unit_id: int,
    standing_order_id: int,
    paused_from: date | None,
    paused_until: date | None,
    now: datetime,
) -> StandingOrder:
    """Leave out deliveries in ``[paused_from, paused_until)``; without a first day, go on again.

    Raises
    ------
    NotFoundError
        When the order is not the actor's to know of.
    StandingDaysError
        When the pause would end before it begins.
    """
    require(actor, Permission.ORDER, hub_id=hub_id, unit_id=unit_id)
    if paused_until is not None and (paused_from is None or paused_until <= paused_from):
        raise StandingDaysError
    standing = _locked(hub_id, unit_id, standing_order_id, None)
    standing.paused_from, standing.paused_until = paused_from, paused_until
    standing.version += 1
    standing.save(update_fields=["paused_from", "paused_until", "version"])
    _record(actor, "paused" if paused_from else "resumed", standing, now)
    return standing


@transaction.atomic
def end_standing_order(
    *,
    actor: Actor,
    hub_id: int,
    unit_id: int,
    standing_order_id: int,
    last_day: date,
    now: datetime,
) -> StandingOrder:
    """Let ``last_day`` be the last delivery; what is placed already stands.

    Raises
    ------
    NotFoundError
        When the order is not the actor's to know of.
    """
    require(actor, Permission.ORDER, hub_id=hub_id, unit_id=unit_id)
    standing = _locked(hub_id, unit_id, standing_order_id, None)
    standing.until_day = max(last_day, standing.from_day) + DAY
    standing.version += 1
    standing.save(update_fields=["until_day", "version"])
    _record(actor, "ended", standing, now, day=last_day.isoformat())
    return standing


@transaction.atomic
def change_one_date(
    *,
    actor: Actor,
    hub_id: int,
    unit_id: int,
    standing_order_id: int,
    day: date,
    now: datetime,
    is_skipped: bool = False,
    counts: Mapping[int, int] | None = None,
) -> StandingException | None:
    """Leave out one delivery day, or order other numbers this once; neither is as usual again.

    Parameters
    ----------
    counts
        Packs by variant of the order; zero leaves one out, what is not named is as usual.

    Raises
    ------
    NotFoundError
        When the order, or a variant of ``counts`` on it, is not there.
    AlreadyFilledError
        When the order was placed for that day already.
    QuantityOutOfRangeError
        When a number cannot be right.
    """
    require(actor, Permission.ORDER, hub_id=hub_id, unit_id=unit_id)
    standing = _locked(hub_id, unit_id, standing_order_id, None)
    if StandingRun.objects.filter(standing_order=standing, cycle__delivery_day=day).exists():
        raise AlreadyFilledError(day=day)
    usual = dict(standing.lines.values_list("variant_id", "count"))
    other = {pk: count for pk, count in (counts or {}).items() if usual.get(pk) != count}
    if not other.keys() <= usual.keys():
        raise NotFoundError
    for count in other.values():
        require_packs(count)
    standing.exceptions.filter(day=day).delete()
    exception = None
    if is_skipped or other:
        exception = StandingException.objects.create(
            hub_id=hub_id,
            standing_order=standing,
            day=day,
            is_skipped=is_skipped,
            counts={} if is_skipped else {str(pk): count for pk, count in other.items()},
        )
    code = "left_out" if is_skipped else "changed_once" if other else "as_usual"
    _record(actor, code, standing, now, day=day.isoformat())
    return exception


def _locked(
    hub_id: int, unit_id: int, standing_order_id: int, expected_version: int | None
) -> StandingOrder:
    standing = lock_standing_order(hub_id=hub_id, standing_order_id=standing_order_id)
    if standing.unit_id != unit_id:
        raise NotFoundError
    if expected_version is not None and expected_version != standing.version:
        raise StaleFormError(seen=expected_version, version=standing.version)
    return standing


def _require_facts(hub_id: int, facts: StandingFacts) -> None:
    if not facts.name.strip():
        raise InvalidInputError("name_missing")
    if facts.until_day is not None and facts.until_day <= facts.from_day:
        raise StandingDaysError
    in_range = 1 <= facts.every_weeks <= MOST_WEEKS and 0 <= facts.lead_days <= MOST_LEAD_DAYS
    has_weekday = facts.rhythm != StandingRhythm.WEEKS or facts.weekday in range(7)
    if not (in_range and has_weekday and len(facts.name.strip()) <= 100):
        raise InvalidInputError
    if (
        facts.rule_id is not None
        and not CycleRule.objects.filter(hub_id=hub_id, pk=facts.rule_id).exists()
    ):
        raise NotFoundError


def _require_lines(hub_id: int, lines: Sequence[StandingWish]) -> list[StandingWish]:
    wishes = [wish for wish in lines if wish.count]
    if not wishes:
        raise StandingEmptyError
    ids = [wish.variant_id for wish in wishes]
    listed = Listing.objects.filter(hub_id=hub_id, variant__in=ids).values("variant")
    packs = Variant.objects.filter(pk__in=listed).in_bulk()
    if len(packs) != len(ids):
        raise NotFoundError
    for wish in wishes:
        require_packs(wish.count, multiple=packs[wish.variant_id].order_multiple)
        require_packs(wish.minimum_count)
    return wishes


def _record(
    actor: Actor, what: str, standing: StandingOrder, now: datetime, **params: object
) -> None:
    record(
        actor,
        f"trading.standing.{what}",
        standing,
        hub_id=standing.hub_id,
        now=now,
        params=params,
    )
