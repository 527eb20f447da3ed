"""Writing recipes: a unit's own, and those the hub shares with all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.catalogue.models import Listing, ProductGroup, UnitCode
from kortreist.apps.planning.errors import RecipeChangedError, RecipeEmptyError
from kortreist.apps.planning.locks import lock_recipe
from kortreist.apps.planning.models import Recipe, RecipeLine
from kortreist.kernel.errors import InvalidInputError, NotFoundError

MOST_PORTIONS = 10_000
MOST_AMOUNT = 10_000_000
LONGEST_WORDS = 60
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingredient:
    """What goes into a recipe: a pack, a group of goods, or words to look for; one of the three.

    ``amount`` is ready to cook, for the recipe's portions, in whole g, ml or pieces.
    """

    amount: int
    unit: UnitCode
    variant_id: int | None = None
    group_id: int | None = None
    words: str = ""
    waste_bp: int = 0


@transaction.atomic
def save_recipe(
    *,
    actor: Actor,
    hub_id: int,
    unit_id: int | None,
    name: Mapping[str, str],
    portions: int,
    ingredients: Sequence[Ingredient],
    now: datetime,
    recipe_id: int | None = None,
    expected_version: int | None = None,
) -> Recipe:
    """Write a recipe down, or change one; without a unit it is shared with all at the hub.

    Raises
    ------
    NotFoundError
        When the unit, the recipe, a pack or a group is not the actor's to know of.
    NotPermittedError
        When a shared recipe is not the actor's to write.
    RecipeEmptyError
        When it has no portions, or nothing in it.
    InvalidInputError
        When it has no name, or an ingredient cannot be right.
    RecipeChangedError
        When it has changed since ``expected_version``.
    """
    _require(actor, hub_id, unit_id)
    texts = {language: text.strip() for language, text in name.items() if text.strip()}
    if not texts or any(len(text) > LONGEST_NAME for text in texts.values()):
        raise InvalidInputError("name_missing" if not texts else "text_too_long", most=LONGEST_NAME)
    if not (1 <= portions <= MOST_PORTIONS and ingredients):
        raise RecipeEmptyError
    _require_ingredients(hub_id, ingredients)
    if recipe_id is None:
        recipe = Recipe(hub_id=hub_id, unit_id=unit_id)
    else:
        recipe = _own(hub_id, unit_id, recipe_id)
        if expected_version is not None and expected_version != recipe.version:
            raise RecipeChangedError(seen=expected_version, version=recipe.version)
        recipe.version += 1
    recipe.name, recipe.portions = texts, portions
    recipe.save()
    recipe.lines.all().delete()
    RecipeLine.objects.bulk_create(
        RecipeLine(
            hub_id=hub_id,
            recipe=recipe,
            position=place,
            variant_id=each.variant_id,
            group_id=each.group_id,
            words=each.words.strip(),
            amount=each.amount,
            unit=each.unit,
            waste_bp=each.waste_bp,
        )
        for place, each in enumerate(ingredients)
    )
    record(
        actor,
        "planning.recipe.written" if recipe_id is None else "planning.recipe.changed",
        recipe,
        hub_id=hub_id,
        now=now,
        params={"lines": len(ingredients), "portions": portions},
    )
    return recipe


@transaction.atomic
def archive_recipe(
    *, actor: Actor, hub_id: int, unit_id: int | None, recipe_id: int, now: datetime
) -> None:
    """Put a recipe away; menus that have it keep it.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the recipe is not the actor's.
    """
    _require(actor, hub_id, unit_id)
    recipe = _own(hub_id, unit_id, recipe_id)
    if recipe.archived_at is None:
        recipe.archived_at = now
        recipe.save(update_fields=["archived_at"])
        record(actor, "planning.recipe.put_away", recipe, hub_id=hub_id, now=now)


def _require(actor: Actor, hub_id: int, unit_id: int | None) -> None:
    if unit_id is None:
        require(actor, Permission.MANAGE_GOODS, hub_id=hub_id)
    else:
        require(actor, Permission.ORDER, hub_id=hub_id, unit_id=unit_id)


def _own(hub_id: int, unit_id: int | None, recipe_id: int) -> Recipe:
    recipe = lock_recipe(hub_id=hub_id, recipe_id=recipe_id)
    if recipe.unit_id != unit_id:
        raise NotFoundError
    return recipe


def _require_ingredients(hub_id: int, ingredients: Sequence[Ingredient]) -> None:
    for each in ingredients:
        named = [each.variant_id is not None, each.group_id is not None, bool(each.words.strip())]
        is_sound = (
            sum(named) == 1
            and 0 < each.amount <= MOST_AMOUNT
            and 0 <= each.waste_bp < 10_000
            and len(each.words) <= LONGEST_WORDS
        )
        if not is_sound:
            raise InvalidInputError
    variants = {each.variant_id for each in ingredients if each.variant_id is not None}
    groups = {each.group_id for each in ingredients if each.group_id is not None}
    listed = Listing.objects.filter(hub_id=hub_id, variant__in=variants).values("variant")
    known = listed.distinct().count() == len(variants)
    if not known or ProductGroup.objects.filter(pk__in=groups).count() != len(groups):
        raise NotFoundError
