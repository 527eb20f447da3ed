import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import kortreist.apps.actors.models.people


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("jobs", "0001_initial"),
        ("registers", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="DeliveryZone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=100)),
                ("minimum_ore", models.BigIntegerField(default=0)),
                (
                    "below_minimum",
                    models.CharField(
                        choices=[("refuse", "Refuse"), ("fee", "Fee")],
                        default="refuse",
                        max_length=10,
                    ),
                ),
                ("small_order_ore", models.BigIntegerField(default=0)),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("name", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("minimum_ore__gte", 0), ("small_order_ore__gte", 0)),
                        name="zone_amounts_not_negative",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Hub",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("language", models.CharField(default="nb", max_length=5)),
                ("is_demonstration", models.BooleanField(default=False)),
                ("payment_terms_days", models.PositiveSmallIntegerField(default=14)),
                ("gs1_prefix", models.CharField(blank=True, max_length=11)),
                ("latitude", models.FloatField(blank=True, null=True)),
                ("longitude", models.FloatField(blank=True, null=True)),
                ("approval_no", models.CharField(blank=True, max_length=20)),
                ("goods_in_days_before", models.PositiveSmallIntegerField(default=0)),
                ("goods_in_until", models.TimeField(blank=True, null=True)),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("name", "id"),
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "is_staff",
                    models.BooleanField(
                        default=False,
                        help_text="Designates whether the user can log into this admin site.",
                        verbose_name="staff status",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                        verbose_name="active",
                    ),
                ),
                (
                    "date_joined",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="date joined"
                    ),
                ),
                (
                    "email",
                    models.EmailField(max_length=254, unique=True, verbose_name="e-mail address"),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "user",
                "verbose_name_plural": "users",
                "abstract": False,
            },
            managers=[
                ("objects", kortreist.apps.actors.models.people.UserAccounts()),
            ],
        ),
        migrations.CreateModel(
            name="DeliveryPoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("street", models.CharField(blank=True, max_length=200)),
                ("opens_at", models.TimeField()),
                ("closes_at", models.TimeField()),
                ("instructions", models.CharField(blank=True, max_length=300)),
                ("phone", models.CharField(blank=True, max_length=20)),
                ("latitude", models.FloatField(blank=True, null=True)),
                ("longitude", models.FloatField(blank=True, null=True)),
                (
                    "usual_way",
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
                ("is_pickup", models.BooleanField(default=False)),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
                (
                    "postcode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registers.postcode",
                    ),
                ),
                (
                    "zone",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="points",
                        to="actors.deliveryzone",
                    ),
                ),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delivery_points",
                        to="actors.hub",
                    ),
                ),
            ],
            options={
                "ordering": ("name", "id"),
                "indexes": [
                    models.Index(fields=["hub", "name"], name="actors_deli_hub_id_d44f9c_idx")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("closes_at__gt", models.F("opens_at"))),
                        name="delivery_point_opens_before_it_closes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                            models.Q(
                                ("latitude__range", (-90, 90)), ("longitude__range", (-180, 180))
                            ),
                            _connector="OR",
                        ),
                        name="delivery_point_lies_on_earth",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BuyerUnit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=200)),
                (
                    "kind",
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
                (
                    "sector",
                    models.CharField(
                        choices=[
                            ("public", "Public"),
                            ("private", "Private"),
                            ("commercial", "Commercial"),
                        ],
                        max_length=20,
                    ),
                ),
                ("priority", models.PositiveSmallIntegerField(default=1)),
                ("usual_reference", models.CharField(blank=True, max_length=100)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("phone", models.CharField(blank=True, max_length=20)),
                ("language", models.CharField(default="nb", max_length=5)),
                ("delivery_weekdays", models.JSONField(blank=True, default=list)),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
                (
                    "delivery_point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="units",
                        to="actors.deliverypoint",
                    ),
                ),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="buyer_units",
                        to="actors.hub",
                    ),
                ),
            ],
            options={
                "ordering": ("name", "id"),
                "constraints": [
                    models.UniqueConstraint(fields=("hub", "number"), name="buyer_unit_number_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="deliveryzone",
            name="hub",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="delivery_zones",
                to="actors.hub",
            ),
        ),
        migrations.CreateModel(
            name="BuyerLicence",
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
                        choices=[("sale", "Sale"), ("serving", "Serving")], max_length=10
                    ),
                ),
                ("number", models.CharField(max_length=60)),
                ("up_to_bp", models.PositiveIntegerField()),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="licences",
                        to="actors.buyerunit",
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
                "ordering": ("-valid_from", "id"),
                "indexes": [
                    models.Index(fields=["hub", "unit"], name="actors_buye_hub_id_1dfad3_idx")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("unit", "kind", "number", "valid_from"), name="licence_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__gt", models.F("valid_from"))),
                        name="licence_period",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("up_to_bp__gt", 0), ("up_to_bp__lte", 10000)),
                        name="licence_strength_in_range",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("actor", models.CharField(max_length=100)),
                ("code", models.CharField(max_length=80)),
                ("room", models.CharField(max_length=30)),
                ("kind", models.CharField(max_length=40)),
                ("target_id", models.BigIntegerField()),
                ("params", models.JSONField(default=dict)),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                (
                    "hub",
                    models.ForeignKey(
                        null=True,
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
                        fields=["hub", "room", "kind", "target_id"],
                        name="actors_audi_hub_id_96f112_idx",
                    ),
                    models.Index(fields=["hub", "-id"], name="actors_audi_hub_id_6fef55_idx"),
                ],
            },
        ),
        migrations.CreateModel(
            name="HubClosedDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("reason", models.CharField(blank=True, max_length=100)),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closed_days",
                        to="actors.hub",
                    ),
                ),
            ],
            options={
                "ordering": ("day",),
                "constraints": [
                    models.UniqueConstraint(fields=("hub", "day"), name="hub_closed_day_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="InvoiceParty",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("endpoint_scheme", models.CharField(blank=True, max_length=4)),
                ("endpoint_id", models.CharField(blank=True, max_length=50)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("language", models.CharField(default="nb", max_length=5)),
                ("payment_terms_days", models.PositiveSmallIntegerField(default=14)),
                ("credit_limit_ore", models.BigIntegerField(blank=True, null=True)),
                (
                    "reference_field",
                    models.CharField(
                        choices=[
                            ("buyer_reference", "Buyer Reference"),
                            ("order_reference", "Order Reference"),
                            ("accounting_cost", "Accounting Cost"),
                            ("none", "None"),
                        ],
                        default="buyer_reference",
                        max_length=20,
                    ),
                ),
                ("reference_pattern", models.CharField(blank=True, max_length=200)),
                ("reference_hint", models.CharField(blank=True, max_length=200)),
                (
                    "when_empty",
                    models.CharField(
                        choices=[("refuse", "Refuse"), ("warn", "Warn"), ("allow", "Allow")],
                        default="warn",
                        max_length=10,
                    ),
                ),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoice_parties",
                        to="actors.hub",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "invoice parties",
                "ordering": ("name", "id"),
                "indexes": [
                    models.Index(fields=["hub", "name"], name="actors_invo_hub_id_c539a9_idx")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("credit_limit_ore__isnull", True),
                            ("credit_limit_ore__gte", 0),
                            _connector="OR",
                        ),
                        name="credit_limit_not_negative",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="buyerunit",
            name="payer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="units",
                to="actors.invoiceparty",
            ),
        ),
        migrations.CreateModel(
            name="LicencePaper",
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
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="jobs.storedfile",
                    ),
                ),
                (
                    "licence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="actors.buyerlicence",
                    ),
                ),
            ],
            options={
                "ordering": ("-added_at", "-id"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at__isnull", True)),
                        fields=("licence",),
                        name="licence_one_paper",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("org_no", models.CharField(blank=True, max_length=9)),
                ("legal_form", models.CharField(blank=True, max_length=20)),
                ("is_example", models.BooleanField(default=False)),
                ("vat_registered_from", models.DateField(blank=True, null=True)),
                ("vat_registered_until", models.DateField(blank=True, null=True)),
                ("street", models.CharField(blank=True, max_length=200)),
                ("phone", models.CharField(blank=True, max_length=20)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("bank_account", models.CharField(blank=True, max_length=11)),
                ("story", models.JSONField(blank=True, default=dict)),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
                (
                    "kept_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kept_organisations",
                        to="actors.hub",
                    ),
                ),
                (
                    "postcode",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registers.postcode",
                    ),
                ),
            ],
            options={
                "ordering": ("name", "id"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("org_no", ""), _negated=True),
                        fields=("org_no",),
                        name="organisation_number_once",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="invoiceparty",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invoice_parties",
                to="actors.organisation",
            ),
        ),
        migrations.CreateModel(
            name="HubProducer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
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
                ("minimum_ore", models.BigIntegerField(default=0)),
                ("handover_note", models.CharField(blank=True, max_length=300)),
                ("is_collected", models.BooleanField(default=False)),
                ("collect_from", models.TimeField(blank=True, null=True)),
                ("collect_until", models.TimeField(blank=True, null=True)),
                ("latitude", models.FloatField(blank=True, null=True)),
                ("longitude", models.FloatField(blank=True, null=True)),
                ("closing_days_before", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("closing_weekday", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("closing_time", models.TimeField(blank=True, null=True)),
                ("member_number", models.PositiveIntegerField(blank=True, null=True)),
                ("member_since", models.DateField(blank=True, null=True)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="producers",
                        to="actors.hub",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hub_terms",
                        to="actors.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ("organisation__name", "id"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("hub", "organisation"), name="producer_once_a_hub"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minimum_ore__gte", 0)),
                        name="producer_minimum_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("collect_from__isnull", True), ("collect_until__isnull", True)
                            ),
                            ("collect_until__gt", models.F("collect_from")),
                            _connector="OR",
                        ),
                        name="producer_gate_opens_before_it_closes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closing_days_before__isnull", True),
                                ("closing_time__isnull", True),
                                ("closing_weekday__isnull", True),
                            ),
                            models.Q(
                                ("closing_days_before__isnull", False),
                                ("closing_time__isnull", False),
                                ("closing_weekday__isnull", True),
                            ),
                            models.Q(
                                ("closing_days_before__isnull", True),
                                ("closing_time__isnull", False),
                                ("closing_weekday__range", (1, 7)),
                            ),
                            _connector="OR",
                        ),
                        name="producer_closing_is_one_rule",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="hub",
            name="organisation",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="hub",
                to="actors.organisation",
            ),
        ),
        migrations.AddField(
            model_name="buyerunit",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="buyer_units",
                to="actors.organisation",
            ),
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("phone", models.CharField(blank=True, max_length=20)),
                ("language", models.CharField(default="nb", max_length=5)),
                ("persona", models.JSONField(blank=True, default=dict)),
                ("anonymised_at", models.DateTimeField(blank=True, null=True)),
                (
                    "kept_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kept_people",
                        to="actors.hub",
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="person",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "people",
                "ordering": ("name", "id"),
            },
        ),
        migrations.CreateModel(
            name="Role",
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
                            ("coordinator", "Coordinator"),
                            ("accountant", "Accountant"),
                            ("packing_team", "Packing Team"),
                            ("driver", "Driver"),
                            ("producer", "Producer"),
                            ("buyer", "Buyer"),
                        ],
                        max_length=20,
                    ),
                ),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="roles",
                        to="actors.hub",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="roles",
                        to="actors.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="roles",
                        to="actors.person",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="roles",
                        to="actors.buyerunit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["hub", "kind"], name="actors_role_hub_id_8a335e_idx")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "producer"),
                                ("organisation__isnull", False),
                                ("unit__isnull", True),
                            ),
                            models.Q(
                                ("kind", "buyer"),
                                ("organisation__isnull", True),
                                ("unit__isnull", False),
                            ),
                            models.Q(
                                (
                                    "kind__in",
                                    ("coordinator", "accountant", "packing_team", "driver"),
                                ),
                                ("organisation__isnull", True),
                                ("unit__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="role_names_what_it_is_for",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ClosedDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("reason", models.CharField(blank=True, max_length=100)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closed_days",
                        to="actors.buyerunit",
                    ),
                ),
            ],
            options={
                "ordering": ("day",),
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "day"), name="closed_day_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="DevicePairing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("label", models.CharField(max_length=100)),
                ("code_digest", models.CharField(blank=True, max_length=64)),
                ("code_expires_at", models.DateTimeField(blank=True, null=True)),
                ("secret_digest", models.CharField(blank=True, max_length=64)),
                ("paired_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="devices",
                        to="actors.buyerunit",
                    ),
                ),
            ],
            options={
                "ordering": ("label", "id"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("code_digest", ""), _negated=True),
                        fields=("code_digest",),
                        name="pairing_code_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("secret_digest", ""), _negated=True),
                        fields=("secret_digest",),
                        name="device_secret_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FreightStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_ore", models.BigIntegerField()),
                ("freight_ore", models.BigIntegerField()),
                (
                    "zone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="freight_steps",
                        to="actors.deliveryzone",
                    ),
                ),
            ],
            options={
                "ordering": ("zone", "from_ore"),
                "constraints": [
                    models.UniqueConstraint(fields=("zone", "from_ore"), name="one_freight_a_step"),
                    models.CheckConstraint(
                        condition=models.Q(("freight_ore__gte", 0), ("from_ore__gte", 0)),
                        name="freight_not_negative",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="deliveryzone",
            index=models.Index(fields=["hub", "name"], name="actors_deli_hub_id_45b272_idx"),
        ),
    ]
