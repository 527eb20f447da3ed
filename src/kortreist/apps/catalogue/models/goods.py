"""Products and their sellable packs, owned by the producer and written once for all hubs."""

import uuid

from django.db import models

from kortreist.apps.registers.models import VatClass

# The 14 of Regulation (EU) 1169/2011, annex II, in its order.
ALLERGENS = (
    "gluten",
    "crustaceans",
    "eggs",
    "fish",
    "peanuts",
    "soya",
    "milk",
    "nuts",
    "celery",
    "mustard",
    "sesame",
    "sulphites",
    "lupin",
    "molluscs",
)


class Storage(models.TextChoices):
    """How cold it must be kept."""

    AMBIENT = "ambient"
    CHILLED = "chilled"
    FROZEN = "frozen"


class UnitCode(models.TextChoices):
    """What amounts are counted in; a price is per kg, litre or piece."""

    GRAM = "g"
    MILLILITRE = "ml"
    PIECE = "pcs"


class ChargeBy(models.TextChoices):
    """Whether the buyer pays for the measured amount or for what the pack is said to hold."""

    NOMINAL = "nominal"
    MEASURED = "measured"


class ProductGroup(models.Model):
    """A group of food, as Matvaretabellen divides it."""

    code = models.CharField(max_length=20, unique=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, related_name="children", null=True, blank=True
    )
    name = models.JSONField(default=dict)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.code


class Product(models.Model):
    """Something a producer makes or grows."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    producer = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="+")
    group = models.ForeignKey(ProductGroup, models.PROTECT, related_name="products")
    name = models.JSONField(default=dict)
    description = models.JSONField(default=dict, blank=True)
    storage = models.CharField(max_length=10, choices=Storage, default=Storage.AMBIENT)
    vat_class = models.CharField(max_length=20, choices=VatClass, default=VatClass.FOOD)
    is_alcohol = models.BooleanField(default=False)
    is_organic = models.BooleanField(default=False)
    # Codes from `ALLERGENS`; an empty list means none only where `allergens_stated`.
    allergens = models.JSONField(default=list, blank=True)
    allergens_stated = models.BooleanField(default=False)
    # ISO weeks, both included; over New Year when from is after until. None: all year.
    season_from_week = models.PositiveSmallIntegerField(null=True, blank=True)
    season_until_week = models.PositiveSmallIntegerField(null=True, blank=True)
    # Both written by the services: casefolded words in every language, with the producer's name and
    # the groups', and the name as digits that sort as Norwegian does.
    search_text = models.TextField(blank=True)
    sort_key = models.CharField(max_length=300, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("producer", "archived_at")),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(season_from_week__isnull=True, season_until_week__isnull=True)
                | models.Q(season_from_week__range=(1, 53), season_until_week__range=(1, 53)),
                name="season_is_weeks_of_a_year",
            ),
        )

    def __str__(self) -> str:
        return str(self.name.get("nb") or next(iter(self.name.values()), ""))


class Variant(models.Model):
    """A sellable pack of a product: what one order unit holds, and how it is charged."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    product = models.ForeignKey(Product, models.PROTECT, related_name="variants")
    # What tells it from its siblings: "1 kg", "kurv"; may be empty when there is only one.
    name = models.JSONField(default=dict, blank=True)
    unit = models.CharField(max_length=3, choices=UnitCode)
    # What one pack holds in whole g, ml or pieces; for catch weight the usual amount.
    content_amount = models.BigIntegerField()
    charge_by = models.CharField(max_length=10, choices=ChargeBy, default=ChargeBy.NOMINAL)
    # How far a measured pack may lie from the usual amount before the buyer is asked.
    tolerance_bp = models.PositiveIntegerField(default=0)
    # A buyer orders in multiples of this.
    order_multiple = models.PositiveIntegerField(default=1)
    # The producer delivers whole cases of this many packs.
    case_packs = models.PositiveIntegerField(default=1)
    gtin = models.CharField(max_length=14, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(content_amount__gt=0), name="pack_holds_something"
            ),
            models.CheckConstraint(
                condition=models.Q(order_multiple__gt=0, case_packs__gt=0),
                name="pack_multiples_above_zero",
            ),
            models.CheckConstraint(
                condition=models.Q(tolerance_bp__lte=10_000), name="tolerance_in_range"
            ),
        )

    def __str__(self) -> str:
        return f"{self.product_id}/{self.pk}"
