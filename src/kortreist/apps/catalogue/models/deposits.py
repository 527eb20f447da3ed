"""What is paid for bottles, crates and pallets, and got back when they are."""

from django.db import models

from kortreist.apps.registers.models import VatCategory


class DepositLedger(models.TextChoices):
    """The three accounts of deposits, never mixed with one another or with turnover."""

    DRINK = "drink"
    CRATE = "crate"
    PALLET = "pallet"


class DepositKind(models.Model):
    """A deposit at a hub in a period ``[valid_from, valid_until)``; a new amount is a new row.

    Drinks name their deposit by `code`; the hub's crates and pallets are the kinds in their
    ledgers. How VAT treats it stands here with its source, because law decides it and changes it.
    """

    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    code = models.CharField(max_length=30)
    ledger = models.CharField(max_length=10, choices=DepositLedger)
    name = models.JSONField(default=dict)
    # For one bottle, crate or pallet; zero counts them without money.
    amount_ore = models.BigIntegerField()
    vat_category = models.CharField(max_length=2, choices=VatCategory, default=VatCategory.EXEMPT)
    vat_rate_bp = models.PositiveIntegerField(default=0)
    source = models.CharField(max_length=300, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("ledger", "code", "valid_from")
        indexes = (models.Index(fields=("hub", "code", "valid_from")),)
        constraints = (
            models.UniqueConstraint(
                fields=("hub", "code", "valid_from"), name="deposit_changes_once_a_day"
            ),
            models.CheckConstraint(
                condition=models.Q(amount_ore__gte=0), name="deposit_not_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(vat_category="S", vat_rate_bp__gt=0)
                | (~models.Q(vat_category="S") & models.Q(vat_rate_bp=0)),
                name="deposit_rate_suits_its_category",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.amount_ore}"
