"""Lots, and what was packed from them."""

import uuid

from django.db import models

from kortreist.apps.fulfilment.models.places import StockPlace
from kortreist.apps.trading.models import Ownership


class PackReason(models.TextChoices):
    """Why a line was packed as it was."""

    PACKED = "packed"
    SHORT = "short_at_packing"
    NOT_RECEIVED = "not_received"
    DAMAGED = "damaged"


class Lot(models.Model):
    """Goods handed over together, with one lot number and date.

    `packed_count` is what has gone into crates, `gone_count` what was written off, lost, used in
    another lot or, below zero, found at a count. Both change only under this row's lock, with a
    `StockMovement` for each change; together they never pass `received_count`.

    A lot that the hub made itself, by mixing or repacking, lies on a place from the start.

    A lot that lies on a place is the hub's stock: what its own cycle leaves can be sold in others.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    # None: the hub made it itself, of the lots in `sources`.
    purchase_line = models.ForeignKey(
        "trading.PurchaseLine", models.PROTECT, related_name="+", null=True, blank=True
    )
    variant = models.ForeignKey("catalogue.Variant", models.PROTECT, related_name="+")
    producer = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="+")
    # What was declared of the goods when they came; None where nothing was.
    declaration = models.ForeignKey(
        "catalogue.Declaration", models.PROTECT, related_name="+", null=True, blank=True
    )
    code = models.CharField(max_length=40)
    best_before = models.DateField(null=True, blank=True)
    received_count = models.BigIntegerField()
    received_amount = models.BigIntegerField()
    packed_count = models.BigIntegerField(default=0)
    gone_count = models.BigIntegerField(default=0)
    # Tenths of a degree Celsius, as measured at goods-in.
    temperature_dc = models.IntegerField(null=True, blank=True)
    received_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    # Somebody wants it packed before the others, whatever their dates.
    use_first_at = models.DateTimeField(null=True, blank=True)
    # The producer's until it is sold, when on consignment.
    ownership = models.CharField(max_length=12, choices=Ownership, default=Ownership.OWNED)
    place = models.ForeignKey(
        StockPlace, models.PROTECT, related_name="lots", null=True, blank=True
    )
    stocked_at = models.DateTimeField(null=True, blank=True)
    # What a lot of the hub's own making cost: the value of what went into it.
    made_cost_ore = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("best_before", "id")
        indexes = (
            models.Index(fields=("hub", "code")),
            models.Index(fields=("hub", "purchase_line")),
            models.Index(fields=("hub", "place", "variant")),
        )
        constraints = (
            models.UniqueConstraint(fields=("purchase_line", "code"), name="lot_code_once_a_line"),
            models.CheckConstraint(
                condition=models.Q(received_count__gt=0, received_amount__gt=0),
                name="lot_holds_something",
            ),
            models.CheckConstraint(
                condition=models.Q(packed_count__gte=0)
                & models.Q(packed_count__lte=models.F("received_count") - models.F("gone_count")),
                name="never_more_packed_than_received",
            ),
            models.CheckConstraint(
                condition=models.Q(place__isnull=True, stocked_at__isnull=True)
                | models.Q(place__isnull=False, stocked_at__isnull=False),
                name="stocked_lot_has_its_place",
            ),
            models.CheckConstraint(
                condition=models.Q(purchase_line__isnull=False, made_cost_ore__isnull=True)
                | models.Q(
                    purchase_line__isnull=True, made_cost_ore__isnull=False, place__isnull=False
                ),
                name="lot_was_bought_or_made",
            ),
            models.UniqueConstraint(
                fields=("hub", "code"),
                condition=models.Q(purchase_line__isnull=True),
                name="made_lot_code_once",
            ),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def packs_left(self) -> int:
        """Packs that have not gone into anybody's crate, and are there."""
        return self.received_count - self.packed_count - self.gone_count

    @property
    def is_stock(self) -> bool:
        """Whether it lies on a place, for other cycles than its own too."""
        return self.place_id is not None


class LotSource(models.Model):
    """Packs of one lot that went into another: mixed, cut up, or packed anew."""

    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    lot = models.ForeignKey(Lot, models.CASCADE, related_name="sources")
    source = models.ForeignKey(Lot, models.PROTECT, related_name="products")
    count = models.BigIntegerField()
    amount = models.BigIntegerField()
    # What that had cost, in øre ex VAT; all of it together is what the lot cost.
    cost_ore = models.BigIntegerField(default=0)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("hub", "source")),)
        constraints = (
            models.UniqueConstraint(fields=("lot", "source"), name="source_once_a_lot"),
            models.CheckConstraint(
                condition=models.Q(count__gt=0, amount__gt=0), name="source_holds_something"
            ),
            # So no lot can come to be among what went into it.
            models.CheckConstraint(
                condition=models.Q(source__lt=models.F("lot")), name="lot_is_younger_than_sources"
            ),
        )

    def __str__(self) -> str:
        return f"{self.source_id} → {self.lot_id}"


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
