"""Goods bought for stock in one round and sold in others: packs, papers and money add up."""

from datetime import date, timedelta

import pytest
from django.db.models import Sum

from kortreist.apps.actors.models import HubProducer
from kortreist.apps.billing.models import Document, DocumentKind
from kortreist.apps.desk.models import CycleStage
from kortreist.apps.fulfilment.entries import PartEntry
from kortreist.apps.fulfilment.errors import (
    LotExpiredError,
    LotNotInStockError,
    SettledAsWasteError,
    StockPromisedError,
)
from kortreist.apps.fulfilment.models import Lot, PackedPart, StockMovement
from kortreist.apps.fulfilment.services.packing import pack_line, unpack_line
from kortreist.apps.fulfilment.services.stock import put_on_place
from kortreist.apps.trading.errors import AlreadyPromisedError, CycleStateError, NotInStockError
from kortreist.apps.trading.models import ChargeLine, Offer, Ownership, PurchaseOrder
from kortreist.apps.trading.selectors.identity import cycle_identity
from kortreist.apps.trading.services.offers import state_availability
from kortreist.apps.trading.services.stock_offers import set_stock_packs
from kortreist.apps.trading.services.stock_purchases import buy_for_stock
from kortreist.kernel.quantity import Quantity
from tests.apps.fulfilment.larder import THURSDAY, make_larder

pytestmark = pytest.mark.django_db


@pytest.fixture
def larder():
    return make_larder()


def stocked(larder, packs=20, variant=None, ownership=Ownership.OWNED, **receipt):
    """A round in which nothing is sold, and packs are bought for the freezer."""
    variant = variant or larder.meat
    cycle = larder.open_round(stock=[(variant, packs, ownership)])
    line = larder.buy(cycle)[variant.pk]
    return larder.receive(line, place=larder.freezer, **receipt)


def charges(cycle):
    """What a cycle's purchase side says, by account and reason."""
    rows = (
        ChargeLine.objects.filter(cycle=cycle, purchase_line__isnull=False)
        .order_by()
        .values_list("side", "kind", "reason")
        .annotate(ore=Sum("amount_ore"))
    )
    return {tuple(row[:3]): row[3] for row in rows}


def balanced(larder):
    return [
        cycle_identity(hub_id=larder.hub.pk, cycle_id=cycle.pk).difference_ore
        for cycle in larder.cycles
    ]


def assert_ledger_adds_up():
    for lot in Lot.objects.all():
        assert lot.movements.aggregate(packs=Sum("count"))["packs"] == lot.packs_left, lot


def test_bought_for_stock_the_hub_bears_it_until_it_is_sold(larder):
    # given 20 packs of 500 g at kr 300 a kilo, bought for the freezer
    lot = stocked(larder)
    first = larder.cycles[0]
    larder.conduct(first, CycleStage.INVOICE, CycleStage.SETTLE)
    assert charges(first) == {
        ("producer", "goods", "delivered"): 300000,
        ("hub", "borne", "stocked"): 300000,
    }
    # when the next round sells six of them
    second = larder.open_round()
    larder.order(second, larder.units[0], larder.meat, 6)
    # then nothing is bought, and the buyers pay what it cost back
    assert larder.buy(second) == {}
    larder.finish(second)
    assert charges(second) == {("hub", "borne", "from_stock"): -90000}
    assert balanced(larder) == [0, 0]
    # and the producer has one statement, from the round it delivered in
    statements = Document.objects.filter(kind=DocumentKind.SETTLEMENT)
    assert [(row.cycle_id, row.net_ore) for row in statements] == [(first.pk, 300000)]
    lot.refresh_from_db()
    assert lot.packs_left == 14
    assert_ledger_adds_up()


def test_on_consignment_the_producer_is_credited_as_it_is_sold(larder):
    lot = stocked(larder, ownership=Ownership.CONSIGNMENT)
    first = larder.cycles[0]
    larder.conduct(first, CycleStage.INVOICE, CycleStage.SETTLE)
    assert charges(first) == {}
    for packs, ore in ((6, 90000), (4, 60000)):
        cycle = larder.open_round()
        larder.order(cycle, larder.units[0], larder.meat, packs)
        larder.buy(cycle)
        larder.finish(cycle)
        assert charges(cycle) == {("producer", "goods", "delivered"): ore}
        statement = Document.objects.get(kind=DocumentKind.SETTLEMENT, cycle=cycle)
        assert statement.net_ore == ore
    assert balanced(larder) == [0, 0, 0]
    line = lot.purchase_line
    line.refresh_from_db()
    assert (line.received_count, line.credited_count) == (20, 10)


def test_consigned_goods_sold_in_their_own_round_are_credited_there(larder):
    cycle = larder.open_round(
        stated=[(larder.meat, 30)], stock=[(larder.meat, 20, Ownership.CONSIGNMENT)]
    )
    larder.order(cycle, larder.units[0], larder.meat, 5)
    line = larder.buy(cycle)[larder.meat.pk]
    assert (line.ordered_count, line.stock_count) == (25, 20)
    larder.receive(line, place=larder.freezer)
    larder.finish(cycle)
    assert charges(cycle) == {("producer", "goods", "delivered"): 75000}
    assert balanced(larder) == [0]


