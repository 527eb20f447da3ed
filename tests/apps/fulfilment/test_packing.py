import pytest

from kortreist.apps.actors.models import AuditEvent
from kortreist.apps.fulfilment.entries import PackEntry, PartEntry
from kortreist.apps.fulfilment.errors import (
    DeliveryStateError,
    ImplausibleWeightError,
    LineAlreadyPackedError,
    LineTwiceError,
    LotShortError,
    LotTwiceError,
    LotWithdrawnError,
    MoreThanConfirmedError,
    NothingConfirmedError,
    NotNominalError,
    NotPlannedError,
    UnknownReasonError,
    WeightMissingError,
    WrongLotError,
)
from kortreist.apps.fulfilment.models import PackedPart
from kortreist.apps.fulfilment.services import packing
from kortreist.apps.fulfilment.services import parts as parts_module
from kortreist.apps.fulfilment.services.packing import pack_cycle, pack_line, unpack_line
from kortreist.apps.trading.models import LineChange
from kortreist.kernel.errors import InvalidInputError, NotFoundError, NotPermittedError
from kortreist.kernel.quantity import Quantity
from tests import factories
from tests.apps.fulfilment.scenes import (
    add_catch_weight,
    add_goods,
    add_lot,
    close_up,
    make_scene,
    plan,
)
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


def pack(scene, line, *parts, **more):
    entries = [PartEntry(*part) for part in parts]
    return pack_line(**scene.args | {"order_line_id": line.pk, "parts": entries} | more)


def left_of(lot):
    lot.refresh_from_db()
    return lot.packs_left


def assert_untouched(line, *lots):
    line.refresh_from_db()
    assert line.quantity("packed") is None
    assert not PackedPart.objects.exists()
    assert [lot for lot in lots if lot.packed_count != 0] == []
    assert not LineChange.objects.exists()
    assert not AuditEvent.objects.exists()


@pytest.mark.both
def test_line_is_packed_from_two_lots_by_weight(audit_codes):
    # given a line of five pieces of about 2 kg
    scene = make_scene()
    goods = add_catch_weight(scene, (5, 3))
    first, second = add_lot(scene, goods, 3), add_lot(scene, goods, 5)
    plan(scene)
    line = goods.lines[0]
    # when
    packed = pack(scene, line, (first.pk, 3, 5930), (second.pk, 2, 4115))
    # then the pair is the sum of the parts, and the lots know what is left
    line.refresh_from_db()
    assert packed.quantity("packed") == line.quantity("packed") == Quantity(5, 10_045)
    assert (left_of(first), left_of(second)) == (0, 3)
    rows = PackedPart.objects.values_list("lot_id", "count", "amount")
    assert list(rows) == [(first.pk, 3, 5930), (second.pk, 2, 4115)]
    change = LineChange.objects.get()
    assert (change.stage, change.reason, change.params) == ("packed", "packed", {})
    assert audit_codes() == ["trading.order.packed", "fulfilment.line.packed"]
    assert AuditEvent.objects.latest("pk").after == {
        "parts": [[first.pk, 3, 5930], [second.pk, 2, 4115]]
    }


def test_goods_charged_by_the_pack_need_no_scale():
    # given / when
    scene = make_scene()
    goods = add_goods(scene, (4,))
    lot = add_lot(scene, goods, 4)
    plan(scene)
    line = pack(scene, goods.lines[0], (lot.pk, 4))
    # then
    assert line.quantity("packed") == Quantity(4, 4000)


@pytest.mark.parametrize(
    ("parts", "said", "reason"),
    [
        ((3,), "packed", "short_at_packing"),
        ((3,), "damaged", "damaged"),
        ((), "not_received", "not_received"),
        ((), "packed", "short_at_packing"),
        ((4,), "damaged", "packed"),
    ],
)
def test_less_than_confirmed_has_its_reason(parts, said, reason):
    # given
    scene = make_scene()
    goods = add_goods(scene, (4,))
    lot = add_lot(scene, goods, 4)
    plan(scene)
    # when
    pack(scene, goods.lines[0], *((lot.pk, packs) for packs in parts), reason=said)
    # then
    change = LineChange.objects.get()
    packed = sum(parts)
    assert (change.reason, change.to_count) == (reason, packed)
    assert change.params == ({} if packed == 4 else {"confirmed": 4, "packed": packed})


