import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("actors", "0001_initial"),
        ("jobs", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Declaration",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("content", models.JSONField()),
                ("sha256", models.CharField(max_length=64)),
                ("alarming", models.JSONField(default=list)),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "ordering": ("product", "version"),
                "indexes": [
                    models.Index(fields=["made_at"], name="catalogue_d_made_at_a352dc_idx")
                ],
            },
        ),
        migrations.CreateModel(
            name="HandlingRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "species",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("cattle", "Cattle"),
                            ("sheep", "Sheep"),
                            ("goat", "Goat"),
                            ("pig", "Pig"),
                            ("poultry", "Poultry"),
                            ("reindeer", "Reindeer"),
                            ("game", "Game"),
                            ("fish", "Fish"),
                            ("shellfish", "Shellfish"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "treatment",
                    models.CharField(
                        choices=[
                            ("fresh", "Fresh"),
                            ("mince", "Mince"),
                            ("preparation", "Preparation"),
                            ("offal", "Offal"),
                            ("cured", "Cured"),
                            ("smoked", "Smoked"),
                            ("heated", "Heated"),
                            ("tinned", "Tinned"),
                            ("raw_milk", "Raw Milk"),
                            ("pasteurised", "Pasteurised"),
                        ],
                        max_length=20,
                    ),
                ),
                ("max_temperature_dc", models.IntegerField(blank=True, null=True)),
                ("markings", models.JSONField(blank=True, default=list)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("source", models.CharField(max_length=300)),
                ("is_verified", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ("treatment", "species", "valid_from"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("species", "treatment", "valid_from"), name="handling_rule_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Listing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("producer_price_ore", models.BigIntegerField()),
                ("is_visible", models.BooleanField(default=True)),
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
                "ordering": ("id",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("producer_price_ore__gte", 0)),
                        name="price_not_negative",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="NotForRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("raw_milk", "Raw Milk"),
                            ("honey", "Honey"),
                            ("whole_nuts", "Whole Nuts"),
                            ("raw_eggs", "Raw Eggs"),
                            ("raw_meat", "Raw Meat"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "unit_kind",
                    models.CharField(
                        choices=[
                            ("kindergarten", "Kindergarten"),
                            ("sfo", "Sfo"),
                            ("care_home", "Care Home"),
                            ("school_canteen", "School Canteen"),
                            ("works_canteen", "Works Canteen"),
                            ("hotel", "Hotel"),
                            ("restaurant", "Restaurant"),
                            ("shop", "Shop"),
                        ],
                        max_length=20,
                    ),
                ),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("source", models.CharField(max_length=300)),
                ("is_verified", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ("code", "unit_kind", "valid_from"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code", "unit_kind", "valid_from"), name="not_for_rule_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PriceEdit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("staged", "Staged"),
                            ("applied", "Applied"),
                            ("cancelled", "Cancelled"),
                            ("undone", "Undone"),
                        ],
                        default="staged",
                        max_length=10,
                    ),
                ),
                ("rule", models.JSONField(blank=True, default=dict)),
                ("rows_count", models.PositiveIntegerField(default=0)),
                ("made_by", models.CharField(max_length=100)),
                ("made_at", models.DateTimeField()),
                ("applied_at", models.DateTimeField(blank=True, null=True)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
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
                    models.Index(fields=["hub", "-id"], name="catalogue_p_hub_id_aa24e2_idx")
                ],
            },
        ),
        migrations.CreateModel(
            name="PriceEditRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_ore", models.BigIntegerField()),
                ("to_ore", models.BigIntegerField()),
                (
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.listing",
                    ),
                ),
                (
                    "price_edit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="catalogue.priceedit",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("price_edit", "listing"), name="price_edited_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("from_ore__gte", 0), ("to_ore__gte", 0)),
                        name="edited_price_in_range",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PriceList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=100)),
                ("is_campaign", models.BooleanField(default=False)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
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
                    models.Index(fields=["hub", "valid_from"], name="catalogue_p_hub_id_83515e_idx")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_until__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="price_list_begins_before_it_ends",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PriceAgreement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("notice_days", models.PositiveSmallIntegerField(default=0)),
                ("agreed_ore", models.BigIntegerField(default=0)),
                ("least_life_days", models.PositiveSmallIntegerField(default=0)),
                ("bonus_bp", models.PositiveIntegerField(default=0)),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
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
                    "price_list",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to="catalogue.pricelist",
                    ),
                ),
            ],
            options={
                "ordering": ("-valid_from", "id"),
                "indexes": [
                    models.Index(fields=["hub", "unit"], name="catalogue_p_hub_id_5d0f80_idx"),
                    models.Index(fields=["hub", "payer"], name="catalogue_p_hub_id_96b44a_idx"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("payer__isnull", False), ("unit__isnull", True)),
                            models.Q(("payer__isnull", True), ("unit__isnull", False)),
                            _connector="OR",
                        ),
                        name="agreement_has_one_buyer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("agreed_ore__gte", 0), ("bonus_bp__lte", 10000)),
                        name="agreement_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_until__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="agreement_begins_before_it_ends",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PriceListReach",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "unit_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("kindergarten", "Kindergarten"),
                            ("sfo", "Sfo"),
                            ("care_home", "Care Home"),
                            ("school_canteen", "School Canteen"),
                            ("works_canteen", "Works Canteen"),
                            ("hotel", "Hotel"),
                            ("restaurant", "Restaurant"),
                            ("shop", "Shop"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "sector",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("public", "Public"),
                            ("private", "Private"),
                            ("commercial", "Commercial"),
                        ],
                        max_length=20,
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.organisation",
                    ),
                ),
                (
                    "price_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reaches",
                        to="catalogue.pricelist",
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
                "verbose_name_plural": "price list reaches",
                "ordering": ("id",),
                "indexes": [
                    models.Index(fields=["hub", "unit"], name="catalogue_p_hub_id_738195_idx"),
                    models.Index(fields=["hub", "payer"], name="catalogue_p_hub_id_e00cb4_idx"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("payer__isnull", True), ("unit__isnull", True)),
                            models.Q(("payer__isnull", True), ("sector", ""), ("unit_kind", "")),
                            models.Q(("sector", ""), ("unit__isnull", True), ("unit_kind", "")),
                            _connector="OR",
                        ),
                        name="price_list_reaches_one_way",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Product",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.JSONField(default=dict)),
                ("description", models.JSONField(blank=True, default=dict)),
                ("origin", models.JSONField(blank=True, default=dict)),
                ("story", models.JSONField(blank=True, default=dict)),
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
                (
                    "vat_class",
                    models.CharField(
                        choices=[
                            ("food", "Food"),
                            ("general", "General"),
                            ("raw_fish", "Raw Fish"),
                            ("low", "Low"),
                            ("zero", "Zero"),
                            ("exempt", "Exempt"),
                            ("outside", "Outside"),
                        ],
                        default="food",
                        max_length=20,
                    ),
                ),
                ("is_alcohol", models.BooleanField(default=False)),
                ("alcohol_bp", models.PositiveIntegerField(blank=True, null=True)),
                ("is_organic", models.BooleanField(default=False)),
                (
                    "species",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("cattle", "Cattle"),
                            ("sheep", "Sheep"),
                            ("goat", "Goat"),
                            ("pig", "Pig"),
                            ("poultry", "Poultry"),
                            ("reindeer", "Reindeer"),
                            ("game", "Game"),
                            ("fish", "Fish"),
                            ("shellfish", "Shellfish"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "treatment",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("fresh", "Fresh"),
                            ("mince", "Mince"),
                            ("preparation", "Preparation"),
                            ("offal", "Offal"),
                            ("cured", "Cured"),
                            ("smoked", "Smoked"),
                            ("heated", "Heated"),
                            ("tinned", "Tinned"),
                            ("raw_milk", "Raw Milk"),
                            ("pasteurised", "Pasteurised"),
                        ],
                        max_length=20,
                    ),
                ),
                ("shelf_life_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("ingredients", models.JSONField(blank=True, default=dict)),
                ("allergens", models.JSONField(blank=True, default=list)),
                ("allergens_stated", models.BooleanField(default=False)),
                ("cereals", models.JSONField(blank=True, default=list)),
                ("nuts", models.JSONField(blank=True, default=list)),
                ("traces", models.JSONField(blank=True, default=list)),
                ("nutrition", models.JSONField(blank=True, default=dict)),
                ("not_for", models.JSONField(blank=True, default=list)),
                ("not_for_stated", models.BooleanField(default=False)),
                ("not_for_kinds", models.JSONField(blank=True, default=list)),
                ("season_from_week", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("season_until_week", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("lead_days", models.PositiveSmallIntegerField(default=0)),
                ("sort_key", models.CharField(blank=True, max_length=300)),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
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
                    "producer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "indexes": [
                    models.Index(
                        fields=["producer", "archived_at"], name="catalogue_p_produce_a9b7ac_idx"
                    ),
                    models.Index(fields=["sort_key", "id"], name="catalogue_p_sort_ke_a5167c_idx"),
                    models.Index(
                        condition=models.Q(("is_alcohol", True)),
                        fields=["id"],
                        name="goods_with_alcohol",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("season_from_week__isnull", True),
                                ("season_until_week__isnull", True),
                            ),
                            models.Q(
                                ("season_from_week__range", (1, 53)),
                                ("season_until_week__range", (1, 53)),
                            ),
                            _connector="OR",
                        ),
                        name="season_is_weeks_of_a_year",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("alcohol_bp__isnull", True),
                            ("alcohol_bp__lte", 10000),
                            _connector="OR",
                        ),
                        name="alcohol_strength_in_range",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Photo",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("alt", models.JSONField()),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("added_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "large",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="jobs.storedfile",
                    ),
                ),
                (
                    "small",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="jobs.storedfile",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="catalogue.product",
                    ),
                ),
            ],
            options={
                "ordering": ("position", "id"),
                "indexes": [
                    models.Index(
                        fields=["product", "removed_at"], name="catalogue_p_product_c393c8_idx"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="declaration",
            name="product",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="declarations",
                to="catalogue.product",
            ),
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "mark",
                    models.CharField(
                        choices=[
                            ("debio", "Debio"),
                            ("spesialitet", "Spesialitet"),
                            ("protected", "Protected"),
                            ("nyt_norge", "Nyt Norge"),
                        ],
                        max_length=20,
                    ),
                ),
                ("number", models.CharField(max_length=60)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "producer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.organisation",
                    ),
                ),
                (
                    "products",
                    models.ManyToManyField(
                        blank=True, related_name="certificates", to="catalogue.product"
                    ),
                ),
            ],
            options={
                "ordering": ("mark", "valid_from", "id"),
                "indexes": [
                    models.Index(fields=["producer", "mark"], name="catalogue_c_produce_52dfb9_idx")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("producer", "mark", "number", "valid_from"), name="certificate_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__gt", models.F("valid_from"))),
                        name="certificate_period",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProductGroup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20, unique=True)),
                ("name", models.JSONField(default=dict)),
                ("dfc_type", models.CharField(blank=True, max_length=60)),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="catalogue.productgroup",
                    ),
                ),
            ],
            options={
                "ordering": ("code",),
            },
        ),
        migrations.AddField(
            model_name="product",
            name="group",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="products",
                to="catalogue.productgroup",
            ),
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.CharField(max_length=60)),
                ("stem", models.CharField(max_length=60)),
                ("stem_en", models.CharField(max_length=60)),
                ("is_name", models.BooleanField()),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="words",
                        to="catalogue.product",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "indexes": [
                    models.Index(
                        fields=["word", "product", "is_name"], name="catalogue_s_word_9a356d_idx"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("product", "word"), name="search_word_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SheetImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("file_name", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reading", "Reading"),
                            ("asking", "Asking"),
                            ("staged", "Staged"),
                            ("waiting", "Waiting"),
                            ("applying", "Applying"),
                            ("applied", "Applied"),
                            ("refused", "Refused"),
                            ("cancelled", "Cancelled"),
                            ("undone", "Undone"),
                        ],
                        default="reading",
                        max_length=10,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("sent_by", models.CharField(max_length=100)),
                ("sent_at", models.DateTimeField()),
                ("taken_by", models.CharField(blank=True, max_length=100)),
                ("columns", models.JSONField(default=list)),
                ("sheet_name", models.CharField(blank=True, max_length=100)),
                ("total_rows", models.PositiveIntegerField(default=0)),
                ("done_rows", models.PositiveIntegerField(default=0)),
                ("new_rows", models.PositiveIntegerField(default=0)),
                ("changed_rows", models.PositiveIntegerField(default=0)),
                ("unchanged_rows", models.PositiveIntegerField(default=0)),
                ("refused_rows", models.PositiveIntegerField(default=0)),
                ("has_prices", models.BooleanField(default=False)),
                ("leaves_refused_out", models.BooleanField(default=False)),
                ("error_code", models.CharField(blank=True, max_length=100)),
                ("error_params", models.JSONField(blank=True, default=dict)),
                ("applied_at", models.DateTimeField(blank=True, null=True)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
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
                        fields=["hub", "producer", "-id"], name="catalogue_s_hub_id_5cd78a_idx"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Variant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.JSONField(blank=True, default=dict)),
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
                        choices=[("nominal", "Nominal"), ("measured", "Measured")],
                        default="nominal",
                        max_length=10,
                    ),
                ),
                ("tolerance_bp", models.PositiveIntegerField(default=0)),
                ("order_multiple", models.PositiveIntegerField(default=1)),
                ("case_packs", models.PositiveIntegerField(default=1)),
                ("gtin", models.CharField(blank=True, max_length=14)),
                ("producer_code", models.CharField(blank=True, max_length=40)),
                ("deposit_code", models.CharField(blank=True, max_length=30)),
                ("deposit_count", models.PositiveIntegerField(default=1)),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="variants",
                        to="catalogue.product",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("content_amount__gt", 0)), name="pack_holds_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("case_packs__gt", 0), ("order_multiple__gt", 0)),
                        name="pack_multiples_above_zero",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("tolerance_bp__lte", 10000)), name="tolerance_in_range"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SheetRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("changed", "Changed"),
                            ("unchanged", "Unchanged"),
                            ("refused", "Refused"),
                        ],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=300)),
                ("values", models.JSONField(default=dict)),
                ("changes", models.JSONField(default=dict)),
                ("problems", models.JSONField(default=list)),
                ("makes_product", models.BooleanField(default=False)),
                (
                    "product",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.product",
                    ),
                ),
                (
                    "sheet_import",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="catalogue.sheetimport",
                    ),
                ),
                (
                    "variant",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.variant",
                    ),
                ),
            ],
            options={
                "ordering": ("number",),
                "indexes": [
                    models.Index(
                        fields=["sheet_import", "kind", "number"],
                        name="catalogue_s_sheet_i_8fb0b8_idx",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("sheet_import", "number"), name="sheet_row_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Rhythm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("weekdays", models.JSONField(blank=True, default=list)),
                ("packs", models.PositiveIntegerField()),
                (
                    "supply_mode",
                    models.CharField(
                        choices=[("reserve", "Reserve"), ("share", "Share")],
                        default="share",
                        max_length=10,
                    ),
                ),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("paused_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
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
                        related_name="rhythms",
                        to="catalogue.variant",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "indexes": [
                    models.Index(fields=["hub", "variant"], name="catalogue_r_hub_id_1839e2_idx")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_until__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="rhythm_period",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PriceListEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_packs", models.PositiveIntegerField(default=1)),
                ("price_ore", models.BigIntegerField()),
                ("counts_from", models.DateField(blank=True, null=True)),
                ("counts_until", models.DateField(blank=True, null=True)),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.hub",
                    ),
                ),
                (
                    "price_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="catalogue.pricelist",
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
                "verbose_name_plural": "price list entries",
                "ordering": ("price_list", "variant", "from_packs", "id"),
                "indexes": [
                    models.Index(fields=["hub", "variant"], name="catalogue_p_hub_id_45ce2f_idx")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("counts_from__isnull", True)),
                        fields=("price_list", "variant", "from_packs"),
                        name="one_first_price_a_step",
                    ),
                    models.UniqueConstraint(
                        fields=("price_list", "variant", "from_packs", "counts_from"),
                        name="one_price_a_step_and_day",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("counts_until__isnull", True)),
                        fields=("price_list", "variant", "from_packs"),
                        name="one_last_price_a_step",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("from_packs__gte", 1), ("price_ore__gte", 0)),
                        name="listed_price_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PackLevel",
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
                        choices=[("piece", "Piece"), ("case", "Case"), ("pallet", "Pallet")],
                        max_length=10,
                    ),
                ),
                ("holds", models.BigIntegerField()),
                ("gtin", models.CharField(blank=True, max_length=14)),
                (
                    "variant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pack_levels",
                        to="catalogue.variant",
                    ),
                ),
            ],
            options={
                "ordering": ("variant", "id"),
                "constraints": [
                    models.UniqueConstraint(fields=("variant", "kind"), name="pack_level_once"),
                    models.CheckConstraint(
                        condition=models.Q(("holds__gt", 0)), name="level_holds_something"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="listing",
            name="variant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="listings",
                to="catalogue.variant",
            ),
        ),
        migrations.CreateModel(
            name="GoodsAlias",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.CharField(max_length=60)),
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
                        related_name="aliases",
                        to="catalogue.variant",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "goods aliases",
                "ordering": ("word",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("producer", "word"), name="alias_once_a_producer"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Availability",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("delivery_day", models.DateField()),
                ("packs", models.PositiveIntegerField()),
                (
                    "supply_mode",
                    models.CharField(
                        choices=[("reserve", "Reserve"), ("share", "Share")],
                        default="share",
                        max_length=10,
                    ),
                ),
                ("stated_at", models.DateTimeField()),
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
                        related_name="availabilities",
                        to="catalogue.variant",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "availabilities",
                "ordering": ("delivery_day", "id"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("hub", "variant", "delivery_day"), name="availability_once_a_day"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CertificatePaper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("added_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "certificate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="catalogue.certificate",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="jobs.storedfile",
                    ),
                ),
            ],
            options={
                "ordering": ("-added_at", "-id"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at__isnull", True)),
                        fields=("certificate",),
                        name="certificate_one_paper",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ColumnMapping",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fields", models.JSONField(default=dict)),
                ("updated_at", models.DateTimeField()),
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
                "ordering": ("id",),
                "constraints": [
                    models.UniqueConstraint(fields=("hub", "producer"), name="column_mapping_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="DepositKind",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=30)),
                (
                    "ledger",
                    models.CharField(
                        choices=[("drink", "Drink"), ("crate", "Crate"), ("pallet", "Pallet")],
                        max_length=10,
                    ),
                ),
                ("name", models.JSONField(default=dict)),
                ("amount_ore", models.BigIntegerField()),
                (
                    "vat_category",
                    models.CharField(
                        choices=[
                            ("S", "Standard"),
                            ("Z", "Zero"),
                            ("E", "Exempt"),
                            ("O", "Outside"),
                        ],
                        default="E",
                        max_length=2,
                    ),
                ),
                ("vat_rate_bp", models.PositiveIntegerField(default=0)),
                ("source", models.CharField(blank=True, max_length=300)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
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
                "ordering": ("ledger", "code", "valid_from"),
                "indexes": [
                    models.Index(
                        fields=["hub", "code", "valid_from"], name="catalogue_d_hub_id_06353a_idx"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("hub", "code", "valid_from"), name="deposit_changes_once_a_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_ore__gte", 0)), name="deposit_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("vat_category", "S"), ("vat_rate_bp__gt", 0)),
                            models.Q(
                                models.Q(("vat_category", "S"), _negated=True), ("vat_rate_bp", 0)
                            ),
                            _connector="OR",
                        ),
                        name="deposit_rate_suits_its_category",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Fee",
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
                            ("packing", "Packing"),
                            ("transport", "Transport"),
                            ("sales", "Sales"),
                            ("administration", "Administration"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("percent", "Percent"),
                            ("per_price_unit", "Per Price Unit"),
                            ("per_order", "Per Order"),
                            ("per_delivery", "Per Delivery"),
                        ],
                        max_length=20,
                    ),
                ),
                ("rate_bp", models.PositiveIntegerField(default=0)),
                ("amount_ore", models.BigIntegerField(default=0)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
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
                "ordering": ("hub", "kind", "id"),
                "indexes": [
                    models.Index(fields=["hub", "valid_from"], name="catalogue_f_hub_id_cdd9d7_idx")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_ore__gte", 0), ("rate_bp__lte", 10000)),
                        name="fee_in_range",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="declaration",
            constraint=models.UniqueConstraint(
                fields=("product", "version"), name="declaration_version_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.UniqueConstraint(fields=("hub", "variant"), name="listed_once_a_hub"),
        ),
    ]
