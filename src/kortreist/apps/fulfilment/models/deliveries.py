"""The one delivery each unit gets in a cycle."""

import uuid

from django.db import models

from kortreist.apps.actors.models import DeliveryWay


class ReturnReason(models.TextChoices):
    """Why goods came back from the door."""

    REFUSED = "refused"
    DAMAGED = "damaged"


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
    way = models.CharField(max_length=20, choices=DeliveryWay, default=DeliveryWay.OWN_TOUR)
    # Of a haulier, a parcel or a wholesaler: who, which number, what it costs the hub, how far.
    carrier = models.CharField(max_length=100, blank=True)
    waybill = models.CharField(max_length=60, blank=True)
    carriage_ore = models.BigIntegerField(null=True, blank=True)
    carriage_m = models.PositiveIntegerField(null=True, blank=True)
    packed_at = models.DateTimeField(null=True, blank=True)
    # When a second pair of eyes had gone over the crates.
    checked_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    # What was measured at the door, in tenths of a degree.
    temperature_dc = models.IntegerField(null=True, blank=True)
    # As the receiver said it at the door; gone when the receiver asks for it.
    received_by = models.CharField(max_length=100, blank=True)
    photo = models.ForeignKey(
        "jobs.StoredFile", models.PROTECT, related_name="+", null=True, blank=True
    )
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
