"""What of the stock is promised, by cycle: the same pack is never counted on twice."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from kortreist.apps.fulfilment.models import Lot
from kortreist.apps.fulfilment.selectors.draws import drawn_packs
from kortreist.apps.fulfilment.selectors.freshness import PACKS_LEFT
from kortreist.apps.trading.models import CycleStatus, Offer, OrderStatus

PENDING = Coalesce(
    Sum(
        "lines__confirmed_count",
        filter=Q(lines__packed_count__isnull=True, lines__order__status=OrderStatus.PLACED),
    ),
    0,
)


WISHED = Coalesce(Sum("lines__ordered_count", filter=Q(lines__order__status=OrderStatus.PLACED)), 0)


@dataclass(frozen=True, slots=True)
class StockClaim:
    """Packs in stock that one offer's buyers may count on, and those that they do."""

    offer: Offer
    packs: int
    promised: int


def stock_claims(*, hub_id: int, variant_ids: Collection[int]) -> list[StockClaim]:
    """Return what offers count on of some variants' stock, in three queries.

    Until goods are bought for a cycle, all that it offers from stock; then what its lines still
    wait for. A cycle whose own goods lie in stock counts on what its own lines wait for of them.
    """
    own = _own_lots(hub_id, variant_ids)
    is_waiting = ~Q(cycle__status=CycleStatus.ORDERED) | Q(pending__gt=0)
    offers = list(
        Offer.objects.filter(
            Q(stock_packs__gt=0) | Q(pk__in=own), hub_id=hub_id, variant_id__in=set(variant_ids)
        )
        .annotate(pending=PENDING, wished=WISHED)
        .filter(is_waiting)
        .select_related("cycle")
        .order_by("cycle__delivery_day", "pk")
    )
    drawn = drawn_packs(hub_id=hub_id, offer_ids=[offer.pk for offer in offers])
    packs = {
        offer.pk: _claim(offer, drawn.get(offer.pk, 0), own.get(offer.pk, 0)) for offer in offers
    }
    return [
        StockClaim(offer, packs[offer.pk], _promised(offer, packs[offer.pk]))
        for offer in offers
        if packs[offer.pk]
    ]


def claimed_packs(
    *, hub_id: int, variant_ids: Collection[int], beside: int | None = None
) -> dict[int, int]:
    """Return packs counted on by variant, leaving out those of the cycle ``beside``."""
    packs: dict[int, int] = defaultdict(int)
    for claim in stock_claims(hub_id=hub_id, variant_ids=variant_ids):
        if claim.offer.cycle_id != beside:
            packs[claim.offer.variant_id] += claim.packs
    return dict(packs)


def _claim(offer: Offer, drawn: int, own: int) -> int:
    offered = max(0, offer.stock_packs - drawn)
    if offer.cycle.status != CycleStatus.ORDERED:
        return offered
    pending: int = offer.pending  # type: ignore[attr-defined]  # annotated above
    return min(offered + own, pending)


def _promised(offer: Offer, packs: int) -> int:
    """Return what of a claim buyers have asked for, while the others still may."""
    if offer.cycle.status == CycleStatus.ORDERED:
        return packs
    wished: int = offer.wished  # type: ignore[attr-defined]  # annotated above
    return min(packs, wished)


def _own_lots(hub_id: int, variant_ids: Collection[int]) -> dict[int, int]:
    """Return packs in stock by the offer they were bought for, where its lines wait for them."""
    rows = (
        Lot.objects.filter(
            hub_id=hub_id,
            variant_id__in=set(variant_ids),
            place__isnull=False,
            purchase_line__offer__lines__packed_count__isnull=True,
            purchase_line__offer__lines__confirmed_count__gt=0,
        )
        .distinct()
        .annotate(left=PACKS_LEFT)
        .values_list("pk", "purchase_line__offer_id", "left")
    )
    packs: dict[int, int] = defaultdict(int)
    for _, offer_id, left in rows:
        packs[offer_id] += left
    return dict(packs)
