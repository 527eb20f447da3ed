"""What is left of a cycle's goods when everybody has been promised their share."""

from collections.abc import Collection

from django.db.models import QuerySet, Sum
from django.db.models.functions import Coalesce

from kortreist.apps.catalogue.models import SupplyMode
from kortreist.apps.trading.models import (
    CycleStatus,
    Offer,
    OrderCycle,
    OrderLine,
    OrderStatus,
    PurchaseLine,
    PurchaseStatus,
)


def packs_free(cycle: OrderCycle, offers: Collection[Offer]) -> dict[int, int]:
    """Return the packs of some of a cycle's offers that nobody has been promised.

    Until the purchase orders go out, of all that was offered; from then on only of what was bought
    and, as soon as it is in, of what came. At most two queries.
    """
    claimed = _claimed([offer.pk for offer in offers])
    bought = _bought(offers) if cycle.status == CycleStatus.ORDERED else None
    return {offer.pk: _free(offer, claimed.get(offer.pk, 0), bought) for offer in offers}


def _free(offer: Offer, claimed: int, bought: dict[int, int] | None) -> int:
    there_are = offer.offered_packs if bought is None else bought.get(offer.pk, 0)
    free = there_are - claimed
    if offer.supply_mode == SupplyMode.RESERVE:
        free = min(free, offer.packs_left)
    return max(0, free)


def _claimed(offer_ids: Collection[int]) -> dict[int, int]:
    return dict(
        _placed_lines()
        .filter(offer__in=offer_ids)
        .order_by()
        .values_list("offer_id")
        .annotate(packs=Sum(Coalesce("packed_count", "confirmed_count", 0)))
    )


def _placed_lines() -> QuerySet[OrderLine]:
    return OrderLine.objects.filter(order__status=OrderStatus.PLACED)


def _bought(offers: Collection[Offer]) -> dict[int, int]:
    return dict(
        PurchaseLine.objects.filter(
            offer__in=[offer.pk for offer in offers], purchase_order__status=PurchaseStatus.SENT
        )
        .annotate(packs=Coalesce("received_count", "promised_count", "ordered_count"))
        .values_list("offer_id", "packs")
    )


def producers_coming(cycle: OrderCycle) -> set[int]:
    """Return the producers that bring something in the cycle as it was shared out."""
    lines = _placed_lines().filter(order__cycle=cycle, confirmed_count__gt=0)
    return set(lines.order_by().values_list("producer_id", flat=True).distinct())
