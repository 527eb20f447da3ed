"""Invoices, credit notes, bonus notes and settlement statements, and their numbers."""

import uuid

from django.db import models

from kortreist.apps.actors.models import SellerMode
from kortreist.apps.catalogue.models import UnitCode
from kortreist.apps.registers.models import VatCategory


class DocumentKind(models.TextChoices):
    """What sort of document it is."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    SETTLEMENT = "settlement"
    # What a price agreement gives back of what was bought in a period.
    BONUS = "bonus"


class NumberSeries(models.Model):
    """An issuer's running numbers for one kind of document; taken under this row's lock."""

    issuer = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=DocumentKind)
    next_number = models.BigIntegerField(default=1)

    class Meta:
        verbose_name_plural = "number series"
        constraints = (
            models.UniqueConstraint(fields=("issuer", "kind"), name="one_series_a_kind"),
            models.CheckConstraint(
                condition=models.Q(next_number__gt=0), name="series_counts_from_one"
            ),
        )

    def __str__(self) -> str:
        return f"{self.issuer_id} {self.kind} {self.next_number}"


class Document(models.Model):
    """An issued document: once the row is there, triggers in the database refuse any change.

    Its lines and VAT are written before it, in the same transaction, and never after it; the row
    is refused when it does not add up, or when its number would leave a gap.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    # Of all but a bonus, which is for what was delivered in many.
    cycle = models.ForeignKey(
        "trading.OrderCycle", models.PROTECT, related_name="+", null=True, blank=True
    )
    # What an invoice or credit note is for: one order, delivered once.
    order = models.ForeignKey(
        "trading.Order", models.PROTECT, related_name="+", null=True, blank=True
    )
    kind = models.CharField(max_length=20, choices=DocumentKind)
    series = models.ForeignKey(NumberSeries, models.PROTECT, related_name="documents")
    number = models.BigIntegerField()
    issuer = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="+")
    seller = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="+")
    seller_mode = models.CharField(max_length=20, choices=SellerMode)
    # Who receives it: a payer for invoices and credit notes, a producer for settlements.
    payer = models.ForeignKey(
        "actors.InvoiceParty", models.PROTECT, related_name="+", null=True, blank=True
    )
    producer = models.ForeignKey(
        "actors.Organisation", models.PROTECT, related_name="+", null=True, blank=True
    )
    # The parties as they were on the day: names, numbers, addresses; see `services.parties`.
    parties = models.JSONField(default=dict)
    # The receiver's, in which the paper is written.
    language = models.CharField(max_length=5)
    reference = models.CharField(max_length=100, blank=True)
    issued_on = models.DateField()
    delivered_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    issued_at = models.DateTimeField()
    kid = models.CharField(max_length=25, blank=True)
    # A bonus is given under an agreement, for deliveries in ``[period_from, period_until)``.
    agreement = models.ForeignKey(
        "catalogue.PriceAgreement", models.PROTECT, related_name="+", null=True, blank=True
    )
    period_from = models.DateField(null=True, blank=True)
    period_until = models.DateField(null=True, blank=True)
    corrects = models.ForeignKey(
        "self", models.PROTECT, related_name="corrections", null=True, blank=True
    )
    net_ore = models.BigIntegerField()
    vat_ore = models.BigIntegerField()
    gross_ore = models.BigIntegerField()
    # A demonstration's documents say so, on every paper.
    is_illustrative = models.BooleanField(default=False)

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("hub", "kind", "-id")),
            models.Index(fields=("hub", "cycle", "kind")),
            models.Index(fields=("hub", "payer", "kind")),
            models.Index(fields=("hub", "producer", "-id")),
            models.Index(fields=("hub", "order")),
            models.Index(fields=("hub", "agreement", "-id")),
        )
        constraints = (
            models.UniqueConstraint(fields=("series", "number"), name="document_number_once"),
            models.CheckConstraint(
                condition=models.Q(gross_ore=models.F("net_ore") + models.F("vat_ore")),
                name="document_adds_up",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind="settlement",
                    producer__isnull=False,
                    payer__isnull=True,
                    order__isnull=True,
                    cycle__isnull=False,
                )
                | models.Q(
                    kind__in=("invoice", "credit_note"),
                    payer__isnull=False,
                    order__isnull=False,
                    cycle__isnull=False,
                )
                | models.Q(
                    kind="bonus",
                    payer__isnull=False,
                    producer__isnull=True,
                    order__isnull=True,
                    cycle__isnull=True,
                ),
                name="document_has_its_receiver",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind="bonus",
                    agreement__isnull=False,
                    period_from__isnull=False,
                    period_until__gt=models.F("period_from"),
                )
                | (~models.Q(kind="bonus") & models.Q(agreement__isnull=True)),
                name="bonus_names_its_agreement",
            ),
            # Amounts are positive on both; which way the money goes is told by the kind. What a
            # producer owes after a claim is a settlement below zero.
            models.CheckConstraint(
                condition=models.Q(kind="settlement") | models.Q(gross_ore__gte=0),
                name="document_is_not_below_zero",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="credit_note") | models.Q(corrects__isnull=False),
                name="credit_note_names_its_invoice",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class DocumentLine(models.Model):
    """One charge line as it stood when the document was issued."""

    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, models.PROTECT, related_name="lines")
    charge = models.OneToOneField("trading.ChargeLine", models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    seller_mode = models.CharField(max_length=20, choices=SellerMode)
    kind = models.CharField(max_length=10)
    reason = models.CharField(max_length=20)
    # In the receiver's language, as it stood.
    text = models.CharField(max_length=300)
    # What explains the figure: {"stages": {"ordered": [count, amount], …}, …}.
    facts = models.JSONField(default=dict)
    count = models.BigIntegerField(default=0)
    amount = models.BigIntegerField(default=0)
    unit = models.CharField(max_length=3, choices=UnitCode)
    price_ore = models.BigIntegerField(default=0)
    net_ore = models.BigIntegerField()
    vat_category = models.CharField(max_length=2, choices=VatCategory)
    vat_rate_bp = models.PositiveIntegerField()

    class Meta:
        ordering = ("document", "position")
        constraints = (
            models.UniqueConstraint(fields=("document", "position"), name="one_line_a_position"),
        )

    def __str__(self) -> str:
        return f"{self.document_id}/{self.position}"


class DocumentVat(models.Model):
    """A document's VAT for one category and rate; reckoned here, never per line."""

    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, models.PROTECT, related_name="vat")
    category = models.CharField(max_length=2, choices=VatCategory)
    rate_bp = models.PositiveIntegerField()
    basis_ore = models.BigIntegerField()
    vat_ore = models.BigIntegerField()

    class Meta:
        ordering = ("document", "-rate_bp")
        constraints = (
            models.UniqueConstraint(
                fields=("document", "category", "rate_bp"), name="one_sum_a_rate"
            ),
        )

    def __str__(self) -> str:
        return f"{self.document_id} {self.rate_bp}: {self.vat_ore}"


class MaintenanceSwitch(models.Model):
    """The one guarded row that lets tests, restore and lawful erasure past the triggers.

    Turned on and off by `services.maintenance` within one transaction, so that no other connection
    ever sees it on.
    """

    is_on = models.BooleanField(default=False)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(id=1), name="only_one_maintenance_switch"),
        )

    def __str__(self) -> str:
        return "on" if self.is_on else "off"
