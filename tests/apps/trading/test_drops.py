"""Freight, fees, minimum and deposits: fixed when an order is sent, and told before."""

from datetime import timedelta

import pytest

from kortreist.apps.actors.models import FreightStep
from kortreist.apps.catalogue.models import Fee, FeeBasis, FeeKind
from kortreist.apps.trading.errors import BelowMinimumError, PricesChangedError
from kortreist.apps.trading.models import ChargeLine, Order, OrderLine, OrderStatus
from kortreist.apps.trading.selectors.identity import cycle_identity
from kortreist.apps.trading.selectors.thresholds import thresholds_of
from kortreist.apps.trading.services.charges import charge_orders
from kortreist.apps.trading.services.weighing import weigh_up_purchases
from tests import factories, price_lists, rounds
from tests.apps.trading.test_prices import basket, place, put
from tests.conftest import NOON

DONE = ("confirmed", "packed", "delivered")


@pytest.fixture
def drive(market):
    """A drive to the unit costs 100 kr, and nothing from 200 kr of goods on."""
    market.zone = price_lists.make_zone(
        market.hub, (0, 10_000), (20_000, 0), unit=market.unit, minimum_ore=5_000
    )
    market.unit.refresh_from_db()
    return market


def flat_fees(order=None):
    order = order or Order.objects.get()
    return [(reason, kind, ore) for _, reason, kind, ore in order.flat_fees]


def test_freight_goes_by_the_steps_of_the_zone(drive):
    put(drive, drive.carrots, 2)
    place(drive)
    assert flat_fees() == [("transport", "freight", 10_000)]

    put(drive, drive.carrots, 7)

    assert flat_fees() == []


def test_the_zones_steps_stand_in_for_the_hubs_transport_fee(drive):
    per_delivery = {"basis": FeeBasis.PER_DELIVERY, "rate_bp": 0}
    factories.make_fee(drive.hub, FeeKind.TRANSPORT, **per_delivery, amount_ore=7_000)
    factories.make_fee(drive.hub, FeeKind.PACKING, **per_delivery, amount_ore=1_500)
    put(drive, drive.carrots, 2)
    place(drive)

    assert flat_fees() == [("packing", "freight", 1_500), ("transport", "freight", 10_000)]


def test_what_was_promised_is_charged_whatever_changes_later(drive):
    factories.make_fee(
        drive.hub,
        FeeKind.ADMINISTRATION,
        basis=FeeBasis.PER_ORDER,
        rate_bp=0,
        amount_ore=2_500,
    )
    put(drive, drive.carrots, 2)
    place(drive)
    # when everything becomes dearer before the delivery
    Fee.objects.update(amount_ore=99_000)
    FreightStep.objects.update(freight_ore=99_000)
    line = OrderLine.objects.get()
    for stage in DONE:
        setattr(line, f"{stage}_count", 2)
        setattr(line, f"{stage}_amount", 2_000)
    line.save()
    scope = {"actor": drive.boss, "hub_id": drive.hub.pk, "now": NOON}
    charge_orders(**scope, order_ids=[line.order_id])
    # then
    freight = ChargeLine.objects.filter(side="buyer", kind="freight").order_by("amount_ore")
    assert [(each.reason, each.amount_ore) for each in freight] == [
        ("administration", 2_500),
        ("transport", 10_000),
    ]


def test_freight_that_changed_unseen_is_refused(drive):
    put(drive, drive.carrots, 2)
    seal = basket(drive).seal
    FreightStep.objects.filter(from_ore=0).update(freight_ore=12_000)

    with pytest.raises(PricesChangedError) as caught:
        place(drive, seen_prices=seal)

    assert caught.value.params == {"changes": []}
    assert Order.objects.get().status == OrderStatus.BASKET
    place(drive, seen_prices=basket(drive).seal)
    assert flat_fees() == [("transport", "freight", 12_000)]


def test_too_small_an_order_is_refused_with_what_is_missing(drive):
    put(drive, drive.carrots, 1)

    with pytest.raises(BelowMinimumError) as caught:
        place(drive)

    assert caught.value.params == {"minimum_ore": 5_000, "missing_ore": 1_700}
    assert Order.objects.get().status == OrderStatus.BASKET


def test_a_sent_order_cannot_become_too_small(drive):
    put(drive, drive.carrots, 2)
    place(drive)

    with pytest.raises(BelowMinimumError):
        put(drive, drive.carrots, 1)

    assert OrderLine.objects.get().ordered_count == 2


