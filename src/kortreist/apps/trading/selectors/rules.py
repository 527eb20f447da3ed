"""Reading rules, and the dates they give."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.selectors.calendars import hub_closed_days
from kortreist.apps.registers.selectors.holidays import holidays_between
from kortreist.apps.trading.dates import PlannedRound, planned_rounds
from kortreist.apps.trading.facts import RuleFacts
from kortreist.apps.trading.models import CycleRule, OrderCycle
from kortreist.kernel.errors import NotFoundError
from kortreist.kernel.periods import oslo_date

SHOWN_WEEKS = 8


@dataclass(frozen=True, slots=True)
class ComingDate:
    """One date of a rule as a coordinator sees it, with its cycle where there is one."""

    rule: CycleRule
    plan: PlannedRound
    cycle: OrderCycle | None

    @property
    def may_change(self) -> bool:
        """Whether the date can still be left out or moved here."""
        return self.cycle is None or self.cycle.status == "draft"


def list_rules(*, actor: Actor, hub_id: int) -> QuerySet[CycleRule]:
    """Return a hub's rules, by name."""
    require(actor, Permission.SEE_HUB, hub_id=hub_id)
    return CycleRule.objects.filter(hub_id=hub_id, removed_at__isnull=True).order_by("name", "pk")


def get_rule(*, actor: Actor, hub_id: int, public_id: UUID) -> CycleRule:
    """Return one of a hub's rules.

    Raises
    ------
    NotFoundError
        When it is none of them.
    """
    rule = list_rules(actor=actor, hub_id=hub_id).filter(public_id=public_id).first()
    if rule is None:
        raise NotFoundError
    return rule


def coming_dates(
    rules: Sequence[CycleRule], *, now: datetime, weeks: int = SHOWN_WEEKS, language: str = "nb"
) -> list[ComingDate]:
    """Return the dates that a hub's rules give in the coming weeks, first first."""
    since = oslo_date(now)
    until = since + timedelta(weeks=weeks)
    cycles = {
        (cycle.rule_id, cycle.rule_day): cycle
        for cycle in OrderCycle.objects.filter(
            rule__in=[rule.pk for rule in rules], rule_day__range=(since, until)
        )
    }
    rows = [
        ComingDate(rule, plan, cycles.get((rule.pk, plan.rule_day)))
        for rule in rules
        if rule.paused_at is None
        for plan in plan_rule(rule, since=since, until=until, language=language)
    ]
    return sorted(rows, key=lambda row: (row.plan.delivery_day or row.plan.rule_day, row.rule.pk))


def unsaved_rule(*, hub_id: int, facts: RuleFacts, pk: int | None = None) -> CycleRule:
    """Return the rule as it would be, to look at its dates."""
    weekdays = {"weekdays": sorted(facts.weekdays)}
    return CycleRule(pk=pk, hub_id=hub_id, **asdict(facts) | weekdays)


def plan_rule(
    rule: CycleRule, *, since: date, until: date, language: str = "nb"
) -> list[PlannedRound]:
    """Return what a rule gives for its days in a period; it need not be saved."""
    by_hand = dict(rule.dates.values_list("day", "moved_to")) if rule.pk else {}
    # A date may be moved a week out of the period.
    wide = (since - timedelta(weeks=1), until + timedelta(weeks=1))
    closed = hub_closed_days(hub_id=rule.hub_id, first=wide[0], last=wide[1])
    closed |= holidays_between(*wide, language)
    return planned_rounds(rule, since=since, until=until, closed=closed, by_hand=by_hand)