def test_loser_is_told_what_is_left():
    # given ten packs, of which eight are packed
    scene = make_scene()
    goods = add_goods(scene, (8, 4))
    lot = add_lot(scene, goods, 10, code="K7")
    plan(scene)
    pack(scene, goods.lines[0], (lot.pk, 8))
    # when
    with pytest.raises(LotShortError) as caught:
        pack(scene, goods.lines[1], (lot.pk, 4))
    # then
    assert caught.value.params == {"lot": "K7", "wanted": 4, "left": 2}
    assert left_of(lot) == 2
    goods.lines[1].refresh_from_db()
    assert goods.lines[1].quantity("packed") is None


_refusal_cases = [
    ([(5, None)], {}, MoreThanConfirmedError, {"confirmed": 4, "packed": 5}),
    ([(4, 4001)], {}, NotNominalError, {"amount": 4001, "expected_amount": 4000, "unit": "g"}),
    ([(4, -1)], {}, WeightMissingError, {"field": "amount"}),
    ([(0, 0)], {}, InvalidInputError, {"count": 0, "most": 1_000_000}),
    ([(-1, None)], {}, InvalidInputError, {"count": -1, "most": 1_000_000}),
    ([(2, None), (2, None)], {}, LotTwiceError, {}),
    ([(4, None)], {"reason": "mislaid"}, UnknownReasonError, {"reason": "mislaid"}),
]


@pytest.mark.parametrize(("parts", "more", "error", "facts"), _refusal_cases)
def test_parts_that_cannot_be_right_are_refused(parts, more, error, facts):
    # given
    scene = make_scene()
    goods = add_goods(scene, (4,))
    lot = add_lot(scene, goods, 10)
    plan(scene)
    # when
    with pytest.raises(error) as caught:
        pack(scene, goods.lines[0], *((lot.pk, count, amount) for count, amount in parts), **more)
    # then
    assert caught.value.params == facts
    lot.refresh_from_db()
    assert_untouched(goods.lines[0], lot)


def test_catch_weight_needs_a_weight_that_can_be():
    # given
    scene = make_scene()
    goods = add_catch_weight(scene, (2,))
    lot = add_lot(scene, goods, 2)
    plan(scene)
    # when / then
    with pytest.raises(WeightMissingError):
        pack(scene, goods.lines[0], (lot.pk, 2))
    with pytest.raises(ImplausibleWeightError) as caught:
        pack(scene, goods.lines[0], (lot.pk, 2, 40_000))
    assert caught.value.params == {
        "amount": 40_000,
        "least_amount": 2000,
        "most_amount": 6000,
        "unit": "g",
    }
    assert_untouched(goods.lines[0], lot)


def test_lot_of_other_goods_is_refused():
    # given
    scene = make_scene()
    goods, others = add_goods(scene, (4,)), add_goods(scene, (4,))
    lot = add_lot(scene, others, 4, code="X")
    plan(scene)
    # when
    with pytest.raises(WrongLotError) as caught:
        pack(scene, goods.lines[0], (lot.pk, 4))
    # then
    assert caught.value.params == {"lot": "X"}
    assert_untouched(goods.lines[0], lot)


def test_withdrawn_lot_is_refused():
    # given
    scene = make_scene()
    goods = add_goods(scene, (4,))
    lot = add_lot(scene, goods, 4, code="X", withdrawn_at=NOON)
    plan(scene)
    # when
    with pytest.raises(LotWithdrawnError) as caught:
        pack(scene, goods.lines[0], (lot.pk, 4))
    # then
    assert caught.value.params == {"lot": "X"}
    assert_untouched(goods.lines[0], lot)


def test_line_without_promise_is_not_packed():
    # given
    scene = make_scene()
    goods = add_goods(scene, (4,))
    lot = add_lot(scene, goods, 4)
    plan(scene)
    line = goods.lines[0]
    line.confirmed_count = line.confirmed_amount = None
    line.save()
    # when / then
    with pytest.raises(NothingConfirmedError):
        pack(scene, line, (lot.pk, 4))
    assert_untouched(line, lot)


