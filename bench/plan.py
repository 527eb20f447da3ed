"""What a hub of a stated size has and is asked for, drawn by the demonstration's own generator."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice, zip_longest

from kortreist.demo.demand import Order, Wish, draw_orders
from kortreist.demo.description import BuyerUnit, Product, Region, load_region

REGION = "roros"


@dataclass(frozen=True, slots=True)
class Plan:
    """A region with as many kitchens as wanted, and what each of them orders for a day."""

    region: Region
    day: date
    orders: tuple[Order, ...]


def plan_hub(
    *,
    units: int = 300,
    lines: int = 3_000,
    products: int | None = None,
    day: date | None = None,
    seed: int = 1,
) -> Plan:
    """Return a hub with Røros' producers and goods, so many kitchens, and at most so many lines.

    Kitchens are the region's own, again and again, and all of them order; there is as much more of
    everything, so that as much runs short. Orders are shortened evenly to come to ``lines``.

    Parameters
    ----------
    products
        Only the first of so many of each producer's; left out, all.
    day
        When it is to be delivered; left out, the day of the demonstration.
    """
    region = load_region(REGION)
    day = day or region.demonstration.delivery_day
    goods = _first_of_each(region.products, products)
    region = replace(
        region,
        calendars=(),
        people=(),
        producers=tuple(
            each for each in region.producers if each.code in {good.producer for good in goods}
        ),
        products=tuple(_more(product, units, len(region.units)) for product in goods),
        units=tuple(islice(_kitchens(region), units)),
        habits=tuple(replace(habit, orders_bp=10_000) for habit in region.habits),
    )
    return Plan(region, day, _shorten(draw_orders(region, seed=seed, delivery_day=day), lines))


def _kitchens(region: Region) -> Iterator[BuyerUnit]:
    """Yield the region's kitchens without end, with codes and numbers of their own."""
    number = 0
    while True:
        for unit in region.units:
            number += 1
            yield replace(unit, code=f"{unit.code}-{number}", number=number)


def _first_of_each(products: Sequence[Product], count: int | None) -> list[Product]:
    seen: dict[str, int] = {}
    kept = []
    for product in products:
        seen[product.producer] = seen.get(product.producer, 0) + 1
        if count is None or seen[product.producer] <= count:
            kept.append(product)
    return kept


def _more(product: Product, units: int, than: int) -> Product:
    return replace(
        product,
        variants=tuple(
            replace(variant, weekly_packs=-(-variant.weekly_packs * units // than))
            for variant in product.variants
        ),
    )


def _shorten(orders: Sequence[Order], lines: int) -> tuple[Order, ...]:
    """Keep so many wishes: everybody's first, then everybody's second, and so on."""
    rounds = zip_longest(*(order.wishes for order in orders))
    turns = (
        (place, wish) for each in rounds for place, wish in enumerate(each) if wish is not None
    )
    kept: dict[int, list[Wish]] = {}
    for place, wish in islice(turns, lines):
        kept.setdefault(place, []).append(wish)
    return tuple(
        Order(order.unit, tuple(kept[place])) for place, order in enumerate(orders) if place in kept
    )
