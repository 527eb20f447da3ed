"""What could be had instead of what there was too little of, and what the buyers said."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Q, QuerySet

from kortreist.apps.actors.models import BuyerUnit, HubProducer
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.catalogue.models import Product
from kortreist.apps.catalogue.selectors.shop import texts_of
from kortreist.apps.catalogue.suitability import may_buy
from kortreist.apps.trading.models import (
    Offer,
    Order,
    OrderCycle,
    OrderLine,
    OrderStatus,
    Substitution,
    SubstitutionStatus,
)
from kortreist.apps.trading.prices import steps_for_units
from kortreist.apps.trading.selectors.leftovers import packs_free, producers_coming
from kortreist.engines.pricing import Step, step_at
from kortreist.kernel.quantity import Unit, line_net_ore
from kortreist.kernel.rounding import divide_rounded


@dataclass(frozen=True, slots=True)
class Candidate:
    """An offer that could come instead, so many packs of it, and the buyer's own price for them.

    The price is in øre ex VAT per kilo, litre or piece.
    """

    offer: Offer
    count: int
    price_ore: int

    @property
    def net_ore(self) -> int:
        """What the packs cost by their usual content, in øre ex VAT."""
        variant = self.offer.variant
        return line_net_ore(
            amount=self.count * variant.content_amount,
            price_ore=self.price_ore,
            unit=Unit(variant.unit),
        )


def missing_net_ore(line: OrderLine, missing: int) -> int:
    """Return what the packs that are missing of a line would have cost, in øre ex VAT."""
    return line_net_ore(
        amount=missing * line.content_amount,
        price_ore=line.buyer_price_ore,
        unit=Unit(line.unit),
    )


@dataclass(slots=True)
class Pantry:
    """What is left in a cycle, to be looked through for many lines."""

    day: date
    offers: Mapping[int, Offer]
    by_group: Mapping[int, Sequence[Offer]]
    left: dict[int, int]
    on_order: Mapping[int, frozenset[int]]
    # By unit and variant, by number of packs.
    steps: Mapping[int, Mapping[int, Sequence[Step]]]

    @classmethod
    def of(
        cls,
        cycle: OrderCycle,
        order_ids: Collection[int],
        *,
        groups: Collection[int] | None = None,
    ) -> "Pantry":
        """Read it once for some orders, of all goods or some groups, in at most eight queries."""
        offers = {offer.pk: offer for offer in _within_reach(cycle, groups)}
        by_group: dict[int, list[Offer]] = defaultdict(list)
        for offer in offers.values():
            by_group[offer.variant.product.group_id].append(offer)
        on_order: dict[int, set[int]] = defaultdict(set)
        for order_id, offer_id in OrderLine.objects.filter(
            order__in=order_ids, ordered_count__gt=0
        ).values_list("order_id", "offer_id"):
            on_order[order_id].add(offer_id)
        ordering = Order.objects.filter(pk__in=order_ids).values("unit")
        units = BuyerUnit.objects.filter(pk__in=ordering).select_related("payer")
        return cls(
            cycle.delivery_day,
            offers,
            by_group,
            packs_free(cycle, offers.values()),
            {key: frozenset(ids) for key, ids in on_order.items()},
            steps_for_units(list(units), cycle, offers.values()),
        )

    def candidate(self, line: OrderLine, offer: Offer, count: int) -> Candidate:
        """Return so many packs of an offer at the price they have for the line's buyer."""
        steps = self.steps[line.order.unit_id][offer.variant_id]
        return Candidate(offer, count, step_at(steps, count).price_ore)

    def candidates(self, line: OrderLine, missing: int) -> list[Candidate]:
        """Return what could come instead of so many packs of a line, the best first.

        Of the same group, with no allergen that the original has not and all of them stated, fit
        for the unit, and still there; the nearest price first. ``line`` brings its goods and its
        order's unit along.
        """
        taken = self.on_order.get(line.order_id, frozenset())
        original = line.variant.product
        fit = [
            self.candidate(line, offer, count)
            for offer in self.by_group.get(original.group_id, ())
            if offer.pk not in taken
            and is_alike(original, offer.variant.product)
            and may_buy(line.order.unit, offer.variant.product, on=self.day)
            and (count := self._count(line, offer, missing))
        ]
        return sorted(fit, key=lambda candidate: _distance(line, candidate))

    def take(self, candidate: Candidate) -> None:
        """Count a candidate's packs as spoken for, so that others are offered something else."""
        self.left[candidate.offer.pk] -= candidate.count

    def _count(self, line: OrderLine, offer: Offer, missing: int) -> int:
        variant = offer.variant
        wished = missing
        if variant.unit == line.unit:
            wished = divide_rounded(missing * line.content_amount, variant.content_amount)
        multiple = variant.order_multiple
        most = self.left[offer.pk] // multiple * multiple
        return min(max(wished // multiple, 1) * multiple, most)


def is_alike(original: Product, other: Product) -> bool:
    """Whether goods may be offered for others without anybody having to ask about allergens.

    Alcohol is never offered to anybody who did not ask for it.
    """
    return (
        other.group_id == original.group_id
        and other.archived_at is None
        and not other.is_alcohol
        and other.allergens_stated
        and set(other.allergens) <= set(original.allergens)
        and set(other.traces) <= {*original.allergens, *original.traces}
    )


def _distance(line: OrderLine, candidate: Candidate) -> tuple[bool, int, int]:
    """Return how far a candidate's price lies from the line's; other units come last."""
    is_other_unit = candidate.offer.variant.unit != line.unit
    return is_other_unit, abs(candidate.price_ore - line.buyer_price_ore), candidate.offer.pk


def _within_reach(cycle: OrderCycle, groups: Collection[int] | None) -> QuerySet[Offer]:
    """Return the offers of producers that come, or would for anything."""
    reachable = producers_coming(cycle) | _without_minimum(cycle.hub_id)
    offers = Offer.objects.filter(hub_id=cycle.hub_id, cycle=cycle, producer_id__in=reachable)
    if groups is not None:
        offers = offers.filter(variant__product__group__in=groups)
    return (
        offers.select_related("variant__product", "producer")
        .defer("fee_parts", "producer__story", *texts_of())
        .order_by("pk")
    )


def _without_minimum(hub_id: int) -> set[int]:
    terms = HubProducer.objects.filter(hub_id=hub_id, minimum_ore=0)
    return set(terms.values_list("organisation_id", flat=True))


def cut_lines_of(cycle: OrderCycle) -> QuerySet[OrderLine]:
    """Return the lines of a cycle that were confirmed less than was ordered."""
    return (
        OrderLine.objects.filter(
            hub_id=cycle.hub_id,
            order__cycle=cycle,
            order__status=OrderStatus.PLACED,
            confirmed_count__lt=F("ordered_count"),
        )
        .select_related("variant__product", "order__unit__payer", "producer")
        .defer("fee_parts")
        .order_by("offer_id", "order__placed_at", "pk")
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """A proposal as the buyer sees it: how many packs can still be had, and whether in time."""

    substitution: Substitution
    left: int
    is_late: bool

    @property
    def can_have(self) -> int:
        """Packs a yes would take now: what was offered, or what others have left of it."""
        multiple = self.substitution.offer.variant.order_multiple
        return min(self.substitution.count, self.left // multiple * multiple)

    @property
    def is_open(self) -> bool:
        """Whether the buyer can still say yes or no."""
        return self.substitution.is_open and not self.is_late


def substitutions_of_order(order: Order, *, now: datetime) -> list[Asked]:
    """Return what was offered instead on an order, the latest of each line, in three queries.

    ``order`` brings its cycle along.
    """
    rows = (
        Substitution.objects.filter(hub_id=order.hub_id, line__order=order)
        .exclude(status=SubstitutionStatus.WITHDRAWN)
        .select_related("offer__variant__product", "offer__producer", "line__variant__product")
        .order_by("pk")
    )
    latest = list({row.line_id: row for row in rows}.values())
    left = packs_free(order.cycle, [row.offer for row in latest])
    return [Asked(row, left[row.offer_id], row.answer_by <= now) for row in latest]


def list_substitutions(*, actor: Actor, hub_id: int, cycle_id: int) -> QuerySet[Substitution]:
    """Return a cycle's proposals for the hub, those without an answer first."""
    require(actor, Permission.SEE_HUB, hub_id=hub_id)
    return (
        Substitution.objects.filter(hub_id=hub_id, cycle_id=cycle_id)
        .exclude(status=SubstitutionStatus.WITHDRAWN)
        .select_related("line__variant__product", "line__order__unit", "offer__variant__product")
        # Of all that hangs on a proposal, what a list of them says.
        .only(
            *("public_id", "line_id", "missing_count", "count", "status", "answer_by"),
            *("line__variant__name", "line__variant__product__name"),
            *("line__order__public_id", "line__order__unit__public_id", "line__order__unit__name"),
            *("offer__variant__name", "offer__variant__product__name"),
        )
        .annotate(is_answered=~Q(status=SubstitutionStatus.PROPOSED))
        .order_by("is_answered", "pk")
    )


def substitution_counts(*, hub_id: int, cycle_id: int) -> dict[str, int]:
    """Return how many of a cycle's proposals have each status, in one query."""
    rows = (
        Substitution.objects.filter(hub_id=hub_id, cycle_id=cycle_id)
        .order_by()
        .values_list("status")
        .annotate(many=Count("pk"))
    )
    return dict.fromkeys(SubstitutionStatus.values, 0) | dict(rows)
