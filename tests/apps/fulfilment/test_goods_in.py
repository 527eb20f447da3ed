from datetime import date

import pytest

from kortreist.apps.actors.models import AuditEvent
from kortreist.apps.fulfilment.entries import ReceiptEntry
from kortreist.apps.fulfilment.errors import (
    GoodsReceivedError,
    ImplausibleCountError,
    ImplausibleTemperatureError,
    ImplausibleWeightError,
    LotAlreadyReceivedError,
    LotCodeError,
    LotInUseError,
    NotNominalError,
    PurchaseClosedError,
    ShortDatedError,
)
from kortreist.apps.fulfilment.models import Lot
from kortreist.apps.fulfilment.selectors.goods_in import ArrivalState, get_purchase, list_expected
from kortreist.apps.fulfilment.services import receipts
from kortreist.apps.fulfilment.services.goods_in import receive_cycle, receive_goods, undo_receipt
from kortreist.apps.fulfilment.services.lots import release_lot, withdraw_lot
from kortreist.apps.fulfilment.services.missing import report_missing, undo_missing
from kortreist.apps.trading.models import PurchaseChange, PurchaseStatus
from kortreist.kernel.errors import NotFoundError, NotPermittedError
from kortreist.kernel.quantity import Quantity
from tests import factories
from tests.apps.fulfilment.scenes import (
    LATER,
    add_catch_weight,
    add_goods,
    add_lot,
    make_scene,
)
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


def receive(scene, goods, packs, *, amount=None, code="L1", best_before=LATER, **more):
    amount = packs * goods.variant.content_amount if amount is None else amount
    return receive_goods(
        **scene.args
        | {
            "purchase_line_id": goods.purchase_line.pk,
            "code": code,
            "best_before": best_before,
            "quantity": Quantity(packs, amount),
        }
        | more
    )


def received(goods):
    goods.purchase_line.refresh_from_db()
    return goods.purchase_line.quantity("received")


def assert_untouched(goods, *, lots=0):
    assert Lot.objects.count() == lots
    assert received(goods) is None
    assert not PurchaseChange.objects.exists()
    assert not AuditEvent.objects.exists()


@pytest.mark.both
def test_received_is_the_sum_of_the_lots(audit_codes):
    # given twelve packs of about 2 kg ordered
    scene = make_scene()
    goods = add_catch_weight(scene, (6, 6))
    # when they come in two lots, weighed
    first = receive(scene, goods, 7, amount=13_480, code=" L1 ", temperature_dc=31)
    receive(scene, goods, 5, amount=10_260, code="L2", best_before=None)
    # then the line has both, with a row for each change
    assert received(goods) == Quantity(12, 23_740)
    assert (first.code, first.temperature_dc, first.packs_left) == ("L1", 31, 7)
    assert first.producer_id == goods.offer.producer_id
    rows = PurchaseChange.objects.order_by("pk").values_list("stage", "to_count", "to_amount")
    assert list(rows) == [("received", 7, 13_480), ("received", 12, 23_740)]
    assert audit_codes() == ["fulfilment.lot.received"] * 2


def test_same_lot_sent_twice_is_one_lot():
    # given / when
    scene = make_scene()
    goods = add_goods(scene, (5, 5))
    first = receive(scene, goods, 10)
    again = receive(scene, goods, 10)
    # then
    assert again == first
    assert received(goods) == Quantity(10, 10_000)
    assert AuditEvent.objects.count() == 1


def test_same_lot_number_with_other_figures_is_refused():
    # given
    scene = make_scene()
    goods = add_goods(scene, (5, 5))
    receive(scene, goods, 10)
    # when
    with pytest.raises(LotAlreadyReceivedError) as caught:
        receive(scene, goods, 9)
    # then what is there is told, and stays
    assert caught.value.params == {
        "line_id": goods.purchase_line.pk,
        "lot": "L1",
        "count": 10,
        "amount": 10_000,
    }
    assert received(goods) == Quantity(10, 10_000)


