"""What came back from the door and could lie in stock again."""

from dataclasses import dataclass

from django.db.models import F, Sum

from kortreist.apps.fulfilment.models import Lot, MovementKind, PackedPart, StockMovement
from kortreist.apps.trading.models import OrderLine, Ownership


@dataclass(frozen=True, slots=True)
class CameBack:
    """Packs of a lot that a unit gave back and that are not in stock again."""

    line: OrderLine
    packs: int


def came_back(lot: Lot) -> list[CameBack]:
    """Return what can be put back of a lot in stock; nothing of goods on consignment."""
    if not lot.is_stock or lot.ownership == Ownership.CONSIGNMENT:
        return []
    parts = list(
        PackedPart.objects.filter(
            lot=lot, order_line__delivered_count__lt=F("order_line__packed_count")
        ).select_related("order_line__order__unit")
    )
    rows = (
        StockMovement.objects.filter(
            order_line__in=[part.order_line_id for part in parts], kind=MovementKind.RETURNED
        )
        .order_by()
        .values_list("order_line_id")
        .annotate(packs=Sum("count"))
    )
    put_back = dict(rows)
    found = [
        CameBack(
            part.order_line,
            min(
                part.count,
                (part.order_line.packed_count or 0)
                - (part.order_line.delivered_count or 0)
                - put_back.get(part.order_line_id, 0),
            ),
        )
        for part in parts
    ]
    return [each for each in found if each.packs > 0]
