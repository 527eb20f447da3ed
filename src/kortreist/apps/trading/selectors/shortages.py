"""What there is too little of in a round that is still open, while something can be done."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum

from kortreist.apps.actors.models import AuditEvent, HubProducer, Organisation
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.catalogue.models import SupplyMode
from kortreist.apps.trading.models import Offer, OrderCycle, OrderLine, OrderStatus
from kortreist.kernel.quantity import Unit, line_net_ore

ASKED_FOR_MORE = "trading.offer.asked_for_more"
SHOWN_ALTERNATIVES = 2


@dataclass(frozen=True, slots=True)
class Scarce:
    """Goods that more is wished for than there is."""

    offer: Offer
    wished: int
    in_baskets: int
    missing: int
    alternatives: tuple[Offer, ...] = ()
    asked_at: datetime | None = None

    @property
    def there(self) -> int:
        """Packs the producer has said it has."""
        return self.offer.offered_packs


@dataclass(frozen=True, slots=True)
class BelowMinimum:
    """A producer whose orders do not come to what it drives for."""

    producer: Organisation
    minimum_ore: int
    reached_ore: int

    @property
    def missing_ore(self) -> int:
        """How much more has to be ordered, at the producer's prices."""
        return self.minimum_ore - self.reached_ore


@dataclass(frozen=True, slots=True)
class Shortages:
    """Everything that would have to be cut if the round closed now."""

    goods: tuple[Scarce, ...]
    minimums: tuple[BelowMinimum, ...]

    def __bool__(self) -> bool:
        return bool(self.goods or self.minimums)


def get_shortages(*, actor: Actor, cycle: OrderCycle) -> Shortages:
    """Return what is scarce in a round as it stands now, the largest gap first, in four queries.

    Of goods shared out, the wishes that are sent count; of goods sold first come, what lies in
    baskets and cannot be had any more.
    """
    require(actor, Permission.SEE_HUB, hub_id=cycle.hub_id)
    goods = _wished(cycle)
    asked = _asked(cycle, goods)
    spare = _spare(goods)
    rows = [_scarce(each, spare, asked) for each in goods if each.missing]
    rows.sort(key=lambda row: (-row.missing * 10_000 // (row.there or 1), row.offer.pk))
    return Shortages(tuple(rows), _below_minimum(cycle, goods))


@dataclass(frozen=True, slots=True)
class _Wished:
    """An offer, what orders that are sent ask for of it, and what lies in baskets."""

    offer: Offer
    wished: int
    in_baskets: int

    @property
    def missing(self) -> int:
        if self.offer.supply_mode == SupplyMode.RESERVE:
            return max(0, self.in_baskets - self.offer.packs_left)
        return max(0, self.wished - self.offer.offered_packs)

    @property
    def left(self) -> int:
        if self.offer.supply_mode == SupplyMode.RESERVE:
            return self.offer.packs_left - self.in_baskets
        return self.offer.offered_packs - self.wished


def _wished(cycle: OrderCycle) -> list[_Wished]:
    offers = (
        Offer.objects.filter(hub_id=cycle.hub_id, cycle=cycle)
        .select_related("variant__product", "producer")
        .defer("fee_parts", "producer__story", "variant__product__description")
        .order_by("pk")
    )
    sums: dict[tuple[int, str], int] = {
        (offer_id, status): packs
        for offer_id, status, packs in OrderLine.objects.filter(
            hub_id=cycle.hub_id, order__cycle=cycle
        )
        .order_by()
        .values_list("offer_id", "order__status")
        .annotate(packs=Sum("ordered_count"))
    }
    return [
        _Wished(
            offer,
            sums.get((offer.pk, OrderStatus.PLACED.value), 0),
            sums.get((offer.pk, OrderStatus.BASKET.value), 0),
        )
        for offer in offers
    ]


def _spare(goods: Sequence[_Wished]) -> Mapping[int, list[Offer]]:
    """Return goods there is enough of, by group, those with most left first."""
    by_group: dict[int, list[Offer]] = defaultdict(list)
    for each in sorted(goods, key=lambda each: (-each.left, each.offer.pk)):
        product = each.offer.variant.product
        if each.left > 0 and not product.is_alcohol:
            by_group[product.group_id].append(each.offer)
    return by_group


def _scarce(
    each: _Wished, spare: Mapping[int, list[Offer]], asked: Mapping[int, datetime]
) -> Scarce:
    offer = each.offer
    return Scarce(
        offer=offer,
        wished=each.wished,
        in_baskets=each.in_baskets,
        missing=each.missing,
        alternatives=tuple(spare.get(offer.variant.product.group_id, ())[:SHOWN_ALTERNATIVES]),
        asked_at=asked.get(offer.pk),
    )


def _asked(cycle: OrderCycle, goods: Sequence[_Wished]) -> dict[int, datetime]:
    rows = AuditEvent.objects.filter(
        hub_id=cycle.hub_id, code=ASKED_FOR_MORE, target_id__in=[each.offer.pk for each in goods]
    )
    return {row.target_id: row.at for row in rows.order_by("pk")}


def _below_minimum(cycle: OrderCycle, goods: Sequence[_Wished]) -> tuple[BelowMinimum, ...]:
    """Return the producers that would not come; whoever has promised anything comes anyway."""
    reached: dict[int, int] = defaultdict(int)
    on_the_road = set()
    for each in goods:
        offer = each.offer
        packs = min(each.wished, offer.offered_packs)
        if packs and offer.supply_mode == SupplyMode.RESERVE:
            on_the_road.add(offer.producer_id)
        reached[offer.producer_id] += packs * line_net_ore(
            amount=offer.variant.content_amount,
            price_ore=offer.producer_price_ore,
            unit=Unit(offer.variant.unit),
        )
    terms = HubProducer.objects.filter(
        hub_id=cycle.hub_id, organisation_id__in=reached.keys() - on_the_road, minimum_ore__gt=0
    ).select_related("organisation")
    rows = [
        BelowMinimum(term.organisation, term.minimum_ore, reached[term.organisation_id])
        for term in terms.order_by("organisation__name")
    ]
    return tuple(row for row in rows if 0 < row.reached_ore < row.minimum_ore)
