"""One cycle from what there is to the door, through every room's services."""

from datetime import timedelta

import pytest

from kortreist.apps.catalogue.models import ChargeBy
from kortreist.apps.fulfilment.entries import PartEntry
from kortreist.apps.fulfilment.selectors.sharing import propose_cycle, suggest_parts
from kortreist.apps.fulfilment.services.closing_up import finish_packing
from kortreist.apps.fulfilment.services.deliveries import deliver
from kortreist.apps.fulfilment.services.goods_in import receive_goods
from kortreist.apps.fulfilment.services.packing import (
    pack_line,
    plan_deliveries,
)
from kortreist.apps.trading.models import OrderLine, Policy, PurchaseLine
from kortreist.apps.trading.selectors.identity import cycle_identity
from kortreist.apps.trading.services.allocation import commit_allocation, preview_allocation
from kortreist.apps.trading.services.baskets import set_line
from kortreist.apps.trading.services.cycles import close_cycle, create_cycle, open_cycle
from kortreist.apps.trading.services.offers import state_availability
from kortreist.apps.trading.services.orders import place_order
from kortreist.apps.trading.services.purchases import write_purchase_orders
from kortreist.apps.trading.services.weighing import weigh_up_purchases
from kortreist.kernel.quantity import Quantity
from tests import factories
from tests.apps.fulfilment.scenes import DELIVERY_DAY, LATER
from tests.conftest import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def ordered():
    """Two kindergartens want six and four cheeses of about 2 kg; there are eight."""
    factories.make_vat_rates()
    hub = factories.make_hub()
    factories.make_fee(hub)
    producer = factories.make_producer(hub, "Ysteri")
    variant = factories.make_variant(
        producer, charge_by=ChargeBy.MEASURED, content_amount=2000, tolerance_bp=1000
    )
    factories.make_listing(hub, variant, 10_000)
    boss = factories.coordinator(hub)
    hub_args = {"actor": boss, "hub_id": hub.pk, "now": NOON}
    cycle = create_cycle(
        **hub_args,
        opens_at=NOON - timedelta(hours=1),
        closes_at=NOON + timedelta(hours=1),
        delivery_day=DELIVERY_DAY,
    )
    args = hub_args | {"cycle_id": cycle.pk}
    open_cycle(**args)
    offer = state_availability(**args, variant_id=variant.pk, packs=8)
    for unit, packs in ((factories.make_unit(hub), 6), (factories.make_unit(hub), 4)):
        line = set_line(**hub_args, unit_id=unit.pk, offer_id=offer.pk, count=packs)
        place_order(**hub_args, order_id=line.order_id, reference="")
    close_cycle(**args)
    run = preview_allocation(**args, policy=Policy.PROPORTIONAL)
    commit_allocation(**hub_args, run_id=run.pk)
    write_purchase_orders(**args)
    return hub_args, cycle


def test_five_quantities_stay_apart_and_the_money_meets(ordered):
    # given five and three cheeses confirmed, and seven that come
    args, cycle = ordered
    first, second = OrderLine.objects.order_by("pk")
    bought = PurchaseLine.objects.get()
    receive_goods(
        **args,
        purchase_line_id=bought.pk,
        code="L1",
        best_before=LATER,
        quantity=Quantity(7, 14_700),
    )
    deliveries = plan_deliveries(**args, cycle_id=cycle.pk)
    proposals = propose_cycle(hub_id=args["hub_id"], cycle_id=cycle.pk)
    assert [proposals[line.pk].count for line in (first, second)] == [4, 3]
    # when they are packed, weighed, and one comes back from the door
    for line, amount in ((first, 8300), (second, 6250)):
        [part] = suggest_parts(line)
        pack_line(**args, order_line_id=line.pk, parts=[PartEntry(part.lot_id, part.count, amount)])
    for delivery in deliveries:
        finish_packing(**args, delivery_id=delivery.pk, crates=1)
    deliver(**args, delivery_id=deliveries[0].pk)
    deliver(
        **args,
        delivery_id=deliveries[1].pk,
        returns={second.pk: Quantity(1, 2050)},
        reasons={second.pk: "damaged"},
    )
    # then every stage still says what it said
    stages = ("ordered", "confirmed", "packed", "delivered", "invoiced")
    found = [
        [line.quantity(stage) for stage in stages] for line in OrderLine.objects.order_by("pk")
    ]
    assert found == [
        [Quantity(6, 12_000), Quantity(5, 10_000), Quantity(4, 8300), Quantity(4, 8300), None],
        [Quantity(4, 8000), Quantity(3, 6000), Quantity(3, 6250), Quantity(2, 4200), None],
    ]
    bought.refresh_from_db()
    assert [bought.quantity(stage) for stage in ("ordered", "received")] == [
        Quantity(8, 16_000),
        Quantity(7, 14_700),
    ]
    # and each difference has its reason
    reasons = [[change.reason for change in line.changes.all()] for line in (first, second)]
    assert reasons[0][-2:] == ["short_at_packing", "delivered"]
    assert reasons[1][-2:] == ["packed", "damaged"]
    # and what buyers pay is what the producer gets, the fees, and less what the hub bears
    weigh_up_purchases(**args, cycle_id=cycle.pk)
    report = cycle_identity(hub_id=args["hub_id"], cycle_id=cycle.pk)
    assert report.charged == 12_500 * 11_000 // 1000
    assert report.credited == 14_700 * 10_000 // 1000
    assert report.is_balanced