_refusal_cases = [
    ({"code": "  "}, LotCodeError, {"field": "code", "most": 40}),
    ({"code": "x" * 41}, LotCodeError, {"field": "code", "most": 40}),
    ({"code": "a\nb"}, LotCodeError, {"field": "code", "most": 40}),
    ({"quantity": Quantity(0, 2000)}, ImplausibleCountError, {"count": 0, "most": 1_000_000}),
    (
        {"quantity": Quantity(10**18, 2000 * 10**18)},
        ImplausibleCountError,
        {"count": 10**18, "most": 1_000_000},
    ),
    (
        {"quantity": Quantity(3, 2999)},
        ImplausibleWeightError,
        {"amount": 2999, "least_amount": 3000, "most_amount": 9000, "unit": "g"},
    ),
    (
        {"quantity": Quantity(3, 9001)},
        ImplausibleWeightError,
        {"amount": 9001, "least_amount": 3000, "most_amount": 9000, "unit": "g"},
    ),
    (
        {"temperature_dc": -501},
        ImplausibleTemperatureError,
        {"temperature_dc": -501, "least_dc": -500, "most_dc": 600},
    ),
    (
        {"best_before": date(2026, 11, 25)},
        ShortDatedError,
        {"best_before": date(2026, 11, 25), "delivery_day": date(2026, 11, 26)},
    ),
]


@pytest.mark.parametrize(("changed", "error", "facts"), _refusal_cases)
def test_figures_that_cannot_be_right_are_refused(changed, error, facts):
    # given
    scene = make_scene()
    goods = add_catch_weight(scene, (3,))
    # when
    with pytest.raises(error) as caught:
        receive(scene, goods, 3, **changed)
    # then
    assert caught.value.params == facts | {"line_id": goods.purchase_line.pk}
    assert_untouched(goods)


def test_goods_charged_by_the_pack_are_received_by_the_pack():
    # given
    scene = make_scene()
    goods = add_goods(scene, (3,))
    # when
    with pytest.raises(NotNominalError) as caught:
        receive(scene, goods, 3, amount=2990)
    # then
    assert caught.value.params == {
        "line_id": goods.purchase_line.pk,
        "amount": 2990,
        "expected_amount": 3000,
        "unit": "g",
    }
    assert_untouched(goods)


def test_short_dated_goods_come_in_when_somebody_says_so():
    # given / when
    scene = make_scene()
    goods = add_goods(scene, (3,))
    day_before = date(2026, 11, 25)
    lot = receive(scene, goods, 3, best_before=day_before, accept_short_dated=True)
    # then
    assert lot.best_before == day_before


def test_withdrawn_purchase_takes_no_goods():
    # given
    scene = make_scene()
    goods = add_goods(scene, (3,))
    purchase = goods.purchase_line.purchase_order
    purchase.status = PurchaseStatus.WITHDRAWN
    purchase.save()
    # when
    with pytest.raises(PurchaseClosedError) as caught:
        receive(scene, goods, 3)
    # then
    assert caught.value.params == {"state": "withdrawn"}
    assert_untouched(goods)


def test_credited_line_takes_no_goods_and_gives_none_back():
    # given
    scene = make_scene()
    goods = add_goods(scene, (3,))
    lot = receive(scene, goods, 2)
    goods.purchase_line.refresh_from_db()
    goods.purchase_line.credited_count, goods.purchase_line.credited_amount = 2, 2000
    goods.purchase_line.save()
    # when / then
    with pytest.raises(PurchaseClosedError) as caught:
        receive(scene, goods, 1, code="L2")
    assert caught.value.params == {"state": "credited"}
    with pytest.raises(PurchaseClosedError):
        undo_receipt(**scene.args, lot_id=lot.pk)
    assert received(goods) == Quantity(2, 2000)


@pytest.mark.parametrize(
    ("who", "error"),
    [
        (lambda scene: factories.outsider(), NotFoundError),
        (lambda scene: factories.coordinator(factories.make_hub()), NotFoundError),
        (lambda scene: factories.accountant(scene.hub), NotPermittedError),
        (lambda scene: factories.buyer_actor(scene.units[0]), NotPermittedError),
    ],
)
def test_only_those_who_receive_goods_may(who, error):
    # given
    scene = make_scene()
    goods = add_goods(scene, (3,))
    # when / then
    with pytest.raises(error):
        receive(scene, goods, 3, actor=who(scene))
    assert_untouched(goods)


def test_line_of_another_hub_is_not_found():
    # given
    scene, other = make_scene(), make_scene()
    goods = add_goods(other, (3,))
    # when / then
    with pytest.raises(NotFoundError):
        receive(scene, goods, 3)
    assert_untouched(goods)


