"""Setting up rounds that repeat, and deciding for single dates of them."""

from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.trading.errors import RoundBegunError, RuleDateError, RuleTimesError
from kortreist.apps.trading.facts import RuleFacts
from kortreist.apps.trading.locks import lock_cycle, lock_rule
from kortreist.apps.trading.models import CycleRule, OrderCycle, RuleDate
from kortreist.apps.trading.services.following import (
    Followed,
    follow_rule,
    require_draft,
    withdraw_draft,
)
from kortreist.kernel.periods import is_in_force, oslo_date

MOST_DAYS = 60
MOST_HOURS = 14 * 24


@transaction.atomic
def create_rule(
    *, actor: Actor, hub_id: int, facts: RuleFacts, now: datetime
) -> tuple[CycleRule, Followed]:
    """Set up rounds that repeat, with the first of them made at once.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not manage cycles at the hub.
    RuleTimesError
        When such rounds could not be.
    """
    require(actor, Permission.MANAGE_CYCLES, hub_id=hub_id)
    _check(facts)
    rule = CycleRule.objects.create(hub_id=hub_id, **_values(facts))
    record(actor, "trading.rule.created", rule, hub_id=hub_id, now=now)
    return rule, follow_rule(rule, actor=actor, now=now)


@transaction.atomic
def change_rule(
    *, actor: Actor, hub_id: int, rule_id: int, facts: RuleFacts, now: datetime
) -> tuple[CycleRule, Followed]:
    """Change a rule; coming rounds follow where nobody has used them, all others stand.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not manage cycles at the hub.
    NotFoundError
        When it is none of the hub's rules.
    RuleTimesError
        When such rounds could not be.
    """
    require(actor, Permission.MANAGE_CYCLES, hub_id=hub_id)
    _check(facts)
    rule = lock_rule(hub_id=hub_id, rule_id=rule_id)
    values = _values(facts)
    changed = sorted(name for name, value in values.items() if getattr(rule, name) != value)
    if not changed:
        return rule, Followed()
    for name in changed:
        setattr(rule, name, values[name])
    rule.version += 1
    rule.save(update_fields=[*changed, "version"])
    params = {"fields": changed}
    record(actor, "trading.rule.changed", rule, hub_id=hub_id, now=now, params=params)
    return rule, follow_rule(rule, actor=actor, now=now)


@transaction.atomic
def pause_rule(*, actor: Actor, hub_id: int, rule_id: int, now: datetime) -> CycleRule:
    """Make no more rounds by a rule for now; unused drafts of it are withdrawn.

    Raises
    ------
    NotPermittedError, NotFoundError
        When it is not the actor's to do, or none of the hub's rules.
    """
    require(actor, Permission.MANAGE_CYCLES, hub_id=hub_id)
    rule = lock_rule(hub_id=hub_id, rule_id=rule_id)
    return _mark(rule, actor=actor, now=now, code="paused", paused_at=now)


@transaction.atomic
def resume_rule(*, actor: Actor, hub_id: int, rule_id: int, now: datetime) -> CycleRule:
    """Let a paused rule make rounds again.

    Raises
    ------
    NotPermittedError, NotFoundError
        When it is not the actor's to do, or none of the hub's rules.
    """
    require(actor, Permission.MANAGE_CYCLES, hub_id=hub_id)
    rule = lock_rule(hub_id=hub_id, rule_id=rule_id)
    return _mark(rule, actor=actor, now=now, code="resumed", paused_at=None)


@transaction.atomic
def remove_rule(*, actor: Actor, hub_id: int, rule_id: int, now: datetime) -> CycleRule:
    """Take a rule away; rounds that anybody has used stand as they are, with every order line.

    Raises
    ------
    NotPermittedError, NotFoundError
        When it is not the actor's to do, or none of the hub's rules.
    """
    require(actor, Permission.MANAGE_CYCLES, hub_id=hub_id)
    rule = lock_rule(hub_id=hub_id, rule_id=rule_id)
    return _mark(rule, actor=actor, now=now, code="removed", removed_at=now)


