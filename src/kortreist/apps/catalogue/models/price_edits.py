"""Many prices changed at once, so that all of them can be seen first and taken back afterwards."""

import uuid

from django.db import models

from kortreist.apps.catalogue.models.prices import Listing


class PriceEditState(models.TextChoices):
    """How far it has come."""

    STAGED = "staged"
    APPLIED = "applied"
    CANCELLED = "cancelled"
    UNDONE = "undone"


class PriceEdit(models.Model):
    """A change of many producer prices at one hub, by a rule or as typed."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=PriceEditState, default=PriceEditState.STAGED)
    # The rule, below zero for cheaper: {"percent_bp": 300, "amount_ore": 0, "round_to_ore": 10};
    # empty where prices were typed.
    rule = models.JSONField(default=dict, blank=True)
    rows_count = models.PositiveIntegerField(default=0)
    made_by = models.CharField(max_length=100)
    made_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("hub", "-id")),)

    def __str__(self) -> str:
        return f"{self.hub_id} {self.made_at:%Y-%m-%d}: {self.rows_count}"


class PriceEditRow(models.Model):
    """One listing's price before and after."""

    price_edit = models.ForeignKey(PriceEdit, models.CASCADE, related_name="rows")
    listing = models.ForeignKey(Listing, models.PROTECT, related_name="+")
    from_ore = models.BigIntegerField()
    to_ore = models.BigIntegerField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("price_edit", "listing"), name="price_edited_once"),
            models.CheckConstraint(
                condition=models.Q(from_ore__gte=0, to_ore__gte=0), name="edited_price_in_range"
            ),
        )

    def __str__(self) -> str:
        return f"{self.listing_id}: {self.from_ore} → {self.to_ore}"
