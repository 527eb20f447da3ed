"""What the hub orders from one producer for one cycle; quantities of its own."""

import uuid

from django.db import models

from kortreist.apps.actors.models import SellerMode
from kortreist.apps.catalogue.models import UnitCode
from kortreist.apps.registers.models import VatCategory
from kortreist.apps.trading.models.cycles import Offer, OrderCycle
from kortreist.kernel.quantity import Quantity


class PurchaseStatus(models.TextChoices):
    """Whether the producer is to deliver."""

    SENT = "sent"
    WITHDRAWN = "withdrawn"


class Ownership(models.TextChoices):
    """Whose goods in stock are: bought, or the producer's until they are sold."""

    OWNED = "owned"
    CONSIGNMENT = "consignment"


class StockPurchase(models.Model):
    """What the hub buys of an offer to keep in stock, beside what the cycle's orders need.

    It goes with the cycle's purchase order to the producer.
    """

    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    offer = models.OneToOneField(Offer, models.PROTECT, related_name="stock_purchase")
    packs = models.PositiveIntegerField()
    ownership = models.CharField(max_length=12, choices=Ownership, default=Ownership.OWNED)
    asked_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("hub", "offer")),)

    def __str__(self) -> str:
        return f"{self.offer_id}: {self.packs}"


class PurchaseOrder(models.Model):
    """The hub's one order to a producer in a cycle."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    cycle = models.ForeignKey(OrderCycle, models.PROTECT, related_name="purchase_orders")
    producer = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=PurchaseStatus, default=PurchaseStatus.SENT)
    sent_at = models.DateTimeField()
    # When the producer has said yes, in whole or in part.
    promised_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("hub", "producer", "-id")),)
        constraints = (
            models.UniqueConstraint(fields=("cycle", "producer"), name="one_purchase_a_producer"),
        )

    def __str__(self) -> str:
        return f"purchase {self.pk}"


class PurchaseStage(models.TextChoices):
    """The purchase side's own quantities."""

    ORDERED = "ordered"
    PROMISED = "promised"
    RECEIVED = "received"
    CREDITED = "credited"


class PurchaseLine(models.Model):
    """One variant on a purchase order."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    purchase_order = models.ForeignKey(PurchaseOrder, models.PROTECT, related_name="lines")
    offer = models.OneToOneField(Offer, models.PROTECT, related_name="purchase_line")
    variant = models.ForeignKey("catalogue.Variant", models.PROTECT, related_name="+")
    unit = models.CharField(max_length=3, choices=UnitCode)
    content_amount = models.BigIntegerField()
    producer_price_ore = models.BigIntegerField()
    # The producer's own, by its registration on the delivery day.
    vat_category = models.CharField(max_length=2, choices=VatCategory)
    vat_rate_bp = models.PositiveIntegerField()
    seller_mode = models.CharField(max_length=20, choices=SellerMode)
    # Deposit on one pack, as the buyer's line has it.
    deposit_code = models.CharField(max_length=30, blank=True)
    deposit_ore = models.BigIntegerField(default=0)
    deposit_vat_category = models.CharField(max_length=2, choices=VatCategory, blank=True)
    deposit_vat_rate_bp = models.PositiveIntegerField(default=0)

    # How many of the ordered packs are for stock, and whose what comes is until it is sold.
    stock_count = models.BigIntegerField(default=0)
    ownership = models.CharField(max_length=12, choices=Ownership, default=Ownership.OWNED)

    ordered_count = models.BigIntegerField()
    ordered_amount = models.BigIntegerField()
    promised_count = models.BigIntegerField(null=True, blank=True)
    promised_amount = models.BigIntegerField(null=True, blank=True)
    received_count = models.BigIntegerField(null=True, blank=True)
    received_amount = models.BigIntegerField(null=True, blank=True)
    credited_count = models.BigIntegerField(null=True, blank=True)
    credited_amount = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("hub", "purchase_order")),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ordered_count__gte=0, ordered_amount__gte=0),
                name="purchase_ordered_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(received_count__isnull=True, received_amount__isnull=True)
                | models.Q(received_count__gte=0, received_amount__gte=0),
                name="purchase_received_is_a_pair",
            ),
        )

    def __str__(self) -> str:
        return f"purchase line {self.pk}"

    def quantity(self, stage: str) -> Quantity | None:
        """Return the quantity at ``stage``, or None when the line has not come so far."""
        count = getattr(self, f"{stage}_count")
        return None if count is None else Quantity(count, getattr(self, f"{stage}_amount"))


class PurchaseChange(models.Model):
    """Why a purchase line's quantity at a stage is what it is; rows are only ever added."""

    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    line = models.ForeignKey(PurchaseLine, models.PROTECT, related_name="changes")
    stage = models.CharField(max_length=10, choices=PurchaseStage)
    from_count = models.BigIntegerField(null=True)
    from_amount = models.BigIntegerField(null=True)
    to_count = models.BigIntegerField(null=True)
    to_amount = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    actor = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("hub", "line")),)

    def __str__(self) -> str:
        return f"{self.line_id} {self.stage}: {self.from_count} → {self.to_count}"
