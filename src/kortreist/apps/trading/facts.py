"""What is known of a rule, as its form is filled in: given whole, checked by the services."""

from dataclasses import dataclass
from datetime import date, time

from kortreist.apps.trading.models import RuleKind, WhenHoliday


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFacts:
    """Rounds that repeat on these weekdays (Monday is 1), at these hours of Norwegian clocks."""

    name: str
    weekdays: frozenset[int]
    opens_days_before: int
    opens_time: time
    closes_days_before: int
    closes_time: time
    valid_from: date
    valid_until: date | None = None
    kind: RuleKind = RuleKind.ROUNDS
    when_holiday: WhenHoliday = WhenHoliday.SKIP
    surplus_hours_before: int | None = None
