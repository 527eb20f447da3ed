"""Goods that did not come: nobody waits for them any more, until they come after all."""

from datetime import datetime

from django.db import transaction

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.fulfilment.errors import GoodsReceivedError
from kortreist.apps.fulfilment.services.noticing import notice_quantities
from kortreist.apps.fulfilment.services.receipts import lock_open_line, set_received
from kortreist.apps.trading.models import PurchaseLine
from kortreist.kernel.quantity import Quantity


@transaction.atomic
def report_missing(
    *, actor: Actor, hub_id: int, purchase_line_id: int, now: datetime
) -> PurchaseLine:
    """Say that nothing came on a line, so that nobody waits for it any more.

    Goods that come after all are received as usual.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not receive goods at the hub.
    GoodsReceivedError
        When something did come.
    """
    require(actor, Permission.RECEIVE_GOODS, hub_id=hub_id)
    [line] = lock_open_line(hub_id, purchase_line_id)
    if line.received_count:
        raise GoodsReceivedError(count=line.received_count)
    if line.received_count is None:
        set_received(actor, hub_id, [(line.pk, Quantity.none(), "not_received", {})], now)
        notice_quantities(actor, hub_id, [line], {line.pk: 0}, now)
    line.refresh_from_db()
    return line


@transaction.atomic
def undo_missing(
    *, actor: Actor, hub_id: int, purchase_line_id: int, now: datetime
) -> PurchaseLine:
    """Wait for a line's goods again.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not receive goods at the hub.
    GoodsReceivedError
        When something came.
    """
    require(actor, Permission.RECEIVE_GOODS, hub_id=hub_id)
    [line] = lock_open_line(hub_id, purchase_line_id)
    if line.received_count:
        raise GoodsReceivedError(count=line.received_count)
    if line.received_count is not None:
        set_received(actor, hub_id, [(line.pk, None, "missing_undone", {})], now)
        notice_quantities(actor, hub_id, [line], {line.pk: None}, now)
    line.refresh_from_db()
    return line
