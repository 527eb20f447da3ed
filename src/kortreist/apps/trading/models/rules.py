"""The rules that rounds repeat by, in Norwegian wall time, and the single dates that differ."""

import uuid

from django.db import models


class RuleKind(models.TextChoices):
    """What the days of a rule are to those who order."""

    ROUNDS = "rounds"
    # Orders any day: each delivery day is a cycle by itself.
    ANY_DAY = "any_day"


class WhenHoliday(models.TextChoices):
    """What becomes of a delivery day that falls on a public holiday or a day the hub is closed."""

    SKIP = "skip"
    DAY_BEFORE = "day_before"
    DAY_AFTER = "day_after"


class CycleRule(models.Model):
    """Rounds that repeat: on these weekdays, opening and closing so many days before.

    Times are what Norwegian clocks show, whatever the season. A rule that was removed makes no more
    cycles; those it made stand.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=RuleKind, default=RuleKind.ROUNDS)
    # Monday is 1, as ISO counts.
    weekdays = models.JSONField(default=list)
    opens_days_before = models.PositiveSmallIntegerField()
    opens_time = models.TimeField()
    closes_days_before = models.PositiveSmallIntegerField()
    closes_time = models.TimeField()
    when_holiday = models.CharField(max_length=10, choices=WhenHoliday, default=WhenHoliday.SKIP)
    # Delivery days in ``[valid_from, valid_until)``.
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    # What is unclaimed is offered to those who tend to buy it so long before closing; None: never
    # by itself.
    surplus_hours_before = models.PositiveSmallIntegerField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("name", "id")
        indexes = (models.Index(fields=("hub", "removed_at")),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(opens_days_before__gt=models.F("closes_days_before"))
                | models.Q(
                    opens_days_before=models.F("closes_days_before"),
                    opens_time__lt=models.F("closes_time"),
                ),
                name="rule_opens_before_it_closes",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gt=models.F("valid_from")),
                name="rule_period",
            ),
        )

    def __str__(self) -> str:
        return self.name


class RuleDate(models.Model):
    """One date of a rule that is not as the rule has it: left out, or on another day."""

    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    rule = models.ForeignKey(CycleRule, models.PROTECT, related_name="dates")
    # The day the rule's weekdays give.
    day = models.DateField()
    # Where it is moved to; None: left out.
    moved_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("day",)
        indexes = (models.Index(fields=("hub", "rule")),)
        constraints = (models.UniqueConstraint(fields=("rule", "day"), name="rule_date_once"),)

    def __str__(self) -> str:
        return f"{self.rule_id} {self.day} → {self.moved_to}"
