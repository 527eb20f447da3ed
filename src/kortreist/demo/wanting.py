"""What kitchens want again: favourites, standing orders, and a week's menu with its recipes.

All drawn from the description and the seed. Standing orders begin with the round that is open, so
that the rounds before it stay what they were.
"""

from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from kortreist.apps.actors.models import BuyerUnit
from kortreist.apps.actors.permissions import Actor
from kortreist.apps.actors.selectors.calendars import closed_among
from kortreist.apps.catalogue.models import UnitCode
from kortreist.apps.planning.models import Recipe
from kortreist.apps.planning.services.menus import put_on_menu
from kortreist.apps.planning.services.recipes import Ingredient, save_recipe
from kortreist.apps.trading.models import Favourite, Offer, OrderLine, StandingOrder
from kortreist.apps.trading.services.favourites import arrange_favourites
from kortreist.apps.trading.services.standing import (
    StandingFacts,
    StandingWish,
    pause_standing_order,
    save_standing_order,
)
from kortreist.apps.trading.services.standing_runs import fill_standing_orders
from kortreist.demo.cast import SYSTEM
from kortreist.demo.rounds import Round

# One kitchen in so many has a standing order, up to the most; their people are not among the cast.
STANDING_ONE_IN: Final = 3
MOST_STANDING: Final = 20
LINES: Final = 3
NAMES: Final = ("Fast til kjøkkenet", "Det vi alltid bruker", "Frukost og lunsj")
SHELVES: Final = ("Kjølerom", "Tørrlager")
GRAM, ML, PIECES = UnitCode.GRAM, UnitCode.MILLILITRE, UnitCode.PIECE

RECIPES: Final = (
    (
        {"nb": "Fiskesuppe", "nn": "Fiskesuppe", "en": "Fish soup"},
        20,
        (
            Ingredient(words="ørretfilet", amount=2_400, unit=GRAM),
            Ingredient(words="matpotet", amount=2_000, unit=GRAM, waste_bp=1_500),
            Ingredient(words="gulrot", amount=1_000, unit=GRAM, waste_bp=1_000),
            Ingredient(words="kremfløte", amount=1_000, unit=ML),
        ),
    ),
    (
        {"nb": "Lapskaus", "nn": "Lapskaus", "en": "Meat stew"},
        20,
        (
            Ingredient(words="lapskauskjøtt", amount=2_500, unit=GRAM),
            Ingredient(words="matpotet", amount=4_000, unit=GRAM, waste_bp=1_500),
            Ingredient(words="gulrot", amount=1_500, unit=GRAM, waste_bp=1_000),
            Ingredient(words="løk", amount=500, unit=GRAM, waste_bp=1_000),
        ),
    ),
    (
        {"nb": "Kjøttboller og grønt", "nn": "Kjøtbollar og grønt", "en": "Meatballs and greens"},
        20,
        (
            Ingredient(words="kjøttboller", amount=2_600, unit=GRAM),
            Ingredient(words="småpotet", amount=3_000, unit=GRAM),
            Ingredient(words="gulrot", amount=1_200, unit=GRAM, waste_bp=1_000),
        ),
    ),
)


@transaction.atomic
def want_again(played: Round) -> None:
    """Give kitchens their favourites, standing orders and menus, all or none; once."""
    if StandingOrder.objects.filter(hub_id=played.hub_id).exists():
        return
    now = played.times.opens
    _favour(played, now)
    _stand(played, now)
    _plan(played, now)


def place_standing(played: Round) -> None:
    """Place what stands as the round opens; the worker's own job finds it done."""
    fill_standing_orders(
        actor=SYSTEM,
        hub_id=played.hub_id,
        cycle_id=played.cycle_id,
        lead_days=0,
        now=played.times.opens,
    )


