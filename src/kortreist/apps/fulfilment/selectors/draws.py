"""What was packed from stock: parts whose lot was bought on another line than the order's own."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Set

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


def drawn_not_weighed_up(*, hub_id: int, cycle_ids: Collection[int]) -> dict[int, int]:
    """Return how many goods each cycle took from stock that its charges say nothing of yet."""
    charged = ChargeLine.objects.filter(
        cycle=OuterRef("order_line__order__cycle"), purchase_line=OuterRef("lot__purchase_line")
    )
    parts = drawn_parts(hub_id=hub_id).filter(order_line__order__cycle__in=cycle_ids)
    # Of what the hub made itself, the lines that it was paid for on are charged.
    rows: QuerySet[PackedPart, tuple[int, int | None, int]] = (
        parts.filter(Q(lot__purchase_line__isnull=True) | ~Exists(charged))
        .order_by()
        .values_list("order_line__order__cycle_id", "lot__purchase_line_id", "lot_id")
        .distinct()
    )
    open_lines: dict[int, set[int]] = {cycle_id: set() for cycle_id in cycle_ids}
    made: dict[int, set[int]] = defaultdict(set)
    for cycle_id, line_id, lot_id in rows:
        if line_id is None:
            made[cycle_id].add(lot_id)
        else:
            open_lines[cycle_id].add(line_id)
    for cycle_id, line_id in _not_charged(made):
        open_lines[cycle_id].add(line_id)
    return {cycle_id: len(lines) for cycle_id, lines in open_lines.items()}


def _not_charged(made: Mapping[int, Set[int]]) -> set[tuple[int, int]]:
    """Return the lines that made lots were paid for on, and their cycle's charges say nothing of.

    ``made`` has the lots by cycle.
    """
    shares = cost_shares({lot_id for lots in made.values() for lot_id in lots})
    paid = {
        (cycle_id, line_id)
        for cycle_id, lots in made.items()
        for lot_id in lots
        for line_id in shares.get(lot_id, ())
    }
    if not paid:
        return paid
    charged = ChargeLine.objects.filter(
        cycle__in=made, purchase_line__in={line_id for _, line_id in paid}
    )
    return paid - set(charged.values_list("cycle_id", "purchase_line_id"))
