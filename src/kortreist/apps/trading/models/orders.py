"""What a unit orders in a cycle, line by line, and the five quantities of each line."""

import uuid

from django.db import models

from kortreist.apps.actors.models import SellerMode
from kortreist.apps.catalogue.models import ChargeBy, UnitCode
from kortreist.apps.registers.models import VatCategory
from kortreist.apps.trading.models.cycles import Offer, OrderCycle
from kortreist.kernel.quantity import Quantity


class OrderStatus(models.TextChoices):
    """Whether the unit has sent the order."""

    BASKET = "basket"
    PLACED = "placed"


class Order(models.Model):
    """A unit's one order in a cycle, across all producers; a basket until it is placed."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    cycle = models.ForeignKey(OrderCycle, models.PROTECT, related_name="orders")
    unit = models.ForeignKey("actors.BuyerUnit", models.PROTECT, related_name="+")
    # Copied from the unit when the order is placed; three parties, three columns.
    delivery_point = models.ForeignKey("actors.DeliveryPoint", models.PROTECT, related_name="+")
    payer = models.ForeignKey("actors.InvoiceParty", models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=OrderStatus, default=OrderStatus.BASKET)
    reference = models.CharField(max_length=100, blank=True)
    note = models.CharField(max_length=500, blank=True)
    # What was promised when it was placed: fees per order and delivery, freight and minimum, as
    # `trading.promises_of_freight` writes them; what they come to for the goods ordered.
    terms = models.JSONField(default=dict, blank=True)
    flat_fees = models.JSONField(default=list, blank=True)
    placed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("hub", "cycle", "status")),
            models.Index(fields=("hub", "unit", "-id")),
        )
        constraints = (
            models.UniqueConstraint(fields=("cycle", "unit"), name="one_order_a_cycle"),
            models.CheckConstraint(
                condition=~models.Q(status="placed") | models.Q(placed_at__isnull=False),
                name="placed_order_has_its_time",
            ),
        )

    def __str__(self) -> str:
        return f"order {self.pk}"


class Stage(models.TextChoices):
    """The five quantities of a line; each is kept, none overwrites another."""

    ORDERED = "ordered"
    CONFIRMED = "confirmed"
    PACKED = "packed"
    DELIVERED = "delivered"
    INVOICED = "invoiced"


def _stage_is_whole(stage: str) -> models.CheckConstraint:
    count, amount = f"{stage}_count", f"{stage}_amount"
    return models.CheckConstraint(
        condition=models.Q(**{f"{count}__isnull": True, f"{amount}__isnull": True})
        | models.Q(**{f"{count}__gte": 0, f"{amount}__gte": 0}),
        name=f"line_{stage}_is_a_pair",
    )


class OrderLine(models.Model):
    """One variant on an order, with the facts it was ordered under and its five quantities."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    order = models.ForeignKey(Order, models.PROTECT, related_name="lines")
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="lines")
    variant = models.ForeignKey("catalogue.Variant", models.PROTECT, related_name="+")
    producer = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="+")
    # Less than this many packs is of no use to the kitchen.
    minimum_count = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)

    # The snapshot: taken when the order is placed, re-made only by a named service.
    unit = models.CharField(max_length=3, choices=UnitCode)
    content_amount = models.BigIntegerField()
    charge_by = models.CharField(max_length=10, choices=ChargeBy)
    tolerance_bp = models.PositiveIntegerField(default=0)
    producer_price_ore = models.BigIntegerField()
    buyer_price_ore = models.BigIntegerField()
    fee_parts = models.JSONField(default=list)
    # Where the buyer's price comes from, None for the ordinary one; and the buyer's price by
    # number of packs: [[from packs, øre, price list id or None, is campaign], …].
    price_list_id = models.BigIntegerField(null=True, blank=True)
    price_steps = models.JSONField(default=list, blank=True)
    # Deposit on one pack, outside the price.
    deposit_code = models.CharField(max_length=30, blank=True)
    deposit_ore = models.BigIntegerField(default=0)
    deposit_vat_category = models.CharField(max_length=2, choices=VatCategory, blank=True)
    deposit_vat_rate_bp = models.PositiveIntegerField(default=0)
    vat_category = models.CharField(max_length=2, choices=VatCategory)
    vat_rate_bp = models.PositiveIntegerField()
    seller = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="+")
    seller_mode = models.CharField(max_length=20, choices=SellerMode)
    is_organic = models.BooleanField(default=False)
    # Where it comes from: the producer's municipality number, a fact and never a criterion.
    origin_municipality = models.CharField(max_length=4, blank=True)

    ordered_count = models.BigIntegerField()
    ordered_amount = models.BigIntegerField()
    confirmed_count = models.BigIntegerField(null=True, blank=True)
    confirmed_amount = models.BigIntegerField(null=True, blank=True)
    packed_count = models.BigIntegerField(null=True, blank=True)
    packed_amount = models.BigIntegerField(null=True, blank=True)
    delivered_count = models.BigIntegerField(null=True, blank=True)
    delivered_amount = models.BigIntegerField(null=True, blank=True)
    invoiced_count = models.BigIntegerField(null=True, blank=True)
    invoiced_amount = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("hub", "order")),
            models.Index(fields=("hub", "offer")),
        )
        constraints = (
            models.UniqueConstraint(fields=("order", "offer"), name="one_line_an_offer"),
            models.CheckConstraint(
                condition=models.Q(ordered_count__gte=0, ordered_amount__gte=0),
                name="line_ordered_not_negative",
            ),
            *(_stage_is_whole(stage) for stage in ("confirmed", "packed", "delivered", "invoiced")),
        )

    def __str__(self) -> str:
        return f"line {self.pk}"

    def quantity(self, stage: str) -> Quantity | None:
        """Return the quantity at ``stage``, or None when the line has not come so far."""
        count = getattr(self, f"{stage}_count")
        return None if count is None else Quantity(count, getattr(self, f"{stage}_amount"))

    @property
    def is_as_ordered(self) -> bool:
        """Whether every stage reached has as many packs as were ordered."""
        counts = {getattr(self, f"{stage}_count") for stage in Stage.values}
        return counts <= {self.ordered_count, None}

    @property
    def is_outside_tolerance(self) -> bool:
        """Whether the packed weight lies further from the usual than was agreed."""
        if self.charge_by != ChargeBy.MEASURED or not self.packed_count:
            return False
        usual = self.packed_count * self.content_amount
        return abs((self.packed_amount or 0) - usual) * 10_000 > self.tolerance_bp * usual

    @property
    def latest(self) -> Quantity:
        """The quantity at the last stage reached."""
        for stage in reversed(Stage.values):
            quantity = self.quantity(stage)
            if quantity is not None:
                return quantity
        return Quantity.none()


class LineChange(models.Model):
    """Why a line's quantity at a stage is what it is; rows are only ever added."""

    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="changes")
    stage = models.CharField(max_length=10, choices=Stage)
    from_count = models.BigIntegerField(null=True)
    from_amount = models.BigIntegerField(null=True)
    to_count = models.BigIntegerField(null=True)
    to_amount = models.BigIntegerField(null=True)
    # A public code, translated when shown: "placed", "shared_out", "weighed", "damaged", …
    reason = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    actor = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("hub", "line")),)

    def __str__(self) -> str:
        return f"{self.line_id} {self.stage}: {self.from_count} → {self.to_count}"
