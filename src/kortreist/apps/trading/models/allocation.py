"""Sharing out what is scarce: each run is kept, with a reason for every line."""

import uuid

from django.db import models

from kortreist.apps.trading.models.cycles import OrderCycle
from kortreist.apps.trading.models.orders import OrderLine


class Policy(models.TextChoices):
    """The stated rule that scarce goods are shared by."""

    PROPORTIONAL = "proportional"
    MAX_MIN = "max_min"
    ROTATION = "rotation"


class RunStatus(models.TextChoices):
    """Where a run stands."""

    PREVIEW = "preview"
    COMMITTED = "committed"
    UNDONE = "undone"


class AllocationRun(models.Model):
    """One working-out of who gets what, a preview until it is committed."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    cycle = models.ForeignKey(OrderCycle, models.PROTECT, related_name="allocation_runs")
    # The cycle's version the wishes were read at; a changed cycle cannot be committed from it.
    cycle_version = models.PositiveIntegerField()
    policy = models.CharField(max_length=20, choices=Policy)
    status = models.CharField(max_length=10, choices=RunStatus, default=RunStatus.PREVIEW)
    # How it was worked out and how near the best possible it is.
    report = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("hub", "cycle")),)
        constraints = (
            models.UniqueConstraint(
                fields=("cycle",),
                condition=models.Q(status="committed"),
                name="one_committed_allocation_a_cycle",
            ),
        )

    def __str__(self) -> str:
        return f"{self.cycle_id} {self.policy} {self.status}"


class AllocationLine(models.Model):
    """What a run gives one order line, and why."""

    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    run = models.ForeignKey(AllocationRun, models.PROTECT, related_name="lines")
    order_line = models.ForeignKey(OrderLine, models.PROTECT, related_name="allocations")
    wanted_packs = models.BigIntegerField()
    given_packs = models.BigIntegerField()
    # [{"code": …, "params": {…}}, …], put into words when shown.
    reasons = models.JSONField(default=list)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("hub", "run")),)
        constraints = (
            models.UniqueConstraint(fields=("run", "order_line"), name="one_answer_a_line"),
            models.CheckConstraint(
                condition=models.Q(given_packs__gte=0, given_packs__lte=models.F("wanted_packs")),
                name="nobody_gets_more_than_the_wish",
            ),
        )

    def __str__(self) -> str:
        return f"{self.order_line_id}: {self.given_packs} of {self.wanted_packs}"
