"""What was owed when a hub moved in, and what was paid of it since."""

import uuid

from django.db import models


class OpenItemSide(models.TextChoices):
    """Who owes: a payer the hub, or the hub a producer."""

    RECEIVABLE = "receivable"
    PAYABLE = "payable"


class OpenItem(models.Model):
    """What was owed on the day a hub moved in, on a document that was issued elsewhere.

    What was paid of it since is in `OpenItemPayment`.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    side = models.CharField(max_length=10, choices=OpenItemSide)
    payer = models.ForeignKey(
        "actors.InvoiceParty", models.PROTECT, related_name="+", null=True, blank=True
    )
    producer = models.ForeignKey(
        "actors.Organisation", models.PROTECT, related_name="+", null=True, blank=True
    )
    # As it stands on the paper; a number of another program's, not of our series.
    number = models.CharField(max_length=40)
    issued_on = models.DateField()
    due_on = models.DateField()
    # With VAT, what was left to pay that day; negative where the other owes it back.
    amount_ore = models.BigIntegerField()
    kid = models.CharField(max_length=25, blank=True)

    class Meta:
        ordering = ("due_on", "id")
        indexes = (models.Index(fields=("hub", "side", "due_on")),)
        constraints = (
            models.UniqueConstraint(
                fields=("hub", "payer", "number"), name="open_item_of_payer_once"
            ),
            models.UniqueConstraint(
                fields=("hub", "producer", "number"), name="open_item_of_producer_once"
            ),
            models.CheckConstraint(
                condition=models.Q(side="receivable", payer__isnull=False, producer__isnull=True)
                | models.Q(side="payable", payer__isnull=True, producer__isnull=False),
                name="open_item_names_who_it_is_with",
            ),
        )

    def __str__(self) -> str:
        return f"{self.side} {self.number}"


class OpenItemPayment(models.Model):
    """Some of an open item was paid on a day; taken back, it stays with when that was."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    item = models.ForeignKey(OpenItem, models.PROTECT, related_name="payments")
    # Above zero, whichever way the money went.
    amount_ore = models.BigIntegerField()
    paid_on = models.DateField()
    noted_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("paid_on", "id")
        indexes = (models.Index(fields=("hub", "item")),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(amount_ore__gt=0), name="open_item_payment_above_zero"
            ),
        )

    def __str__(self) -> str:
        return f"{self.item_id}: {self.amount_ore}"
