"""The codes in which goods are declared: allergens, nutrients, kinds of animals and treatments."""

from django.db import models

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

# Which cereals and nuts, as annex II names them: whoever declares gluten or nuts says which.
CEREALS = ("wheat", "spelt", "rye", "barley", "oats")
NUTS = (
    "almond",
    "hazelnut",
    "walnut",
    "cashew",
    "pecan",
    "brazil_nut",
    "pistachio",
    "macadamia",
)

# In the order of a nutrition declaration; each in the unit of its name, per 100 g or 100 ml.
NUTRIENTS = (
    "energy_kj",
    "energy_kcal",
    "fat_mg",
    "saturates_mg",
    "carbohydrate_mg",
    "sugars_mg",
    "protein_mg",
    "salt_mg",
)


class NotFor(models.TextChoices):
    """What makes food unfit for some who eat; which, the dated rules say."""

    RAW_MILK = "raw_milk"
    HONEY = "honey"
    WHOLE_NUTS = "whole_nuts"
    RAW_EGGS = "raw_eggs"
    RAW_MEAT = "raw_meat"


class Species(models.TextChoices):
    """Which animal it is of, or whose milk."""

    CATTLE = "cattle"
    SHEEP = "sheep"
    GOAT = "goat"
    PIG = "pig"
    POULTRY = "poultry"
    REINDEER = "reindeer"
    GAME = "game"
    FISH = "fish"
    SHELLFISH = "shellfish"


class Treatment(models.TextChoices):
    """What was done with it."""

    FRESH = "fresh"
    MINCE = "mince"
    PREPARATION = "preparation"
    OFFAL = "offal"
    CURED = "cured"
    SMOKED = "smoked"
    HEATED = "heated"
    TINNED = "tinned"
    RAW_MILK = "raw_milk"
    PASTEURISED = "pasteurised"
