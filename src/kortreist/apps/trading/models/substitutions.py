"""Something else for what there was too little of: offered to the buyer, who says yes or no."""

import uuid

from django.db import models

from kortreist.apps.trading.models.cycles import Offer, OrderCycle
from kortreist.apps.trading.models.orders import OrderLine


class SubstitutionStatus(models.TextChoices):
    """What has become of a proposal; all but the first are final."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    EXPIRED = "expired"
    # Taken back by the hub, with the sharing-out it stood on, or for another proposal.
    WITHDRAWN = "withdrawn"


class SubstitutionOrigin(models.TextChoices):
    """Who thought of it."""

    HUB = "hub"
    SAME_GROUP = "same_group"


class Substitution(models.Model):
    """Packs of other goods, offered to a buyer whose line got less than the wish.

    Nothing is set aside for it: the stock is taken when the buyer says yes, as when ordering.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    cycle = models.ForeignKey(OrderCycle, models.PROTECT, related_name="substitutions")
    # The line that was cut.
    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="substitutions")
    missing_count = models.PositiveIntegerField()
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="+")
    count = models.PositiveIntegerField()
    # What the packs cost, and what the missing ones would have cost, in øre ex VAT.
    net_ore = models.BigIntegerField()
    instead_of_ore = models.BigIntegerField()
    origin = models.CharField(max_length=12, choices=SubstitutionOrigin)
    note = models.CharField(max_length=200, blank=True)
    status = models.CharField(
        max_length=10, choices=SubstitutionStatus, default=SubstitutionStatus.PROPOSED
    )
    proposed_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=100, blank=True)
    # What it became on the order; packs there may be fewer than were proposed.
    new_line = models.ForeignKey(
        OrderLine, models.PROTECT, related_name="came_instead", null=True, blank=True
    )

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("hub", "cycle", "status")),
            models.Index(fields=("hub", "line")),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("line",),
                condition=models.Q(status="proposed"),
                name="one_open_substitution_a_line",
            ),
            models.CheckConstraint(
                condition=models.Q(count__gt=0, missing_count__gt=0),
                name="substitution_is_of_something",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="accepted") | models.Q(new_line__isnull=False),
                name="accepted_substitution_has_its_line",
            ),
        )

    def __str__(self) -> str:
        return f"{self.line_id} → {self.offer_id}: {self.count} {self.status}"

    @property
    def is_open(self) -> bool:
        """Whether the buyer has not answered yet."""
        return self.status == SubstitutionStatus.PROPOSED

    @property
    def difference_ore(self) -> int:
        """What it costs more than the missing packs would have; below zero where it is cheaper."""
        return self.net_ore - self.instead_of_ore
