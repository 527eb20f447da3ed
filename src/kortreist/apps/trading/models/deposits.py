"""Crates and pallets on their way out and back; rows are only ever added."""

from django.db import models

from kortreist.apps.catalogue.models import DepositLedger
from kortreist.apps.trading.models.charges import ChargeLine
from kortreist.apps.trading.models.cycles import OrderCycle
from kortreist.apps.trading.models.orders import Order


class MovementReason(models.TextChoices):
    """Why crates or pallets changed hands."""

    DELIVERED = "delivered"
    RETURNED = "returned"
    RECEIVED = "received"
    SENT_BACK = "sent_back"
    UNDONE = "undone"


class DepositMovement(models.Model):
    """Crates or pallets that changed hands.

    `count` is above zero for what a party took with it, below for what it gave back; a party's
    balance is the sum. A mistake is mended by a row the other way.
    """

    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    cycle = models.ForeignKey(OrderCycle, models.PROTECT, related_name="deposit_movements")
    # One of the two: a unit that was delivered to, or a producer that brought goods.
    unit = models.ForeignKey(
        "actors.BuyerUnit", models.PROTECT, related_name="+", null=True, blank=True
    )
    producer = models.ForeignKey(
        "actors.Organisation", models.PROTECT, related_name="+", null=True, blank=True
    )
    order = models.ForeignKey(
        Order, models.PROTECT, related_name="deposit_movements", null=True, blank=True
    )
    charge = models.ForeignKey(ChargeLine, models.PROTECT, related_name="+", null=True, blank=True)
    ledger = models.CharField(max_length=10, choices=DepositLedger)
    code = models.CharField(max_length=30)
    count = models.BigIntegerField()
    # Deposit for one, as it was that day.
    deposit_ore = models.BigIntegerField()
    vat_category = models.CharField(max_length=2)
    vat_rate_bp = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=10, choices=MovementReason)
    actor = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("hub", "unit", "ledger")),
            models.Index(fields=("hub", "producer", "ledger")),
            models.Index(fields=("hub", "order")),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(unit__isnull=True, producer__isnull=False)
                | models.Q(unit__isnull=False, producer__isnull=True, order__isnull=False),
                name="movement_has_one_party",
            ),
            models.CheckConstraint(condition=~models.Q(count=0), name="movement_moves_something"),
        )

    def __str__(self) -> str:
        return f"{self.code}: {self.count}"

    @property
    def is_back(self) -> bool:
        """Whether it tells of what was given back, or takes such a row back."""
        return (self.count < 0) != (self.reason == MovementReason.UNDONE)
