"""Crates, boxes and pallets: what is labelled, loaded, and carried to a door."""

import uuid

from django.db import models


class LoadUnitKind(models.TextChoices):
    """What the goods stand in."""

    CRATE = "crate"
    BOX = "box"
    ROLL_CAGE = "roll_cage"
    PALLET = "pallet"


class SsccSeries(models.Model):
    """A company prefix's running numbers; the next one is taken under this row's lock.

    By prefix and not by hub, because a company that runs two hubs has one prefix for both.
    """

    prefix = models.CharField(max_length=11, unique=True)
    next_serial = models.BigIntegerField(default=1)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(next_serial__gt=0), name="sscc_counts_from_one"
            ),
        )

    def __str__(self) -> str:
        return f"{self.prefix}: {self.next_serial}"


class LoadUnit(models.Model):
    """One crate of a delivery, or a pallet of crates; its label's number is never used again."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    delivery = models.ForeignKey("fulfilment.Delivery", models.PROTECT, related_name="load_units")
    kind = models.CharField(max_length=10, choices=LoadUnitKind, default=LoadUnitKind.CRATE)
    # How cold its goods are kept: a `Storage`; crates of one delivery are numbered from 1.
    storage = models.CharField(max_length=10)
    number = models.PositiveIntegerField()
    # Eighteen digits; empty where the hub has no prefix from GS1.
    sscc = models.CharField(max_length=18, blank=True)
    gross_g = models.BigIntegerField(null=True, blank=True)
    made_at = models.DateTimeField()
    loaded_at = models.DateTimeField(null=True, blank=True)
    # Packed anew, or a mistake: the label is void.
    voided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("delivery", "number", "id")
        indexes = (models.Index(fields=("hub", "sscc")),)
        constraints = (
            models.UniqueConstraint(
                fields=("sscc",), condition=~models.Q(sscc=""), name="sscc_once"
            ),
            models.UniqueConstraint(
                fields=("delivery", "number"),
                condition=models.Q(voided_at__isnull=True),
                name="load_unit_number_once",
            ),
        )

    def __str__(self) -> str:
        return self.sscc or f"{self.delivery_id}/{self.number}"


class LoadUnitPart(models.Model):
    """Packs of a packed part that lie in a load unit."""

    load_unit = models.ForeignKey(LoadUnit, models.CASCADE, related_name="parts")
    part = models.ForeignKey("fulfilment.PackedPart", models.CASCADE, related_name="+")
    count = models.BigIntegerField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("load_unit", "part"), name="part_once_a_load_unit"),
            models.CheckConstraint(
                condition=models.Q(count__gt=0), name="load_unit_part_holds_something"
            ),
        )

    def __str__(self) -> str:
        return f"{self.load_unit_id}: {self.count}"
