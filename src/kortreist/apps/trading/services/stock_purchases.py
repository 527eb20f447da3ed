"""Buying for stock, and buying less because of it."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.trading.errors import CycleStateError
from kortreist.apps.trading.locks import lock_cycle, lock_offers
from kortreist.apps.trading.models import (
    CycleStatus,
    Offer,
    OrderCycle,
    Ownership,
    StockPurchase,
)
from kortreist.apps.trading.quantities import require_packs
from kortreist.apps.trading.services.stock_offers import offer_of


@transaction.atomic
def buy_for_stock(
    *,
    actor: Actor,
    hub_id: int,
    cycle_id: int,
    variant_id: int,
    packs: int,
    ownership: Ownership = Ownership.OWNED,
    now: datetime,
) -> StockPurchase | None:
    """Have a cycle's purchase order ask for packs to keep, beside what is sold; none takes it back.

    The latest word counts. Goods that nobody offers in the cycle are bought all the same, at the
    listed price.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not buy for the hub.
    NotFoundError
        When the variant is not listed at the hub.
    CycleStateError
        When the cycle's purchase orders have been sent.
    QuantityOutOfRangeError
        When ``packs`` is below zero or beyond all reason.
    """
    require(actor, Permission.PURCHASE, hub_id=hub_id)
    require_packs(packs)
    cycle = lock_cycle(hub_id=hub_id, cycle_id=cycle_id)
    if cycle.status == CycleStatus.ORDERED:
        raise CycleStateError(status=cycle.status, needed=CycleStatus.ALLOCATED.value)
    offer = offer_of(cycle, variant_id)
    known = StockPurchase.objects.filter(offer=offer).first()
    before = known.packs if known else 0
    if not packs:
        StockPurchase.objects.filter(offer=offer).delete()
        purchase = None
    else:
        purchase, _ = StockPurchase.objects.update_or_create(
            offer=offer,
            defaults={
                "hub_id": hub_id,
                "packs": packs,
                "ownership": ownership,
                "asked_at": now,
            },
        )
    if (before, known and known.ownership) != (packs, purchase and purchase.ownership):
        record(
            actor,
            "trading.stock.purchase",
            offer,
            hub_id=hub_id,
            now=now,
            before={"packs": before},
            after={"packs": packs, "ownership": Ownership(ownership).value},
        )
    return purchase


def stock_purchases(cycle: OrderCycle) -> dict[int, StockPurchase]:
    """Return what a cycle buys for stock, by offer."""
    rows = StockPurchase.objects.filter(hub_id=cycle.hub_id, offer__cycle=cycle)
    return {row.offer_id: row for row in rows}


def take_from_stock(cycle: OrderCycle, confirmed: Mapping[int, int]) -> dict[int, int]:
    """Return what is to be bought of each offer when stock has given its part.

    What the orders did not need of the stock offered goes back to be offered elsewhere. For
    `write_purchase_orders`, which holds the cycle.
    """
    stocked = Offer.objects.filter(hub_id=cycle.hub_id, cycle=cycle, stock_packs__gt=0)
    offers = lock_offers(hub_id=cycle.hub_id, offer_ids=stocked.values_list("pk", flat=True))
    changed = []
    wanted: dict[int, int] = defaultdict(int, confirmed)
    for offer in offers.values():
        used = min(offer.stock_packs, wanted[offer.pk])
        wanted[offer.pk] -= used
        kept = max(used, offer.reserved_packs - offer.fresh_packs)
        if kept < offer.stock_packs:
            offer.offered_packs -= offer.stock_packs - kept
            offer.stock_packs = kept
            changed.append(offer)
    Offer.objects.bulk_update(changed, ["offered_packs", "stock_packs"], batch_size=500)
    return dict(wanted)
