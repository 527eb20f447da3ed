"""What was packed from stock: parts whose lot was bought on another line than the order's own."""

from collections.abc import Collection

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from kortreist.apps.fulfilment.models import PackedPart
from kortreist.apps.trading.models import ChargeLine

DRAWN = ~Q(lot__purchase_line__offer=F("order_line__offer"))


def drawn_parts(*, hub_id: int) -> "QuerySet[PackedPart]":
    """Return a hub's parts that were packed from stock."""
    return PackedPart.objects.filter(DRAWN, hub_id=hub_id)


def drawn_packs(*, hub_id: int, offer_ids: Collection[int]) -> dict[int, int]:
    """Return the packs that offers' lines were packed from stock, by offer, in one query."""
    rows = (
        drawn_parts(hub_id=hub_id)
        .filter(order_line__offer__in=set(offer_ids))
        .order_by()
        .values_list("order_line__offer_id")
        .annotate(packs=Sum("count"))
    )
    return dict(rows)


def drawn_not_weighed_up(*, hub_id: int, cycle_id: int) -> int:
    """Return how many goods a cycle took from stock that its charges say nothing of yet."""
    charged = ChargeLine.objects.filter(
        cycle=OuterRef("order_line__order__cycle"), purchase_line=OuterRef("lot__purchase_line")
    )
    return (
        drawn_parts(hub_id=hub_id)
        .filter(~Exists(charged), order_line__order__cycle=cycle_id)
        .order_by()
        .values("lot__purchase_line")
        .distinct()
        .count()
    )
