"""Bringing a rule's coming cycles in line with it, without touching what anybody has touched."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max, ProtectedError

from kortreist.apps.actors.locks import lock_hub
from kortreist.apps.actors.permissions import Actor
from kortreist.apps.actors.services.audit import record
from kortreist.apps.trading.dates import PlannedRound
from kortreist.apps.trading.errors import RoundBegunError
from kortreist.apps.trading.locks import lock_cycle
from kortreist.apps.trading.models import CycleRule, CycleStatus, OrderCycle
from kortreist.apps.trading.selectors.rules import plan_rule
from kortreist.kernel.periods import oslo_date

# Cycles stand ready so long ahead, so that producers can say what they will have.
AHEAD = timedelta(days=28)
TIMES = ("name", "opens_at", "closes_at", "delivery_day", "surplus_at")


@dataclass(frozen=True, slots=True)
class Followed:
    """What came of it: cycles made, changed and withdrawn, and those left because of use."""

    made: int = 0
    changed: int = 0
    withdrawn: int = 0
    left_alone: int = 0


def follow_rule(rule: CycleRule, *, actor: Actor, now: datetime) -> Followed:
    """Make the rule's cycles ahead, and bring untouched drafts in line; once more does nothing.

    For services that hold the rule's lock.
    """
    today = oslo_date(now)
    known = {
        cycle.rule_day: cycle
        for cycle in OrderCycle.objects.filter(
            hub_id=rule.hub_id, rule=rule, rule_day__gte=today
        ).order_by("rule_day")
        if cycle.rule_day
    }
    until = max([today + AHEAD, *known])
    is_going = rule.paused_at is None and rule.removed_at is None
    plans = (
        {plan.rule_day: plan for plan in plan_rule(rule, since=today, until=until)}
        if is_going
        else {}
    )
    changed, withdrawn, left_alone = _correct(rule, known, plans, actor=actor, now=now)
    fresh = [plan for day, plan in plans.items() if day not in known and day <= today + AHEAD]
    made = _make(rule, fresh, actor=actor, now=now)
    return Followed(made, changed, withdrawn, left_alone)


def withdraw_draft(cycle: OrderCycle, *, actor: Actor, now: datetime) -> bool:
    """Take back a locked draft with what is offered in it; whether it could be done.

    Nothing can have been ordered in a draft, and the producers' words for the day stand.
    """
    params = {"day": cycle.delivery_day.isoformat(), "number": cycle.number}
    record(actor, "trading.cycle.withdrawn", cycle, hub_id=cycle.hub_id, now=now, params=params)
    try:
        with transaction.atomic():
            cycle.offers.all().delete()
            cycle.delete()
    except ProtectedError:
        return False
    return True


def require_draft(cycle: OrderCycle) -> None:
    """Raise RoundBegunError once a cycle has been opened."""
    if cycle.status != CycleStatus.DRAFT:
        raise RoundBegunError(day=cycle.delivery_day)


def _correct(
    rule: CycleRule,
    known: Mapping[date, OrderCycle],
    plans: Mapping[date, PlannedRound],
    *,
    actor: Actor,
    now: datetime,
) -> tuple[int, int, int]:
    changed = withdrawn = left_alone = 0
    for day, cycle in known.items():
        plan = plans.get(day)
        if cycle.status != CycleStatus.DRAFT or _agrees(rule, cycle, plan):
            continue
        locked = lock_cycle(hub_id=rule.hub_id, cycle_id=cycle.pk)
        if locked.status != CycleStatus.DRAFT or _is_touched(locked):
            left_alone += 1
        elif plan is None or plan.is_left_out or _is_taken(locked, plan):
            withdrawn += withdraw_draft(locked, actor=actor, now=now)
        else:
            _retime(rule, locked, plan, actor=actor, now=now)
            changed += 1
    return changed, withdrawn, left_alone


def _agrees(rule: CycleRule, cycle: OrderCycle, plan: PlannedRound | None) -> bool:
    return plan is not None and all(
        getattr(cycle, name) == value for name, value in _values(rule, plan).items()
    )


def _is_touched(cycle: OrderCycle) -> bool:
    return cycle.offers.exists() or cycle.orders.exists()


def _is_taken(cycle: OrderCycle, plan: PlannedRound) -> bool:
    """Whether another of the rule's cycles delivers that day."""
    others = OrderCycle.objects.filter(rule_id=cycle.rule_id).exclude(pk=cycle.pk)
    return others.filter(delivery_day__in=[plan.delivery_day]).exists()


def _values(rule: CycleRule, plan: PlannedRound) -> dict[str, object]:
    return {"name": rule.name} | {name: getattr(plan, name) for name in TIMES if name != "name"}


def _retime(
    rule: CycleRule, cycle: OrderCycle, plan: PlannedRound, *, actor: Actor, now: datetime
) -> None:
    before = {"day": cycle.delivery_day.isoformat()}
    for name, value in _values(rule, plan).items():
        setattr(cycle, name, value)
    cycle.version += 1
    cycle.save(update_fields=[*TIMES, "version"])
    after = {"day": cycle.delivery_day.isoformat()}
    record(
        actor,
        "trading.cycle.retimed",
        cycle,
        hub_id=cycle.hub_id,
        now=now,
        before=before,
        after=after,
    )


def _make(rule: CycleRule, plans: list[PlannedRound], *, actor: Actor, now: datetime) -> int:
    coming = [
        plan for plan in plans if plan.delivery_day and plan.closes_at and plan.closes_at > now
    ]
    if not coming:
        return 0
    lock_hub(rule.hub_id)
    rows = OrderCycle.objects.filter(hub_id=rule.hub_id)
    taken = set(rows.filter(rule=rule).values_list("delivery_day", flat=True))
    number = rows.aggregate(last=Max("number"))["last"] or 0
    made = 0
    for plan in coming:
        if plan.delivery_day is None or plan.delivery_day in taken:
            continue
        taken.add(plan.delivery_day)
        made += 1
        cycle = OrderCycle.objects.create(
            hub_id=rule.hub_id,
            number=number + made,
            rule=rule,
            rule_day=plan.rule_day,
            **_values(rule, plan),
        )
        params = {"rule": rule.pk}
        record(actor, "trading.cycle.created", cycle, hub_id=rule.hub_id, now=now, params=params)
    return made
