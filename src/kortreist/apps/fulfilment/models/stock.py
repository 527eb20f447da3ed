"""What happens to a lot, row by row, and when a hub wants more of something."""

import uuid

from django.db import models

from kortreist.apps.fulfilment.models.lots import Lot
from kortreist.apps.fulfilment.models.places import StockPlace
from kortreist.apps.trading.models import Ownership


class MovementKind(models.TextChoices):
    """What was done with packs of a lot."""

    RECEIVED = "received"
    PACKED = "packed"
    UNPACKED = "unpacked"
    # From here on the lot is stock; no packs come or go.
    PLACED = "placed"
    MOVED = "moved"
    COUNTED = "counted"
    WRITTEN_OFF = "written_off"
    RETURNED = "returned"
    # Into another lot of the hub's own making, or come into being as one.
    USED = "used"
    MADE = "made"


# What is taken back as it was done; receipts and packing are, where they were made.
UNDOABLE = frozenset(
    {
        MovementKind.PLACED,
        MovementKind.MOVED,
        MovementKind.COUNTED,
        MovementKind.WRITTEN_OFF,
        MovementKind.RETURNED,
    }
)


class LossReason(models.TextChoices):
    """Why packs were written off."""

    EXPIRED = "expired"
    DAMAGED = "damaged"
    TASTED = "tasted"
    LOST = "lost"
    OTHER = "other"


class MakingLoss(models.TextChoices):
    """Why less came out of a making than went in."""

    TRIMMED = "trimmed"
    SORTED_OUT = "sorted_out"
    DRIED = "dried"
    SPILT = "spilt"
    OTHER = "other"


class StockMovement(models.Model):
    """A change of a lot: rows are only ever added, and a lot's rows add up to the packs left.

    `count` and `amount` are signed; so is `value_ore`, at the lot's own cost. An undo is a row of
    its own that mirrors the one it takes back.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    # Goes only with a receipt that is taken back whole, before anything came of it.
    lot = models.ForeignKey(Lot, models.CASCADE, related_name="movements")
    kind = models.CharField(max_length=12, choices=MovementKind)
    count = models.BigIntegerField(default=0)
    amount = models.BigIntegerField(default=0)
    value_ore = models.BigIntegerField(default=0)
    # A `LossReason`, a `MakingLoss`, a reason of packing or return, or nothing.
    reason = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=200, blank=True)
    from_place = models.ForeignKey(
        StockPlace, models.PROTECT, related_name="+", null=True, blank=True
    )
    to_place = models.ForeignKey(
        StockPlace, models.PROTECT, related_name="+", null=True, blank=True
    )
    order_line = models.ForeignKey(
        "trading.OrderLine", models.PROTECT, related_name="+", null=True, blank=True
    )
    undoes = models.OneToOneField(
        "self", models.RESTRICT, related_name="undone_by", null=True, blank=True
    )
    actor = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("hub", "lot")),
            models.Index(fields=("hub", "kind", "at")),
        )

    def __str__(self) -> str:
        return f"{self.lot_id} {self.kind} {self.count:+}"


class StockLevel(models.Model):
    """When there is less than `least_packs` of a variant, the hub buys up to `up_to_packs`."""

    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    variant = models.ForeignKey("catalogue.Variant", models.PROTECT, related_name="+")
    # Where what is bought is to lie.
    place = models.ForeignKey(StockPlace, models.PROTECT, related_name="levels")
    least_packs = models.PositiveIntegerField()
    up_to_packs = models.PositiveIntegerField()
    ownership = models.CharField(max_length=12, choices=Ownership, default=Ownership.OWNED)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("hub", "variant"), name="one_level_a_variant"),
            models.CheckConstraint(
                condition=models.Q(up_to_packs__gte=models.F("least_packs"), up_to_packs__gt=0),
                name="level_up_to_is_more",
            ),
        )

    def __str__(self) -> str:
        return f"{self.variant_id}: {self.least_packs}–{self.up_to_packs}"
