"""What a hub sells and for how much, and the named parts of the price."""

import uuid

from django.db import models

from kortreist.apps.catalogue.models.goods import Variant


class FeeKind(models.TextChoices):
    """What a part of the price pays for."""

    PACKING = "packing"
    TRANSPORT = "transport"
    SALES = "sales"
    ADMINISTRATION = "administration"


class FeeBasis(models.TextChoices):
    """What a fee is reckoned from."""

    PERCENT = "percent"
    PER_PRICE_UNIT = "per_price_unit"
    PER_ORDER = "per_order"
    PER_DELIVERY = "per_delivery"


class Fee(models.Model):
    """A named part of the buyer's price, in force in a period ``[valid_from, valid_until)``.

    A cycle keeps the fees that were in force when it opened; a new rate is a new row.
    """

    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=FeeKind)
    basis = models.CharField(max_length=20, choices=FeeBasis)
    # Of the producer's price, for `percent`.
    rate_bp = models.PositiveIntegerField(default=0)
    # For the others: øre per kg, litre or piece, per order or per delivery.
    amount_ore = models.BigIntegerField(default=0)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("hub", "kind", "id")
        indexes = (models.Index(fields=("hub", "valid_from")),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(rate_bp__lte=10_000, amount_ore__gte=0), name="fee_in_range"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.basis}"


class Listing(models.Model):
    """A variant in a hub's assortment, with what the producer gets for it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    variant = models.ForeignKey(Variant, models.PROTECT, related_name="listings")
    # Ex VAT, per kg, litre or piece.
    producer_price_ore = models.BigIntegerField()
    is_visible = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("hub", "variant"), name="listed_once_a_hub"),
            models.CheckConstraint(
                condition=models.Q(producer_price_ore__gte=0), name="price_not_negative"
            ),
        )

    def __str__(self) -> str:
        return f"{self.hub_id}/{self.variant_id}"
