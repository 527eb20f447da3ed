"""What happens to lots in stock: moved, counted, written off, put back; and taken back again."""

import pytest
from django.db.models import Sum

from kortreist.apps.actors.models import AuditEvent
from kortreist.apps.desk.models import CycleStage
from kortreist.apps.fulfilment.entries import CountEntry
from kortreist.apps.fulfilment.errors import (
    ImplausibleCountError,
    LotInUseError,
    LotMovedError,
    LotNotInStockError,
    LotShortError,
    MovementNotUndoableError,
    NothingReturnedError,
    OnConsignmentError,
    PlaceArchivedError,
    PlaceInUseError,
    PlaceNameError,
    ReturnedToStockError,
    StockPromisedError,
    UnknownReasonError,
)
from kortreist.apps.fulfilment.models import Delivery, Lot, StockMovement
from kortreist.apps.fulfilment.services.counts import count_place
from kortreist.apps.fulfilment.services.deliveries import undo_delivery
from kortreist.apps.fulfilment.services.goods_in import undo_receipt
from kortreist.apps.fulfilment.services.places import add_place, archive_place
from kortreist.apps.fulfilment.services.stock import (
    put_back_returned,
    put_on_place,
    undo_movement,
    write_off,
)
from kortreist.apps.trading.models import Ownership
from kortreist.apps.trading.selectors.identity import cycle_identity
from kortreist.kernel.errors import NotFoundError, NotPermittedError
from kortreist.kernel.quantity import Quantity
from tests import factories
from tests.apps.fulfilment.larder import make_larder
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def larder():
    return make_larder()


@pytest.fixture
def lot(larder):
    """Twenty packs of 500 g in the freezer, at kr 300 a kilo."""
    return stock(larder)


def stock(larder, ownership=Ownership.OWNED):
    cycle = larder.open_round(stock=[(larder.meat, 20, ownership)])
    return larder.receive(larder.buy(cycle)[larder.meat.pk], place=larder.freezer)


def ledger(lot):
    lot.refresh_from_db()
    total = lot.movements.aggregate(packs=Sum("count"))["packs"]
    assert total == lot.packs_left
    return list(lot.movements.values_list("kind", "count", "value_ore"))


def test_write_off_tells_what_was_lost(larder, lot, audit_codes):
    row = write_off(**larder.args, lot_id=lot.pk, count=3, reason="damaged", note="Stanga")
    assert ledger(lot) == [("received", 20, 300000), ("written_off", -3, -45000)]
    assert (row.reason, row.note, row.actor) == ("damaged", "Stanga", larder.boss.name)
    assert lot.packs_left == 17
    assert audit_codes()[-1] == "fulfilment.stock.written_off"


@pytest.mark.parametrize(
    ("_case", "fields", "error"),
    [
        ("more than there is", {"count": 21}, LotShortError),
        ("nothing", {"count": 0}, ImplausibleCountError),
        ("for no known reason", {"reason": "eaten"}, UnknownReasonError),
    ],
)
def test_write_off_is_refused(larder, lot, _case, fields, error):
    before = AuditEvent.objects.count()
    with pytest.raises(error):
        write_off(**larder.args, lot_id=lot.pk, **{"count": 1, "reason": "lost"} | fields)
    assert ledger(lot) == [("received", 20, 300000)]
    assert AuditEvent.objects.count() == before


def test_count_writes_the_difference_and_the_right_ones_too(larder, lot):
    other = stock(larder)
    rows = count_place(
        **larder.args,
        place_id=larder.freezer.pk,
        entries=[CountEntry(lot.pk, 18), CountEntry(other.pk, 20)],
    )
    assert [(row.kind, row.count, row.value_ore) for row in rows] == [
        ("counted", -2, -30000),
        ("counted", 0, 0),
    ]
    assert ledger(lot)[-1] == ("counted", -2, -30000)
    # and what is found comes back
    count_place(**larder.args, place_id=larder.freezer.pk, entries=[CountEntry(lot.pk, 21)])
    assert ledger(lot)[-1] == ("counted", 3, 45000)


def test_count_is_spoiled_by_what_happened_meanwhile(larder, lot):
    seen = lot.movements.latest("pk").pk
    write_off(**larder.args, lot_id=lot.pk, count=1, reason="tasted")
    entry = CountEntry(lot.pk, 20, seen)
    with pytest.raises(LotMovedError):
        count_place(**larder.args, place_id=larder.freezer.pk, entries=[entry])
    assert len(ledger(lot)) == 2


def test_count_is_of_one_place(larder, lot):
    shelf = add_place(**larder.args, name="Hylle", storage="ambient")
    with pytest.raises(LotNotInStockError):
        count_place(**larder.args, place_id=shelf.pk, entries=[CountEntry(lot.pk, 20)])


def test_moves_are_told_and_taken_back(larder, lot):
    shelf = add_place(**larder.args, name="Hylle", storage="ambient")
    moved = put_on_place(**larder.args, lot_id=lot.pk, place_id=shelf.pk)
    assert put_on_place(**larder.args, lot_id=lot.pk, place_id=shelf.pk) is None
    assert (moved.kind, moved.from_place, moved.to_place) == ("moved", larder.freezer, shelf)
    undone = undo_movement(**larder.args, movement_id=moved.pk)
    assert undone.undoes == moved
    lot.refresh_from_db()
    assert lot.place == larder.freezer


