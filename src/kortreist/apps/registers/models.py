"""Places, and rules that change by date."""

from django.db import models


class Municipality(models.Model):
    """A Norwegian municipality, in the division of 2024."""

    number = models.CharField(max_length=4, unique=True)
    name = models.CharField(max_length=100)
    # The official name in the place's other language, as Sámi or Kven; empty where there is none.
    other_name = models.CharField(max_length=100, blank=True)
    county_number = models.CharField(max_length=2)
    county = models.CharField(max_length=100)
    language_form = models.CharField(max_length=20)
    latitude = models.FloatField()
    longitude = models.FloatField()

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return self.name


class Postcode(models.Model):
    """A postcode with a point to measure distances from."""

    code = models.CharField(max_length=4, unique=True)
    place = models.CharField(max_length=100)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="postcodes")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return f"{self.code} {self.place}"


class VatCategory(models.TextChoices):
    """The invoice's VAT categories (UNCL 5305, as EHF uses them)."""

    STANDARD = "S"
    ZERO = "Z"
    EXEMPT = "E"
    OUTSIDE = "O"


class VatClass(models.TextChoices):
    """What kind of goods or service it is, to the VAT act."""

    FOOD = "food"
    GENERAL = "general"
    RAW_FISH = "raw_fish"
    LOW = "low"
    ZERO = "zero"
    EXEMPT = "exempt"
    # Sold by somebody outside the VAT register, whatever it is.
    OUTSIDE = "outside"


class VatRate(models.Model):
    """The rate of a VAT class in a period ``[valid_from, valid_until)``, with its source."""

    vat_class = models.CharField(max_length=20, choices=VatClass)
    category = models.CharField(max_length=2, choices=VatCategory, default=VatCategory.STANDARD)
    rate_bp = models.IntegerField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    source = models.CharField(max_length=300)

    class Meta:
        ordering = ("vat_class", "valid_from")
        constraints = (
            models.UniqueConstraint(fields=("vat_class", "valid_from"), name="vat_rate_once"),
            models.CheckConstraint(
                condition=models.Q(rate_bp__gte=0, rate_bp__lte=10_000), name="vat_rate_in_range"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gt=models.F("valid_from")),
                name="vat_rate_period",
            ),
        )

    def __str__(self) -> str:
        return f"{self.vat_class} {self.rate_bp / 100:g} %"


class LoadedRegister(models.Model):
    """Which content of a register's file stands in the tables, so that it is read only once."""

    name = models.CharField(max_length=40, unique=True)
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    loaded_at = models.DateTimeField()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return f"{self.name}: {self.rows}"


class DatedFigure(models.Model):
    """A whole number that a rule or a calculation needs, in ``[valid_from, valid_until)``.

    An emission factor, a driving time, an assumption: never a constant in code, always with its
    source, and marked where nobody has held it against one.
    """

    code = models.CharField(max_length=40)
    value = models.BigIntegerField()
    # As in "g/l"; never of the quantity's own, as money and mass are counted everywhere.
    unit = models.CharField(max_length=20)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    source = models.CharField(max_length=300)
    is_verified = models.BooleanField(default=False)

    class Meta:
        ordering = ("code", "valid_from")
        constraints = (
            models.UniqueConstraint(fields=("code", "valid_from"), name="dated_figure_once"),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gt=models.F("valid_from")),
                name="dated_figure_period",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.value} {self.unit}"


class RoadLeg(models.Model):
    """How far a road engine said that it is from one rounded point to another."""

    # Which engine at which address, so that answers of another are not mixed in.
    source = models.CharField(max_length=40)
    # As in "62.5747,11.3842".
    from_point = models.CharField(max_length=20)
    to_point = models.CharField(max_length=20)
    distance_m = models.PositiveIntegerField()
    duration_s = models.PositiveIntegerField()
    fetched_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("source", "from_point", "to_point"), name="road_leg_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.from_point} → {self.to_point}"
