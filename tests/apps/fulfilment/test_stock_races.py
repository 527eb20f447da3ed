"""Many at once on the same stock: no pack is offered twice, none is packed or lost twice."""

import time

import pytest
from django.db import connection
from django.db.models import Sum

from kortreist.apps.fulfilment.entries import PartEntry
from kortreist.apps.fulfilment.errors import LotShortError, StockPromisedError
from kortreist.apps.fulfilment.models import Lot, PackedPart
from kortreist.apps.fulfilment.services import stockroom
from kortreist.apps.fulfilment.services.packing import pack_line
from kortreist.apps.fulfilment.services.stock import write_off
from kortreist.apps.trading.errors import NotInStockError
from kortreist.apps.trading.models import Offer, OrderCycle
from kortreist.apps.trading.services.cycles import open_cycle
from kortreist.apps.trading.services.stock_offers import set_stock_packs, take_up_stock
from tests import factories, rounds
from tests.apps.fulfilment.larder import THURSDAY, make_larder

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]

RUNNERS = 12
PACKS = 10


def stocked(units=2):
    larder = make_larder(units=units)
    cycle = larder.open_round(stock=[(larder.meat, PACKS)])
    lot = larder.receive(larder.buy(cycle)[larder.meat.pk], place=larder.freezer)
    return larder, lot


def offered():
    return Offer.objects.aggregate(packs=Sum("stock_packs", default=0))["packs"]


def test_rounds_that_open_at_once_share_one_stock(race):
    larder, _ = stocked()
    drafts = [rounds.make_cycle(larder.hub, "draft", delivery_day=THURSDAY) for _ in range(RUNNERS)]
    finish = race(RUNNERS, lambda runner: open_cycle(**larder.args, cycle_id=drafts[runner].pk))
    assert not finish.errors
    assert offered() == PACKS


def test_without_the_lock_the_same_packs_are_offered_twice(race, monkeypatch):
    """The control: without the lock (and on SQLite, which is alone anyway, without one
    transaction around look and write) the same race offers what another round has."""
    larder, _ = stocked()
    drafts = [rounds.make_cycle(larder.hub, "draft", delivery_day=THURSDAY) for _ in range(RUNNERS)]

    def claims_after_a_while(**kwargs):
        claimed = known(**kwargs)
        time.sleep(0.3)
        return claimed

    known = stockroom.claimed_packs
    monkeypatch.setattr(stockroom, "claimed_packs", claims_after_a_while)
    monkeypatch.setattr(
        stockroom, "lock_lots", lambda *, hub_id, lot_ids: Lot.objects.in_bulk(list(lot_ids))
    )

    def run(runner):
        if connection.vendor == "postgresql":
            return open_cycle(**larder.args, cycle_id=drafts[runner].pk)
        # Here each statement is a transaction by itself.
        return take_up_stock(OrderCycle.objects.get(pk=drafts[runner].pk))

    race(RUNNERS, run)
    assert offered() > PACKS


def test_words_on_two_rounds_never_promise_more_than_there_is(race):
    larder, _ = stocked()
    cycles = [
        rounds.make_cycle(larder.hub, delivery_day=THURSDAY, number=50 + place)
        for place in range(RUNNERS)
    ]
    word = {"variant_id": larder.meat.pk, "packs": 3}
    finish = race(
        RUNNERS, lambda runner: set_stock_packs(**larder.args, **word, cycle_id=cycles[runner].pk)
    )
    assert (len(finish.results), offered()) == (3, 9)
    assert {type(error) for error in finish.errors} == {NotInStockError}


def test_one_rounds_part_of_the_stock_is_packed_once(race):
    # given eight kitchens were promised one pack each, of a fresh lot that does not come
    larder, lot = stocked(units=8)
    cycle = larder.open_round(stated=[(larder.meat, 8)])
    set_stock_packs(**larder.args, cycle_id=cycle.pk, variant_id=larder.meat.pk, packs=3)
    lines = [larder.order(cycle, unit, larder.meat, 1) for unit in larder.units]
    larder.buy(cycle)
    # when all are packed from stock at once
    finish = race(
        8,
        lambda runner: pack_line(
            **larder.args, order_line_id=lines[runner].pk, parts=[PartEntry(lot.pk, 1)]
        ),
    )
    # then it gives no more than its part
    assert (len(finish.results), PackedPart.objects.count()) == (3, 3)
    assert {type(error) for error in finish.errors} == {StockPromisedError}


def test_what_is_written_off_at_once_is_not_lost_twice(race):
    larder, lot = stocked()
    finish = race(
        RUNNERS, lambda _: write_off(**larder.args, lot_id=lot.pk, count=3, reason="expired")
    )
    lot.refresh_from_db()
    assert (len(finish.results), lot.packs_left) == (3, 1)
    assert {type(error) for error in finish.errors} == {LotShortError}
    assert lot.movements.aggregate(packs=Sum("count"))["packs"] == 1


def test_nobody_elses_stock_is_locked_or_counted():
    larder, _ = stocked()
    neighbour = factories.make_hub()
    factories.make_listing(neighbour, larder.meat, 30000)
    cycle = rounds.make_cycle(neighbour, "draft", delivery_day=THURSDAY)
    open_cycle(
        actor=factories.coordinator(neighbour),
        hub_id=neighbour.pk,
        cycle_id=cycle.pk,
        now=larder.args["now"],
    )
    assert offered() == 0
