"""From dishes and portions to packs: what a menu needs, and which of the offers cover it.

1. A need is scaled from the recipe's portions to those wanted, with what is peeled and trimmed away
   added, and rounded up once, after the needs of all dishes for the same thing are added together.
2. One offer that covers a need alone is chosen where there is one: the cheapest for the packs it
   takes, in whole multiples; where equal, the least left over, then the first offer.
3. Where none covers it alone, offers are filled one after the other, the cheapest per unit first,
   until the need is covered or nothing is left; what is not covered is told.

An offer may serve several needs, in the order of their ids, and never gives more than it has.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kortreist.engines.measures import MANY, Amount, CasePacks, Id, Ore, Packs
from kortreist.kernel.errors import InvalidInputError
from kortreist.kernel.quantity import Unit, line_net_ore

ALL_BP = 10_000


@dataclass(frozen=True, slots=True)
class Serving:
    """One thing that goes into a dish, for the recipe's portions, and how many are wanted.

    Parameters
    ----------
    need_id
        What it is needed for; servings with the same id are added together.
    amount
        Ready to cook, for ``portions``, in whole g, ml or pieces.
    waste_bp
        How much of what is bought goes away; below 10,000.
    """

    need_id: Id
    amount: Amount
    unit: Unit
    portions: CasePacks
    wanted: Packs
    waste_bp: int = 0


@dataclass(frozen=True, slots=True)
class PackOffer:
    """Packs that can be had.

    Parameters
    ----------
    needs
        Ids of what it can be used for.
    content_amount
        What one pack holds, in ``unit``.
    price_ore
        Øre ex VAT per kilo, litre or piece.
    most
        Packs there are; None is as many as are wished for.
    """

    offer_id: Id
    needs: tuple[Id, ...]
    content_amount: CasePacks
    unit: Unit
    price_ore: Ore
    multiple: CasePacks = 1
    most: Packs | None = None


@dataclass(frozen=True, slots=True)
class Menu:
    """All that is to be cooked, and all that can be had for it."""

    servings: tuple[Serving, ...]
    offers: tuple[PackOffer, ...] = ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """Packs of one offer for one need."""

    offer_id: int
    packs: int
    amount: int
    net_ore: int


@dataclass(frozen=True, slots=True)
class Covered:
    """A need and what covers it; ``missing`` is what nothing that is offered covers."""

    need_id: int
    unit: Unit
    amount: int
    chosen: tuple[Chosen, ...]
    missing: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The needs in the order of their ids, and packs by offer."""

    needs: tuple[Covered, ...]
    net_ore: int


@dataclass(slots=True)
class _Left:
    """How many packs of each offer are left, None for any number."""

    packs: dict[int, int | None] = field(default_factory=dict)

    def whole(self, offer: PackOffer) -> int | None:
        """Return the packs left in whole multiples."""
        left = self.packs[offer.offer_id]
        return None if left is None else left // offer.multiple * offer.multiple

    def take(self, offer: PackOffer, packs: int) -> None:
        left = self.packs[offer.offer_id]
        if left is not None:
            self.packs[offer.offer_id] = left - packs


def plan_menu(menu: Menu) -> Plan:
    """Return what a menu needs, which packs cover it, and what is missing.

    Raises
    ------
    InvalidInputError
        When an offer's id comes twice, servings for one need are counted in different units, or
        nothing would be left after waste.
    """
    _require_sound(menu)
    left = _Left({offer.offer_id: offer.most for offer in menu.offers})
    needs = tuple(
        _cover(need_id, amount, unit, menu.offers, left)
        for need_id, (amount, unit) in sorted(needed_amounts(menu.servings).items())
    )
    return Plan(needs, sum(chosen.net_ore for need in needs for chosen in need.chosen))


def needed_amounts(servings: Sequence[Serving]) -> Mapping[int, tuple[int, Unit]]:
    """Return the amount to buy and its unit by need, rounded up once after adding."""
    # As fractions with one common way of rounding: numerators over their own denominators.
    parts: dict[int, list[tuple[int, int]]] = {}
    units: dict[int, Unit] = {}
    for serving in servings:
        share = (
            serving.amount * serving.wanted * ALL_BP,
            serving.portions * (ALL_BP - serving.waste_bp),
        )
        parts.setdefault(serving.need_id, []).append(share)
        units[serving.need_id] = serving.unit
    return {need_id: (_round_up(shares), units[need_id]) for need_id, shares in parts.items()}


def _round_up(shares: Sequence[tuple[int, int]]) -> int:
    top, bottom = 0, 1
    for numerator, denominator in shares:
        top, bottom = top * denominator + numerator * bottom, bottom * denominator
    return -(-top // bottom)


def _cover(
    need_id: int, amount: int, unit: Unit, offers: Sequence[PackOffer], left: _Left
) -> Covered:
    fitting = [offer for offer in offers if need_id in offer.needs and offer.unit == unit]
    chosen: list[Chosen] = []
    missing = amount
    alone = [each for each in (_alone(offer, amount, left) for offer in fitting) if each]
    if amount and alone:
        chosen = [min(alone, key=lambda each: (each.net_ore, each.amount, each.offer_id))]
    elif amount:
        chosen = _together(fitting, amount, left)
    by_id = {offer.offer_id: offer for offer in fitting}
    for each in chosen:
        left.take(by_id[each.offer_id], each.packs)
        missing -= each.amount
    return Covered(need_id, unit, amount, tuple(chosen), max(0, missing))


def _alone(offer: PackOffer, amount: int, left: _Left) -> Chosen | None:
    """Return what an offer gives that covers a need by itself, None where it cannot."""
    at_once = offer.content_amount * offer.multiple
    packs = -(-amount // at_once) * offer.multiple
    most = left.whole(offer)
    return None if most is not None and packs > most else _choose(offer, packs)


def _together(offers: Sequence[PackOffer], amount: int, left: _Left) -> list[Chosen]:
    chosen = []
    for offer in sorted(offers, key=lambda offer: (offer.price_ore, offer.offer_id)):
        if amount <= 0:
            break
        alone = _alone(offer, amount, left)
        packs = alone.packs if alone else left.whole(offer) or 0
        if packs:
            chosen.append(_choose(offer, packs))
            amount -= chosen[-1].amount
    return chosen


def _choose(offer: PackOffer, packs: int) -> Chosen:
    amount = packs * offer.content_amount
    net = line_net_ore(amount=amount, price_ore=offer.price_ore, unit=offer.unit)
    return Chosen(offer.offer_id, packs, amount, net)


def _require_sound(menu: Menu) -> None:
    ids = [offer.offer_id for offer in menu.offers]
    if len(ids) != len(set(ids)):
        raise InvalidInputError("duplicate_id", field="offer_id")
    units: dict[int, Unit] = {}
    for serving in menu.servings:
        if units.setdefault(serving.need_id, serving.unit) != serving.unit:
            raise InvalidInputError("goods_differ", field="need_id")
        if not 0 <= serving.waste_bp < ALL_BP:
            raise InvalidInputError("number_too_large", typed=str(serving.waste_bp))
        if serving.amount * serving.wanted > MANY:
            raise InvalidInputError("number_too_large", typed=str(serving.amount))
