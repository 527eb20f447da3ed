"""Where a hub drives, from how much it stops there, and what the drive costs."""

import uuid

from django.db import models

from kortreist.apps.actors.models.organisations import Hub


class BelowMinimum(models.TextChoices):
    """What comes of an order that is smaller than a stop is worth."""

    REFUSE = "refuse"
    FEE = "fee"


class DeliveryZone(models.Model):
    """Doors that cost the hub alike to reach; a door without a zone has no minimum of its own."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey(Hub, models.PROTECT, related_name="delivery_zones")
    name = models.CharField(max_length=100)
    # Of goods ex VAT, for one drop; zero is no minimum.
    minimum_ore = models.BigIntegerField(default=0)
    below_minimum = models.CharField(
        max_length=10, choices=BelowMinimum, default=BelowMinimum.REFUSE
    )
    # What a drop below the minimum costs more, where it is not refused.
    small_order_ore = models.BigIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("name", "id")
        indexes = (models.Index(fields=("hub", "name")),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(minimum_ore__gte=0, small_order_ore__gte=0),
                name="zone_amounts_not_negative",
            ),
        )

    def __str__(self) -> str:
        return self.name


class FreightStep(models.Model):
    """What the drive to a zone costs from so much goods on; the highest step reached counts."""

    zone = models.ForeignKey(DeliveryZone, models.CASCADE, related_name="freight_steps")
    from_ore = models.BigIntegerField()
    freight_ore = models.BigIntegerField()

    class Meta:
        ordering = ("zone", "from_ore")
        constraints = (
            models.UniqueConstraint(fields=("zone", "from_ore"), name="one_freight_a_step"),
            models.CheckConstraint(
                condition=models.Q(from_ore__gte=0, freight_ore__gte=0),
                name="freight_not_negative",
            ),
        )

    def __str__(self) -> str:
        return f"{self.zone_id}: {self.freight_ore} from {self.from_ore}"
