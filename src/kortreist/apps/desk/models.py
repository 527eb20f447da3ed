"""The stages of a cycle as the conductor runs them, and the demonstrations that were set up."""

import uuid

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


class NoticeKind(models.TextChoices):
    """What the clock tells of a round."""

    OPENED = "opened"
    CLOSES_SOON = "closes_soon"
    CLOSED = "closed"


class RoundNotice(models.Model):
    """That everybody was told that a round opened, closes soon or closed: it is told once."""

    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    cycle = models.ForeignKey("trading.OrderCycle", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=NoticeKind)
    told = models.PositiveIntegerField()
    told_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("cycle", "kind"), name="one_notice_a_kind"),)

    def __str__(self) -> str:
        return f"{self.cycle_id} {self.kind}"


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


class DeclarationRound(models.Model):
    """A changed declaration that a hub's units have been told of; once and for all."""

    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    declaration = models.ForeignKey("catalogue.Declaration", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("hub", "declaration"), name="declaration_told_once"),
        )

    def __str__(self) -> str:
        return f"{self.hub_id}: {self.declaration_id}"


class DeclarationNews(models.Model):
    """A change of what is in goods that a unit uses: shown on its home until it has seen it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    unit = models.ForeignKey("actors.BuyerUnit", models.PROTECT, related_name="+")
    # From what it was to what it is; several changes in a row are told as one.
    before = models.ForeignKey("catalogue.Declaration", models.PROTECT, related_name="+")
    declaration = models.ForeignKey("catalogue.Declaration", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        verbose_name_plural = "declaration news"
        indexes = (models.Index(fields=("hub", "unit", "seen_at")),)
        constraints = (
            models.UniqueConstraint(fields=("unit", "declaration"), name="told_a_unit_once"),
        )

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.declaration_id}"
