"""A round of ordering, and what can be had in it."""

import uuid

from django.db import models

from kortreist.apps.catalogue.models import SupplyMode
from kortreist.apps.trading.models.rules import CycleRule


class CycleStatus(models.TextChoices):
    """How far a cycle has come; what follows is told by its deliveries and documents."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    ALLOCATED = "allocated"
    ORDERED = "ordered"


class OrderCycle(models.Model):
    """A round with an opening, a closing and a delivery day."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=100, blank=True)
    status = models.CharField(max_length=10, choices=CycleStatus, default=CycleStatus.DRAFT)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    delivery_day = models.DateField()
    # The rule that made it, and the day its weekdays gave; the delivery day may have been moved.
    rule = models.ForeignKey(
        CycleRule, models.PROTECT, related_name="cycles", null=True, blank=True
    )
    rule_day = models.DateField(null=True, blank=True)
    # When what is unclaimed is offered to those who tend to buy it; None: at a press, or never.
    surplus_at = models.DateTimeField(null=True, blank=True)
    surplus_told_at = models.DateTimeField(null=True, blank=True)
    # Empty where a hand closed it.
    closed_by_clock_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-delivery_day", "-number")
        indexes = (
            models.Index(fields=("hub", "status", "delivery_day")),
            models.Index(fields=("status", "opens_at")),
        )
        constraints = (
            models.UniqueConstraint(fields=("hub", "number"), name="cycle_number_once"),
            models.UniqueConstraint(
                fields=("rule", "delivery_day"), name="one_cycle_a_rule_and_day"
            ),
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")),
                name="cycle_opens_before_it_closes",
            ),
        )

    def __str__(self) -> str:
        return f"{self.number}"


class Offer(models.Model):
    """One variant in one cycle: how many packs there are, how they are supplied, at what price.

    `reserved_packs` is what placed orders have taken of a `reserve` offer; it never passes
    `offered_packs`, and changes only under this row's lock.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    cycle = models.ForeignKey(OrderCycle, models.PROTECT, related_name="offers")
    variant = models.ForeignKey("catalogue.Variant", models.PROTECT, related_name="+")
    producer = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="+")
    supply_mode = models.CharField(max_length=10, choices=SupplyMode)
    # When the producer must know, by its own closing or the product's lead days; None: when the
    # cycle closes.
    closes_at = models.DateTimeField(null=True, blank=True)
    offered_packs = models.PositiveIntegerField()
    reserved_packs = models.PositiveIntegerField(default=0)
    # How many of the offered packs come from the hub's stock; the producer brings the others.
    stock_packs = models.PositiveIntegerField(default=0)
    # Øre ex VAT per kg, litre or piece, fixed for the cycle.
    producer_price_ore = models.BigIntegerField()
    buyer_price_ore = models.BigIntegerField()
    # The named parts between the two: [[fee id, fee kind, øre], …], adding up exactly.
    fee_parts = models.JSONField(default=list)

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("hub", "cycle")),
            models.Index(fields=("hub", "producer", "cycle")),
        )
        constraints = (
            models.UniqueConstraint(fields=("cycle", "variant"), name="offered_once_a_cycle"),
            models.CheckConstraint(
                condition=models.Q(reserved_packs__lte=models.F("offered_packs")),
                name="never_more_reserved_than_offered",
            ),
            models.CheckConstraint(
                condition=models.Q(stock_packs__lte=models.F("offered_packs")),
                name="never_more_from_stock_than_offered",
            ),
            models.CheckConstraint(
                condition=models.Q(producer_price_ore__gte=0, buyer_price_ore__gte=0),
                name="offer_prices_not_negative",
            ),
        )

    def __str__(self) -> str:
        return f"{self.cycle_id}/{self.variant_id}"

    @property
    def packs_left(self) -> int:
        """Packs no placed order has taken (of a `reserve` offer)."""
        return self.offered_packs - self.reserved_packs

    @property
    def fresh_packs(self) -> int:
        """Packs the producer has said it will bring."""
        return self.offered_packs - self.stock_packs
