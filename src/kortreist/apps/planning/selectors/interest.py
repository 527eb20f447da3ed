"""Which units cook with which goods, so that they can be told."""

from collections import defaultdict
from collections.abc import Collection

from kortreist.apps.planning.models import MenuItem, RecipeLine


def units_with_recipe(*, hub_id: int, product_ids: Collection[int]) -> dict[int, set[int]]:
    """Return, by unit, which of these products stand in a recipe that it owns or has on a menu.

    Lines that name a group or a word do not promise any one product, and do not count.
    """
    found: dict[int, set[int]] = defaultdict(set)
    lines = RecipeLine.objects.filter(
        hub_id=hub_id, variant__product__in=product_ids, recipe__archived_at__isnull=True
    ).values_list("recipe_id", "recipe__unit_id", "variant__product_id")
    products: dict[int, set[int]] = defaultdict(set)
    for recipe_id, unit_id, product_id in lines:
        products[recipe_id].add(product_id)
        if unit_id is not None:
            found[unit_id].add(product_id)
    menus = MenuItem.objects.filter(hub_id=hub_id, recipe__in=products).order_by()
    for unit_id, recipe_id in menus.values_list("unit_id", "recipe_id").distinct():
        found[unit_id] |= products[recipe_id]
    return dict(found)