def test_where_the_hub_says_so_a_small_order_costs_more(drive):
    drive.zone.below_minimum, drive.zone.small_order_ore = "fee", 4_000
    drive.zone.save()
    put(drive, drive.carrots, 1)
    place(drive)

    assert flat_fees() == [("transport", "freight", 10_000), ("small_order", "fee", 4_000)]


def test_the_basket_tells_what_is_missing(drive):
    put(drive, drive.carrots, 1)
    told = thresholds_of(basket(drive))

    assert (told.missing_ore, told.is_refused) == (1_700, True)
    assert (told.until_cheaper_ore, told.cheaper_freight_ore) == (16_700, 0)


def test_what_a_farm_needs_is_told_of_all_orders_together(market):
    terms = market.farm.hub_terms.get()
    terms.minimum_ore = 50_000
    terms.save()
    rounds.make_line(rounds.make_order(market.cycle, market.other), market.carrots, 9)
    put(market, market.carrots, 2)

    [short] = thresholds_of(basket(market)).producers

    # 11 kg at 30 kr: told in whole tens of kroner
    assert (short.producer, short.minimum_ore, short.reached_ore) == (market.farm, 50_000, 33_000)
    place(market)
    assert thresholds_of(basket(market)).producers == (short,)


def test_a_farm_that_has_enough_is_not_told_of(market):
    terms = market.farm.hub_terms.get()
    terms.minimum_ore = 6_000
    terms.save()
    put(market, market.carrots, 2)

    assert thresholds_of(basket(market)).producers == ()


def test_nobody_drives_to_a_pick_up_point(drive):
    point = drive.unit.delivery_point
    point.is_pickup, point.zone = True, None
    point.save()
    factories.make_fee(
        drive.hub, FeeKind.TRANSPORT, basis=FeeBasis.PER_DELIVERY, rate_bp=0, amount_ore=7_000
    )
    put(drive, drive.carrots, 2)
    place(drive)

    assert flat_fees() == []


def test_freight_is_shown_where_the_goods_cost_nothing(market):
    """As it is charged: something comes, and is driven."""
    factories.make_fee(
        market.hub, FeeKind.TRANSPORT, basis=FeeBasis.PER_DELIVERY, rate_bp=0, amount_ore=7_000
    )
    market.carrots.buyer_price_ore = 0
    market.carrots.save()
    put(market, market.carrots, 2)

    totals = basket(market).totals

    assert (totals.goods_ore, totals.freight_ore) == (0, 7_000)


# Deposits


@pytest.fixture
def bottles(market):
    variant = market.carrots.variant
    variant.deposit_code, variant.deposit_count = "flaske", 6
    variant.save()
    price_lists.make_deposit(market.hub, amount_ore=300)
    market.carrots.refresh_from_db()
    return market


def test_the_deposit_stands_beside_the_price(bottles):
    put(bottles, bottles.carrots, 2)
    totals = basket(bottles).totals

    assert totals.deposit_ore == 2 * 6 * 300
    assert totals.gross_ore == totals.net_ore + totals.vat_ore + 3_600


def test_both_sides_are_charged_and_the_identity_knows_nothing_of_it(bottles):
    put(bottles, bottles.carrots, 2)
    order = place(bottles)
    done = {f"{stage}_count": 2 for stage in DONE} | {f"{stage}_amount": 2_000 for stage in DONE}
    OrderLine.objects.update(**done)
    rounds.make_purchase_line(
        bottles.carrots,
        2,
        received=True,
        deposit_code="flaske",
        deposit_ore=1_800,
        deposit_vat_category="E",
    )
    scope = {"actor": bottles.boss, "hub_id": bottles.hub.pk, "now": NOON}
    charge_orders(**scope, order_ids=[order.pk])
    weigh_up_purchases(**scope, cycle_id=bottles.cycle.pk)

    deposits = ChargeLine.objects.filter(kind="deposit").order_by("pk")
    assert [
        (each.side, each.reason, each.count, each.amount_ore, each.vat_category)
        for each in deposits
    ] == [("buyer", "drink", 2, 3_600, "E"), ("producer", "drink", 2, 3_600, "E")]
    report = cycle_identity(hub_id=bottles.hub.pk, cycle_id=bottles.cycle.pk)
    assert (report.charged, report.difference_ore) == (6_600, 0)


def test_a_new_deposit_counts_from_its_day(bottles):
    price_lists.make_deposit(
        bottles.hub, amount_ore=900, valid_from=bottles.cycle.delivery_day + timedelta(days=1)
    )

    assert put(bottles, bottles.carrots, 1).deposit_ore == 1_800
