"""From a menu to a proposal: which of the round's offers cover what is to be cooked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Q

from kortreist.apps.actors.models import BuyerUnit
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.catalogue.models import SearchWord, SupplyMode
from kortreist.apps.catalogue.selectors.groups import GroupTree
from kortreist.apps.catalogue.selectors.search import read_vocabulary
from kortreist.apps.catalogue.wording import fold
from kortreist.apps.planning.models import MenuItem, Recipe, RecipeLine
from kortreist.apps.planning.selectors.menus import menu_items
from kortreist.apps.trading.checks import Doorman
from kortreist.apps.trading.closing import is_closed
from kortreist.apps.trading.models import Offer, Order, OrderCycle
from kortreist.apps.trading.prices import steps_for
from kortreist.engines.menus import Menu, PackOffer, Serving, plan_menu
from kortreist.engines.pricing import step_at
from kortreist.kernel.errors import DomainError
from kortreist.kernel.quantity import Unit

# What is cooked within so many days of a delivery is bought with it, the day itself included.
COOKED_WITHIN = timedelta(days=7)

# Products by the words of a line.
Named = dict[str, set[int]]
Use = tuple[RecipeLine, MenuItem]


@dataclass(frozen=True, slots=True)
class ProposedLine:
    """Packs of an offer for one need; what lies in the basket already counts."""

    offer: Offer
    packs: int
    amount: int
    net_ore: int
    in_basket: int


@dataclass(frozen=True, slots=True)
class ProposedNeed:
    """Something the menu needs, and what is proposed for it."""

    line: RecipeLine
    recipes: tuple[Recipe, ...]
    amount: int
    missing: int
    lines: tuple[ProposedLine, ...]
    unstated: int

    @property
    def is_covered(self) -> bool:
        """Whether all of it is to be had."""
        return not self.missing


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a unit would order for its menu in a round."""

    cycle: OrderCycle
    first: date
    last: date
    items: tuple[MenuItem, ...]
    needs: tuple[ProposedNeed, ...]
    net_ore: int
    version: int

    @property
    def missing(self) -> list[ProposedNeed]:
        """What is not to be had, or not enough of."""
        return [need for need in self.needs if need.missing]

    @property
    def packs(self) -> dict[int, int]:
        """Packs needed, by offer."""
        packs: dict[int, int] = {}
        for need in self.needs:
            for line in need.lines:
                packs[line.offer.pk] = packs.get(line.offer.pk, 0) + line.packs
        return packs


def propose(
    *,
    actor: Actor,
    unit: BuyerUnit,
    cycle: OrderCycle,
    now: datetime,
    free_of: frozenset[str] = frozenset(),
) -> Proposal:
    """Return what to order in a round for what is cooked in the week from its delivery.

    Only offers that are open, may be sold to the unit and, where allergens are to be left out, are
    stated to be without them. A constant number of queries.

    Raises
    ------
    NotFoundError
        When the unit is not the actor's to know of.
    """
    require(actor, Permission.ORDER, hub_id=unit.hub_id, unit_id=unit.pk)
    first, last = cycle.delivery_day, cycle.delivery_day + COOKED_WITHIN - timedelta(days=1)
    items = menu_items(unit=unit, first=first, last=last)
    wanted = _by_what(items)
    groups = GroupTree.read()
    lines = [line for line, _ in wanted.values()]
    named = _named(lines, cycle)
    offers = _offers(unit, cycle, now, lines, groups, named)
    fitting = {
        need_id: {offer.pk for offer in offers if _fits(offer, line, groups, named)}
        for need_id, (line, _) in wanted.items()
    }
    allowed = {offer.pk for offer in offers if _is_free(offer, free_of)}
    steps = steps_for(unit, cycle, offers)
    plan = plan_menu(
        Menu(
            servings=tuple(
                _serving(need_id, line, item)
                for need_id, (_, uses) in wanted.items()
                for line, item in uses
            ),
            offers=tuple(
                _pack_offer(offer, fitting, step_at(steps[offer.variant_id], 1).price_ore)
                for offer in offers
                if offer.pk in allowed
            ),
        )
    )
    order = Order.objects.filter(hub_id=unit.hub_id, unit=unit, cycle=cycle).first()
    basket = dict(order.lines.values_list("offer_id", "ordered_count")) if order else {}
    by_id = {offer.pk: offer for offer in offers}
    needs = [
        ProposedNeed(
            line=wanted[need.need_id][0],
            recipes=tuple(dict.fromkeys(item.recipe for _, item in wanted[need.need_id][1])),
            amount=need.amount,
            missing=need.missing,
            lines=tuple(
                ProposedLine(
                    by_id[each.offer_id],
                    each.packs,
                    each.amount,
                    each.net_ore,
                    basket.get(each.offer_id, 0),
                )
                for each in need.chosen
            ),
            unstated=sum(
                not by_id[pk].variant.product.allergens_stated for pk in fitting[need.need_id]
            )
            if free_of
            else 0,
        )
        for need in plan.needs
        if need.amount
    ]
    return Proposal(
        cycle=cycle,
        first=first,
        last=last,
        items=tuple(items),
        needs=tuple(needs),
        net_ore=plan.net_ore,
        version=order.version if order else 1,
    )


