"""A hub, a kindergarten it delivers to, and the goods of two producers."""

from dataclasses import dataclass, field

import pytest

from kortreist.apps.actors.models import BuyerUnit, Hub, Organisation
from kortreist.apps.catalogue.models import Variant
from kortreist.apps.trading.models import OrderCycle
from tests import factories
from tests.apps.billing import trade


@dataclass
class Trade:
    """What most tests of documents begin with."""

    hub: Hub
    cycle: OrderCycle
    unit: BuyerUnit
    farm: Organisation
    berries: Variant
    meat: Variant
    beer: Variant
    actor: object = field(init=False)

    def __post_init__(self):
        self.actor = factories.accountant(self.hub)


@pytest.fixture
def market(db) -> Trade:
    hub = factories.make_hub("Rørosmat")
    hub.organisation.bank_account = "86011117947"
    hub.organisation.street = "Kjerkgata 1"
    hub.organisation.save()
    farm = factories.make_producer(hub, "Galåvolden Gård")
    brewery = factories.make_producer(hub, "Røros Bryggeri")
    berries = factories.make_product(farm, {"nb": "Tyttebær", "nn": "Tytebær", "en": "Lingonberry"})
    meat = factories.make_product(farm, "Lammelår")
    beer = factories.make_product(brewery, "Øl", vat_class="general", is_alcohol=True)
    return Trade(
        hub=hub,
        cycle=trade.make_cycle(hub),
        unit=factories.make_unit(hub, "Sjøbakken barnehage"),
        farm=farm,
        berries=named(factories.make_variant(product=berries, content_amount=500), "kurv 500 g"),
        meat=factories.make_variant(
            product=meat, content_amount=2000, charge_by="measured", tolerance_bp=2000
        ),
        beer=factories.make_variant(product=beer, unit="pcs", content_amount=24),
    )


def named(variant: Variant, name: str) -> Variant:
    variant.name = {"nb": name}
    variant.save()
    return variant
