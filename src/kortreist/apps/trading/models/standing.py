"""What a unit wants again: its favourites, and the orders that repeat by themselves."""

import uuid

from django.db import models

from kortreist.apps.trading.models.cycles import OrderCycle
from kortreist.apps.trading.models.orders import Order
from kortreist.apps.trading.models.rules import CycleRule


class Favourite(models.Model):
    """A pack on a unit's own list, in the order of its own shelves."""

    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    unit = models.ForeignKey("actors.BuyerUnit", models.PROTECT, related_name="+")
    variant = models.ForeignKey("catalogue.Variant", models.PROTECT, related_name="+")
    # Where it stands in the unit's own store room; lists follow shelf and position.
    shelf = models.CharField(max_length=40, blank=True)
    position = models.PositiveIntegerField(default=0)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("shelf", "position", "id")
        indexes = (models.Index(fields=("hub", "variant")),)
        constraints = (
            models.UniqueConstraint(
                fields=("hub", "unit", "variant"), name="favourite_once_a_unit"
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit_id} ★ {self.variant_id}"


class StandingRhythm(models.TextChoices):
    """Which rounds a standing order belongs to."""

    EACH_CYCLE = "each_cycle"
    WEEKS = "weeks"


class StandingOrder(models.Model):
    """An order that a unit wants placed by itself, in force in ``[from_day, until_day)``.

    Days are the rounds' delivery days. Never deleted once it has run: it is ended instead.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    unit = models.ForeignKey("actors.BuyerUnit", models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    rhythm = models.CharField(
        max_length=12, choices=StandingRhythm, default=StandingRhythm.EACH_CYCLE
    )
    # For `each_cycle`: only the rounds that this rule makes; None is every round.
    rule = models.ForeignKey(
        CycleRule, models.PROTECT, related_name="standing_orders", null=True, blank=True
    )
    # For `weeks`: every so many weeks, reckoned from the week of `from_day`, on this weekday
    # (0 is Monday).
    every_weeks = models.PositiveSmallIntegerField(default=1)
    weekday = models.PositiveSmallIntegerField(null=True, blank=True)
    from_day = models.DateField()
    until_day = models.DateField(null=True, blank=True)
    paused_from = models.DateField(null=True, blank=True)
    paused_until = models.DateField(null=True, blank=True)
    # Placed so many days before the delivery; zero is as soon as the round opens.
    lead_days = models.PositiveSmallIntegerField(default=0)
    # Among equals, who has waited longest comes first.
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("name", "id")
        indexes = (models.Index(fields=("hub", "unit")),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(until_day__isnull=True)
                | models.Q(until_day__gt=models.F("from_day")),
                name="standing_order_lasts_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(paused_from__isnull=True, paused_until__isnull=True)
                | models.Q(paused_from__isnull=False, paused_until__isnull=True)
                | models.Q(paused_until__gt=models.F("paused_from")),
                name="standing_pause_lasts_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(every_weeks__range=(1, 52)), name="standing_weeks_in_range"
            ),
            models.CheckConstraint(
                condition=~models.Q(rhythm="weeks") | models.Q(weekday__range=(0, 6)),
                name="standing_weeks_have_a_weekday",
            ),
            models.CheckConstraint(
                condition=models.Q(lead_days__lte=14), name="standing_lead_in_range"
            ),
        )

    def __str__(self) -> str:
        return self.name


class StandingLine(models.Model):
    """So many packs of one kind, each time."""

    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    standing_order = models.ForeignKey(StandingOrder, models.CASCADE, related_name="lines")
    variant = models.ForeignKey("catalogue.Variant", models.PROTECT, related_name="+")
    count = models.PositiveIntegerField()
    # Less than this many packs is of no use to the kitchen.
    minimum_count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("hub", "variant")),)
        constraints = (
            models.UniqueConstraint(
                fields=("standing_order", "variant"), name="standing_variant_once"
            ),
            models.CheckConstraint(
                condition=models.Q(count__gt=0, minimum_count__lte=models.F("count")),
                name="standing_count_above_zero",
            ),
        )

    def __str__(self) -> str:
        return f"{self.count} × {self.variant_id}"


class StandingException(models.Model):
    """One delivery day that is not as usual: left out, or with other numbers this once.

    ``counts`` is packs by variant id, as text; what is not there is as usual.
    """

    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    standing_order = models.ForeignKey(StandingOrder, models.CASCADE, related_name="exceptions")
    day = models.DateField()
    is_skipped = models.BooleanField(default=False)
    counts = models.JSONField(default=dict)

    class Meta:
        ordering = ("day",)
        constraints = (
            models.UniqueConstraint(
                fields=("standing_order", "day"), name="standing_exception_once_a_day"
            ),
        )

    def __str__(self) -> str:
        return f"{self.standing_order_id} {self.day}"


class RunOutcome(models.TextChoices):
    """What came of a standing order in a round."""

    ORDERED = "ordered"
    PARTLY = "partly"
    IN_BASKET = "in_basket"
    SKIPPED = "skipped"
    FAILED = "failed"


class StandingRun(models.Model):
    """What came of a standing order in one round; made once, whatever happens."""

    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    standing_order = models.ForeignKey(StandingOrder, models.PROTECT, related_name="runs")
    cycle = models.ForeignKey(OrderCycle, models.PROTECT, related_name="standing_runs")
    order = models.ForeignKey(
        Order, models.PROTECT, related_name="standing_runs", null=True, blank=True
    )
    outcome = models.CharField(max_length=10, choices=RunOutcome)
    # Why not all, a public code: "unit_closed", "paused", "nothing_to_be_had", "credit_limit", …
    code = models.CharField(max_length=40, blank=True)
    # {"params": {…}, "lines": [{"variant", "wanted", "had", "added", "code"}, …]}
    report = models.JSONField(default=dict)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("hub", "cycle", "outcome")),)
        constraints = (
            models.UniqueConstraint(
                fields=("standing_order", "cycle"), name="standing_run_once_a_cycle"
            ),
        )

    def __str__(self) -> str:
        return f"{self.standing_order_id} in {self.cycle_id}: {self.outcome}"