def test_undo_in_turn_while_nothing_came_after(larder, lot):
    first = write_off(**larder.args, lot_id=lot.pk, count=3, reason="lost")
    [second] = count_place(
        **larder.args, place_id=larder.freezer.pk, entries=[CountEntry(lot.pk, 19)]
    )
    with pytest.raises(MovementNotUndoableError):
        undo_movement(**larder.args, movement_id=first.pk)
    undo_movement(**larder.args, movement_id=second.pk)
    undo_movement(**larder.args, movement_id=first.pk)
    with pytest.raises(MovementNotUndoableError):
        undo_movement(**larder.args, movement_id=first.pk)
    assert sum(value for _, _, value in ledger(lot)) == 300000
    assert lot.packs_left == 20


def test_receipts_and_packing_are_taken_back_where_they_were_made(larder, lot):
    received = lot.movements.get()
    with pytest.raises(MovementNotUndoableError):
        undo_movement(**larder.args, movement_id=received.pk)
    undo_receipt(**larder.args, lot_id=lot.pk)
    assert not Lot.objects.exists()
    assert not StockMovement.objects.exists()


def test_a_receipt_stays_when_some_was_written_off(larder, lot):
    write_off(**larder.args, lot_id=lot.pk, count=3, reason="lost")
    with pytest.raises(LotInUseError):
        undo_receipt(**larder.args, lot_id=lot.pk)


def test_nothing_leaves_the_stock_that_others_count_on(larder):
    cycle = larder.open_round(stated=[(larder.meat, 10)])
    larder.order(cycle, larder.units[0], larder.meat, 4)
    lot = larder.receive(larder.buy(cycle)[larder.meat.pk], 10)
    larder.pack(cycle)
    placed = put_on_place(**larder.args, lot_id=lot.pk, place_id=larder.freezer.pk)
    larder.open_round()
    with pytest.raises(StockPromisedError):
        undo_movement(**larder.args, movement_id=placed.pk)


def test_what_came_back_from_the_door_is_put_back_once(larder, lot):
    second = larder.open_round()
    line = larder.order(second, larder.units[0], larder.meat, 6)
    larder.buy(second)
    larder.pack(second)
    larder.deliver(second, {line.pk: Quantity(2, 1000)})
    back = {"order_line_id": line.pk, "lot_id": lot.pk}
    with pytest.raises(NothingReturnedError):
        put_back_returned(**larder.args, **back, count=3)
    row = put_back_returned(**larder.args, **back, count=2)
    assert ledger(lot)[-1] == ("returned", 2, 30000)
    with pytest.raises(NothingReturnedError):
        put_back_returned(**larder.args, **back, count=1)
    delivery = Delivery.objects.get(order=line.order)
    with pytest.raises(ReturnedToStockError):
        undo_delivery(**larder.args, delivery_id=delivery.pk)
    undo_movement(**larder.args, movement_id=row.pk)
    undo_delivery(**larder.args, delivery_id=delivery.pk)
    lot.refresh_from_db()
    assert lot.packs_left == 14


def test_goods_on_consignment_are_not_put_back_as_unsold(larder):
    lot = stock(larder, Ownership.CONSIGNMENT)
    second = larder.open_round()
    line = larder.order(second, larder.units[0], larder.meat, 6)
    larder.buy(second)
    larder.pack(second)
    larder.deliver(second, {line.pk: Quantity(2, 1000)})
    with pytest.raises(OnConsignmentError):
        put_back_returned(**larder.args, order_line_id=line.pk, lot_id=lot.pk, count=1)


def test_what_lies_on_no_place_is_not_written_off(larder):
    cycle = larder.open_round(stated=[(larder.meat, 10)])
    larder.order(cycle, larder.units[0], larder.meat, 4)
    lot = larder.receive(larder.buy(cycle)[larder.meat.pk], 6)
    with pytest.raises(LotNotInStockError):
        write_off(**larder.args, lot_id=lot.pk, count=1, reason="lost")


def test_places_are_named_once_and_left_empty(larder, lot):
    with pytest.raises(PlaceNameError):
        add_place(**larder.args, name=" Fryser  1 ", storage="frozen")
    with pytest.raises(PlaceInUseError):
        archive_place(**larder.args, place_id=larder.freezer.pk)
    shelf = add_place(**larder.args, name="Hylle", storage="ambient")
    archive_place(**larder.args, place_id=shelf.pk)
    with pytest.raises(PlaceArchivedError):
        put_on_place(**larder.args, lot_id=lot.pk, place_id=shelf.pk)
    assert add_place(**larder.args, name="Hylle", storage="chilled").pk == shelf.pk


def test_others_touch_nothing(larder, lot):
    elsewhere = factories.make_hub()
    stranger = factories.coordinator(elsewhere)
    row = lot.movements.get()
    with pytest.raises(NotFoundError):
        write_off(
            actor=stranger, hub_id=elsewhere.pk, lot_id=lot.pk, count=1, reason="lost", now=NOON
        )
    with pytest.raises(NotFoundError):
        undo_movement(actor=stranger, hub_id=elsewhere.pk, movement_id=row.pk, now=NOON)
    cook = factories.buyer_actor(larder.units[0])
    with pytest.raises(NotPermittedError):
        write_off(actor=cook, hub_id=larder.hub.pk, lot_id=lot.pk, count=1, reason="lost", now=NOON)
    assert ledger(lot) == [("received", 20, 300000)]


def test_losses_touch_no_round(larder, lot):
    larder.conduct(larder.cycles[0], CycleStage.INVOICE, CycleStage.SETTLE)
    write_off(**larder.args, lot_id=lot.pk, count=3, reason="expired")
    report = cycle_identity(hub_id=larder.hub.pk, cycle_id=larder.cycles[0].pk)
    assert (report.borne, report.difference_ore) == (300000, 0)
