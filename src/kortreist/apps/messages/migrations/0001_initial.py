import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("actors", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("key", models.CharField(max_length=200, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("opening", "Opening"),
                            ("reminder", "Reminder"),
                            ("receipt", "Receipt"),
                            ("confirmation", "Confirmation"),
                            ("shortage", "Shortage"),
                            ("weight", "Weight"),
                            ("standing", "Standing"),
                            ("declaration", "Declaration"),
                            ("prices", "Prices"),
                            ("surplus", "Surplus"),
                            ("closing_list", "Closing List"),
                            ("purchase", "Purchase"),
                            ("recall", "Recall"),
                            ("deviation", "Deviation"),
                            ("other", "Other"),
                        ],
                        default="other",
                        max_length=20,
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("email", "Email"), ("sms", "Sms")], default="email", max_length=10
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=254)),
                ("language", models.CharField(default="nb", max_length=5)),
                ("template", models.CharField(max_length=60)),
                ("params", models.JSONField(default=dict)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("sent", "Sent"),
                            ("failed", "Failed"),
                            ("bounced", "Bounced"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("error", models.CharField(blank=True, max_length=200)),
                ("unanswered", models.PositiveSmallIntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("resent_at", models.DateTimeField(blank=True, null=True)),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.hub",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.person",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.buyerunit",
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "indexes": [
                    models.Index(fields=["hub", "-id"], name="kortreist_m_hub_id_fa37f8_idx"),
                    models.Index(
                        fields=["hub", "status", "-id"], name="kortreist_m_hub_id_43e807_idx"
                    ),
                    models.Index(
                        fields=["hub", "unit", "-id"], name="kortreist_m_hub_id_f398b2_idx"
                    ),
                    models.Index(
                        fields=["hub", "organisation", "-id"], name="kortreist_m_hub_id_84e9b9_idx"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AddressFault",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "channel",
                    models.CharField(choices=[("email", "Email"), ("sms", "Sms")], max_length=10),
                ),
                ("address", models.CharField(max_length=254)),
                ("code", models.CharField(max_length=60)),
                ("seen_at", models.DateTimeField()),
                ("mended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.hub",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="faults",
                        to="kortreist_messages.message",
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "indexes": [
                    models.Index(fields=["hub", "mended_at"], name="kortreist_m_hub_id_6a223c_idx")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("mended_at__isnull", True)),
                        fields=("hub", "channel", "address"),
                        name="address_fault_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Preference",
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
                            ("opening", "Opening"),
                            ("reminder", "Reminder"),
                            ("receipt", "Receipt"),
                            ("confirmation", "Confirmation"),
                            ("shortage", "Shortage"),
                            ("weight", "Weight"),
                            ("standing", "Standing"),
                            ("declaration", "Declaration"),
                            ("prices", "Prices"),
                            ("surplus", "Surplus"),
                            ("closing_list", "Closing List"),
                            ("purchase", "Purchase"),
                            ("recall", "Recall"),
                            ("deviation", "Deviation"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                    ),
                ),
                ("by_email", models.BooleanField()),
                ("by_sms", models.BooleanField()),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.hub",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.person",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.buyerunit",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "indexes": [
                    models.Index(fields=["hub", "kind"], name="kortreist_m_hub_id_6f44e0_idx")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("organisation__isnull", False), ("unit__isnull", True)),
                            models.Q(("organisation__isnull", True), ("unit__isnull", False)),
                            _connector="OR",
                        ),
                        name="preference_of_one_party",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("person__isnull", True), ("unit__isnull", False)),
                        fields=("hub", "unit", "kind"),
                        name="preference_of_unit_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("organisation__isnull", False), ("person__isnull", True)
                        ),
                        fields=("hub", "organisation", "kind"),
                        name="preference_of_producer_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("person__isnull", False), ("unit__isnull", False)),
                        fields=("hub", "unit", "person", "kind"),
                        name="preference_of_buyer_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("organisation__isnull", False), ("person__isnull", False)
                        ),
                        fields=("hub", "organisation", "person", "kind"),
                        name="preference_of_seller_once",
                    ),
                ],
            },
        ),
    ]