def test_without_delivery_there_is_nothing_to_pack_into():
    # given
    scene = make_scene()
    goods = add_goods(scene, (4,))
    lot = add_lot(scene, goods, 4)
    # when / then
    with pytest.raises(NotPlannedError):
        pack(scene, goods.lines[0], (lot.pk, 4))
    assert_untouched(goods.lines[0], lot)


def test_closed_crates_are_not_packed_into():
    # given
    scene = make_scene()
    goods = add_goods(scene, (4,))
    lot = add_lot(scene, goods, 4)
    plan(scene)
    close_up(scene)
    # when
    for service in (
        lambda: pack(scene, goods.lines[0], (lot.pk, 4)),
        lambda: unpack_line(**scene.args, order_line_id=goods.lines[0].pk),
    ):
        with pytest.raises(DeliveryStateError) as caught:
            service()
        assert caught.value.params == {"status": "packed", "needed": "planned"}
    # then
    assert_untouched(goods.lines[0], lot)


@pytest.mark.parametrize(
    ("who", "error"),
    [
        (lambda scene: factories.outsider(), NotFoundError),
        (lambda scene: factories.packing_team(factories.make_hub()), NotFoundError),
        (lambda scene: factories.accountant(scene.hub), NotPermittedError),
    ],
)
def test_only_packers_pack(who, error):
    # given
    scene = make_scene()
    goods = add_goods(scene, (4,))
    lot = add_lot(scene, goods, 4)
    plan(scene)
    # when / then
    with pytest.raises(error):
        pack(scene, goods.lines[0], (lot.pk, 4), actor=who(scene))
    assert_untouched(goods.lines[0], lot)


def test_line_and_lot_of_another_hub_are_not_found():
    # given
    scene, other = make_scene(), make_scene()
    goods, others = add_goods(scene, (4,)), add_goods(other, (4,))
    lot = add_lot(other, others, 4)
    plan(scene)
    # when / then
    with pytest.raises(NotFoundError):
        pack(scene, others.lines[0], (lot.pk, 4))
    with pytest.raises(NotFoundError):
        pack(scene, goods.lines[0], (lot.pk, 4))
    assert_untouched(goods.lines[0], lot)


@pytest.mark.both
def test_packing_again_alike_changes_nothing_and_otherwise_only_when_meant():
    # given
    scene = make_scene()
    goods = add_catch_weight(scene, (4,))
    lot = add_lot(scene, goods, 4)
    plan(scene)
    line = goods.lines[0]
    pack(scene, line, (lot.pk, 3, 6100))
    events = AuditEvent.objects.count()
    # when / then
    assert pack(scene, line, (lot.pk, 3, 6100)).quantity("packed") == Quantity(3, 6100)
    assert AuditEvent.objects.count() == events
    with pytest.raises(LineAlreadyPackedError) as caught:
        pack(scene, line, (lot.pk, 4, 8100))
    assert caught.value.params == {"packed": 3}
    assert left_of(lot) == 1
    # and weighed again, on purpose, the earlier packs go back first
    assert pack(scene, line, (lot.pk, 4, 8100), replace=True).quantity("packed") == Quantity(
        4, 8100
    )
    assert left_of(lot) == 0
    assert PackedPart.objects.get().amount == 8100


@pytest.mark.both
def test_unpacked_line_waits_again(audit_codes):
    # given
    scene = make_scene()
    goods = add_goods(scene, (4,))
    lot = add_lot(scene, goods, 4)
    plan(scene)
    line = goods.lines[0]
    pack(scene, line, (lot.pk, 4))
    # when
    unpacked = unpack_line(**scene.args, order_line_id=line.pk)
    # then
    assert unpacked.quantity("packed") is None
    assert left_of(lot) == 4
    assert not PackedPart.objects.exists()
    assert LineChange.objects.latest("pk").reason == "unpacked"
    assert audit_codes()[-1] == "fulfilment.line.unpacked"
    # and once more is harmless
    unpack_line(**scene.args, order_line_id=line.pk)
    assert len(audit_codes()) == 4


def test_line_set_to_nothing_waits_again_when_unpacked():
    # given
    scene = make_scene()
    goods = add_goods(scene, (4,))
    plan(scene)
    pack(scene, goods.lines[0], reason="not_received")
    # when / then
    line = unpack_line(**scene.args, order_line_id=goods.lines[0].pk)
    assert line.quantity("packed") is None


