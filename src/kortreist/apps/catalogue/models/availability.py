"""What a producer says can be had, and when."""

from django.db import models

from kortreist.apps.catalogue.models.goods import Variant


class SupplyMode(models.TextChoices):
    """How what there is finds its buyers."""

    # First come: placing the order takes the stock.
    RESERVE = "reserve"
    # Wishes may exceed what there is; nothing is promised before it is shared out.
    SHARE = "share"


class Availability(models.Model):
    """The producer's latest word on one variant for one delivery day: this many packs."""

    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    variant = models.ForeignKey(Variant, models.PROTECT, related_name="availabilities")
    delivery_day = models.DateField()
    packs = models.PositiveIntegerField()
    supply_mode = models.CharField(max_length=10, choices=SupplyMode, default=SupplyMode.SHARE)
    stated_at = models.DateTimeField()

    class Meta:
        ordering = ("delivery_day", "id")
        verbose_name_plural = "availabilities"
        constraints = (
            models.UniqueConstraint(
                fields=("hub", "variant", "delivery_day"), name="availability_once_a_day"
            ),
        )

    def __str__(self) -> str:
        return f"{self.variant_id} {self.delivery_day}: {self.packs}"
