"""The stages of a cycle as the conductor runs them, and the demonstrations that were set up."""

from django.db import models


class CycleStage(models.TextChoices):
    """The stages a cycle is walked through, in order."""

    OPEN = "open"
    CLOSE = "close"
    ALLOCATE = "allocate"
    ORDER = "order"
    RECEIVE = "receive"
    PACK = "pack"
    DELIVER = "deliver"
    INVOICE = "invoice"
    SETTLE = "settle"


class StageRun(models.Model):
    """That a stage was run for a cycle; the unique key makes a second run harmless.

    It tells who asked for what and what came of it, never how far the cycle is: that is told by
    the rooms' own rows, as `selectors.conductor` reads them.
    """

    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    cycle = models.ForeignKey("trading.OrderCycle", models.PROTECT, related_name="+")
    stage = models.CharField(max_length=10, choices=CycleStage)
    # How often it was asked for; part of the key of the job that does it.
    attempt = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField()
    # Of the latest attempt; empty while it runs, or when it was cut off.
    finished_at = models.DateTimeField(null=True, blank=True)
    # What came of it, in figures; and the code of what stopped it.
    outcome = models.JSONField(default=dict)
    error = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("cycle", "stage"), name="one_run_a_stage"),)

    def __str__(self) -> str:
        return f"{self.cycle_id} {self.stage}"

    @property
    def is_running(self) -> bool:
        """Whether it has begun and neither ended nor failed."""
        return self.finished_at is None and not self.error


class Demonstration(models.Model):
    """A demonstration region as it was begun: what makes a second start continue, not repeat."""

    hub = models.OneToOneField("actors.Hub", models.PROTECT, related_name="+")
    region = models.CharField(max_length=40, unique=True)
    seed = models.BigIntegerField()
    # The day it was begun for; all its dates are reckoned from here.
    today = models.DateField()
    # The description's codes and the rows they became: {"unit": {"fjellro": 12, …}, …}.
    rows = models.JSONField(default=dict)
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.region
