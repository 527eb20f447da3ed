import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="LoadedRegister",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40, unique=True)),
                ("sha256", models.CharField(max_length=64)),
                ("rows", models.PositiveIntegerField()),
                ("loaded_at", models.DateTimeField()),
            ],
            options={
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="Municipality",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=4, unique=True)),
                ("name", models.CharField(max_length=100)),
                ("other_name", models.CharField(blank=True, max_length=100)),
                ("county_number", models.CharField(max_length=2)),
                ("county", models.CharField(max_length=100)),
                ("language_form", models.CharField(max_length=20)),
                ("latitude", models.FloatField()),
                ("longitude", models.FloatField()),
            ],
            options={
                "ordering": ("number",),
            },
        ),
        migrations.CreateModel(
            name="DatedFigure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40)),
                ("value", models.BigIntegerField()),
                ("unit", models.CharField(max_length=20)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(null=True)),
                ("source", models.CharField(max_length=300)),
                ("is_verified", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ("code", "valid_from"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code", "valid_from"), name="dated_figure_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_until__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="dated_figure_period",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Postcode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=4, unique=True)),
                ("place", models.CharField(max_length=100)),
                ("latitude", models.FloatField(null=True)),
                ("longitude", models.FloatField(null=True)),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postcodes",
                        to="registers.municipality",
                    ),
                ),
            ],
            options={
                "ordering": ("code",),
            },
        ),
        migrations.CreateModel(
            name="RoadLeg",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(max_length=40)),
                ("from_point", models.CharField(max_length=20)),
                ("to_point", models.CharField(max_length=20)),
                ("distance_m", models.PositiveIntegerField()),
                ("duration_s", models.PositiveIntegerField()),
                ("fetched_at", models.DateTimeField()),
            ],
            options={
                "ordering": ("id",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "from_point", "to_point"), name="road_leg_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="VatRate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        max_length=20,
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
                        default="S",
                        max_length=2,
                    ),
                ),
                ("rate_bp", models.IntegerField()),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(null=True)),
                ("source", models.CharField(max_length=300)),
            ],
            options={
                "ordering": ("vat_class", "valid_from"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("vat_class", "valid_from"), name="vat_rate_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rate_bp__gte", 0), ("rate_bp__lte", 10000)),
                        name="vat_rate_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_until__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="vat_rate_period",
                    ),
                ],
            },
        ),
    ]