def _favour(played: Round, now: datetime) -> None:
    """Put what the cast's own kitchens ordered last on their lists, shelf by shelf."""
    for code, unit_id in sorted(played.setting.unit_ids.items()):
        if not played.cast.has_buyer(code):
            continue
        ordered = (
            OrderLine.objects.filter(hub_id=played.hub_id, order__unit=unit_id)
            .order_by("variant__product__sort_key", "variant_id")
            .values_list("variant_id", "variant__product__storage")
            .distinct()
        )
        places = {
            variant_id: (SHELVES[storage == "ambient"], 10 * number)
            for number, (variant_id, storage) in enumerate(ordered, start=1)
        }
        if places and not Favourite.objects.filter(unit=unit_id).exists():
            arrange_favourites(
                actor=played.cast.buyer(code),
                hub_id=played.hub_id,
                unit_id=unit_id,
                places=places,
                now=now,
            )


def _stand(played: Round, now: datetime) -> None:
    """Give some kitchens a standing order; one is paused, and one asks for what is not there."""
    offered = _goods_offered(played)
    elsewhere = sorted(set(played.setting.goods) - {pk for pk, _ in offered})
    quiet = [
        unit.code
        for place, unit in enumerate(played.region.units)
        if place % STANDING_ONE_IN == 0 and not played.cast.has_buyer(unit.code)
    ]
    closed = _closed_units(played)
    without = next((code for code in quiet[1:] if code not in closed), "") if elsewhere else ""
    chance = played.chance("standing")
    for number, code in enumerate(quiet[:MOST_STANDING]):
        goods = chance.sample(offered, min(LINES, len(offered)))
        if code == without:
            goods = [(elsewhere[0], 1)]
        wishes = [
            StandingWish(variant_id, multiple * chance.randint(1, 2))
            for variant_id, multiple in goods
        ]
        standing = save_standing_order(
            actor=played.cast.buyer(code),
            hub_id=played.hub_id,
            unit_id=played.setting.unit_ids[code],
            facts=StandingFacts(
                name=NAMES[number % len(NAMES)], from_day=played.times.delivery_day
            ),
            lines=wishes,
            now=now,
        )
        if number == 0:
            _pause(played, code, standing, now)


def _closed_units(played: Round) -> set[str]:
    """Return the codes of the kitchens that take no delivery on the round's day."""
    units = BuyerUnit.objects.filter(hub_id=played.hub_id).in_bulk(played.setting.units)
    day = played.times.delivery_day
    return {played.setting.units[pk] for pk, unit in units.items() if closed_among(unit, [day])}


def _pause(played: Round, code: str, standing: StandingOrder, now: datetime) -> None:
    pause_standing_order(
        actor=played.cast.buyer(code),
        hub_id=played.hub_id,
        unit_id=standing.unit_id,
        standing_order_id=standing.pk,
        paused_from=played.times.delivery_day,
        paused_until=played.times.delivery_day + timedelta(days=28),
        now=now,
    )


def _goods_offered(played: Round) -> list[tuple[int, int]]:
    """Return plain goods of the round, with the multiples they are sold by, in a fixed order."""
    offers = Offer.objects.filter(
        cycle=played.cycle_id, offered_packs__gt=0, variant__product__is_alcohol=False
    ).values_list("variant_id", "variant__order_multiple")
    codes = {pk: goods.variant.code for pk, goods in played.setting.goods.items()}
    return sorted(offers, key=lambda row: codes[row[0]])


def _plan(played: Round, now: datetime) -> None:
    """Share three recipes with all, and put them on the week's menu of the cast's own kitchens."""
    recipes = [
        save_recipe(
            actor=played.cast.coordinator,
            hub_id=played.hub_id,
            unit_id=None,
            name=name,
            portions=portions,
            ingredients=ingredients,
            now=now,
        )
        for name, portions, ingredients in RECIPES
    ]
    for code, unit_id in sorted(played.setting.unit_ids.items()):
        if played.cast.has_buyer(code):
            buyer = played.cast.buyer(code)
            _cook(played.hub_id, buyer, unit_id, recipes, played.times.delivery_day, now)


def _cook(
    hub_id: int, buyer: Actor, unit_id: int, recipes: list[Recipe], first: date, now: datetime
) -> None:
    for number, recipe in enumerate(recipes):
        put_on_menu(
            actor=buyer,
            hub_id=hub_id,
            unit_id=unit_id,
            day=first + timedelta(days=(0, 1, 4)[number]),
            recipe_id=recipe.pk,
            portions=(120, 60, 45)[number],
            now=now,
        )