def test_undone_lot_is_gone_from_the_sum_but_not_from_the_trail(audit_codes):
    # given
    scene = make_scene()
    goods = add_goods(scene, (5, 5))
    receive(scene, goods, 6)
    second = receive(scene, goods, 4, code="L2")
    # when
    undo_receipt(**scene.args, lot_id=second.pk)
    # then
    assert received(goods) == Quantity(6, 6000)
    assert audit_codes()[-1] == "fulfilment.lot.undone"
    assert AuditEvent.objects.latest("pk").before["code"] == "L2"
    # and when the last one goes, nothing is known again
    undo_receipt(**scene.args, lot_id=Lot.objects.get().pk)
    assert received(goods) is None


def test_lot_in_use_is_not_undone():
    # given
    scene = make_scene()
    goods = add_goods(scene, (5, 5))
    lot = add_lot(scene, goods, 10, packed_count=2)
    # when
    with pytest.raises(LotInUseError) as caught:
        undo_receipt(**scene.args, lot_id=lot.pk)
    # then
    assert caught.value.params == {"lot": lot.code, "packed": 2}
    assert Lot.objects.get() == lot


def test_nothing_came_is_said_and_taken_back():
    # given
    scene = make_scene()
    goods = add_goods(scene, (5, 5))
    line = {"purchase_line_id": goods.purchase_line.pk}
    # when / then
    assert report_missing(**scene.args, **line).quantity("received") == Quantity.none()
    assert report_missing(**scene.args, **line).quantity("received") == Quantity.none()
    assert [change.reason for change in PurchaseChange.objects.all()] == ["not_received"]
    assert undo_missing(**scene.args, **line).quantity("received") is None


def test_goods_that_came_are_not_missing():
    # given
    scene = make_scene()
    goods = add_goods(scene, (5, 5))
    receive(scene, goods, 4)
    # when / then
    for service in (report_missing, undo_missing):
        with pytest.raises(GoodsReceivedError) as caught:
            service(**scene.args, purchase_line_id=goods.purchase_line.pk)
        assert caught.value.params == {"count": 4}
    assert received(goods) == Quantity(4, 4000)


def test_lot_is_withdrawn_and_released(audit_codes):
    # given
    scene = make_scene()
    lot = add_lot(scene, add_goods(scene, (5,)), 5)
    # when / then
    assert withdraw_lot(**scene.args, lot_id=lot.pk).withdrawn_at == NOON
    withdraw_lot(**scene.args, lot_id=lot.pk)
    assert release_lot(**scene.args, lot_id=lot.pk).withdrawn_at is None
    assert audit_codes() == ["fulfilment.lot.withdrawn", "fulfilment.lot.released"]


@pytest.mark.both
def test_failure_half_way_leaves_nothing(monkeypatch):
    # given lots are written before the line
    scene = make_scene()
    goods = add_goods(scene, (5, 5))

    def fail(**kwargs):
        raise RuntimeError

    monkeypatch.setattr(receipts, "set_purchase_stages", fail)
    # when
    with pytest.raises(RuntimeError):
        receive(scene, goods, 10)
    # then
    assert_untouched(goods)


def test_failure_half_way_through_an_undo_leaves_the_lot(monkeypatch):
    # given the lot is taken out before the line is written
    scene = make_scene()
    goods = add_goods(scene, (5, 5))
    lot = receive(scene, goods, 10)

    def fail(**kwargs):
        raise RuntimeError

    monkeypatch.setattr(receipts, "set_purchase_stages", fail)
    # when
    with pytest.raises(RuntimeError):
        undo_receipt(**scene.args, lot_id=lot.pk)
    # then
    assert Lot.objects.get() == lot
    assert received(goods) == Quantity(10, 10_000)
    assert AuditEvent.objects.count() == 1


@pytest.mark.both
def test_many_lots_take_as_many_queries_as_few(query_count):
    # given
    counts = []
    for number in (3, 30):
        scene = make_scene()
        entries = [
            ReceiptEntry(goods.purchase_line.pk, "L1", LATER, Quantity(4, 4000))
            for goods in [add_goods(scene, (2, 2)) for _ in range(number)]
        ]
        batch = {**scene.args, "cycle_id": scene.cycle.pk, "entries": entries}
        # when
        counts.append(query_count(lambda batch=batch: receive_cycle(**batch)))
    # then
    assert counts[0] == counts[1]


