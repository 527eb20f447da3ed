"""Taking the packs of `reserve` offers under lock, and giving them back."""

from collections.abc import Mapping, Sequence

from django.db.models import F

from kortreist.apps.catalogue.models import SupplyMode
from kortreist.apps.trading.errors import OutOfStockError
from kortreist.apps.trading.locks import lock_offers
from kortreist.apps.trading.models import Offer, OrderLine


def require_left(offer: Offer, count: int, *, promised: int = 0) -> None:
    """Raise OutOfStockError when a `reserve` offer has fewer packs left, as far as is seen.

    ``promised`` of them are the order's own already.
    """
    left = offer.packs_left + promised
    if offer.supply_mode == SupplyMode.RESERVE and count > left:
        raise OutOfStockError(wanted=count, left=left, offer=offer.pk)


def take_stock(lines: Sequence[OrderLine], before: Mapping[int, int]) -> None:
    """Take the packs of `reserve` lines under lock and confirm them; all of them or none.

    Parameters
    ----------
    lines
        With their offers; saved by the caller.
    before
        Packs that lines had taken already.

    Raises
    ------
    OutOfStockError
        When fewer are left than a line asks for.
    """
    reserved = [line for line in lines if line.offer.supply_mode == SupplyMode.RESERVE]
    offers = lock_offers(hub_id=lines[0].hub_id, offer_ids=[line.offer_id for line in reserved])
    for line in reserved:
        offer = offers[line.offer_id]
        more = line.ordered_count - before.get(line.pk, 0)
        if more > offer.packs_left:
            left = offer.packs_left + before.get(line.pk, 0)
            raise OutOfStockError(wanted=line.ordered_count, left=left, offer=offer.pk)
        Offer.objects.filter(pk=offer.pk).update(reserved_packs=F("reserved_packs") + more)
        line.confirmed_count, line.confirmed_amount = line.ordered_count, line.ordered_amount


def give_back(lines: Sequence[OrderLine]) -> None:
    """Let others have what lines had been promised first come; saved by the caller."""
    if not lines:
        return
    lock_offers(hub_id=lines[0].hub_id, offer_ids=[line.offer_id for line in lines])
    for line in lines:
        Offer.objects.filter(pk=line.offer_id).update(
            reserved_packs=F("reserved_packs") - line.confirmed_count
        )
        line.confirmed_count = line.confirmed_amount = None
