"""Taking goods back from those who got them: who is told, and who has answered."""

import uuid

from django.db import models


class Hazard(models.TextChoices):
    """What is wrong, or may be."""

    PATHOGEN = "pathogen"
    ALLERGEN = "allergen"
    FOREIGN_BODY = "foreign_body"
    CHEMICAL = "chemical"
    TEMPERATURE = "temperature"
    LABEL = "label"
    OTHER = "other"


class Instruction(models.TextChoices):
    """What receivers are asked to do with the goods."""

    SET_ASIDE = "set_aside"
    THROW_AWAY = "throw_away"
    SEND_BACK = "send_back"


class RecallKind(models.TextChoices):
    """How serious it is; a drill is for practice and nobody acts on it."""

    RECALL = "recall"
    WITHDRAWAL = "withdrawal"
    DRILL = "drill"


class RecallStatus(models.TextChoices):
    """How far it has come."""

    OPEN = "open"
    CLOSED = "closed"


class Recall(models.Model):
    """One case: the lots it is about, the reason, and how long it took to find everyone."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=RecallKind)
    status = models.CharField(max_length=10, choices=RecallStatus, default=RecallStatus.OPEN)
    hazard = models.CharField(max_length=20, choices=Hazard)
    reason = models.TextField()
    # What the receivers are asked to do with what they have.
    instruction = models.CharField(max_length=20, choices=Instruction)
    # How long tracing took, in milliseconds, and what it found then.
    traced_ms = models.PositiveIntegerField(default=0)
    found = models.JSONField(default=dict, blank=True)
    authority_told_at = models.DateTimeField(null=True, blank=True)
    actor = models.CharField(max_length=100)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    conclusion = models.TextField(blank=True)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("hub", "status", "-id")),)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_drill(self) -> bool:
        """Whether it is for practice."""
        return self.kind == RecallKind.DRILL

    @property
    def is_open(self) -> bool:
        """Whether answers are still waited for."""
        return self.status == RecallStatus.OPEN


class RecallLot(models.Model):
    """A lot in a case: asked for, or found because it was made from one that was."""

    recall = models.ForeignKey(Recall, models.PROTECT, related_name="lots")
    lot = models.ForeignKey("fulfilment.Lot", models.PROTECT, related_name="+")
    is_root = models.BooleanField(default=False)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("recall", "lot"), name="lot_once_a_recall"),)

    def __str__(self) -> str:
        return f"{self.recall_id} {self.lot_id}"


class NoticeAnswer(models.TextChoices):
    """What a receiver says of the goods."""

    REMOVED = "removed"
    RETURNED = "returned"
    USED = "used"
    NEVER_HAD = "never_had"


class RecallNotice(models.Model):
    """One receiver of a case: what it got, when it was told, what it answered."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    recall = models.ForeignKey(Recall, models.PROTECT, related_name="notices")
    # A unit that got the goods, or a producer whose lot it is.
    unit = models.ForeignKey(
        "actors.BuyerUnit", models.PROTECT, related_name="+", null=True, blank=True
    )
    producer = models.ForeignKey(
        "actors.Organisation", models.PROTECT, related_name="+", null=True, blank=True
    )
    # What it got, or a producer brought, lot by lot: mark, goods, packs, amount, unit, dates.
    goods = models.JSONField(default=list, blank=True)
    # All packs of it, and what of them came from the lots asked for, in whole g, ml or pieces.
    count = models.BigIntegerField(default=0)
    amount = models.BigIntegerField(default=0)
    # A link in the message opens the answer without signing in; only its digest is stored.
    token_digest = models.CharField(max_length=64, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=10, choices=NoticeAnswer, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=100, blank=True)
    answered_count = models.BigIntegerField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("recall", "unit"), name="unit_told_once_a_recall"),
            models.UniqueConstraint(
                fields=("recall", "producer"), name="producer_told_once_a_recall"
            ),
            models.UniqueConstraint(
                fields=("token_digest",),
                condition=~models.Q(token_digest=""),
                name="recall_token_once",
            ),
            models.CheckConstraint(
                condition=models.Q(unit__isnull=True, producer__isnull=False)
                | models.Q(unit__isnull=False, producer__isnull=True),
                name="notice_goes_to_a_unit_or_a_producer",
            ),
        )

    def __str__(self) -> str:
        return f"{self.recall_id} {self.pk}"