def test_cycle_is_received_whole_or_not_at_all():
    # given one good entry and one that cannot be right
    scene = make_scene()
    goods = [add_goods(scene, (2,)), add_goods(scene, (2,))]
    entries = [
        ReceiptEntry(goods[0].purchase_line.pk, "L1", LATER, Quantity(2, 2000)),
        ReceiptEntry(goods[1].purchase_line.pk, "L1", LATER, Quantity(2, 1)),
    ]
    # when
    with pytest.raises(NotNominalError):
        receive_cycle(**scene.args, cycle_id=scene.cycle.pk, entries=entries)
    # then
    assert_untouched(goods[0])
    assert_untouched(goods[1])


def test_entries_of_another_cycle_are_not_found():
    # given
    scene = make_scene()
    goods = add_goods(scene, (2,))
    entries = [ReceiptEntry(goods.purchase_line.pk, "L1", LATER, Quantity(2, 2000))]
    # when / then
    with pytest.raises(NotFoundError):
        receive_cycle(**scene.args, cycle_id=scene.cycle.pk + 1, entries=entries)
    assert_untouched(goods)


def test_what_is_missing_stands_first():
    # given
    scene = make_scene()
    as_agreed, over, short, waiting, missing = (
        add_goods(scene, (5,), name=name) for name in ("e", "d", "c", "a", "b")
    )
    receive(scene, as_agreed, 5)
    receive(scene, over, 6)
    receive(scene, short, 4)
    report_missing(**scene.args, purchase_line_id=missing.purchase_line.pk)
    # when
    found = list_expected(actor=scene.team, hub_id=scene.hub.pk, cycle_id=scene.cycle.pk)
    # then
    assert [line.state for line in found.lines] == [
        ArrivalState.WAITING,
        ArrivalState.MISSING,
        ArrivalState.SHORT,
        ArrivalState.OVER,
        ArrivalState.AS_AGREED,
    ]
    assert [line.packs_missing for line in found.lines] == [5, 5, 1, 0, 0]
    assert found.lines[0].line == waiting.purchase_line
    assert (found.waiting, found.deviating) == (1, 3)


def test_promise_is_what_is_expected():
    # given
    scene = make_scene()
    goods = add_goods(scene, (5, 5))
    goods.purchase_line.promised_count, goods.purchase_line.promised_amount = 8, 8000
    goods.purchase_line.save()
    receive(scene, goods, 8)
    # when
    purchase, [line] = get_purchase(
        actor=scene.team,
        hub_id=scene.hub.pk,
        public_id=goods.purchase_line.purchase_order.public_id,
    )
    # then
    assert purchase.producer == goods.offer.producer
    assert line.expected == Quantity(8, 8000)
    assert line.state == ArrivalState.AS_AGREED
    assert [lot.code for lot in line.lots] == ["L1"]


def test_promise_of_nothing_is_what_is_expected_too():
    # given a producer who says that none of the ten will come
    scene = make_scene()
    goods = add_goods(scene, (5, 5))
    goods.purchase_line.promised_count = goods.purchase_line.promised_amount = 0
    goods.purchase_line.save()
    # when
    _, [line] = get_purchase(
        actor=scene.team,
        hub_id=scene.hub.pk,
        public_id=goods.purchase_line.purchase_order.public_id,
    )
    # then
    assert line.expected == Quantity.none()
    assert line.packs_missing == 0


def test_list_takes_as_many_queries_for_many_lines(query_count):
    # given
    few, many = make_scene(), make_scene()
    for scene, number in ((few, 2), (many, 20)):
        for _ in range(number):
            receive(scene, add_goods(scene, (2,)), 2)
    # when
    counts = [
        query_count(
            lambda scene=scene: list_expected(
                actor=scene.team, hub_id=scene.hub.pk, cycle_id=scene.cycle.pk
            )
        )
        for scene in (few, many)
    ]
    # then
    assert counts == [5, 5]


def test_what_was_called_off_is_not_waited_for():
    scene = make_scene()
    carrots, turnips = add_goods(scene, (4, 2)), add_goods(scene, (3, 1))
    line = turnips.purchase_line
    line.promised_count = line.promised_amount = 0
    line.save()

    expected = list_expected(actor=scene.team, hub_id=scene.hub.pk, cycle_id=scene.cycle.pk)

    assert [row.line.pk for row in expected.lines] == [carrots.purchase_line.pk]
    assert expected.waiting == 1
    # but it may come all the same
    _, lines = get_purchase(
        actor=scene.team, hub_id=scene.hub.pk, public_id=line.purchase_order.public_id
    )
    assert [row.line.pk for row in lines] == [line.pk]
