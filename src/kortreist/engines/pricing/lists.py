"""Which of a hub's price lists gives a buyer its price, and from how many packs.

The rule, in order:

1. A price counts from its number of packs on; of one list, the highest step reached.
2. Of the ordinary lists, the most specific reach that has a price wins: the unit's own before its
   payer's, the payer's before its kind's, its kind's before everybody's. Within a reach the lowest
   price counts. Where no list has one, the ordinary price holds.
3. A campaign may only lower what came of this; among campaigns the lowest price counts, whoever
   they are for.
4. Where prices are equal, no list is before a list, and an older list before a newer one.

Which lists are in force on the day, and reach the buyer, the caller has sorted out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kortreist.engines.measures import CasePacks, Id, Ore
from kortreist.kernel.errors import InvalidInputError


class Reach(StrEnum):
    """Whom a list is for, the most specific first."""

    UNIT = "unit"
    PAYER = "payer"
    KIND = "kind"
    EVERYBODY = "everybody"


# The order in which reaches are asked.
REACHES = tuple(Reach)


@dataclass(frozen=True, slots=True)
class ListedPrice:
    """What one list asks for one variant from so many packs on, as far as it reaches the buyer.

    Parameters
    ----------
    list_id
        Which list; the lower id is the older list.
    reach
        The most specific way in which the list is for this buyer.
    from_packs
        The first number of packs that has this price.
    price_ore
        Øre ex VAT per kilo, litre or piece.
    is_campaign
        Whether it may only lower.
    """

    list_id: Id
    reach: Reach
    from_packs: CasePacks
    price_ore: Ore
    is_campaign: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """The buyer's price from so many packs on; without a list it is the ordinary one."""

    from_packs: CasePacks
    price_ore: Ore
    price_list_id: int | None = None
    is_campaign: bool = False


@dataclass(frozen=True, slots=True)
class PriceQuestion:
    """A variant's ordinary price, and what the lists that reach the buyer ask for it."""

    ordinary_price_ore: Ore
    listed: tuple[ListedPrice, ...] = ()


@dataclass(frozen=True, slots=True)
class PriceAnswer:
    """The buyer's price by number of packs, from one pack on."""

    steps: tuple[Step, ...]


def price_for(packs: int, *, ordinary_price_ore: int, listed: Iterable[ListedPrice]) -> Step:
    """Return what one variant costs a buyer who orders so many packs of it.

    Parameters
    ----------
    packs
        Ordered packs, one or more.
    ordinary_price_ore
        The hub's price without any list, in øre ex VAT per kilo, litre or piece.
    listed
        Prices of lists that are in force and reach the buyer; their order is irrelevant.

    Returns
    -------
    Step
        The price, its list, and from how many packs that list has it.

    Raises
    ------
    InvalidInputError
        When a price is below zero, or a number of packs below one.
    """
    prices = list(listed)
    _require_sound(packs, ordinary_price_ore, prices)
    reached = _reached(packs, prices)
    chosen = Step(1, ordinary_price_ore)
    ordinary = [price for price in reached if not price.is_campaign]
    for reach in REACHES:
        of_reach = [price for price in ordinary if price.reach is reach]
        if of_reach:
            chosen = _step(min(of_reach, key=_cheapest))
            break
    campaigns = [price for price in reached if price.is_campaign]
    if campaigns:
        best = min(campaigns, key=_cheapest)
        if best.price_ore < chosen.price_ore:
            chosen = _step(best)
    return chosen


def price_steps(*, ordinary_price_ore: int, listed: Iterable[ListedPrice]) -> tuple[Step, ...]:
    """Return the buyer's price for every number of packs: each step until the next.

    The first is from one pack; steps where nothing changes are left out.

    Raises
    ------
    InvalidInputError
        As `price_for`.
    """
    prices = list(listed)
    steps: list[Step] = []
    for packs in sorted({1, *(price.from_packs for price in prices)}):
        chosen = price_for(packs, ordinary_price_ore=ordinary_price_ore, listed=prices)
        step = Step(packs, chosen.price_ore, chosen.price_list_id, chosen.is_campaign)
        if not steps or _worth(step) != _worth(steps[-1]):
            steps.append(step)
    return tuple(steps)


def step_at(steps: Sequence[Step], packs: int) -> Step:
    """Return the step that counts for so many packs; the first for fewer than one.

    Parameters
    ----------
    steps
        As `price_steps` returns them, one at least.
    """
    return next((step for step in reversed(steps) if step.from_packs <= packs), steps[0])


def answer_prices(question: PriceQuestion) -> PriceAnswer:
    """Return the buyer's price by number of packs; the file door's form of `price_steps`."""
    return PriceAnswer(
        price_steps(ordinary_price_ore=question.ordinary_price_ore, listed=question.listed)
    )


def _reached(packs: int, prices: Iterable[ListedPrice]) -> list[ListedPrice]:
    """Return each list's price for so many packs: the highest of its steps that is reached."""
    highest: dict[int, ListedPrice] = {}
    for price in prices:
        if price.from_packs > packs:
            continue
        known = highest.get(price.list_id)
        if known is None or _height(price) > _height(known):
            highest[price.list_id] = price
    return list(highest.values())


def _height(price: ListedPrice) -> tuple[int, int]:
    """Rank a list's own steps; a step given twice counts at its lower price."""
    return price.from_packs, -price.price_ore


def _cheapest(price: ListedPrice) -> tuple[int, int]:
    return price.price_ore, price.list_id


def _step(price: ListedPrice) -> Step:
    return Step(price.from_packs, price.price_ore, price.list_id, price.is_campaign)


def _worth(step: Step) -> tuple[int, int | None]:
    return step.price_ore, step.price_list_id


def _require_sound(packs: int, ordinary_price_ore: int, prices: Sequence[ListedPrice]) -> None:
    if min(ordinary_price_ore, *(price.price_ore for price in prices), 0) < 0:
        raise InvalidInputError("negative_price", field="price_ore")
    if min(packs, *(price.from_packs for price in prices), packs) < 1:
        raise InvalidInputError("packs_below_one", field="from_packs")
