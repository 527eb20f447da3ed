"""Thirty-two kitchens and the last ten cheeses: ten are sold, and the losers are told."""

from threading import Barrier

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from kortreist.apps.trading.errors import CycleStateError, OutOfStockError
from kortreist.apps.trading.models import (
    CycleStatus,
    Offer,
    Order,
    OrderCycle,
    OrderLine,
    OrderStatus,
)
from kortreist.apps.trading.services import stock
from kortreist.apps.trading.services.cycles import close_cycle
from kortreist.apps.trading.services.offers import state_availability
from kortreist.apps.trading.services.orders import place_order
from kortreist.kernel.errors import ConflictError
from tests import factories, rounds
from tests.apps.trading.conftest import build_market
from tests.conftest import NOON

BUYERS, PACKS, ROUNDS = 32, 10, 50

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def rivals():
    """A basket with one cheese for each of 32 kitchens, and ten cheeses."""
    market = build_market()
    market.cooks = []
    market.baskets = []
    for _ in range(BUYERS):
        unit = factories.make_unit(market.hub)
        order = rounds.make_order(market.cycle, unit, OrderStatus.BASKET)
        rounds.make_line(order, market.cheese, 1)
        market.cooks.append(factories.buyer_actor(unit))
        market.baskets.append(order)
    return market


def place(market, runner):
    return place_order(
        actor=market.cooks[runner],
        hub_id=market.hub.pk,
        order_id=market.baskets[runner].pk,
        reference="",
        now=NOON,
    )


def start_over(market):
    Order.objects.update(status=OrderStatus.BASKET, placed_at=None)
    OrderLine.objects.update(confirmed_count=None, confirmed_amount=None)
    Offer.objects.update(reserved_packs=0)


@pytest.mark.slow
def test_ten_are_sold_in_each_of_fifty_rounds(rivals, race):
    for _ in range(ROUNDS):
        finish = race(BUYERS, lambda runner: place(rivals, runner))

        assert len(finish.results) == PACKS
        assert {type(error) for error in finish.errors} == {OutOfStockError}
        assert {error.params["left"] for error in finish.errors} == {0}
        rivals.cheese.refresh_from_db()
        assert rivals.cheese.reserved_packs == PACKS
        assert OrderLine.objects.filter(confirmed_count=1).count() == PACKS
        assert Order.objects.filter(status=OrderStatus.PLACED).count() == PACKS
        start_over(rivals)


@pytest.mark.postgres
def test_without_the_lock_the_race_is_there(rivals, race, monkeypatch):
    # given stock read without a lock, and nobody writes before all have read
    everybody_has_read = Barrier(BUYERS, timeout=30)

    def read_only(*, hub_id, offer_ids):
        offers = Offer.objects.in_bulk(list(offer_ids))
        everybody_has_read.wait()
        return offers

    monkeypatch.setattr(stock, "lock_offers", read_only)
    # when
    finish = race(BUYERS, lambda runner: place(rivals, runner))
    # then all 32 believed there was one for them; only the database's own rule stopped 22 of them
    assert [type(error) for error in finish.errors] == [IntegrityError] * (BUYERS - PACKS)


def test_check_and_write_apart_sell_the_same_cheese_many_times(rivals, race):
    # given a shop that looks in one transaction and takes in the next
    everybody_has_looked = Barrier(BUYERS, timeout=30)

    def look_then_take(_runner):
        with transaction.atomic():
            seen = Offer.objects.get(pk=rivals.cheese.pk).reserved_packs
        everybody_has_looked.wait()
        if seen >= PACKS:
            raise OutOfStockError(left=0)
        with transaction.atomic():
            Offer.objects.filter(pk=rivals.cheese.pk).update(reserved_packs=seen + 1)

    # when
    finish = race(BUYERS, look_then_take)
    # then everybody is told they got one
    assert len(finish.results) == BUYERS
    assert not finish.errors


def test_no_order_slips_in_while_the_cycle_is_closed(rivals, race):
    rivals.cheese.offered_packs = BUYERS
    rivals.cheese.save()

    def run(runner):
        if runner == BUYERS - 1:
            close_cycle(actor=rivals.boss, hub_id=rivals.hub.pk, cycle_id=rivals.cycle.pk, now=NOON)
            return Order.objects.filter(status=OrderStatus.PLACED).count()
        place(rivals, runner)
        return None

    finish = race(BUYERS, run)

    seen_at_closing = [count for count in finish.results if count is not None]
    assert OrderCycle.objects.get().status == CycleStatus.CLOSED
    assert [Order.objects.filter(status=OrderStatus.PLACED).count()] == seen_at_closing
    assert {type(error) for error in finish.errors} <= {CycleStateError}


def test_two_orders_cannot_both_take_the_last_of_the_credit(rivals, race):
    # given one payer for all, with credit for three cheeses (79,20 each)
    payer = rivals.unit.payer
    payer.credit_limit_ore = 3 * 7_920
    payer.save()
    Offer.objects.update(offered_packs=BUYERS)
    for order in rivals.baskets:
        order.unit.payer = payer
        order.unit.save()
    # when
    finish = race(8, lambda runner: place(rivals, runner))
    # then
    assert len(finish.results) == 3
    assert all(isinstance(error, ConflictError) for error in finish.errors)
    assert Offer.objects.get(pk=rivals.cheese.pk).reserved_packs == 3


def test_stock_is_locked_before_it_is_written(rivals, assert_locks_before_write):
    with assert_locks_before_write("trading_order", "trading_offer"):
        place(rivals, 0)
    assert Offer.objects.filter(reserved_packs=F("offered_packs")).count() == 0


def test_first_word_said_twice_at_once_is_one_offer(race):
    # given
    market = build_market()
    turnips = factories.make_variant(market.farm, "Nepe")
    factories.make_listing(market.hub, turnips, 2500)
    # when
    finish = race(
        8,
        lambda runner: state_availability(
            actor=market.farmer,
            hub_id=market.hub.pk,
            cycle_id=market.cycle.pk,
            variant_id=turnips.pk,
            packs=runner + 1,
            now=NOON,
        ),
    )
    # then
    assert finish.errors == []
    assert Offer.objects.filter(variant=turnips).count() == 1