@pytest.mark.both
def test_failure_half_way_leaves_nothing(monkeypatch):
    # given parts and lots are written before the line
    scene = make_scene()
    goods = add_goods(scene, (4,))
    lot = add_lot(scene, goods, 4)
    plan(scene)

    def fail(**kwargs):
        raise RuntimeError

    monkeypatch.setattr(parts_module, "set_order_stages", fail)
    # when
    with pytest.raises(RuntimeError):
        pack(scene, goods.lines[0], (lot.pk, 4))
    # then
    lot.refresh_from_db()
    assert_untouched(goods.lines[0], lot)


def test_failure_half_way_through_unpacking_leaves_the_crate(monkeypatch):
    # given parts and lots are written before the line
    scene = make_scene()
    goods = add_goods(scene, (4,))
    lot = add_lot(scene, goods, 4)
    plan(scene)
    pack(scene, goods.lines[0], (lot.pk, 4))

    def fail(**kwargs):
        raise RuntimeError

    monkeypatch.setattr(packing, "set_order_stages", fail)
    # when
    with pytest.raises(RuntimeError):
        unpack_line(**scene.args, order_line_id=goods.lines[0].pk)
    # then
    assert PackedPart.objects.get().count == 4
    assert left_of(lot) == 0


@pytest.mark.postgres
def test_locks_are_taken_in_the_house_order(assert_locks_before_write):
    # given
    scene = make_scene()
    goods = add_goods(scene, (4,))
    lot = add_lot(scene, goods, 4)
    plan(scene)
    # when / then
    with assert_locks_before_write("fulfilment_delivery", "trading_orderline", "fulfilment_lot"):
        pack(scene, goods.lines[0], (lot.pk, 4))


def test_cycle_is_packed_whole_or_not_at_all():
    # given two lines that together want more than there is
    scene = make_scene()
    goods = add_goods(scene, (4, 4))
    lot = add_lot(scene, goods, 7, code="K")
    plan(scene)
    entries = [PackEntry(line.pk, [PartEntry(lot.pk, 4)]) for line in goods.lines]
    # when
    with pytest.raises(LotShortError) as caught:
        pack_cycle(**scene.args, cycle_id=scene.cycle.pk, entries=entries)
    # then
    assert caught.value.params == {"lot": "K", "wanted": 4, "left": 3}
    lot.refresh_from_db()
    assert_untouched(goods.lines[0], lot)


def test_line_named_twice_is_refused():
    # given
    scene = make_scene()
    goods = add_goods(scene, (4,))
    lot = add_lot(scene, goods, 4)
    plan(scene)
    entries = [PackEntry(goods.lines[0].pk, [PartEntry(lot.pk, 2)])] * 2
    # when / then
    with pytest.raises(LineTwiceError):
        pack_cycle(**scene.args, cycle_id=scene.cycle.pk, entries=entries)
    assert_untouched(goods.lines[0], lot)


def test_lines_of_another_cycle_are_not_found():
    # given
    scene = make_scene()
    goods = add_goods(scene, (4,))
    lot = add_lot(scene, goods, 4)
    plan(scene)
    entries = [PackEntry(goods.lines[0].pk, [PartEntry(lot.pk, 4)])]
    # when / then
    with pytest.raises(NotFoundError):
        pack_cycle(**scene.args, cycle_id=scene.cycle.pk + 1, entries=entries)
    assert_untouched(goods.lines[0], lot)


@pytest.mark.both
def test_many_lines_take_as_many_queries_as_few(query_count):
    # given
    counts = []
    for units, variants in ((2, 2), (6, 6)):
        scene = make_scene(units=units)
        entries = []
        for _ in range(variants):
            goods = add_goods(scene, (2,) * units)
            lot = add_lot(scene, goods, 2 * units)
            entries += [PackEntry(line.pk, [PartEntry(lot.pk, 2)]) for line in goods.lines]
        plan(scene)
        batch = {**scene.args, "cycle_id": scene.cycle.pk, "entries": entries}
        # when
        counts.append(query_count(lambda batch=batch: pack_cycle(**batch)))
    # then
    assert counts[0] == counts[1]
