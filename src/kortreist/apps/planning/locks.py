"""Every lock this room takes."""

from kortreist.apps.planning.models import Recipe
from kortreist.kernel.errors import NotFoundError


def lock_recipe(*, hub_id: int, recipe_id: int) -> Recipe:
    """Lock a recipe and, with it, its lines."""
    recipe = (
        Recipe.objects.select_for_update(of=("self",)).filter(hub_id=hub_id, pk=recipe_id).first()
    )
    if recipe is None:
        raise NotFoundError
    return recipe
