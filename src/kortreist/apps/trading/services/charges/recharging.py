"""One line's charges made anew, after a word about its weight; those of the others stand."""

from collections.abc import Iterable
from datetime import datetime

from kortreist.apps.actors.permissions import Actor
from kortreist.apps.actors.services.audit import record
from kortreist.apps.trading.errors import AlreadyDocumentedError
from kortreist.apps.trading.models import (
    ChargeKind,
    ChargeLine,
    ChargeReason,
    OrderLine,
    Side,
)
from kortreist.apps.trading.prices import price_quantity
from kortreist.apps.trading.services.charges.agreed_weights import as_ordered
from kortreist.apps.trading.services.charges.buyers import line_charges
from kortreist.apps.trading.services.charges.deposits import line_deposit


def recharge_line(line_id: int, *, actor: Actor, hub_id: int, now: datetime) -> None:
    """Re-make what a line is charged; a line that is not delivered yet has nothing to re-make.

    For the service that settles a weight, which holds the order. Goods that came back after the
    producer was settled with are the hub's to bear, all of them.

    Raises
    ------
    AlreadyDocumentedError
        When the line stands on a document.
    """
    line = OrderLine.objects.select_related("order").get(hub_id=hub_id, pk=line_id)
    old = ChargeLine.objects.filter(hub_id=hub_id, order_line=line)
    if not old.exists():
        return
    if old.filter(documented_at__isnull=False).exists():
        raise AlreadyDocumentedError
    old.delete()
    if line.delivered_count:
        is_as_ordered = bool(as_ordered([line.pk]))
        made = list(line_charges(line.order, line, is_as_ordered=is_as_ordered))
        made += line_deposit(line.order, line)
    else:
        made = list(_returned_after_settling(line))
    ChargeLine.objects.bulk_create(made)
    record(actor, "trading.line.recharged", line, hub_id=hub_id, now=now)


def _returned_after_settling(line: OrderLine) -> Iterable[ChargeLine]:
    settled = ChargeLine.objects.filter(
        purchase_line__offer=line.offer_id, side=Side.PRODUCER, documented_at__isnull=False
    )
    if settled.exists():
        yield ChargeLine(
            hub_id=line.hub_id,
            cycle_id=line.order.cycle_id,
            order_id=line.order_id,
            order_line=line,
            side=Side.HUB,
            kind=ChargeKind.BORNE,
            reason=ChargeReason.RETURNED,
            producer_id=line.producer_id,
            seller_id=line.seller_id,
            seller_mode=line.seller_mode,
            amount_ore=price_quantity(line, line.packed_amount or 0).producer_ore,
        )