def test_what_a_round_leaves_is_thrown_away_or_put_into_stock(larder):
    # given ten were ordered, and fourteen came in two lots
    cycle = larder.open_round(stated=[(larder.meat, 30)])
    larder.order(cycle, larder.units[0], larder.meat, 10)
    line = larder.buy(cycle)[larder.meat.pk]
    lot = larder.receive(line, 11)
    larder.receive(line, 3, best_before=None)
    larder.pack(cycle)
    # when what is left of the first lot goes into the freezer
    put_on_place(**larder.args, lot_id=lot.pk, place_id=larder.freezer.pk)
    larder.deliver(cycle)
    larder.conduct(cycle, CycleStage.INVOICE, CycleStage.SETTLE)
    # then one pack is kept and three are not
    assert charges(cycle) == {
        ("producer", "goods", "delivered"): 14 * 15000,
        ("hub", "borne", "stocked"): 15000,
        ("hub", "borne", "unsold"): 45000,
    }
    assert balanced(larder) == [0]
    # and it is too late for the others
    rest = Lot.objects.get(best_before=None)
    with pytest.raises(SettledAsWasteError):
        put_on_place(**larder.args, lot_id=rest.pk, place_id=larder.freezer.pk)


def test_weighed_goods_come_back_at_what_was_packed(larder):
    # given five roasts of 10.4 kg in all
    stocked(larder, 5, larder.roast, amount=10_400)
    larder.conduct(larder.cycles[0], CycleStage.INVOICE, CycleStage.SETTLE)
    second = larder.open_round()
    line = larder.order(second, larder.units[0], larder.roast, 3)
    larder.buy(second)
    lot = Lot.objects.get()
    # when three are packed that weigh 6.1 kg
    pack_line(**larder.args, order_line_id=line.pk, parts=[PartEntry(lot.pk, 3, 6_100)])
    larder.finish(second)
    # then what they cost comes back at that weight
    assert charges(larder.cycles[0])[("hub", "borne", "stocked")] == 468000
    assert charges(second) == {("hub", "borne", "from_stock"): -274500}
    assert balanced(larder) == [0, 0]


def test_a_price_that_has_risen_since_is_the_hubs_to_keep(larder):
    stocked(larder)
    listing = larder.meat.listings.get()
    listing.producer_price_ore = 32000
    listing.save()
    second = larder.open_round()
    larder.order(second, larder.units[0], larder.meat, 6)
    larder.buy(second)
    larder.finish(second)
    assert charges(second) == {
        ("hub", "borne", "from_stock"): -90000,
        ("hub", "margin", "stock_price"): 6000,
    }
    larder.conduct(larder.cycles[0], CycleStage.INVOICE, CycleStage.SETTLE)
    assert balanced(larder) == [0, 0]


def test_returned_from_the_door_it_is_borne_as_any_other(larder):
    stocked(larder)
    second = larder.open_round()
    line = larder.order(second, larder.units[0], larder.meat, 6)
    larder.buy(second)
    larder.finish(second, {line.pk: Quantity(2, 1000)})
    assert charges(second) == {
        ("hub", "borne", "from_stock"): -90000,
        ("hub", "borne", "returned"): 30000,
    }
    assert balanced(larder)[1] == 0


def test_stock_goes_with_what_comes_fresh_first_to_expire_first(larder):
    # given eight in stock that keep until June, and the farm has ten that keep until May
    old = stocked(larder, 8)
    second = larder.open_round(stated=[(larder.meat, 10)])
    offer = Offer.objects.get(cycle=second)
    assert (offer.offered_packs, offer.stock_packs) == (18, 8)
    lines = [larder.order(second, unit, larder.meat, 7) for unit in larder.units]
    # when they are bought, the farm is asked for what stock does not cover
    bought = larder.buy(second)[larder.meat.pk]
    assert bought.ordered_count == 6
    fresh = larder.receive(bought, best_before=date(2027, 5, 1))
    larder.finish(second)
    # then what expires first went first
    parts = [
        [(part.lot_id, part.count) for part in lot_parts]
        for lot_parts in (line_parts(line) for line in lines)
    ]
    assert parts == [[(fresh.pk, 6), (old.pk, 1)], [(old.pk, 7)]]
    assert balanced(larder)[1] == 0
    assert_ledger_adds_up()


def line_parts(line):
    return PackedPart.objects.filter(order_line=line).order_by("pk")


def test_two_open_rounds_never_offer_the_same_pack(larder):
    stocked(larder, 10)
    second = larder.open_round()
    third = larder.open_round(day=THURSDAY + timedelta(days=8))
    assert Offer.objects.get(cycle=second).stock_packs == 10
    assert not Offer.objects.filter(cycle=third).exists()
    # the coordinator may share them out otherwise
    word = {"variant_id": larder.meat.pk}
    with pytest.raises(NotInStockError) as caught:
        set_stock_packs(**larder.args, **word, cycle_id=third.pk, packs=4)
    assert caught.value.params == {"wanted": 4, "left": 0}
    set_stock_packs(**larder.args, **word, cycle_id=second.pk, packs=6)
    assert set_stock_packs(**larder.args, **word, cycle_id=third.pk, packs=4).offered_packs == 4


