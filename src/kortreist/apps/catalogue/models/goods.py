"""Products and their sellable packs, owned by the producer and written once for all hubs."""

import uuid

from django.db import models

from kortreist.apps.catalogue.models.declared import Species, Treatment
from kortreist.apps.registers.models import VatClass


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
    # The nearest of the Data Food Consortium's product types, by its id; empty: none is near.
    dfc_type = models.CharField(max_length=60, blank=True)

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
    # Where its ingredients come from, and what there is to tell of it: texts by language.
    origin = models.JSONField(default=dict, blank=True)
    story = models.JSONField(default=dict, blank=True)
    storage = models.CharField(max_length=10, choices=Storage, default=Storage.AMBIENT)
    vat_class = models.CharField(max_length=20, choices=VatClass, default=VatClass.FOOD)
    is_alcohol = models.BooleanField(default=False)
    # Strength in hundredths of a per cent of volume; None where it is not stated.
    alcohol_bp = models.PositiveIntegerField(null=True, blank=True)
    is_organic = models.BooleanField(default=False)
    # What animal it is of and what was done with it: together they set how cold and which marking.
    species = models.CharField(max_length=20, choices=Species, blank=True)
    treatment = models.CharField(max_length=20, choices=Treatment, blank=True)
    # From the day it is made until its date.
    shelf_life_days = models.PositiveSmallIntegerField(null=True, blank=True)
    ingredients = models.JSONField(default=dict, blank=True)
    # Codes from `ALLERGENS`; an empty list means none only where `allergens_stated`.
    allergens = models.JSONField(default=list, blank=True)
    allergens_stated = models.BooleanField(default=False)
    # Which cereals and nuts there are, codes from `CEREALS` and `NUTS`; and, apart, what there may
    # be traces of, codes from `ALLERGENS`.
    cereals = models.JSONField(default=list, blank=True)
    nuts = models.JSONField(default=list, blank=True)
    traces = models.JSONField(default=list, blank=True)
    # Per 100 g or 100 ml: {"per": "g", "energy_kj": 1512, "fat_mg": 2400, …}; empty: not stated.
    nutrition = models.JSONField(default=dict, blank=True)
    # What makes it unfit for some, codes from `NotFor`; whether the producer has been asked; and
    # for which kinds of units the rules in force say no, written by the services.
    not_for = models.JSONField(default=list, blank=True)
    not_for_stated = models.BooleanField(default=False)
    not_for_kinds = models.JSONField(default=list, blank=True)
    # What is declared of it now.
    declaration = models.ForeignKey(
        "catalogue.Declaration", models.PROTECT, related_name="+", null=True, blank=True
    )
    # ISO weeks, both included; over New Year when from is after until. None: all year.
    season_from_week = models.PositiveSmallIntegerField(null=True, blank=True)
    season_until_week = models.PositiveSmallIntegerField(null=True, blank=True)
    # Days the producer needs between the last order and the delivery day.
    lead_days = models.PositiveSmallIntegerField(default=0)
    # Written by the services: the name as digits that sort as Norwegian does.
    sort_key = models.CharField(max_length=300, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("producer", "archived_at")),
            # A page of the shop, by name.
            models.Index(fields=("sort_key", "id")),
            # What is kept from kitchens without a licence.
            models.Index(
                fields=("id",), condition=models.Q(is_alcohol=True), name="goods_with_alcohol"
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(season_from_week__isnull=True, season_until_week__isnull=True)
                | models.Q(season_from_week__range=(1, 53), season_until_week__range=(1, 53)),
                name="season_is_weeks_of_a_year",
            ),
            models.CheckConstraint(
                condition=models.Q(alcohol_bp__isnull=True) | models.Q(alcohol_bp__lte=10_000),
                name="alcohol_strength_in_range",
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
    # The producer's own number for it; sheets know goods by it where there is no GTIN.
    producer_code = models.CharField(max_length=40, blank=True)
    # What is paid for the bottles or cans and got back: the code of a hub's `DepositKind`, and how
    # many of them a pack holds. Empty: none.
    deposit_code = models.CharField(max_length=30, blank=True)
    deposit_count = models.PositiveIntegerField(default=1)
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
