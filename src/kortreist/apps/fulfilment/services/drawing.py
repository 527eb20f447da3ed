"""What a cycle may pack from stock: lots that lie there, in date, as many as it offers of it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from kortreist.apps.fulfilment.errors import (
    LotExpiredError,
    LotNotInStockError,
    StockPromisedError,
)
from kortreist.apps.fulfilment.models import Lot, PackedPart
from kortreist.apps.fulfilment.selectors.draws import drawn_packs
from kortreist.apps.trading.locks import lock_offers
from kortreist.apps.trading.models import Offer, PurchaseLine


def require_drawn(hub_id: int, parts: Sequence[PackedPart], lots: Mapping[int, Lot]) -> None:
    """Let parts from locked lots of other cycles through that may be taken; parts not yet saved.

    Raises
    ------
    LotNotInStockError
        When a lot was left by another cycle and not put into stock.
    LotExpiredError
        When it is past its date on the delivery day.
    StockPromisedError
        When an offer's lines would have more from stock than it may sell from there.
    """
    # A lot of the hub's own making was bought for no offer.
    line_ids = {lots[part.lot_id].purchase_line_id for part in parts}
    bought = PurchaseLine.objects.filter(pk__in={pk for pk in line_ids if pk is not None})
    offers: dict[int | None, int | None] = {
        None: None,
        **dict(bought.values_list("pk", "offer_id")),
    }
    drawn: dict[int, int] = defaultdict(int)
    for part in parts:
        lot = lots[part.lot_id]
        if offers[lot.purchase_line_id] != part.order_line.offer_id:
            drawn[part.order_line.offer_id] += part.count
            if not lot.is_stock:
                raise LotNotInStockError(lot=lot.code)
    if not drawn:
        return
    days = _delivery_days(parts)
    for part in parts:
        lot, day = lots[part.lot_id], days[part.order_line.offer_id]
        is_foreign = offers[lot.purchase_line_id] != part.order_line.offer_id
        if is_foreign and lot.best_before is not None and lot.best_before < day:
            raise LotExpiredError(lot=lot.code, best_before=lot.best_before)
    locked = lock_offers(hub_id=hub_id, offer_ids=drawn)
    before = drawn_packs(hub_id=hub_id, offer_ids=drawn)
    for offer_id, packs in drawn.items():
        left = locked[offer_id].stock_packs - before.get(offer_id, 0)
        if packs > left:
            raise StockPromisedError(wanted=packs, left=max(0, left))


def _delivery_days(parts: Sequence[PackedPart]) -> dict[int, date]:
    rows = Offer.objects.filter(pk__in={part.order_line.offer_id for part in parts})
    return dict(rows.values_list("pk", "cycle__delivery_day"))