@transaction.atomic
def set_date(
    *,
    actor: Actor,
    hub_id: int,
    rule_id: int,
    day: date,
    moved_to: date | None,
    now: datetime,
) -> RuleDate:
    """Leave one date of a rule out, or move it; its draft follows, used or not.

    What producers have said for the day stands, and is taken up where a round comes that day.

    Parameters
    ----------
    moved_to
        None leaves the date out.

    Raises
    ------
    NotPermittedError, NotFoundError
        When it is not the actor's to do, or none of the hub's rules.
    RuleDateError
        When the day is none of the rule's, or the other has passed or has a round of the rule.
    RoundBegunError
        When the round is open or past.
    """
    require(actor, Permission.MANAGE_CYCLES, hub_id=hub_id)
    rule = lock_rule(hub_id=hub_id, rule_id=rule_id)
    _require_rule_day(rule, day, moved_to, today=oslo_date(now))
    _clear_draft(rule, day, actor=actor, now=now)
    row, _ = RuleDate.objects.update_or_create(
        rule=rule, day=day, defaults={"hub_id": hub_id, "moved_to": moved_to}
    )
    params = {"day": day.isoformat(), "moved_to": moved_to.isoformat() if moved_to else None}
    record(actor, "trading.rule.date_set", rule, hub_id=hub_id, now=now, params=params)
    follow_rule(rule, actor=actor, now=now)
    return row


@transaction.atomic
def restore_date(*, actor: Actor, hub_id: int, rule_id: int, day: date, now: datetime) -> CycleRule:
    """Let a date be as the rule has it again; harmless where it is.

    Raises
    ------
    NotPermittedError, NotFoundError
        When it is not the actor's to do, or none of the hub's rules.
    RoundBegunError
        When the round is open or past.
    """
    require(actor, Permission.MANAGE_CYCLES, hub_id=hub_id)
    rule = lock_rule(hub_id=hub_id, rule_id=rule_id)
    gone, _ = RuleDate.objects.filter(rule=rule, day=day).delete()
    if gone:
        _clear_draft(rule, day, actor=actor, now=now)
        params = {"day": day.isoformat()}
        record(actor, "trading.rule.date_restored", rule, hub_id=hub_id, now=now, params=params)
        follow_rule(rule, actor=actor, now=now)
    return rule


def _mark(
    rule: CycleRule, *, actor: Actor, now: datetime, code: str, **values: datetime | None
) -> CycleRule:
    for name, value in values.items():
        setattr(rule, name, value)
    rule.version += 1
    rule.save(update_fields=[*values, "version"])
    record(actor, f"trading.rule.{code}", rule, hub_id=rule.hub_id, now=now)
    follow_rule(rule, actor=actor, now=now)
    return rule


def _check(facts: RuleFacts) -> None:
    opens = (-facts.opens_days_before, facts.opens_time)
    closes = (-facts.closes_days_before, facts.closes_time)
    hours = facts.surplus_hours_before
    is_right = (
        facts.name.strip()
        and facts.weekdays
        and facts.weekdays <= frozenset(range(1, 8))
        and 0 <= facts.closes_days_before <= facts.opens_days_before <= MOST_DAYS
        and opens < closes
        and (facts.valid_until is None or facts.valid_from < facts.valid_until)
        and (hours is None or 0 <= hours <= MOST_HOURS)
    )
    if not is_right:
        raise RuleTimesError


def _values(facts: RuleFacts) -> dict[str, object]:
    return asdict(facts) | {"name": facts.name.strip(), "weekdays": sorted(facts.weekdays)}


def _require_rule_day(rule: CycleRule, day: date, moved_to: date | None, *, today: date) -> None:
    if day.isoweekday() not in rule.weekdays or not is_in_force(
        day, rule.valid_from, rule.valid_until
    ):
        raise RuleDateError(day=day)
    if moved_to is None:
        return
    others = OrderCycle.objects.filter(rule=rule, delivery_day=moved_to).exclude(rule_day=day)
    if moved_to < today or others.exists():
        raise RuleDateError(day=moved_to)


def _clear_draft(rule: CycleRule, day: date, *, actor: Actor, now: datetime) -> None:
    """Withdraw the date's cycle, used or not, to be made anew where it now belongs."""
    known = OrderCycle.objects.filter(hub_id=rule.hub_id, rule=rule, rule_day=day).first()
    if known is None:
        return
    cycle = lock_cycle(hub_id=rule.hub_id, cycle_id=known.pk)
    require_draft(cycle)
    if not withdraw_draft(cycle, actor=actor, now=now):
        # Something else hangs on it already, such as a standing order's run.
        raise RoundBegunError(day=cycle.delivery_day)
