import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("actors", "0001_initial"),
        ("catalogue", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CycleRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=100)),
                (
                    "kind",
                    models.CharField(
                        choices=[("rounds", "Rounds"), ("any_day", "Any Day")],
                        default="rounds",
                        max_length=10,
                    ),
                ),
                ("weekdays", models.JSONField(default=list)),
                ("opens_days_before", models.PositiveSmallIntegerField()),
                ("opens_time", models.TimeField()),
                ("closes_days_before", models.PositiveSmallIntegerField()),
                ("closes_time", models.TimeField()),
                (
                    "when_holiday",
                    models.CharField(
                        choices=[
                            ("skip", "Skip"),
                            ("day_before", "Day Before"),
                            ("day_after", "Day After"),
                        ],
                        default="skip",
                        max_length=10,
                    ),
                ),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("surplus_hours_before", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("paused_at", models.DateTimeField(blank=True, null=True)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
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
                "ordering": ("name", "id"),
                "indexes": [
                    models.Index(fields=["hub", "removed_at"], name="trading_cyc_hub_id_02ae14_idx")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("opens_days_before__gt", models.F("closes_days_before")),
                            models.Q(
                                ("opens_days_before", models.F("closes_days_before")),
                                ("opens_time__lt", models.F("closes_time")),
                            ),
                            _connector="OR",
                        ),
                        name="rule_opens_before_it_closes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_until__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="rule_period",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Favourite",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("shelf", models.CharField(blank=True, max_length=40)),
                ("position", models.PositiveIntegerField(default=0)),
                ("added_at", models.DateTimeField()),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.hub",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.buyerunit",
                    ),
                ),
                (
                    "variant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.variant",
                    ),
                ),
            ],
            options={
                "ordering": ("shelf", "position", "id"),
                "indexes": [
                    models.Index(fields=["hub", "variant"], name="trading_fav_hub_id_4e455f_idx")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("hub", "unit", "variant"), name="favourite_once_a_unit"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "status",
                    models.CharField(
                        choices=[("basket", "Basket"), ("placed", "Placed")],
                        default="basket",
                        max_length=10,
                    ),
                ),
                ("reference", models.CharField(blank=True, max_length=100)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("terms", models.JSONField(blank=True, default=dict)),
                ("flat_fees", models.JSONField(blank=True, default=list)),
                ("placed_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "delivery_point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.deliverypoint",
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
                    "payer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.invoiceparty",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.buyerunit",
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "indexes": [
                    models.Index(
                        fields=["hub", "unit", "-id"], name="trading_ord_hub_id_fabcc5_idx"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "placed"), _negated=True),
                            ("placed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="placed_order_has_its_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ChargeLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[("buyer", "Buyer"), ("producer", "Producer"), ("hub", "Hub")],
                        max_length=10,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("goods", "Goods"),
                            ("freight", "Freight"),
                            ("fee", "Fee"),
                            ("margin", "Margin"),
                            ("borne", "Borne"),
                            ("deposit", "Deposit"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("sold", "Sold"),
                            ("delivered", "Delivered"),
                            ("packing", "Packing"),
                            ("transport", "Transport"),
                            ("sales", "Sales"),
                            ("administration", "Administration"),
                            ("weight_gained", "Weight Gained"),
                            ("weight_lost", "Weight Lost"),
                            ("rounding", "Rounding"),
                            ("price_list", "Price List"),
                            ("unsold", "Unsold"),
                            ("stocked", "Stocked"),
                            ("from_stock", "From Stock"),
                            ("stock_price", "Stock Price"),
                            ("returned", "Returned"),
                            ("weight_as_ordered", "Weight As Ordered"),
                            ("claim", "Claim"),
                            ("discount", "Discount"),
                            ("small_order", "Small Order"),
                            ("drink", "Drink"),
                            ("crate", "Crate"),
                            ("pallet", "Pallet"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "seller_mode",
                    models.CharField(
                        choices=[
                            ("resale", "Resale"),
                            ("commission", "Commission"),
                            ("mediation", "Mediation"),
                        ],
                        default="resale",
                        max_length=20,
                    ),
                ),
                ("fee_id", models.BigIntegerField(blank=True, null=True)),
                ("count", models.BigIntegerField(default=0)),
                ("amount", models.BigIntegerField(default=0)),
                (
                    "unit",
                    models.CharField(
                        choices=[("g", "Gram"), ("ml", "Millilitre"), ("pcs", "Piece")],
                        default="pcs",
                        max_length=3,
                    ),
                ),
                ("price_ore", models.BigIntegerField(default=0)),
                ("amount_ore", models.BigIntegerField()),
                (
                    "vat_category",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("S", "Standard"),
                            ("Z", "Zero"),
                            ("E", "Exempt"),
                            ("O", "Outside"),
                        ],
                        max_length=2,
                    ),
                ),
                ("vat_rate_bp", models.PositiveIntegerField(default=0)),
                ("documented_at", models.DateTimeField(blank=True, null=True)),
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
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.hub",
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
                        blank=True,
                        null=True,
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
                        related_name="charges",
                        to="trading.order",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "indexes": [
                    models.Index(fields=["hub", "order"], name="trading_cha_hub_id_f693ac_idx")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agreement__isnull", False), ("reason", "discount")),
                            models.Q(
                                models.Q(("reason", "discount"), _negated=True),
                                ("agreement__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="discount_names_its_agreement",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderCycle",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.PositiveIntegerField()),
                ("name", models.CharField(blank=True, max_length=100)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("open", "Open"),
                            ("closed", "Closed"),
                            ("allocated", "Allocated"),
                            ("ordered", "Ordered"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("opens_at", models.DateTimeField()),
                ("closes_at", models.DateTimeField()),
                ("delivery_day", models.DateField()),
                ("rule_day", models.DateField(blank=True, null=True)),
                ("surplus_at", models.DateTimeField(blank=True, null=True)),
                ("surplus_told_at", models.DateTimeField(blank=True, null=True)),
                ("closed_by_clock_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.hub",
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cycles",
                        to="trading.cyclerule",
                    ),
                ),
            ],
            options={
                "ordering": ("-delivery_day", "-number"),
                "indexes": [
                    models.Index(
                        fields=["hub", "status", "delivery_day"],
                        name="trading_ord_hub_id_934017_idx",
                    ),
                    models.Index(
                        fields=["status", "opens_at"], name="trading_ord_status_549554_idx"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("hub", "number"), name="cycle_number_once"),
                    models.UniqueConstraint(
                        fields=("rule", "delivery_day"), name="one_cycle_a_rule_and_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("closes_at__gt", models.F("opens_at"))),
                        name="cycle_opens_before_it_closes",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="order",
            name="cycle",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="orders",
                to="trading.ordercycle",
            ),
        ),
        migrations.CreateModel(
            name="Offer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "supply_mode",
                    models.CharField(
                        choices=[("reserve", "Reserve"), ("share", "Share")], max_length=10
                    ),
                ),
                ("closes_at", models.DateTimeField(blank=True, null=True)),
                ("offered_packs", models.PositiveIntegerField()),
                ("reserved_packs", models.PositiveIntegerField(default=0)),
                ("stock_packs", models.PositiveIntegerField(default=0)),
                ("producer_price_ore", models.BigIntegerField()),
                ("buyer_price_ore", models.BigIntegerField()),
                ("fee_parts", models.JSONField(default=list)),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.hub",
                    ),
                ),
                (
                    "producer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.organisation",
                    ),
                ),
                (
                    "variant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.variant",
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offers",
                        to="trading.ordercycle",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "indexes": [
                    models.Index(fields=["hub", "cycle"], name="trading_off_hub_id_de26b3_idx"),
                    models.Index(
                        fields=["hub", "producer", "cycle"], name="trading_off_hub_id_15f117_idx"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("cycle", "variant"), name="offered_once_a_cycle"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reserved_packs__lte", models.F("offered_packs"))),
                        name="never_more_reserved_than_offered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stock_packs__lte", models.F("offered_packs"))),
                        name="never_more_from_stock_than_offered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("buyer_price_ore__gte", 0), ("producer_price_ore__gte", 0)
                        ),
                        name="offer_prices_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DepositMovement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "ledger",
                    models.CharField(
                        choices=[("drink", "Drink"), ("crate", "Crate"), ("pallet", "Pallet")],
                        max_length=10,
                    ),
                ),
                ("code", models.CharField(max_length=30)),
                ("count", models.BigIntegerField()),
                ("deposit_ore", models.BigIntegerField()),
                ("vat_category", models.CharField(max_length=2)),
                ("vat_rate_bp", models.PositiveIntegerField(default=0)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("delivered", "Delivered"),
                            ("returned", "Returned"),
                            ("received", "Received"),
                            ("sent_back", "Sent Back"),
                            ("undone", "Undone"),
                        ],
                        max_length=10,
                    ),
                ),
                ("actor", models.CharField(max_length=100)),
                ("at", models.DateTimeField()),
                (
                    "charge",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trading.chargeline",
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
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.buyerunit",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deposit_movements",
                        to="trading.order",
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deposit_movements",
                        to="trading.ordercycle",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "indexes": [
                    models.Index(
                        fields=["hub", "unit", "ledger"], name="trading_dep_hub_id_e44648_idx"
                    ),
                    models.Index(
                        fields=["hub", "producer", "ledger"], name="trading_dep_hub_id_03d69d_idx"
                    ),
                    models.Index(fields=["hub", "order"], name="trading_dep_hub_id_35f2cd_idx"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("producer__isnull", False), ("unit__isnull", True)),
                            models.Q(
                                ("order__isnull", False),
                                ("producer__isnull", True),
                                ("unit__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="movement_has_one_party",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("count", 0), _negated=True),
                        name="movement_moves_something",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="chargeline",
            name="cycle",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="charges",
                to="trading.ordercycle",
            ),
        ),
        migrations.CreateModel(
            name="AllocationRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("cycle_version", models.PositiveIntegerField()),
                (
                    "policy",
                    models.CharField(
                        choices=[
                            ("proportional", "Proportional"),
                            ("max_min", "Max Min"),
                            ("rotation", "Rotation"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("preview", "Preview"),
                            ("committed", "Committed"),
                            ("undone", "Undone"),
                        ],
                        default="preview",
                        max_length=10,
                    ),
                ),
                ("report", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField()),
                ("committed_at", models.DateTimeField(blank=True, null=True)),
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
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocation_runs",
                        to="trading.ordercycle",
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "indexes": [
                    models.Index(fields=["hub", "cycle"], name="trading_all_hub_id_f861e6_idx")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "committed")),
                        fields=("cycle",),
                        name="one_committed_allocation_a_cycle",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("minimum_count", models.PositiveIntegerField(default=0)),
                ("note", models.CharField(blank=True, max_length=200)),
                (
                    "unit",
                    models.CharField(
                        choices=[("g", "Gram"), ("ml", "Millilitre"), ("pcs", "Piece")],
                        max_length=3,
                    ),
                ),
                ("content_amount", models.BigIntegerField()),
                (
                    "charge_by",
                    models.CharField(
                        choices=[("nominal", "Nominal"), ("measured", "Measured")], max_length=10
                    ),
                ),
                ("tolerance_bp", models.PositiveIntegerField(default=0)),
                ("producer_price_ore", models.BigIntegerField()),
                ("buyer_price_ore", models.BigIntegerField()),
                ("fee_parts", models.JSONField(default=list)),
                ("price_list_id", models.BigIntegerField(blank=True, null=True)),
                ("price_steps", models.JSONField(blank=True, default=list)),
                ("deposit_code", models.CharField(blank=True, max_length=30)),
                ("deposit_ore", models.BigIntegerField(default=0)),
                (
                    "deposit_vat_category",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("S", "Standard"),
                            ("Z", "Zero"),
                            ("E", "Exempt"),
                            ("O", "Outside"),
                        ],
                        max_length=2,
                    ),
                ),
                ("deposit_vat_rate_bp", models.PositiveIntegerField(default=0)),
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
                ("is_organic", models.BooleanField(default=False)),
                ("origin_municipality", models.CharField(blank=True, max_length=4)),
                ("ordered_count", models.BigIntegerField()),
                ("ordered_amount", models.BigIntegerField()),
                ("confirmed_count", models.BigIntegerField(blank=True, null=True)),
                ("confirmed_amount", models.BigIntegerField(blank=True, null=True)),
                ("packed_count", models.BigIntegerField(blank=True, null=True)),
                ("packed_amount", models.BigIntegerField(blank=True, null=True)),
                ("delivered_count", models.BigIntegerField(blank=True, null=True)),
                ("delivered_amount", models.BigIntegerField(blank=True, null=True)),
                ("invoiced_count", models.BigIntegerField(blank=True, null=True)),
                ("invoiced_amount", models.BigIntegerField(blank=True, null=True)),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.hub",
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="trading.offer",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="trading.order",
                    ),
                ),
                (
                    "producer",
                    models.ForeignKey(
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
                    "variant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.variant",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "indexes": [
                    models.Index(fields=["hub", "order"], name="trading_ord_hub_id_5bde7a_idx"),
                    models.Index(fields=["hub", "offer"], name="trading_ord_hub_id_83e3a8_idx"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("order", "offer"), name="one_line_an_offer"),
                    models.CheckConstraint(
                        condition=models.Q(("ordered_amount__gte", 0), ("ordered_count__gte", 0)),
                        name="line_ordered_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("confirmed_amount__isnull", True),
                                ("confirmed_count__isnull", True),
                            ),
                            models.Q(("confirmed_amount__gte", 0), ("confirmed_count__gte", 0)),
                            _connector="OR",
                        ),
                        name="line_confirmed_is_a_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("packed_amount__isnull", True), ("packed_count__isnull", True)
                            ),
                            models.Q(("packed_amount__gte", 0), ("packed_count__gte", 0)),
                            _connector="OR",
                        ),
                        name="line_packed_is_a_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("delivered_amount__isnull", True),
                                ("delivered_count__isnull", True),
                            ),
                            models.Q(("delivered_amount__gte", 0), ("delivered_count__gte", 0)),
                            _connector="OR",
                        ),
                        name="line_delivered_is_a_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("invoiced_amount__isnull", True), ("invoiced_count__isnull", True)
                            ),
                            models.Q(("invoiced_amount__gte", 0), ("invoiced_count__gte", 0)),
                            _connector="OR",
                        ),
                        name="line_invoiced_is_a_pair",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LineChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("ordered", "Ordered"),
                            ("confirmed", "Confirmed"),
                            ("packed", "Packed"),
                            ("delivered", "Delivered"),
                            ("invoiced", "Invoiced"),
                        ],
                        max_length=10,
                    ),
                ),
                ("from_count", models.BigIntegerField(null=True)),
                ("from_amount", models.BigIntegerField(null=True)),
                ("to_count", models.BigIntegerField(null=True)),
                ("to_amount", models.BigIntegerField(null=True)),
                ("reason", models.CharField(max_length=40)),
                ("params", models.JSONField(default=dict)),
                ("actor", models.CharField(max_length=100)),
                ("at", models.DateTimeField()),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.hub",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="trading.orderline",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "indexes": [
                    models.Index(fields=["hub", "line"], name="trading_lin_hub_id_4322aa_idx")
                ],
            },
        ),
        migrations.AddField(
            model_name="chargeline",
            name="order_line",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="charges",
                to="trading.orderline",
            ),
        ),
        migrations.CreateModel(
            name="AllocationLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("wanted_packs", models.BigIntegerField()),
                ("given_packs", models.BigIntegerField()),
                ("reasons", models.JSONField(default=list)),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.hub",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="trading.allocationrun",
                    ),
                ),
                (
                    "order_line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="trading.orderline",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "indexes": [
                    models.Index(fields=["hub", "run"], name="trading_all_hub_id_ed5ab1_idx")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("run", "order_line"), name="one_answer_a_line"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("given_packs__gte", 0), ("given_packs__lte", models.F("wanted_packs"))
                        ),
                        name="nobody_gets_more_than_the_wish",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PurchaseLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "unit",
                    models.CharField(
                        choices=[("g", "Gram"), ("ml", "Millilitre"), ("pcs", "Piece")],
                        max_length=3,
                    ),
                ),
                ("content_amount", models.BigIntegerField()),
                ("producer_price_ore", models.BigIntegerField()),
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
                ("deposit_code", models.CharField(blank=True, max_length=30)),
                ("deposit_ore", models.BigIntegerField(default=0)),
                (
                    "deposit_vat_category",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("S", "Standard"),
                            ("Z", "Zero"),
                            ("E", "Exempt"),
                            ("O", "Outside"),
                        ],
                        max_length=2,
                    ),
                ),
                ("deposit_vat_rate_bp", models.PositiveIntegerField(default=0)),
                ("stock_count", models.BigIntegerField(default=0)),
                (
                    "ownership",
                    models.CharField(
                        choices=[("owned", "Owned"), ("consignment", "Consignment")],
                        default="owned",
                        max_length=12,
                    ),
                ),
                ("ordered_count", models.BigIntegerField()),
                ("ordered_amount", models.BigIntegerField()),
                ("promised_count", models.BigIntegerField(blank=True, null=True)),
                ("promised_amount", models.BigIntegerField(blank=True, null=True)),
                ("received_count", models.BigIntegerField(blank=True, null=True)),
                ("received_amount", models.BigIntegerField(blank=True, null=True)),
                ("credited_count", models.BigIntegerField(blank=True, null=True)),
                ("credited_amount", models.BigIntegerField(blank=True, null=True)),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.hub",
                    ),
                ),
                (
                    "offer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="purchase_line",
                        to="trading.offer",
                    ),
                ),
                (
                    "variant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.variant",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ordered_amount__gte", 0), ("ordered_count__gte", 0)),
                        name="purchase_ordered_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("received_amount__isnull", True), ("received_count__isnull", True)
                            ),
                            models.Q(("received_amount__gte", 0), ("received_count__gte", 0)),
                            _connector="OR",
                        ),
                        name="purchase_received_is_a_pair",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PurchaseChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("ordered", "Ordered"),
                            ("promised", "Promised"),
                            ("received", "Received"),
                            ("credited", "Credited"),
                        ],
                        max_length=10,
                    ),
                ),
                ("from_count", models.BigIntegerField(null=True)),
                ("from_amount", models.BigIntegerField(null=True)),
                ("to_count", models.BigIntegerField(null=True)),
                ("to_amount", models.BigIntegerField(null=True)),
                ("reason", models.CharField(max_length=40)),
                ("params", models.JSONField(default=dict)),
                ("actor", models.CharField(max_length=100)),
                ("at", models.DateTimeField()),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.hub",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="trading.purchaseline",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "indexes": [
                    models.Index(fields=["hub", "line"], name="trading_pur_hub_id_1703a8_idx")
                ],
            },
        ),
        migrations.AddField(
            model_name="chargeline",
            name="purchase_line",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="charges",
                to="trading.purchaseline",
            ),
        ),
        migrations.CreateModel(
            name="PurchaseOrder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "status",
                    models.CharField(
                        choices=[("sent", "Sent"), ("withdrawn", "Withdrawn")],
                        default="sent",
                        max_length=10,
                    ),
                ),
                ("sent_at", models.DateTimeField()),
                ("promised_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="purchase_orders",
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
                    "producer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "indexes": [
                    models.Index(
                        fields=["hub", "producer", "-id"], name="trading_pur_hub_id_8121ef_idx"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("cycle", "producer"), name="one_purchase_a_producer"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="purchaseline",
            name="purchase_order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="trading.purchaseorder",
            ),
        ),
        migrations.CreateModel(
            name="RuleDate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("moved_to", models.DateField(blank=True, null=True)),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.hub",
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dates",
                        to="trading.cyclerule",
                    ),
                ),
            ],
            options={
                "ordering": ("day",),
                "indexes": [
                    models.Index(fields=["hub", "rule"], name="trading_rul_hub_id_dbff54_idx")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("rule", "day"), name="rule_date_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="StandingOrder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=100)),
                (
                    "rhythm",
                    models.CharField(
                        choices=[("each_cycle", "Each Cycle"), ("weeks", "Weeks")],
                        default="each_cycle",
                        max_length=12,
                    ),
                ),
                ("every_weeks", models.PositiveSmallIntegerField(default=1)),
                ("weekday", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("from_day", models.DateField()),
                ("until_day", models.DateField(blank=True, null=True)),
                ("paused_from", models.DateField(blank=True, null=True)),
                ("paused_until", models.DateField(blank=True, null=True)),
                ("lead_days", models.PositiveSmallIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.hub",
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standing_orders",
                        to="trading.cyclerule",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.buyerunit",
                    ),
                ),
            ],
            options={
                "ordering": ("name", "id"),
                "indexes": [
                    models.Index(fields=["hub", "unit"], name="trading_sta_hub_id_ba5176_idx")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_day__isnull", True),
                            ("until_day__gt", models.F("from_day")),
                            _connector="OR",
                        ),
                        name="standing_order_lasts_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("paused_from__isnull", True), ("paused_until__isnull", True)),
                            models.Q(
                                ("paused_from__isnull", False), ("paused_until__isnull", True)
                            ),
                            ("paused_until__gt", models.F("paused_from")),
                            _connector="OR",
                        ),
                        name="standing_pause_lasts_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("every_weeks__range", (1, 52))),
                        name="standing_weeks_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("rhythm", "weeks"), _negated=True),
                            ("weekday__range", (0, 6)),
                            _connector="OR",
                        ),
                        name="standing_weeks_have_a_weekday",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("lead_days__lte", 14)), name="standing_lead_in_range"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StandingLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("count", models.PositiveIntegerField()),
                ("minimum_count", models.PositiveIntegerField(default=0)),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.hub",
                    ),
                ),
                (
                    "variant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.variant",
                    ),
                ),
                (
                    "standing_order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="trading.standingorder",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "indexes": [
                    models.Index(fields=["hub", "variant"], name="trading_sta_hub_id_e9cb07_idx")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("standing_order", "variant"), name="standing_variant_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("count__gt", 0), ("minimum_count__lte", models.F("count"))
                        ),
                        name="standing_count_above_zero",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StandingException",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("is_skipped", models.BooleanField(default=False)),
                ("counts", models.JSONField(default=dict)),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.hub",
                    ),
                ),
                (
                    "standing_order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="exceptions",
                        to="trading.standingorder",
                    ),
                ),
            ],
            options={
                "ordering": ("day",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("standing_order", "day"), name="standing_exception_once_a_day"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StandingRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("ordered", "Ordered"),
                            ("partly", "Partly"),
                            ("in_basket", "In Basket"),
                            ("skipped", "Skipped"),
                            ("failed", "Failed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=40)),
                ("report", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField()),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standing_runs",
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
                    "order",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standing_runs",
                        to="trading.order",
                    ),
                ),
                (
                    "standing_order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="trading.standingorder",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "indexes": [
                    models.Index(
                        fields=["hub", "cycle", "outcome"], name="trading_sta_hub_id_8b3d9d_idx"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("standing_order", "cycle"), name="standing_run_once_a_cycle"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StockPurchase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("packs", models.PositiveIntegerField()),
                (
                    "ownership",
                    models.CharField(
                        choices=[("owned", "Owned"), ("consignment", "Consignment")],
                        default="owned",
                        max_length=12,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.hub",
                    ),
                ),
                (
                    "offer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stock_purchase",
                        to="trading.offer",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "indexes": [
                    models.Index(fields=["hub", "offer"], name="trading_sto_hub_id_5fa06f_idx")
                ],
            },
        ),
        migrations.CreateModel(
            name="Substitution",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("missing_count", models.PositiveIntegerField()),
                ("count", models.PositiveIntegerField()),
                ("net_ore", models.BigIntegerField()),
                ("instead_of_ore", models.BigIntegerField()),
                (
                    "origin",
                    models.CharField(
                        choices=[("hub", "Hub"), ("same_group", "Same Group")], max_length=12
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("accepted", "Accepted"),
                            ("refused", "Refused"),
                            ("expired", "Expired"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                ("answer_by", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("answered_by", models.CharField(blank=True, max_length=100)),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="substitutions",
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
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="substitutions",
                        to="trading.orderline",
                    ),
                ),
                (
                    "new_line",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="came_instead",
                        to="trading.orderline",
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trading.offer",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "indexes": [
                    models.Index(
                        fields=["hub", "cycle", "status"], name="trading_sub_hub_id_6556b7_idx"
                    ),
                    models.Index(fields=["hub", "line"], name="trading_sub_hub_id_deaa63_idx"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "proposed")),
                        fields=("line",),
                        name="one_open_substitution_a_line",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("count__gt", 0), ("missing_count__gt", 0)),
                        name="substitution_is_of_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "accepted"), _negated=True),
                            ("new_line__isnull", False),
                            _connector="OR",
                        ),
                        name="accepted_substitution_has_its_line",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SurplusNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("goods", models.JSONField(default=list)),
                ("told_at", models.DateTimeField()),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="surplus_notices",
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
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.buyerunit",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "indexes": [
                    models.Index(fields=["hub", "cycle"], name="trading_sur_hub_id_d14699_idx")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("cycle", "unit"), name="told_of_surplus_once_a_cycle"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WeightQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("count", models.PositiveIntegerField()),
                ("usual_amount", models.BigIntegerField()),
                ("measured_amount", models.BigIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("accepted", "Accepted"),
                            ("refused", "Refused"),
                            ("settled", "Settled"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("answer_by", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("answered_by", models.CharField(blank=True, max_length=100)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("measured", "Measured"),
                            ("nominal", "Nominal"),
                            ("taken_back", "Taken Back"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("settled_by", models.CharField(blank=True, max_length=100)),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.hub",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="weight_questions",
                        to="trading.orderline",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "indexes": [
                    models.Index(fields=["hub", "line"], name="trading_wei_hub_id_4139e3_idx"),
                    models.Index(fields=["hub", "status"], name="trading_wei_hub_id_8d2f8c_idx"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ("waiting", "refused"))),
                        fields=("line",),
                        name="one_open_weight_question_a_line",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "settled"), _negated=True),
                            models.Q(("outcome", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="settled_weight_has_an_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("count__gt", 0), ("measured_amount__gt", 0), ("usual_amount__gt", 0)
                        ),
                        name="weight_is_of_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AvailabilityPost",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("text", models.CharField(blank=True, max_length=1000)),
                ("changes", models.JSONField(default=list)),
                ("posted_at", models.DateTimeField()),
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
                    "producer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "indexes": [
                    models.Index(
                        fields=["hub", "producer", "-id"], name="trading_ava_hub_id_72ab7b_idx"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                fields=["hub", "cycle", "status"], name="trading_ord_hub_id_16e2a6_idx"
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.UniqueConstraint(fields=("cycle", "unit"), name="one_order_a_cycle"),
        ),
        migrations.AddIndex(
            model_name="chargeline",
            index=models.Index(
                fields=["hub", "cycle", "side", "kind"], name="trading_cha_hub_id_6e24f8_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="chargeline",
            index=models.Index(
                fields=["hub", "producer", "cycle"], name="trading_cha_hub_id_5d96bf_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="purchaseline",
            index=models.Index(
                fields=["hub", "purchase_order"], name="trading_pur_hub_id_34ea9f_idx"
            ),
        ),
    ]
