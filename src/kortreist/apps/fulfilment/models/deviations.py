"""What was not as it should be, and what was done about it."""

import uuid

from django.db import models


class DeviationKind(models.TextChoices):
    """What was wrong."""

    SHORT = "short"
    OVER = "over"
    MISSING = "missing"
    LATE = "late"
    WARM = "warm"
    DAMAGED = "damaged"
    WRONG_GOODS = "wrong_goods"
    SHORT_DATED = "short_dated"
    EXPIRED = "expired"
    REFUSED = "refused"
    NOBODY_THERE = "nobody_there"
    OTHER = "other"


class DeviationStage(models.TextChoices):
    """Where it was seen."""

    GOODS_IN = "goods_in"
    STORAGE = "storage"
    PACKING = "packing"
    TOUR = "tour"
    HANDOVER = "handover"


class Remedy(models.TextChoices):
    """What can be done about it; the product suggests one, somebody chooses."""

    ACCEPT = "accept"
    USE_FIRST = "use_first"
    HOLD = "hold"
    RETURN = "return"
    WRITE_OFF = "write_off"
    ASK_PRODUCER = "ask_producer"
    TELL_BUYER = "tell_buyer"
    BRING_AGAIN = "bring_again"


class Deviation(models.Model):
    """One thing that was wrong, with what it is about; open until somebody chose a remedy.

    Which of the keys are set follows from where it was seen. What was measured stands in `facts`,
    as codes and whole numbers that are put into words when shown. What the product saw by itself
    has a `cause`: while nobody has chosen, the row follows what it is about, and goes with it.
    `effects` is what the remedy did, so that it can be taken back.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=DeviationKind)
    stage = models.CharField(max_length=10, choices=DeviationStage)
    # Whose goods it is about; they see it too.
    producer = models.ForeignKey(
        "actors.Organisation", models.PROTECT, related_name="+", null=True, blank=True
    )
    purchase_order = models.ForeignKey(
        "trading.PurchaseOrder", models.PROTECT, related_name="+", null=True, blank=True
    )
    purchase_line = models.ForeignKey(
        "trading.PurchaseLine", models.PROTECT, related_name="+", null=True, blank=True
    )
    # Goes with a receipt that is taken back whole.
    lot = models.ForeignKey(
        "fulfilment.Lot", models.CASCADE, related_name="deviations", null=True, blank=True
    )
    order_line = models.ForeignKey(
        "trading.OrderLine", models.PROTECT, related_name="+", null=True, blank=True
    )
    delivery = models.ForeignKey(
        "fulfilment.Delivery", models.PROTECT, related_name="deviations", null=True, blank=True
    )
    tour = models.ForeignKey(
        "fulfilment.Tour", models.PROTECT, related_name="deviations", null=True, blank=True
    )
    place = models.ForeignKey(
        "fulfilment.StockPlace", models.PROTECT, related_name="deviations", null=True, blank=True
    )
    log = models.ForeignKey(
        "fulfilment.TemperatureLog",
        models.CASCADE,
        related_name="deviations",
        null=True,
        blank=True,
    )
    cause = models.CharField(max_length=80, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    note = models.CharField(max_length=300, blank=True)
    photo = models.ForeignKey(
        "jobs.StoredFile", models.PROTECT, related_name="+", null=True, blank=True
    )
    suggested = models.CharField(max_length=20, choices=Remedy)
    chosen = models.CharField(max_length=20, choices=Remedy, blank=True)
    remark = models.CharField(max_length=300, blank=True)
    effects = models.JSONField(default=dict, blank=True)
    actor = models.CharField(max_length=100)
    at = models.DateTimeField()
    resolved_by = models.CharField(max_length=100, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("hub", "resolved_at", "-id")),
            models.Index(fields=("hub", "stage", "-id")),
            models.Index(fields=("hub", "purchase_order")),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(chosen="", resolved_at__isnull=True)
                | (~models.Q(chosen="") & models.Q(resolved_at__isnull=False)),
                name="deviation_is_open_or_has_a_remedy",
            ),
            models.UniqueConstraint(
                fields=("hub", "cause"),
                condition=~models.Q(cause=""),
                name="deviation_once_a_cause",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether nobody has chosen what to do yet."""
        return self.resolved_at is None
