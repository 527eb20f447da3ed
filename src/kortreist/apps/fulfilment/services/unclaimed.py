"""Taking a lot away from the stock only as long as nobody counts on it."""

from collections.abc import Sequence

from kortreist.apps.fulfilment.errors import StockPromisedError
from kortreist.apps.fulfilment.locks import lock_lots
from kortreist.apps.fulfilment.models import Lot
from kortreist.apps.fulfilment.selectors.claims import stock_claims
from kortreist.apps.fulfilment.selectors.freshness import stock_lots


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
