import uuid

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("actors", "0001_initial"),
        ("catalogue", "0001_initial"),
        ("trading", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="MaintenanceSwitch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_on", models.BooleanField(default=False)),
                ("reason", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)), name="only_one_maintenance_switch"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="NumberSeries",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("invoice", "Invoice"),
                            ("credit_note", "Credit Note"),
                            ("settlement", "Settlement"),
                            ("bonus", "Bonus"),
                        ],
                        max_length=20,
                    ),
                ),
                ("next_number", models.BigIntegerField(default=1)),
                (
                    "issuer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "number series",
                "constraints": [
                    models.UniqueConstraint(fields=("issuer", "kind"), name="one_series_a_kind"),
                    models.CheckConstraint(
                        condition=models.Q(("next_number__gt", 0)), name="series_counts_from_one"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("invoice", "Invoice"),
                            ("credit_note", "Credit Note"),
                            ("settlement", "Settlement"),
                            ("bonus", "Bonus"),
                        ],
                        max_length=20,
                    ),
                ),
                ("number", models.BigIntegerField()),
                (
                    "seller_mode",
                    models.CharField(
                        choices=[
                            ("resale", "Resale"),
                            ("commission", "Commission"),
                            ("mediation", "Mediation"),
                        ],
                        max_length=20,
                    ),
                ),
                ("parties", models.JSONField(default=dict)),
                ("language", models.CharField(max_length=5)),
                ("reference", models.CharField(blank=True, max_length=100)),
                ("issued_on", models.DateField()),
                ("delivered_on", models.DateField()),
                ("due_on", models.DateField(blank=True, null=True)),
                ("issued_at", models.DateTimeField()),
                ("kid", models.CharField(blank=True, max_length=25)),
                ("period_from", models.DateField(blank=True, null=True)),
                ("period_until", models.DateField(blank=True, null=True)),
                ("net_ore", models.BigIntegerField()),
                ("vat_ore", models.BigIntegerField()),
                ("gross_ore", models.BigIntegerField()),
                ("is_illustrative", models.BooleanField(default=False)),
                (
                    "agreement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.priceagreement",
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="billing.document",
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trading.ordercycle",
                    ),
                ),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.hub",
                    ),
                ),
                (
                    "issuer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.organisation",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trading.order",
                    ),
                ),
                (
                    "payer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.invoiceparty",
                    ),
                ),
                (
                    "producer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.organisation",
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.organisation",
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="billing.numberseries",
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "indexes": [
                    models.Index(
                        fields=["hub", "kind", "-id"], name="billing_doc_hub_id_e08249_idx"
                    ),
                    models.Index(
                        fields=["hub", "cycle", "kind"], name="billing_doc_hub_id_b8de62_idx"
                    ),
                    models.Index(
                        fields=["hub", "payer", "kind"], name="billing_doc_hub_id_fbfc1d_idx"
                    ),
                    models.Index(
                        fields=["hub", "producer", "-id"], name="billing_doc_hub_id_429707_idx"
                    ),
                    models.Index(fields=["hub", "order"], name="billing_doc_hub_id_8ef870_idx"),
                    models.Index(
                        fields=["hub", "agreement", "-id"], name="billing_doc_hub_id_536671_idx"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("series", "number"), name="document_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "gross_ore",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("net_ore"), "+", models.F("vat_ore")
                                ),
                            )
                        ),
                        name="document_adds_up",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("cycle__isnull", False),
                                ("kind", "settlement"),
                                ("order__isnull", True),
                                ("payer__isnull", True),
                                ("producer__isnull", False),
                            ),
                            models.Q(
                                ("cycle__isnull", False),
                                ("kind__in", ("invoice", "credit_note")),
                                ("order__isnull", False),
                                ("payer__isnull", False),
                            ),
                            models.Q(
                                ("cycle__isnull", True),
                                ("kind", "bonus"),
                                ("order__isnull", True),
                                ("payer__isnull", False),
                                ("producer__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="document_has_its_receiver",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("agreement__isnull", False),
                                ("kind", "bonus"),
                                ("period_from__isnull", False),
                                ("period_until__gt", models.F("period_from")),
                            ),
                            models.Q(
                                models.Q(("kind", "bonus"), _negated=True),
                                ("agreement__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="bonus_names_its_agreement",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "settlement"), ("gross_ore__gte", 0), _connector="OR"
                        ),
                        name="document_is_not_below_zero",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "credit_note"), _negated=True),
                            ("corrects__isnull", False),
                            _connector="OR",
                        ),
                        name="credit_note_names_its_invoice",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OpenItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "side",
                    models.CharField(
                        choices=[("receivable", "Receivable"), ("payable", "Payable")],
                        max_length=10,
                    ),
                ),
                ("number", models.CharField(max_length=40)),
                ("issued_on", models.DateField()),
                ("due_on", models.DateField()),
                ("amount_ore", models.BigIntegerField()),
                ("kid", models.CharField(blank=True, max_length=25)),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.hub",
                    ),
                ),
                (
                    "payer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.invoiceparty",
                    ),
                ),
                (
                    "producer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ("due_on", "id"),
                "indexes": [
                    models.Index(
                        fields=["hub", "side", "due_on"], name="billing_ope_hub_id_18866c_idx"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("hub", "payer", "number"), name="open_item_of_payer_once"
                    ),
                    models.UniqueConstraint(
                        fields=("hub", "producer", "number"), name="open_item_of_producer_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("payer__isnull", False),
                                ("producer__isnull", True),
                                ("side", "receivable"),
                            ),
                            models.Q(
                                ("payer__isnull", True),
                                ("producer__isnull", False),
                                ("side", "payable"),
                            ),
                            _connector="OR",
                        ),
                        name="open_item_names_who_it_is_with",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OpenItemPayment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("amount_ore", models.BigIntegerField()),
                ("paid_on", models.DateField()),
                ("noted_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.hub",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="billing.openitem",
                    ),
                ),
            ],
            options={
                "ordering": ("paid_on", "id"),
                "indexes": [
                    models.Index(fields=["hub", "item"], name="billing_ope_hub_id_6c683d_idx")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_ore__gt", 0)),
                        name="open_item_payment_above_zero",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DocumentLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                (
                    "seller_mode",
                    models.CharField(
                        choices=[
                            ("resale", "Resale"),
                            ("commission", "Commission"),
                            ("mediation", "Mediation"),
                        ],
                        max_length=20,
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                ("reason", models.CharField(max_length=20)),
                ("text", models.CharField(max_length=300)),
                ("facts", models.JSONField(default=dict)),
                ("count", models.BigIntegerField(default=0)),
                ("amount", models.BigIntegerField(default=0)),
                (
                    "unit",
                    models.CharField(
                        choices=[("g", "Gram"), ("ml", "Millilitre"), ("pcs", "Piece")],
                        max_length=3,
                    ),
                ),
                ("price_ore", models.BigIntegerField(default=0)),
                ("net_ore", models.BigIntegerField()),
                (
                    "vat_category",
                    models.CharField(
                        choices=[
                            ("S", "Standard"),
                            ("Z", "Zero"),
                            ("E", "Exempt"),
                            ("O", "Outside"),
                        ],
                        max_length=2,
                    ),
                ),
                ("vat_rate_bp", models.PositiveIntegerField()),
                (
                    "charge",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trading.chargeline",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="billing.document",
                    ),
                ),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.hub",
                    ),
                ),
            ],
            options={
                "ordering": ("document", "position"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("document", "position"), name="one_line_a_position"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DocumentVat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("S", "Standard"),
                            ("Z", "Zero"),
                            ("E", "Exempt"),
                            ("O", "Outside"),
                        ],
                        max_length=2,
                    ),
                ),
                ("rate_bp", models.PositiveIntegerField()),
                ("basis_ore", models.BigIntegerField()),
                ("vat_ore", models.BigIntegerField()),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vat",
                        to="billing.document",
                    ),
                ),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.hub",
                    ),
                ),
            ],
            options={
                "ordering": ("document", "-rate_bp"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("document", "category", "rate_bp"), name="one_sum_a_rate"
                    )
                ],
            },
        ),
    ]
