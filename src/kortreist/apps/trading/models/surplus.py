"""What was left unclaimed in a round, and who was told of it."""

from django.db import models

from kortreist.apps.trading.models.cycles import OrderCycle


class SurplusNotice(models.Model):
    """One unit was told once in a round what is still to be had of what it tends to buy."""

    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    cycle = models.ForeignKey(OrderCycle, models.PROTECT, related_name="surplus_notices")
    unit = models.ForeignKey("actors.BuyerUnit", models.PROTECT, related_name="+")
    # [[offer id, packs left when told], …]
    goods = models.JSONField(default=list)
    told_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("hub", "cycle")),)
        constraints = (
            models.UniqueConstraint(fields=("cycle", "unit"), name="told_of_surplus_once_a_cycle"),
        )

    def __str__(self) -> str:
        return f"{self.cycle_id} {self.unit_id}"
