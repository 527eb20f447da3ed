"""When the hub buys more of something, and buying it."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from kortreist.apps.actors.locks import lock_hub
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.catalogue.models import Listing
from kortreist.apps.fulfilment.errors import StockLevelError
from kortreist.apps.fulfilment.models import StockLevel
from kortreist.apps.fulfilment.services.places import require_places
from kortreist.apps.trading.models import Ownership, StockPurchase
from kortreist.apps.trading.quantities import require_packs
from kortreist.apps.trading.services.stock_purchases import buy_for_stock
from kortreist.kernel.errors import NotFoundError


@transaction.atomic
def set_level(
    *,
    actor: Actor,
    hub_id: int,
    variant_id: int,
    place_id: int,
    least_packs: int,
    up_to_packs: int,
    ownership: Ownership = Ownership.OWNED,
    now: datetime,
) -> StockLevel:
    """Say how little of a variant is too little, how much to buy then, and where it is to lie.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not buy for the hub.
    NotFoundError
        When the variant is not listed at the hub.
    PlaceArchivedError
        When the place is not in use any more.
    StockLevelError, QuantityOutOfRangeError
        When the levels cannot be.
    """
    require(actor, Permission.PURCHASE, hub_id=hub_id)
    require_packs(least_packs)
    require_packs(up_to_packs)
    if up_to_packs < max(1, least_packs):
        raise StockLevelError(field="up_to_packs", least=least_packs)
    lock_hub(hub_id)
    require_places(hub_id, [place_id])
    if not Listing.objects.filter(hub_id=hub_id, variant_id=variant_id).exists():
        raise NotFoundError
    level, _ = StockLevel.objects.update_or_create(
        hub_id=hub_id,
        variant_id=variant_id,
        defaults={
            "place_id": place_id,
            "least_packs": least_packs,
            "up_to_packs": up_to_packs,
            "ownership": ownership,
        },
    )
    record(
        actor,
        "fulfilment.level.set",
        level,
        hub_id=hub_id,
        now=now,
        after={"least": least_packs, "up_to": up_to_packs},
    )
    return level


@transaction.atomic
def drop_level(*, actor: Actor, hub_id: int, variant_id: int, now: datetime) -> None:
    """Stop keeping a variant in stock; what lies there stays.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not buy for the hub.
    """
    require(actor, Permission.PURCHASE, hub_id=hub_id)
    level = StockLevel.objects.filter(hub_id=hub_id, variant_id=variant_id).first()
    if level is None:
        return
    record(actor, "fulfilment.level.dropped", level, hub_id=hub_id, now=now)
    level.delete()


@transaction.atomic
def replenish(
    *, actor: Actor, hub_id: int, cycle_id: int, packs: Mapping[int, int], now: datetime
) -> list[StockPurchase]:
    """Have a cycle buy packs by variant for stock, all or none, as the variants' levels say.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not buy for the hub.
    CycleStateError
        When the cycle's purchase orders have been sent.
    NotFoundError, QuantityOutOfRangeError
        When a variant is not listed at the hub, or a number cannot be right.
    """
    require(actor, Permission.PURCHASE, hub_id=hub_id)
    levels = StockLevel.objects.filter(hub_id=hub_id, variant_id__in=packs)
    ownerships = dict(levels.values_list("variant_id", "ownership"))
    bought = [
        buy_for_stock(
            actor=actor,
            hub_id=hub_id,
            cycle_id=cycle_id,
            variant_id=variant_id,
            packs=count,
            ownership=Ownership(ownerships.get(variant_id, Ownership.OWNED)),
            now=now,
        )
        for variant_id, count in sorted(packs.items())
    ]
    return [purchase for purchase in bought if purchase is not None]
