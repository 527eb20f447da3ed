"""What was packed from stock: parts whose lot was bought on another line than the order's own."""

from collections.abc import Collection

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from kortreist.apps.fulfilment.models import PackedPart
from kortreist.apps.fulfilment.selectors.costs import cost_shares
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
    parts = drawn_parts(hub_id=hub_id).filter(order_line__order__cycle=cycle_id)
    # Of what the hub made itself, the lines that it was paid for on are charged.
    rows: QuerySet[PackedPart, tuple[int | None, int]] = (
        parts.filter(Q(lot__purchase_line__isnull=True) | ~Exists(charged))
        .order_by()
        .values_list("lot__purchase_line_id", "lot_id")
        .distinct()
    )
    bought = {line_id for line_id, _ in rows if line_id is not None}
    made = [lot_id for line_id, lot_id in rows if line_id is None]
    return len(bought | _not_charged(made, cycle_id))


def _not_charged(made: Collection[int], cycle_id: int) -> set[int]:
    """Return the lines that made lots were paid for on, and a cycle's charges say nothing of."""
    paid = {line_id for shares in cost_shares(made).values() for line_id in shares}
    if not paid:
        return paid
    charged = ChargeLine.objects.filter(cycle=cycle_id, purchase_line__in=paid)
    return paid - set(charged.values_list("purchase_line_id", flat=True))
