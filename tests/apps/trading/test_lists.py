"""What lists show first, and what they leave out."""

import pytest

from kortreist.apps.trading.models import OrderStatus
from kortreist.apps.trading.selectors.cycles import list_cycles
from kortreist.apps.trading.selectors.orders import (
    has_ordered,
    list_cycle_orders,
    list_unit_orders,
)
from kortreist.apps.trading.selectors.purchases import list_cycle_purchases
from tests import factories, rounds
from tests.conftest import NOON


def cycle_scope(market):
    return {"actor": market.boss, "hub_id": market.hub.pk, "cycle_id": market.cycle.pk}


@pytest.mark.both
def test_baskets_nobody_sent_come_first_and_empty_ones_not_at_all(market):
    sent = rounds.make_order(market.cycle, market.unit)
    forgotten = rounds.make_order(market.cycle, market.other, OrderStatus.BASKET)
    rounds.make_order(market.cycle, factories.make_unit(market.hub), OrderStatus.BASKET)
    for order in (sent, forgotten):
        rounds.make_line(order, market.carrots, 3)

    assert list(list_cycle_orders(**cycle_scope(market))) == [forgotten, sent]


@pytest.mark.both
def test_purchase_orders_without_an_answer_come_first(market):
    answered = rounds.make_purchase_line(market.carrots).purchase_order
    answered.promised_at = NOON
    answered.save()
    later_in_the_alphabet = factories.make_producer(market.hub, "Årøy")
    variant = factories.make_variant(later_in_the_alphabet)
    silent = rounds.make_purchase_line(rounds.make_offer(market.cycle, variant)).purchase_order

    assert list(list_cycle_purchases(**cycle_scope(market))) == [silent, answered]


def test_order_and_round_have_come_when_they_were_handed_over(market):
    order = rounds.make_order(market.cycle, market.unit)
    other = rounds.make_order(market.cycle, market.other)
    line = rounds.make_line(order, market.carrots, 3, stages=("packed", "delivered"))
    late = rounds.make_line(other, market.carrots, 3, stages=("packed",))
    cycles = list_cycles(actor=market.boss, hub_id=market.hub.pk)
    orders = list_unit_orders(actor=market.cook, unit=market.unit)

    assert orders.get().is_delivered
    assert not cycles.get().is_delivered
    assert line.is_as_ordered
    # when the last of the round is handed over, short of one pack
    late.delivered_count, late.delivered_amount = 2, 2000
    late.save()
    assert cycles.get().is_delivered
    assert not late.is_as_ordered


def test_a_unit_can_repeat_once_it_has_ordered(market):
    order = rounds.make_order(market.cycle, market.unit, OrderStatus.BASKET)
    assert not has_ordered(actor=market.cook, unit=market.unit)
    order.status, order.placed_at = OrderStatus.PLACED, NOON
    order.save()
    assert has_ordered(actor=market.cook, unit=market.unit)
