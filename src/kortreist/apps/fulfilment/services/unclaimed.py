"""Taking a lot away from the stock only as long as nobody counts on it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import Sum

from kortreist.apps.fulfilment.errors import StockPromisedError
from kortreist.apps.fulfilment.locks import lock_lots
from kortreist.apps.fulfilment.models import Lot
from kortreist.apps.fulfilment.selectors.claims import stock_claims
from kortreist.apps.fulfilment.selectors.freshness import stock_lots
from kortreist.apps.trading.models import OrderLine, OrderStatus


def lock_with_stock(hub_id: int, lot_id: int) -> tuple[Lot, list[Lot]]:
    """Lock a lot together with all that lies in stock of the same goods, and return both.

    Raises
    ------
    NotFoundError
        When the lot is not the hub's.
    """
    variants = Lot.objects.filter(hub_id=hub_id, pk=lot_id).values("variant_id")
    same = stock_lots(hub_id=hub_id).filter(variant_id__in=variants)
    lots = lock_lots(hub_id=hub_id, lot_ids={lot_id, *same.values_list("pk", flat=True)})
    lot = lots.pop(lot_id)
    return lot, [other for other in lots.values() if other.is_stock]


def require_covered(
    hub_id: int,
    used: Sequence[Lot],
    locked: Mapping[int, Lot],
    *,
    made: tuple[int, int],
) -> None:
    """Let packs of locked lots be used when what is left covers all that is promised.

    Parameters
    ----------
    used
        The lots after the packs were taken off.
    locked
        They, and all that others may be packed from instead.
    made
        The variant and the packs that come of it.

    Raises
    ------
    StockPromisedError
        When rounds count on what would be gone.
    """
    stocked = {lot.variant_id for lot in used if lot.is_stock}
    claimed: dict[int, int] = defaultdict(int)
    for claim in stock_claims(hub_id=hub_id, variant_ids=stocked):
        claimed[claim.offer.variant_id] += claim.packs
    for variant_id in sorted(claimed):
        left = sum(
            lot.packs_left
            for lot in locked.values()
            if lot.is_stock and lot.variant_id == variant_id and lot.withdrawn_at is None
        )
        left += made[1] if made[0] == variant_id else 0
        if claimed[variant_id] > left:
            raise StockPromisedError(wanted=claimed[variant_id], left=left)
    for line_id in sorted({lot.purchase_line_id or 0 for lot in used if not lot.is_stock}):
        _require_own_covered(line_id, locked)


def _require_own_covered(line_id: int, locked: Mapping[int, Lot]) -> None:
    """Let goods of a round be used that its own lines do not wait for."""
    waiting = OrderLine.objects.filter(
        offer__purchase_line=line_id,
        order__status=OrderStatus.PLACED,
        packed_count__isnull=True,
    ).aggregate(packs=Sum("confirmed_count", default=0))["packs"]
    left = sum(
        lot.packs_left
        for lot in locked.values()
        if lot.purchase_line_id == line_id and lot.withdrawn_at is None
    )
    if waiting > left:
        raise StockPromisedError(wanted=waiting, left=left)


def require_unclaimed(lot: Lot, others: Sequence[Lot]) -> None:
    """Let a locked lot leave the stock when what stays there covers all that is promised.

    Raises
    ------
    StockPromisedError
        When cycles count on it, beside its own.
    """
    if not lot.is_stock:
        return
    left = sum(other.packs_left for other in others)
    own = lot.purchase_line.offer_id if lot.purchase_line else None
    claimed = sum(
        claim.packs
        for claim in stock_claims(hub_id=lot.hub_id, variant_ids=[lot.variant_id])
        if claim.offer.pk != own
    )
    if claimed > left:
        raise StockPromisedError(wanted=claimed, left=left)
