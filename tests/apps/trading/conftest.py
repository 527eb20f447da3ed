"""A hub with one open round: carrots to share and cheese first come, for two kitchens."""

from dataclasses import dataclass

import pytest

from kortreist.apps.actors.models import BuyerUnit, Hub, Organisation
from kortreist.apps.actors.permissions import Actor
from kortreist.apps.catalogue.models import SupplyMode
from kortreist.apps.trading.models import Offer, OrderCycle
from tests import factories, rounds


@dataclass
class Market:
    hub: Hub
    farm: Organisation
    cycle: OrderCycle
    carrots: Offer
    cheese: Offer
    unit: BuyerUnit
    other: BuyerUnit
    cook: Actor
    boss: Actor
    farmer: Actor


def build_market(**cycle_fields) -> Market:
    factories.make_vat_rates()
    hub = factories.make_hub()
    farm = factories.make_producer(hub, "Fjellgard")
    cycle = rounds.make_cycle(hub, **cycle_fields)
    carrots = factories.make_variant(farm, "Gulrot")
    cheese = factories.make_variant(farm, "Geitost", content_amount=300)
    factories.make_listing(hub, carrots, 3000)
    factories.make_listing(hub, cheese, 24000)
    unit = factories.make_unit(hub)
    return Market(
        hub=hub,
        farm=farm,
        cycle=cycle,
        carrots=rounds.make_offer(cycle, carrots, packs=50, price_ore=3000),
        cheese=rounds.make_offer(
            cycle, cheese, packs=10, price_ore=24000, supply_mode=SupplyMode.RESERVE
        ),
        unit=unit,
        other=factories.make_unit(hub),
        cook=factories.buyer_actor(unit),
        boss=factories.coordinator(hub),
        farmer=factories.producer_actor(hub, farm),
    )


@pytest.fixture
def market(db) -> Market:
    return build_market()
