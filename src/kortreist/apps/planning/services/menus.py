"""Writing menus, and putting what they need into the basket."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.planning.errors import RecipeEmptyError
from kortreist.apps.planning.models import MenuItem, Recipe
from kortreist.apps.trading.models import Order, OrderLine
from kortreist.apps.trading.services.lines import Wish, set_lines
from kortreist.kernel.errors import NotFoundError

MOST_PORTIONS = 10_000


@transaction.atomic
def put_on_menu(
    *,
    actor: Actor,
    hub_id: int,
    unit_id: int,
    day: date,
    recipe_id: int,
    portions: int,
    now: datetime,
) -> MenuItem | None:
    """Put a dish on a unit's menu for a day, with so many portions; zero takes it off.

    Raises
    ------
    NotFoundError
        When the unit is not the actor's to know of, or the recipe neither its own nor shared.
    RecipeEmptyError
        When the portions cannot be right.
    """
    require(actor, Permission.ORDER, hub_id=hub_id, unit_id=unit_id)
    if not 0 <= portions <= MOST_PORTIONS:
        raise RecipeEmptyError
    recipe = Recipe.objects.filter(hub_id=hub_id, pk=recipe_id).first()
    if recipe is None or recipe.unit_id not in {None, unit_id}:
        raise NotFoundError
    if not portions:
        MenuItem.objects.filter(unit_id=unit_id, day=day, recipe=recipe).delete()
        return None
    item, _ = MenuItem.objects.update_or_create(
        unit_id=unit_id,
        day=day,
        recipe=recipe,
        defaults={"hub_id": hub_id, "portions": portions},
    )
    record(
        actor,
        "planning.menu.set",
        item,
        hub_id=hub_id,
        now=now,
        params={"day": day.isoformat(), "portions": portions},
    )
    return item


@transaction.atomic
def order_for_menu(
    *,
    actor: Actor,
    hub_id: int,
    unit_id: int,
    cycle_id: int,
    packs: Mapping[int, int],
    now: datetime,
    expected_version: int | None = None,
) -> Order:
    """See to it that a unit's basket has what a menu needs; all of it or nothing.

    What lies there counts, and is never lowered, so that pressing twice is pressing once.

    Parameters
    ----------
    packs
        Packs needed, by offer.

    Raises
    ------
    NotFoundError, CycleStateError, StaleFormError, LinesRefusedError
        As `trading.services.lines.set_lines`.
    """
    require(actor, Permission.ORDER, hub_id=hub_id, unit_id=unit_id)
    had = dict(
        OrderLine.objects.filter(
            hub_id=hub_id, order__unit=unit_id, order__cycle=cycle_id, offer__in=packs
        ).values_list("offer_id", "ordered_count")
    )
    wishes = [Wish(pk, count) for pk, count in packs.items() if count > had.get(pk, 0)]
    return set_lines(
        actor=actor,
        hub_id=hub_id,
        unit_id=unit_id,
        cycle_id=cycle_id,
        wishes=wishes,
        now=now,
        expected_version=expected_version,
    )
