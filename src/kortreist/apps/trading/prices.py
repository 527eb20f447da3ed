"""What a cycle's fees are, what its goods cost a unit, and what a quantity of a line costs."""

from collections.abc import Collection, Mapping, Sequence

from kortreist.apps.actors.models import BuyerUnit
from kortreist.apps.catalogue.selectors.customer_prices import prices_for, prices_for_units
from kortreist.apps.catalogue.selectors.prices import fees_in_force
from kortreist.apps.trading.models import Offer, OrderCycle, OrderLine
from kortreist.engines.pricing import FeeRule, LineCharge, Step, charge_line, step_at
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


def steps_for(
    unit: BuyerUnit, cycle: OrderCycle, offers: Collection[Offer]
) -> Mapping[int, Sequence[Step]]:
    """Return the unit's own prices of a cycle's offers by variant and number of packs, as of now.

    ``unit`` brings its payer along. One query.
    """
    return prices_for(
        hub_id=cycle.hub_id,
        unit=unit,
        on=cycle.delivery_day,
        variant_ids=[offer.variant_id for offer in offers],
        ordinary={offer.variant_id: offer.buyer_price_ore for offer in offers},
    )


def steps_for_units(
    units: Collection[BuyerUnit], cycle: OrderCycle, offers: Collection[Offer]
) -> Mapping[int, Mapping[int, Sequence[Step]]]:
    """Return each unit's own prices of a cycle's offers, as `steps_for`; one query for all."""
    return prices_for_units(
        hub_id=cycle.hub_id,
        units=units,
        on=cycle.delivery_day,
        ordinary={offer.variant_id: offer.buyer_price_ore for offer in offers},
    )


def promised_steps(line: OrderLine) -> list[Step]:
    """Return the prices by number of packs that a line was put on its order at."""
    steps = [Step(*step) for step in line.price_steps]
    return steps or [Step(1, line.buyer_price_ore, line.price_list_id)]


def put_price(line: OrderLine, steps: Sequence[Step]) -> None:
    """Give a line that is yet to be saved its price for the packs ordered."""
    step = step_at(steps, line.ordered_count)
    line.buyer_price_ore, line.price_list_id = step.price_ore, step.price_list_id
    is_ordinary = len(steps) == 1 and steps[0].price_list_id is None
    line.price_steps = [] if is_ordinary else [as_stored(step) for step in steps]


def as_stored(step: Step) -> list[int | bool | None]:
    """Return a step as it is stored with a line."""
    return [step.from_packs, step.price_ore, step.price_list_id, step.is_campaign]
