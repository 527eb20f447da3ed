"""What a purchase line has received: open to change until it is credited; the sum of its lots."""

from collections.abc import Sequence
from datetime import datetime

from kortreist.apps.actors.permissions import Actor
from kortreist.apps.fulfilment.errors import PurchaseClosedError
from kortreist.apps.fulfilment.models import Lot
from kortreist.apps.fulfilment.services.noticing import notice_quantities
from kortreist.apps.trading.locks import lock_purchase_lines
from kortreist.apps.trading.models import (
    PurchaseLine,
    PurchaseOrder,
    PurchaseStage,
    PurchaseStatus,
)
from kortreist.apps.trading.services.quantities import StageEntry, set_purchase_stages
from kortreist.kernel.errors import NotFoundError
from kortreist.kernel.quantity import Quantity


def lock_open_line(hub_id: int, purchase_line_id: int) -> list[PurchaseLine]:
    lines = lock_purchase_lines(hub_id=hub_id, line_ids=[purchase_line_id])
    require_open(lines)
    return lines


def require_open(
    lines: Sequence[PurchaseLine], *, cycle_id: int | None = None
) -> dict[int, PurchaseOrder]:
    """Return the lines' purchase orders, with their cycles, when goods may still come and go."""
    purchases = PurchaseOrder.objects.select_related("cycle").in_bulk(
        {line.purchase_order_id for line in lines}
    )
    for purchase in purchases.values():
        if cycle_id is not None and purchase.cycle_id != cycle_id:
            raise NotFoundError
        if purchase.status != PurchaseStatus.SENT:
            raise PurchaseClosedError(state=purchase.status)
    if any(line.credited_count is not None for line in lines):
        raise PurchaseClosedError(state=PurchaseStage.CREDITED.value)
    return purchases


def write_received(
    actor: Actor, hub_id: int, lines: Sequence[PurchaseLine], reason: str, now: datetime
) -> None:
    """Set the received quantity of locked lines to the sum of their lots."""
    sums = {line.pk: Quantity.none() for line in lines}
    codes: dict[int, list[str]] = {line.pk: [] for line in lines}
    for lot in Lot.objects.filter(purchase_line__in=sums).order_by("pk"):
        if lot.purchase_line_id in sums:
            sums[lot.purchase_line_id] += Quantity(lot.received_count, lot.received_amount)
            codes[lot.purchase_line_id].append(lot.code)
    set_received(
        actor,
        hub_id,
        [(pk, total or None, reason, {"lots": codes[pk]}) for pk, total in sorted(sums.items())],
        now,
    )
    came = {pk: total.count if total else None for pk, total in sums.items()}
    notice_quantities(actor, hub_id, lines, came, now)


def set_received(
    actor: Actor,
    hub_id: int,
    rows: Sequence[tuple[int, Quantity | None, str, dict[str, object]]],
    now: datetime,
) -> None:
    set_purchase_stages(
        actor=actor,
        hub_id=hub_id,
        stage=PurchaseStage.RECEIVED,
        entries=[StageEntry(pk, quantity, reason, params) for pk, quantity, reason, params in rows],
        now=now,
    )