def test_what_a_round_did_not_sell_is_free_when_it_has_bought(larder):
    stocked(larder, 10)
    second = larder.open_round()
    larder.order(second, larder.units[0], larder.meat, 3)
    with pytest.raises(AlreadyPromisedError):
        set_stock_packs(**larder.args, cycle_id=second.pk, variant_id=larder.meat.pk, packs=2)
    larder.buy(second)
    third = larder.open_round()
    assert Offer.objects.get(cycle=second).stock_packs == 3
    assert Offer.objects.get(cycle=third).stock_packs == 7


def test_packs_beyond_the_rounds_part_of_the_stock_are_refused(larder):
    lot = stocked(larder, 10)
    second = larder.open_round(stated=[(larder.meat, 10)])
    set_stock_packs(**larder.args, cycle_id=second.pk, variant_id=larder.meat.pk, packs=2)
    line = larder.order(second, larder.units[0], larder.meat, 6)
    larder.buy(second)
    with pytest.raises(StockPromisedError) as caught:
        pack_line(**larder.args, order_line_id=line.pk, parts=[PartEntry(lot.pk, 3)])
    assert caught.value.params == {"wanted": 3, "left": 2}
    # the farm brings nothing, and the coordinator lets the round have more
    set_stock_packs(**larder.args, cycle_id=second.pk, variant_id=larder.meat.pk, packs=6)
    pack_line(**larder.args, order_line_id=line.pk, parts=[PartEntry(lot.pk, 6)])
    unpack_line(**larder.args, order_line_id=line.pk)
    lot.refresh_from_db()
    assert lot.packs_left == 10
    kinds = lot.movements.values_list("kind", "count")
    assert list(kinds) == [("received", 10), ("packed", -6), ("unpacked", 6)]


def test_lots_past_their_date_are_neither_offered_nor_packed(larder):
    lot = stocked(larder, 10, best_before=THURSDAY + timedelta(days=8))
    second = larder.open_round()
    line = larder.order(second, larder.units[0], larder.meat, 4)
    larder.buy(second)
    third = larder.open_round()
    assert not Offer.objects.filter(cycle=third).exists()
    Lot.objects.update(best_before=THURSDAY + timedelta(days=6))
    with pytest.raises(LotExpiredError):
        pack_line(**larder.args, order_line_id=line.pk, parts=[PartEntry(lot.pk, 4)])


def test_lots_that_another_round_left_lying_are_not_packed(larder):
    cycle = larder.open_round(stated=[(larder.meat, 10)])
    line = larder.order(cycle, larder.units[0], larder.meat, 4)
    left = larder.receive(larder.buy(cycle)[larder.meat.pk], 6)
    second = larder.open_round(stated=[(larder.meat, 10)])
    line = larder.order(second, larder.units[0], larder.meat, 4)
    larder.buy(second)
    with pytest.raises(LotNotInStockError):
        pack_line(**larder.args, order_line_id=line.pk, parts=[PartEntry(left.pk, 4)])
    assert StockMovement.objects.count() == 1


def test_a_producer_that_brings_little_is_asked_for_stock_all_the_same(larder):
    # given nobody orders
    cycle = larder.open_round(stock=[(larder.meat, 12)])
    assert larder.buy(cycle)[larder.meat.pk].ordered_count == 12
    assert PurchaseOrder.objects.get().producer_id == larder.farm.pk
    # and once sent it is too late for more
    with pytest.raises(CycleStateError):
        buy_for_stock(**larder.args, cycle_id=cycle.pk, variant_id=larder.meat.pk, packs=4)


def test_the_producers_minimum_does_not_stop_what_lies_here(larder):
    stocked(larder, 10)
    HubProducer.objects.update(minimum_ore=10_000_000)
    second = larder.open_round()
    line = larder.order(second, larder.units[0], larder.meat, 4)
    larder.buy(second)
    line.refresh_from_db()
    assert line.confirmed_count == 4


def test_a_word_on_what_is_fresh_leaves_the_stock_alone(larder):
    stocked(larder, 10)
    second = larder.open_round()
    offer = state_availability(
        **larder.args, cycle_id=second.pk, variant_id=larder.meat.pk, packs=5
    )
    assert (offer.offered_packs, offer.fresh_packs, offer.stock_packs) == (15, 5, 10)
    larder.order(second, larder.units[0], larder.meat, 12)
    state_availability(**larder.args, cycle_id=second.pk, variant_id=larder.meat.pk, packs=2)
    with pytest.raises(AlreadyPromisedError):
        state_availability(**larder.args, cycle_id=second.pk, variant_id=larder.meat.pk, packs=1)
