"""Seeded wishes: what the buyer units of a region would order in a cycle, always the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from kortreist.demo.description import BuyerUnit, Habit, Product, Region, Variant


@dataclass(frozen=True, slots=True)
class Wish:
    """One line somebody would order."""

    variant: str
    packs: int
    # Fewer than this is no use to them; 1 where anything helps.
    minimum_packs: int = 1


@dataclass(frozen=True, slots=True)
class Order:
    """What one unit would order, line by line."""

    unit: str
    wishes: tuple[Wish, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """The variants one unit may choose among, by the group its habit names."""

    weights: Mapping[str, int]
    variants: dict[str, list[Variant]]


def draw_orders(region: Region, *, seed: int, delivery_day: date) -> tuple[Order, ...]:
    """Return what each unit would order for a delivery day, in the order of the description.

    Each unit draws from its own seed, so that adding one changes nobody else's order.
    """
    habits = {habit.kind: habit for habit in region.habits}
    orders = (
        _draw_order(region, unit, habits[unit.kind], f"{seed}:{delivery_day}", delivery_day)
        for unit in region.units
    )
    return tuple(order for order in orders if order.wishes)


def is_closed(region: Region, unit: BuyerUnit, day: date) -> bool:
    """Whether the unit takes no delivery on a day."""
    return any(
        closed.first <= day <= closed.last
        for calendar in region.calendars
        if calendar.code == unit.calendar
        for closed in calendar.closed
    )


def total_packs(orders: Sequence[Order]) -> dict[str, int]:
    """Return all wishes together, per variant."""
    totals: dict[str, int] = {}
    for order in orders:
        for wish in order.wishes:
            totals[wish.variant] = totals.get(wish.variant, 0) + wish.packs
    return totals


def suits(product: Product, unit: BuyerUnit, day: date) -> bool:
    """Whether a unit could order a product for a day: season, kind of unit, licence."""
    licensed = unit.alcohol_licence_until is not None and unit.alcohol_licence_until >= day
    return (
        product.is_in_season(day.isocalendar().week)
        and unit.kind not in product.not_for
        and (licensed or not product.is_alcohol)
    )


def _draw_order(region: Region, unit: BuyerUnit, habit: Habit, seed: str, day: date) -> Order:
    random = Random(f"{seed}:{unit.code}")  # noqa: S311 — a demonstration, nothing secret
    stays_away = random.randrange(10_000) >= habit.orders_bp
    if stays_away or is_closed(region, unit, day):
        return Order(unit.code, ())
    shelf = _shelf(region, unit, habit, day)
    wishes = []
    for _ in range(random.randint(*habit.lines)):
        if not shelf.variants:
            break
        wishes.append(_draw_wish(random, unit, habit, _take(random, shelf)))
    return Order(unit.code, tuple(wishes))


def _shelf(region: Region, unit: BuyerUnit, habit: Habit, day: date) -> Shelf:
    variants: dict[str, list[Variant]] = {}
    for product in region.products:
        group = _habit_group(product.group, habit.groups)
        if group and suits(product, unit, day):
            fitting = [row for row in product.variants if _fits(row, unit, habit)]
            if fitting:
                variants.setdefault(group, []).extend(fitting)
    return Shelf(habit.groups, variants)


def _fits(variant: Variant, unit: BuyerUnit, habit: Habit) -> bool:
    lightest, heaviest = habit.pack_g
    ceiling = habit.ceiling_ore_per_kg
    return (
        variant.pull > 0
        and lightest <= variant.mass_g <= heaviest
        and variant.pack_ore <= 2 * habit.line_ore_per_head[1] * unit.heads
        and (ceiling is None or variant.pack_ore * 1000 <= ceiling * variant.mass_g)
    )


def _habit_group(group: str, groups: Mapping[str, int]) -> str:
    while group and not groups.get(group):
        group = group.rpartition(".")[0]
    return group


def _take(random: Random, shelf: Shelf) -> Variant:
    """Take one variant off the shelf: first a group by its weight, then by its pull."""
    groups = list(shelf.variants)
    group = random.choices(groups, [shelf.weights[name] for name in groups])[0]
    choice = shelf.variants[group]
    variant = random.choices(choice, [row.pull for row in choice])[0]
    choice.remove(variant)
    if not choice:
        del shelf.variants[group]
    return variant


def _draw_wish(random: Random, unit: BuyerUnit, habit: Habit, variant: Variant) -> Wish:
    spend = random.randint(*habit.line_ore_per_head) * unit.heads
    packs = min(spend // variant.pack_ore, habit.most_packs)
    packs = max(1, packs // variant.order_multiple) * variant.order_multiple
    insists = random.randrange(10_000) < habit.minimum_bp and packs >= 4
    return Wish(variant.code, packs, (packs + 1) // 2 if insists else 1)
