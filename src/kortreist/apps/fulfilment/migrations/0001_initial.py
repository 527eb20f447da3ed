import uuid

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("actors", "0001_initial"),
        ("catalogue", "0001_initial"),
        ("jobs", "0001_initial"),
        ("trading", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Delivery",
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
                        choices=[
                            ("planned", "Planned"),
                            ("packed", "Packed"),
                            ("delivered", "Delivered"),
                        ],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("crates", models.PositiveIntegerField(default=0)),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("own_tour", "Own Tour"),
                            ("producer_direct", "Producer Direct"),
                            ("collected", "Collected"),
                            ("haulier", "Haulier"),
                            ("parcel", "Parcel"),
                            ("wholesaler", "Wholesaler"),
                        ],
                        default="own_tour",
                        max_length=20,
                    ),
                ),
                ("carrier", models.CharField(blank=True, max_length=100)),
                ("waybill", models.CharField(blank=True, max_length=60)),
                ("carriage_ore", models.BigIntegerField(blank=True, null=True)),
                ("carriage_m", models.PositiveIntegerField(blank=True, null=True)),
                ("packed_at", models.DateTimeField(blank=True, null=True)),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
                ("delivered_at", models.DateTimeField(blank=True, null=True)),
                ("temperature_dc", models.IntegerField(blank=True, null=True)),
                ("received_by", models.CharField(blank=True, max_length=100)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trading.ordercycle",
                    ),
                ),
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
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trading.order",
                    ),
                ),
                (
                    "photo",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="jobs.storedfile",
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
                "verbose_name_plural": "deliveries",
                "ordering": ("id",),
                "indexes": [
                    models.Index(
                        fields=["hub", "cycle", "status"], name="fulfilment__hub_id_104fe5_idx"
                    ),
                    models.Index(
                        fields=["hub", "unit", "-id"], name="fulfilment__hub_id_d24550_idx"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("order",), name="one_delivery_an_order"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "delivered"), _negated=True),
                            ("delivered_at__isnull", False),
                            _connector="OR",
                        ),
                        name="delivered_has_its_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FixedTour",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=60)),
                ("weekdays", models.JSONField(blank=True, default=list)),
                ("starts_at", models.TimeField()),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
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
                "constraints": [
                    models.UniqueConstraint(fields=("hub", "name"), name="fixed_tour_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="FixedStop",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                (
                    "point",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.deliverypoint",
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
                    "tour",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stops",
                        to="fulfilment.fixedtour",
                    ),
                ),
            ],
            options={
                "ordering": ("position", "id"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tour", "position"), name="one_stop_a_position"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("point__isnull", True), ("producer__isnull", False)),
                            models.Q(("point__isnull", False), ("producer__isnull", True)),
                            _connector="OR",
                        ),
                        name="fixed_stop_is_a_door_or_a_farm",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LoadUnit",
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
                            ("crate", "Crate"),
                            ("box", "Box"),
                            ("roll_cage", "Roll Cage"),
                            ("pallet", "Pallet"),
                        ],
                        default="crate",
                        max_length=10,
                    ),
                ),
                ("storage", models.CharField(max_length=10)),
                ("number", models.PositiveIntegerField()),
                ("sscc", models.CharField(blank=True, max_length=18)),
                ("gross_g", models.BigIntegerField(blank=True, null=True)),
                ("made_at", models.DateTimeField()),
                ("loaded_at", models.DateTimeField(blank=True, null=True)),
                ("voided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="load_units",
                        to="fulfilment.delivery",
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
                "ordering": ("delivery", "number", "id"),
                "indexes": [
                    models.Index(fields=["hub", "sscc"], name="fulfilment__hub_id_4027b0_idx")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("sscc", ""), _negated=True),
                        fields=("sscc",),
                        name="sscc_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("voided_at__isnull", True)),
                        fields=("delivery", "number"),
                        name="load_unit_number_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Lot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", models.CharField(max_length=40)),
                ("best_before", models.DateField(blank=True, null=True)),
                ("received_count", models.BigIntegerField()),
                ("received_amount", models.BigIntegerField()),
                ("packed_count", models.BigIntegerField(default=0)),
                ("gone_count", models.BigIntegerField(default=0)),
                ("temperature_dc", models.IntegerField(blank=True, null=True)),
                ("received_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("use_first_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ownership",
                    models.CharField(
                        choices=[("owned", "Owned"), ("consignment", "Consignment")],
                        default="owned",
                        max_length=12,
                    ),
                ),
                ("stocked_at", models.DateTimeField(blank=True, null=True)),
                ("made_cost_ore", models.BigIntegerField(blank=True, null=True)),
                (
                    "declaration",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.declaration",
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
                (
                    "purchase_line",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trading.purchaseline",
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
                "ordering": ("best_before", "id"),
                "indexes": [
                    models.Index(fields=["hub", "code"], name="fulfilment__hub_id_fe783d_idx"),
                    models.Index(
                        fields=["hub", "purchase_line"], name="fulfilment__hub_id_4459a3_idx"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("purchase_line", "code"), name="lot_code_once_a_line"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("received_amount__gt", 0), ("received_count__gt", 0)),
                        name="lot_holds_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("packed_count__gte", 0),
                            (
                                "packed_count__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("received_count"), "-", models.F("gone_count")
                                ),
                            ),
                        ),
                        name="never_more_packed_than_received",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("purchase_line__isnull", True)),
                        fields=("hub", "code"),
                        name="made_lot_code_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LotSource",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("count", models.BigIntegerField()),
                ("amount", models.BigIntegerField()),
                ("cost_ore", models.BigIntegerField(default=0)),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.hub",
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sources",
                        to="fulfilment.lot",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="products",
                        to="fulfilment.lot",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "indexes": [
                    models.Index(fields=["hub", "source"], name="fulfilment__hub_id_fefff5_idx")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("lot", "source"), name="source_once_a_lot"),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0), ("count__gt", 0)),
                        name="source_holds_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source__lt", models.F("lot"))),
                        name="lot_is_younger_than_sources",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PackedPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("count", models.BigIntegerField()),
                ("amount", models.BigIntegerField()),
                ("packed_at", models.DateTimeField()),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.hub",
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="fulfilment.lot",
                    ),
                ),
                (
                    "order_line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trading.orderline",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "indexes": [
                    models.Index(fields=["hub", "order_line"], name="fulfilment__hub_id_3f8fc9_idx")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0), ("count__gt", 0)),
                        name="part_holds_something",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LoadUnitPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("count", models.BigIntegerField()),
                (
                    "load_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="fulfilment.loadunit",
                    ),
                ),
                (
                    "part",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="fulfilment.packedpart",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("load_unit", "part"), name="part_once_a_load_unit"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("count__gt", 0)), name="load_unit_part_holds_something"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Recall",
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
                            ("recall", "Recall"),
                            ("withdrawal", "Withdrawal"),
                            ("drill", "Drill"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "Open"), ("closed", "Closed")],
                        default="open",
                        max_length=10,
                    ),
                ),
                (
                    "hazard",
                    models.CharField(
                        choices=[
                            ("pathogen", "Pathogen"),
                            ("allergen", "Allergen"),
                            ("foreign_body", "Foreign Body"),
                            ("chemical", "Chemical"),
                            ("temperature", "Temperature"),
                            ("label", "Label"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reason", models.TextField()),
                (
                    "instruction",
                    models.CharField(
                        choices=[
                            ("set_aside", "Set Aside"),
                            ("throw_away", "Throw Away"),
                            ("send_back", "Send Back"),
                        ],
                        max_length=20,
                    ),
                ),
                ("traced_ms", models.PositiveIntegerField(default=0)),
                ("found", models.JSONField(blank=True, default=dict)),
                ("authority_told_at", models.DateTimeField(blank=True, null=True)),
                ("actor", models.CharField(max_length=100)),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("conclusion", models.TextField(blank=True)),
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
                "ordering": ("-id",),
                "indexes": [
                    models.Index(
                        fields=["hub", "status", "-id"], name="fulfilment__hub_id_3bd331_idx"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RecallLot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_root", models.BooleanField(default=False)),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="fulfilment.lot",
                    ),
                ),
                (
                    "recall",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lots",
                        to="fulfilment.recall",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "constraints": [
                    models.UniqueConstraint(fields=("recall", "lot"), name="lot_once_a_recall")
                ],
            },
        ),
        migrations.CreateModel(
            name="RecallNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("goods", models.JSONField(blank=True, default=list)),
                ("count", models.BigIntegerField(default=0)),
                ("amount", models.BigIntegerField(default=0)),
                ("token_digest", models.CharField(blank=True, max_length=64)),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("removed", "Removed"),
                            ("returned", "Returned"),
                            ("used", "Used"),
                            ("never_had", "Never Had"),
                        ],
                        max_length=10,
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("answered_by", models.CharField(blank=True, max_length=100)),
                ("answered_count", models.BigIntegerField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=300)),
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
                    "recall",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="fulfilment.recall",
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
            ],
            options={
                "ordering": ("id",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("recall", "unit"), name="unit_told_once_a_recall"
                    ),
                    models.UniqueConstraint(
                        fields=("recall", "producer"), name="producer_told_once_a_recall"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("token_digest", ""), _negated=True),
                        fields=("token_digest",),
                        name="recall_token_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("producer__isnull", False), ("unit__isnull", True)),
                            models.Q(("producer__isnull", True), ("unit__isnull", False)),
                            _connector="OR",
                        ),
                        name="notice_goes_to_a_unit_or_a_producer",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RoadFact",
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
                        choices=[("closed", "Closed"), ("ferry", "Ferry"), ("slow", "Slow")],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("from_latitude", models.FloatField()),
                ("from_longitude", models.FloatField()),
                ("to_latitude", models.FloatField()),
                ("to_longitude", models.FloatField()),
                ("extra_m", models.PositiveIntegerField(default=0)),
                ("extra_s", models.PositiveIntegerField(default=0)),
                ("extra_ore", models.BigIntegerField(default=0)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("source", models.CharField(blank=True, max_length=300)),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
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
                    models.Index(fields=["hub", "valid_from"], name="fulfilment__hub_id_a9f0fe_idx")
                ],
            },
        ),
        migrations.CreateModel(
            name="SsccSeries",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("prefix", models.CharField(max_length=11, unique=True)),
                ("next_serial", models.BigIntegerField(default=1)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("next_serial__gt", 0)), name="sscc_counts_from_one"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StockPlace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=60)),
                (
                    "storage",
                    models.CharField(
                        choices=[
                            ("ambient", "Ambient"),
                            ("chilled", "Chilled"),
                            ("frozen", "Frozen"),
                        ],
                        default="ambient",
                        max_length=10,
                    ),
                ),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
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
                "constraints": [
                    models.UniqueConstraint(fields=("hub", "name"), name="place_name_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="StockMovement",
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
                            ("received", "Received"),
                            ("packed", "Packed"),
                            ("unpacked", "Unpacked"),
                            ("placed", "Placed"),
                            ("moved", "Moved"),
                            ("counted", "Counted"),
                            ("written_off", "Written Off"),
                            ("returned", "Returned"),
                            ("used", "Used"),
                            ("made", "Made"),
                        ],
                        max_length=12,
                    ),
                ),
                ("count", models.BigIntegerField(default=0)),
                ("amount", models.BigIntegerField(default=0)),
                ("value_ore", models.BigIntegerField(default=0)),
                ("reason", models.CharField(blank=True, max_length=40)),
                ("note", models.CharField(blank=True, max_length=200)),
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
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="movements",
                        to="fulfilment.lot",
                    ),
                ),
                (
                    "order_line",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trading.orderline",
                    ),
                ),
                (
                    "undoes",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="undone_by",
                        to="fulfilment.stockmovement",
                    ),
                ),
                (
                    "from_place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="fulfilment.stockplace",
                    ),
                ),
                (
                    "to_place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="fulfilment.stockplace",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "indexes": [
                    models.Index(fields=["hub", "lot"], name="fulfilment__hub_id_44e34b_idx"),
                    models.Index(
                        fields=["hub", "kind", "at"], name="fulfilment__hub_id_77f526_idx"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StockLevel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("least_packs", models.PositiveIntegerField()),
                ("up_to_packs", models.PositiveIntegerField()),
                (
                    "ownership",
                    models.CharField(
                        choices=[("owned", "Owned"), ("consignment", "Consignment")],
                        default="owned",
                        max_length=12,
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
                    "variant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.variant",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="levels",
                        to="fulfilment.stockplace",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "constraints": [
                    models.UniqueConstraint(fields=("hub", "variant"), name="one_level_a_variant"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("up_to_packs__gt", 0), ("up_to_packs__gte", models.F("least_packs"))
                        ),
                        name="level_up_to_is_more",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="lot",
            name="place",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lots",
                to="fulfilment.stockplace",
            ),
        ),
        migrations.CreateModel(
            name="TeamQuarter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("quarter", models.PositiveSmallIntegerField()),
                ("hours", models.PositiveIntegerField()),
                ("is_five_or_more", models.BooleanField()),
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
            ],
            options={
                "ordering": ("-year", "-quarter"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("hub", "year", "quarter"), name="one_row_a_quarter"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_five_or_more", True)),
                        name="hours_only_of_five_or_more",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quarter__range", (1, 4))),
                        name="year_has_four_quarters",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TemperatureLog",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("logger", models.CharField(blank=True, max_length=60)),
                ("storage", models.CharField(max_length=10)),
                ("rows", models.PositiveIntegerField()),
                ("actor", models.CharField(max_length=100)),
                ("at", models.DateTimeField()),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="jobs.storedfile",
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
                    "load_unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="logs",
                        to="fulfilment.loadunit",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="logs",
                        to="fulfilment.stockplace",
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("place__isnull", False)),
                        fields=("hub", "file", "place"),
                        name="logger_file_once_a_place",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("load_unit__isnull", False)),
                        fields=("hub", "file", "load_unit"),
                        name="logger_file_once_a_load_unit",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Tour",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("day", models.DateField()),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("loading", "Loading"),
                            ("underway", "Underway"),
                            ("done", "Done"),
                        ],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("distance_m", models.PositiveIntegerField()),
                ("drive_s", models.PositiveIntegerField()),
                ("cost_ore", models.BigIntegerField()),
                ("left_at", models.DateTimeField(blank=True, null=True)),
                ("returned_at", models.DateTimeField(blank=True, null=True)),
                ("driven_m", models.PositiveIntegerField(blank=True, null=True)),
                ("energy_used", models.PositiveIntegerField(blank=True, null=True)),
                ("fares_ore", models.BigIntegerField(default=0)),
                ("breaches", models.JSONField(blank=True, default=list)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trading.ordercycle",
                    ),
                ),
                (
                    "driver",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.person",
                    ),
                ),
                (
                    "fixed_tour",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="fulfilment.fixedtour",
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
                "ordering": ("day", "number", "id"),
                "indexes": [
                    models.Index(fields=["hub", "day"], name="fulfilment__hub_id_701dfa_idx"),
                    models.Index(
                        fields=["hub", "driver", "day"], name="fulfilment__hub_id_e896eb_idx"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("hub", "day", "number"), name="tour_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gte", models.F("starts_at"))),
                        name="tour_starts_before_it_ends",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TemperatureReading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[("manual", "Manual"), ("logger", "Logger")], max_length=10
                    ),
                ),
                ("storage", models.CharField(max_length=10)),
                ("temperature_dc", models.IntegerField()),
                ("limit_dc", models.IntegerField(blank=True, null=True)),
                ("actor", models.CharField(max_length=100)),
                ("at", models.DateTimeField()),
                (
                    "delivery",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="fulfilment.delivery",
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
                    "load_unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="fulfilment.loadunit",
                    ),
                ),
                (
                    "log",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="readings",
                        to="fulfilment.temperaturelog",
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="readings",
                        to="fulfilment.lot",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="fulfilment.stockplace",
                    ),
                ),
                (
                    "tour",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="fulfilment.tour",
                    ),
                ),
            ],
            options={
                "ordering": ("at", "id"),
                "indexes": [
                    models.Index(
                        fields=["hub", "tour", "at"], name="fulfilment__hub_id_28cf71_idx"
                    ),
                    models.Index(
                        fields=["hub", "place", "at"], name="fulfilment__hub_id_5a1070_idx"
                    ),
                    models.Index(fields=["hub", "lot", "at"], name="fulfilment__hub_id_418d10_idx"),
                ],
            },
        ),
        migrations.AddField(
            model_name="temperaturelog",
            name="tour",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="logs",
                to="fulfilment.tour",
            ),
        ),
        migrations.CreateModel(
            name="Deviation",
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
                            ("short", "Short"),
                            ("over", "Over"),
                            ("missing", "Missing"),
                            ("late", "Late"),
                            ("warm", "Warm"),
                            ("damaged", "Damaged"),
                            ("wrong_goods", "Wrong Goods"),
                            ("short_dated", "Short Dated"),
                            ("expired", "Expired"),
                            ("refused", "Refused"),
                            ("nobody_there", "Nobody There"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("goods_in", "Goods In"),
                            ("storage", "Storage"),
                            ("packing", "Packing"),
                            ("tour", "Tour"),
                            ("handover", "Handover"),
                        ],
                        max_length=10,
                    ),
                ),
                ("cause", models.CharField(blank=True, max_length=80)),
                ("facts", models.JSONField(blank=True, default=dict)),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "suggested",
                    models.CharField(
                        choices=[
                            ("accept", "Accept"),
                            ("use_first", "Use First"),
                            ("hold", "Hold"),
                            ("return", "Return"),
                            ("write_off", "Write Off"),
                            ("ask_producer", "Ask Producer"),
                            ("tell_buyer", "Tell Buyer"),
                            ("bring_again", "Bring Again"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "chosen",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("accept", "Accept"),
                            ("use_first", "Use First"),
                            ("hold", "Hold"),
                            ("return", "Return"),
                            ("write_off", "Write Off"),
                            ("ask_producer", "Ask Producer"),
                            ("tell_buyer", "Tell Buyer"),
                            ("bring_again", "Bring Again"),
                        ],
                        max_length=20,
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=300)),
                ("effects", models.JSONField(blank=True, default=dict)),
                ("actor", models.CharField(max_length=100)),
                ("at", models.DateTimeField()),
                ("resolved_by", models.CharField(blank=True, max_length=100)),
                ("resolved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "delivery",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deviations",
                        to="fulfilment.delivery",
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
                    "order_line",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trading.orderline",
                    ),
                ),
                (
                    "photo",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="jobs.storedfile",
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
                    "purchase_line",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trading.purchaseline",
                    ),
                ),
                (
                    "purchase_order",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trading.purchaseorder",
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deviations",
                        to="fulfilment.lot",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deviations",
                        to="fulfilment.stockplace",
                    ),
                ),
                (
                    "log",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deviations",
                        to="fulfilment.temperaturelog",
                    ),
                ),
                (
                    "tour",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deviations",
                        to="fulfilment.tour",
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "indexes": [
                    models.Index(
                        fields=["hub", "resolved_at", "-id"], name="fulfilment__hub_id_6f42ca_idx"
                    ),
                    models.Index(
                        fields=["hub", "stage", "-id"], name="fulfilment__hub_id_af3ae0_idx"
                    ),
                    models.Index(
                        fields=["hub", "purchase_order"], name="fulfilment__hub_id_9fde3c_idx"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("chosen", ""), ("resolved_at__isnull", True)),
                            models.Q(
                                models.Q(("chosen", ""), _negated=True),
                                ("resolved_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="deviation_is_open_or_has_a_remedy",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("cause", ""), _negated=True),
                        fields=("hub", "cause"),
                        name="deviation_once_a_cause",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TourFootprint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("distance_m", models.PositiveIntegerField()),
                ("energy_used", models.PositiveIntegerField()),
                ("co2_g", models.BigIntegerField()),
                ("answer", models.JSONField(default=dict)),
                (
                    "tour",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="footprint",
                        to="fulfilment.tour",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TourPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("day", models.DateField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("computing", "Computing"),
                            ("ready", "Ready"),
                            ("failed", "Failed"),
                            ("chosen", "Chosen"),
                            ("dropped", "Dropped"),
                        ],
                        default="computing",
                        max_length=10,
                    ),
                ),
                ("basis", models.CharField(max_length=64)),
                ("options", models.JSONField(blank=True, default=dict)),
                ("distances", models.CharField(blank=True, max_length=20)),
                ("answer", models.JSONField(blank=True, default=dict)),
                ("comparison", models.JSONField(blank=True, default=dict)),
                ("error", models.CharField(blank=True, max_length=60)),
                ("error_params", models.JSONField(blank=True, default=dict)),
                ("actor", models.CharField(max_length=100)),
                ("asked_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "cycle",
                    models.ForeignKey(
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
            ],
            options={
                "ordering": ("-id",),
                "indexes": [
                    models.Index(
                        fields=["hub", "cycle", "-id"], name="fulfilment__hub_id_9c783b_idx"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="tour",
            name="plan",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tours",
                to="fulfilment.tourplan",
            ),
        ),
        migrations.CreateModel(
            name="TourStop",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("position", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("load", "Load"),
                            ("collect", "Collect"),
                            ("deliver", "Deliver"),
                            ("break", "Break"),
                            ("end", "End"),
                        ],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("latitude", models.FloatField(blank=True, null=True)),
                ("longitude", models.FloatField(blank=True, null=True)),
                ("window_from", models.DateTimeField(blank=True, null=True)),
                ("window_until", models.DateTimeField(blank=True, null=True)),
                ("arrives_at", models.DateTimeField()),
                ("leaves_at", models.DateTimeField()),
                ("service_s", models.PositiveIntegerField(default=0)),
                ("leg_m", models.PositiveIntegerField(default=0)),
                ("leg_s", models.PositiveIntegerField(default=0)),
                ("load_g", models.BigIntegerField(default=0)),
                ("cost_ore", models.BigIntegerField(default=0)),
                ("arrived_at", models.DateTimeField(blank=True, null=True)),
                ("left_at", models.DateTimeField(blank=True, null=True)),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.hub",
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.deliverypoint",
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
                    "tour",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stops",
                        to="fulfilment.tour",
                    ),
                ),
            ],
            options={
                "ordering": ("tour", "position", "id"),
                "indexes": [
                    models.Index(
                        fields=["hub", "point", "arrived_at"], name="fulfilment__hub_id_e3fec3_idx"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tour", "position"), name="one_stop_a_place_in_line"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TourOperation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("operation_id", models.UUIDField(unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("leave", "Leave"),
                            ("arrive", "Arrive"),
                            ("hand_over", "Hand Over"),
                            ("collect", "Collect"),
                            ("skip", "Skip"),
                            ("temperature", "Temperature"),
                            ("undo", "Undo"),
                            ("finish", "Finish"),
                        ],
                        max_length=12,
                    ),
                ),
                ("payload", models.JSONField(blank=True, default=dict)),
                ("refused", models.CharField(blank=True, max_length=60)),
                ("refused_params", models.JSONField(blank=True, default=dict)),
                ("device", models.CharField(blank=True, max_length=36)),
                ("actor", models.CharField(max_length=100)),
                ("at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.hub",
                    ),
                ),
                (
                    "photo",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="jobs.storedfile",
                    ),
                ),
                (
                    "tour",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="operations",
                        to="fulfilment.tour",
                    ),
                ),
                (
                    "stop",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="operations",
                        to="fulfilment.tourstop",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "indexes": [
                    models.Index(fields=["hub", "tour", "id"], name="fulfilment__hub_id_37dd38_idx")
                ],
            },
        ),
        migrations.CreateModel(
            name="StopPurchase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "purchase_order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trading.purchaseorder",
                    ),
                ),
                (
                    "stop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="purchases",
                        to="fulfilment.tourstop",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StopDelivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "delivery",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tour_stop",
                        to="fulfilment.delivery",
                    ),
                ),
                (
                    "stop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="fulfilment.tourstop",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Vehicle",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=60)),
                ("plate", models.CharField(blank=True, max_length=10)),
                ("payload_g", models.BigIntegerField()),
                ("volume_ml", models.BigIntegerField()),
                (
                    "energy",
                    models.CharField(
                        choices=[
                            ("diesel", "Diesel"),
                            ("petrol", "Petrol"),
                            ("electric", "Electric"),
                            ("hvo", "Hvo"),
                            ("human", "Human"),
                        ],
                        default="diesel",
                        max_length=10,
                    ),
                ),
                ("use_per_100km", models.PositiveIntegerField(default=0)),
                ("use_per_tonne_bp", models.PositiveIntegerField(default=0)),
                ("range_m", models.PositiveIntegerField(blank=True, null=True)),
                ("cost_km_ore", models.BigIntegerField(default=0)),
                ("cost_hour_ore", models.BigIntegerField(default=0)),
                ("cost_day_ore", models.BigIntegerField(default=0)),
                ("available_from", models.TimeField()),
                ("available_until", models.TimeField()),
                ("most_trips", models.PositiveSmallIntegerField(default=1)),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
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
                "constraints": [
                    models.UniqueConstraint(fields=("hub", "name"), name="vehicle_name_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("most_trips__gt", 0), ("payload_g__gt", 0), ("volume_ml__gt", 0)
                        ),
                        name="vehicle_carries_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("available_until__gt", models.F("available_from"))),
                        name="vehicle_is_there_before_it_goes",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="tour",
            name="vehicle",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tours",
                to="fulfilment.vehicle",
            ),
        ),
        migrations.AddField(
            model_name="fixedtour",
            name="vehicle",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="fulfilment.vehicle",
            ),
        ),
        migrations.CreateModel(
            name="Compartment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "storage",
                    models.CharField(
                        choices=[
                            ("ambient", "Ambient"),
                            ("chilled", "Chilled"),
                            ("frozen", "Frozen"),
                        ],
                        max_length=10,
                    ),
                ),
                ("payload_g", models.BigIntegerField()),
                ("volume_ml", models.BigIntegerField()),
                (
                    "vehicle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="compartments",
                        to="fulfilment.vehicle",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("vehicle", "storage"), name="one_compartment_a_zone"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("payload_g__gt", 0), ("volume_ml__gt", 0)),
                        name="compartment_carries_something",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="lot",
            index=models.Index(
                fields=["hub", "place", "variant"], name="fulfilment__hub_id_b7c471_idx"
            ),
        ),
        migrations.AddConstraint(
            model_name="lot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("place__isnull", True), ("stocked_at__isnull", True)),
                    models.Q(("place__isnull", False), ("stocked_at__isnull", False)),
                    _connector="OR",
                ),
                name="stocked_lot_has_its_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="lot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("made_cost_ore__isnull", True), ("purchase_line__isnull", False)),
                    models.Q(
                        ("made_cost_ore__isnull", False),
                        ("place__isnull", False),
                        ("purchase_line__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="lot_was_bought_or_made",
            ),
        ),
        migrations.AddConstraint(
            model_name="temperaturelog",
            constraint=models.UniqueConstraint(
                condition=models.Q(("tour__isnull", False)),
                fields=("hub", "file", "storage", "tour"),
                name="logger_file_once_a_tour",
            ),
        ),
    ]
