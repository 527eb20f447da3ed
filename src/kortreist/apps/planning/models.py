"""Recipes, and what a kitchen means to cook on which day."""

import uuid

from django.db import models

from kortreist.apps.catalogue.models import UnitCode


class Recipe(models.Model):
    """A dish for so many portions; a unit's own, or without a unit shared with all at the hub."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        "actors.BuyerUnit", models.PROTECT, related_name="+", null=True, blank=True
    )
    name = models.JSONField(default=dict)
    portions = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("hub", "unit")),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(portions__gt=0), name="recipe_makes_some_portions"
            ),
        )

    def __str__(self) -> str:
        return str(self.name.get("nb") or next(iter(self.name.values()), ""))


class RecipeLine(models.Model):
    """What goes into a recipe: one pack, any goods of a group, or whatever a word finds."""

    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    recipe = models.ForeignKey(Recipe, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField(default=0)
    variant = models.ForeignKey(
        "catalogue.Variant", models.PROTECT, related_name="+", null=True, blank=True
    )
    group = models.ForeignKey(
        "catalogue.ProductGroup", models.PROTECT, related_name="+", null=True, blank=True
    )
    words = models.CharField(max_length=60, blank=True)
    # Ready to cook, for the recipe's portions, in whole g, ml or pieces.
    amount = models.BigIntegerField()
    unit = models.CharField(max_length=3, choices=UnitCode)
    # How much of what is bought goes away: peel, bones, trimming.
    waste_bp = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("position", "id")
        indexes = (models.Index(fields=("hub", "variant")),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(variant__isnull=False, group__isnull=True, words="")
                | models.Q(variant__isnull=True, group__isnull=False, words="")
                | (models.Q(variant__isnull=True, group__isnull=True) & ~models.Q(words="")),
                name="recipe_line_names_one_thing",
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0, waste_bp__lt=10_000),
                name="recipe_line_needs_something",
            ),
        )

    def __str__(self) -> str:
        return f"{self.recipe_id}: {self.amount} {self.unit}"


class MenuItem(models.Model):
    """A dish on a unit's menu for a day."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    unit = models.ForeignKey("actors.BuyerUnit", models.PROTECT, related_name="+")
    day = models.DateField()
    recipe = models.ForeignKey(Recipe, models.PROTECT, related_name="menu_items")
    portions = models.PositiveIntegerField()

    class Meta:
        ordering = ("day", "id")
        indexes = (models.Index(fields=("hub", "unit", "day")),)
        constraints = (
            models.UniqueConstraint(fields=("unit", "day", "recipe"), name="dish_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(portions__gt=0), name="menu_makes_some_portions"
            ),
        )

    def __str__(self) -> str:
        return f"{self.day}: {self.portions} × {self.recipe_id}"
