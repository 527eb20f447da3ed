"""What a cycle's fees are, and what a quantity of a line costs."""

from kortreist.apps.catalogue.selectors.prices import fees_in_force
from kortreist.apps.trading.models import OrderCycle, OrderLine
from kortreist.engines.pricing import FeeRule, LineCharge, charge_line
from kortreist.kernel.quantity import Unit


def fees_of(cycle: OrderCycle) -> list[FeeRule]:
    """Return the hub's fees as they are on the cycle's delivery day."""
    return fees_in_force(hub_id=cycle.hub_id, on=cycle.delivery_day)


def price_quantity(line: OrderLine, amount: int) -> LineCharge:
    """Return what ``amount`` of a line costs under the terms it was ordered on."""
    return charge_line(
        amount=amount,
        unit=Unit(line.unit),
        producer_price_ore=line.producer_price_ore,
        buyer_price_ore=line.buyer_price_ore,
        fee_weights=[(fee_id, ore) for fee_id, _, ore in line.fee_parts],
    )
