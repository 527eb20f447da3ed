"""Fees per order and delivery, and freight: charged to the buyer as the goods are taxed."""

from collections.abc import Iterable, Sequence

from kortreist.apps.trading.drops import FlatFee
from kortreist.apps.trading.models import ChargeKind, ChargeLine, Order, Side
from kortreist.engines.pricing import split_freight


def flat_fee_charges(
    order: Order,
    fees: Sequence[FlatFee],
    nets: Sequence[tuple[str, int, int]],
    *,
    seller_id: int,
) -> Iterable[ChargeLine]:
    """Return the buyer's charges for a drop, and the hub's lines that they go to."""
    for fee in fees:
        about = {
            "hub_id": order.hub_id,
            "cycle_id": order.cycle_id,
            "order": order,
            "reason": fee.reason,
            "fee_id": fee.fee_id,
            "seller_id": seller_id,
        }
        for part in split_freight(fee.ore, nets):
            yield ChargeLine(
                side=Side.BUYER,
                kind=ChargeKind.FREIGHT,
                count=1,
                amount=1,
                price_ore=part.net_ore,
                amount_ore=part.net_ore,
                vat_category=part.category,
                vat_rate_bp=part.rate_bp,
                **about,
            )
        yield ChargeLine(side=Side.HUB, kind=fee.kind, amount_ore=fee.ore, **about)
