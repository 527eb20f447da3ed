"""Lots, what was packed from them, and the one delivery each unit gets."""

import uuid

from django.db import models


class PackReason(models.TextChoices):
    """Why a line was packed as it was."""

    PACKED = "packed"
    SHORT = "short_at_packing"
    NOT_RECEIVED = "not_received"
    DAMAGED = "damaged"


class ReturnReason(models.TextChoices):
    """Why goods came back from the door."""

    REFUSED = "refused"
    DAMAGED = "damaged"


class Lot(models.Model):
    """Goods handed over together, with one lot number and date.

    `packed_count` is what has gone into crates; it never passes `received_count`, and changes only
    under this row's lock.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    purchase_line = models.ForeignKey("trading.PurchaseLine", models.PROTECT, related_name="+")
    variant = models.ForeignKey("catalogue.Variant", models.PROTECT, related_name="+")
    producer = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    best_before = models.DateField(null=True, blank=True)
    received_count = models.BigIntegerField()
    received_amount = models.BigIntegerField()
    packed_count = models.BigIntegerField(default=0)
    # Tenths of a degree Celsius, as measured at goods-in.
    temperature_dc = models.IntegerField(null=True, blank=True)
    received_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("best_before", "id")
        indexes = (
            models.Index(fields=("hub", "code")),
            models.Index(fields=("hub", "purchase_line")),
        )
        constraints = (
            models.UniqueConstraint(fields=("purchase_line", "code"), name="lot_code_once_a_line"),
            models.CheckConstraint(
                condition=models.Q(received_count__gt=0, received_amount__gt=0),
                name="lot_holds_something",
            ),
            models.CheckConstraint(
                condition=models.Q(packed_count__gte=0)
                & models.Q(packed_count__lte=models.F("received_count")),
                name="never_more_packed_than_received",
            ),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def packs_left(self) -> int:
        """Packs that have not gone into anybody's crate."""
        return self.received_count - self.packed_count


class PackedPart(models.Model):
    """Packs of one lot in one unit's crates; a line's parts add up to its packed quantity."""

    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    order_line = models.ForeignKey("trading.OrderLine", models.PROTECT, related_name="+")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="parts")
    count = models.BigIntegerField()
    amount = models.BigIntegerField()
    packed_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("hub", "order_line")),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(count__gt=0, amount__gt=0), name="part_holds_something"
            ),
        )

    def __str__(self) -> str:
        return f"{self.order_line_id} ← {self.lot_id}: {self.count}"


class DeliveryStatus(models.TextChoices):
    """How far a delivery has come."""

    PLANNED = "planned"
    PACKED = "packed"
    DELIVERED = "delivered"


class Delivery(models.Model):
    """All of a unit's goods in a cycle, brought to its door once."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    cycle = models.ForeignKey("trading.OrderCycle", models.PROTECT, related_name="+")
    order = models.ForeignKey("trading.Order", models.PROTECT, related_name="+")
    unit = models.ForeignKey("actors.BuyerUnit", models.PROTECT, related_name="+")
    delivery_point = models.ForeignKey("actors.DeliveryPoint", models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=DeliveryStatus, default=DeliveryStatus.PLANNED)
    crates = models.PositiveIntegerField(default=0)
    packed_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    # What was measured at the door, in tenths of a degree.
    temperature_dc = models.IntegerField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("id",)
        verbose_name_plural = "deliveries"
        indexes = (
            models.Index(fields=("hub", "cycle", "status")),
            models.Index(fields=("hub", "unit", "-id")),
        )
        constraints = (
            models.UniqueConstraint(fields=("order",), name="one_delivery_an_order"),
            models.CheckConstraint(
                condition=~models.Q(status="delivered") | models.Q(delivered_at__isnull=False),
                name="delivered_has_its_time",
            ),
        )

    def __str__(self) -> str:
        return f"delivery {self.pk}"