def _by_what(items: Iterable[MenuItem]) -> dict[int, tuple[RecipeLine, list[Use]]]:
    """Return what is needed, each thing once with all its uses, by a number of its own."""
    found: dict[tuple[object, ...], list[Use]] = {}
    for item in items:
        for line in item.recipe.lines.all():
            what = (line.variant_id, line.group_id, fold(line.words), line.unit)
            found.setdefault(what, []).append((line, item))
    return {number: (uses[0][0], uses) for number, uses in enumerate(found.values(), start=1)}


def _serving(need_id: int, line: RecipeLine, item: MenuItem) -> Serving:
    return Serving(
        need_id=need_id,
        amount=line.amount,
        unit=Unit(line.unit),
        portions=item.recipe.portions,
        wanted=item.portions,
        waste_bp=line.waste_bp,
    )


def _offers(
    unit: BuyerUnit,
    cycle: OrderCycle,
    now: datetime,
    lines: Iterable[RecipeLine],
    groups: GroupTree,
    named: Named,
) -> list[Offer]:
    """Return a round's offers that could be used and that the unit may still order.

    What is offered is in season: the producer has said that it is there.
    """
    doorman = Doorman(unit, cycle.delivery_day)
    usable = reduce(or_, (_could_be(line, groups, named) for line in lines), Q(pk=None))
    offers = (
        Offer.objects.filter(usable, hub_id=unit.hub_id, cycle=cycle, offered_packs__gt=0)
        .select_related("variant__product__group", "producer")
        .defer("fee_parts", "variant__product__description", "producer__story")
        .order_by("pk")
    )
    return [offer for offer in offers if not is_closed(offer, now) and _may_buy(doorman, offer)]


def _could_be(line: RecipeLine, groups: GroupTree, named: Named) -> Q:
    """Return the condition that an offer may be what a line names."""
    if line.variant_id is not None:
        return Q(variant=line.variant_id)
    if line.group is not None:
        return Q(variant__product__group__in=groups.ids_under(line.group.code))
    return Q(variant__product__in=named[line.words])


def _named(lines: Iterable[RecipeLine], cycle: OrderCycle) -> Named:
    """Return the round's products that have each line's words in their names, in any ending.

    Two queries however many lines there are, and none where no line has words.
    """
    texts = {line.words for line in lines if line.words}
    if not texts:
        return {}
    vocabulary = read_vocabulary()
    meant = {text: [set(vocabulary.meant(word)) for word in fold(text).split()] for text in texts}
    words = {word for wanted in meant.values() for forms in wanted for word in forms}
    among = Offer.objects.filter(hub_id=cycle.hub_id, cycle=cycle).order_by()
    rows = SearchWord.objects.filter(
        word__in=words, is_name=True, product__in=among.values("variant__product")
    ).order_by()
    names: dict[int, set[str]] = {}
    for product_id, word in rows.values_list("product_id", "word"):
        names.setdefault(product_id, set()).add(word)
    return {
        text: {pk for pk, known in names.items() if all(forms & known for forms in wanted)}
        for text, wanted in meant.items()
    }


def _may_buy(doorman: Doorman, offer: Offer) -> bool:
    try:
        doorman.require(offer.variant.product)
    except DomainError:
        return False
    return True


def _fits(offer: Offer, line: RecipeLine, groups: GroupTree, named: Named) -> bool:
    product = offer.variant.product
    if line.variant_id is not None:
        return offer.variant_id == line.variant_id
    if line.group_id is not None:
        return line.group_id in {group.pk for group in groups.path_to(product.group_id)}
    return product.pk in named[line.words]


def _is_free(offer: Offer, free_of: frozenset[str]) -> bool:
    product = offer.variant.product
    return not free_of or (product.allergens_stated and not free_of & frozenset(product.allergens))


def _pack_offer(offer: Offer, fitting: Mapping[int, set[int]], price_ore: int) -> PackOffer:
    is_first_come = offer.supply_mode == SupplyMode.RESERVE
    return PackOffer(
        offer_id=offer.pk,
        needs=tuple(number for number, offers in fitting.items() if offer.pk in offers),
        content_amount=offer.variant.content_amount,
        unit=Unit(offer.variant.unit),
        price_ore=price_ore,
        multiple=offer.variant.order_multiple,
        most=offer.packs_left if is_first_come else offer.offered_packs,
    )
