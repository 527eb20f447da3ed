"""Reading recipes and the week's menu."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from kortreist.apps.actors.models import BuyerUnit
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.planning.models import MenuItem, Recipe, RecipeLine
from kortreist.kernel.errors import NotFoundError

DAYS = 7


@dataclass(frozen=True, slots=True)
class MenuDay:
    """A day and what is cooked on it."""

    day: date
    items: tuple[MenuItem, ...]


def list_recipes(*, actor: Actor, unit: BuyerUnit) -> QuerySet[Recipe]:
    """Return the recipes a unit can cook by: its own first, then those the hub shares."""
    require(actor, Permission.ORDER, hub_id=unit.hub_id, unit_id=unit.pk)
    return (
        Recipe.objects.filter(Q(unit=unit) | Q(unit__isnull=True), hub_id=unit.hub_id)
        .filter(archived_at__isnull=True)
        .prefetch_related(Prefetch("lines", _lines()))
        .order_by("unit_id", "pk")
    )


def get_recipe(*, actor: Actor, unit: BuyerUnit, public_id: UUID) -> Recipe:
    """Return a recipe of the unit's own, or one the hub shares.

    Raises
    ------
    NotFoundError
        When there is none, or it is another unit's.
    """
    recipe = list_recipes(actor=actor, unit=unit).filter(public_id=public_id).first()
    if recipe is None:
        raise NotFoundError
    return recipe


def week_menu(*, actor: Actor, unit: BuyerUnit, monday: date) -> list[MenuDay]:
    """Return a week of a unit's menu, day by day, in three queries."""
    require(actor, Permission.ORDER, hub_id=unit.hub_id, unit_id=unit.pk)
    items = menu_items(unit=unit, first=monday, last=monday + timedelta(days=DAYS - 1))
    return [
        MenuDay(day, tuple(item for item in items if item.day == day))
        for day in (monday + timedelta(days=number) for number in range(DAYS))
    ]


def menu_items(*, unit: BuyerUnit, first: date, last: date) -> list[MenuItem]:
    """Return what a unit cooks from one day to another, both included, with the recipes."""
    return list(
        MenuItem.objects.filter(hub_id=unit.hub_id, unit=unit, day__range=(first, last))
        .select_related("recipe")
        .prefetch_related(Prefetch("recipe__lines", _lines()))
        .order_by("day", "pk")
    )


def _lines() -> QuerySet[RecipeLine]:
    return RecipeLine.objects.select_related("variant__product", "group").order_by("position", "pk")
