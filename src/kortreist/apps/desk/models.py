"""The stages of a cycle as the conductor runs them."""

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
    """That a stage was run for a cycle; the unique key makes a second run harmless."""

    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    cycle = models.ForeignKey("trading.OrderCycle", models.PROTECT, related_name="+")
    stage = models.CharField(max_length=10, choices=CycleStage)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    # What came of it, in figures; and the code of what stopped it.
    outcome = models.JSONField(default=dict)
    error = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("cycle", "stage"), name="one_run_a_stage"),)

    def __str__(self) -> str:
        return f"{self.cycle_id} {self.stage}"
