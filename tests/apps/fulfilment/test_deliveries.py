from datetime import timedelta

import pytest

from kortreist.apps.actors.models import AuditEvent
from kortreist.apps.fulfilment.entries import HandoverEntry, PartEntry
from kortreist.apps.fulfilment.errors import (
    AlreadyDeliveredError,
    DeliveryStateError,
    ImplausibleTemperatureError,
    ReturnError,
    UnknownReasonError,
)
from kortreist.apps.fulfilment.models import Delivery
from kortreist.apps.fulfilment.services import deliveries as deliveries_module
from kortreist.apps.fulfilment.services.deliveries import deliver, deliver_cycle, undo_delivery
from kortreist.apps.fulfilment.services.packing import pack_line
from kortreist.apps.trading.errors import AlreadyDocumentedError
from kortreist.apps.trading.models import ChargeLine, LineChange
from kortreist.kernel.errors import NotFoundError, NotPermittedError
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


def packed_scene(units=1):
    """Each unit has four packs of 1 kg at 40 kr and two pieces of 4.1 kg together at 100 kr/kg."""
    scene = make_scene(units=units)
    whole = add_goods(scene, (4,) * units)
    weighed = add_catch_weight(scene, (2,) * units, price_ore=10_000)
    lots = add_lot(scene, whole, 4 * units), add_lot(scene, weighed, 2 * units)
    plan(scene)
    for line in whole.lines:
        pack_line(**scene.args, order_line_id=line.pk, parts=[PartEntry(lots[0].pk, 4)])
    for line in weighed.lines:
        pack_line(**scene.args, order_line_id=line.pk, parts=[PartEntry(lots[1].pk, 2, 4100)])
    close_up(scene)
    AuditEvent.objects.all().delete()
    LineChange.objects.all().delete()
    return scene


def hand_over(scene, delivery=None, **more):
    delivery = delivery or scene.deliveries[0]
    return deliver(**scene.args | {"delivery_id": delivery.pk} | more)


def lines_of(scene, place=0):
    return [goods.lines[place] for goods in scene.goods]


def delivered(line):
    line.refresh_from_db()
    return line.quantity("delivered")


def assert_untouched(scene):
    assert {delivered(line) for line in lines_of(scene)} == {None}
    assert set(Delivery.objects.values_list("status", flat=True)) == {"packed"}
    assert not LineChange.objects.exists()
    assert not ChargeLine.objects.exists()
    assert not AuditEvent.objects.exists()


@pytest.mark.both
def test_what_was_packed_is_delivered_and_charged(audit_codes):
    # given
    scene = packed_scene()
    whole, weighed = lines_of(scene)
    # when
    delivery = hand_over(scene, temperature_dc=38)
    # then
    assert (delivery.status, delivery.delivered_at) == ("delivered", NOON)
    assert delivery.temperature_dc == 38
    assert (delivered(whole), delivered(weighed)) == (Quantity(4, 4000), Quantity(2, 4100))
    charges = ChargeLine.objects.filter(side="buyer", kind="goods").order_by("order_line")
    assert [charge.amount_ore for charge in charges] == [16_000, 41_000]
    assert [change.reason for change in LineChange.objects.all()] == ["delivered", "delivered"]
    assert audit_codes() == [
        "trading.order.delivered",
        "trading.order.charged",
        "fulfilment.delivery.delivered",
    ]


@pytest.mark.both
def test_what_came_back_is_not_charged():
    # given
    scene = packed_scene()
    whole, weighed = lines_of(scene)
    # when one pack is refused and both pieces are damaged
    hand_over(
        scene,
        returns={whole.pk: Quantity(1, 1000), weighed.pk: Quantity(2, 4100)},
        reasons={weighed.pk: "damaged"},
    )
    # then
    assert (delivered(whole), delivered(weighed)) == (Quantity(3, 3000), Quantity(0, 0))
    facts = LineChange.objects.order_by("line").values_list("reason", "params")
    assert list(facts) == [
        ("refused", {"returned": 1, "amount": 1000}),
        ("damaged", {"returned": 2, "amount": 4100}),
    ]
    charges = ChargeLine.objects.filter(side="buyer", kind="goods")
    assert [charge.amount_ore for charge in charges] == [12_000]


@pytest.mark.both
def test_handing_over_again_alike_changes_nothing(audit_codes):
    # given
    scene = packed_scene()
    first = hand_over(scene)
    before = audit_codes(), LineChange.objects.count(), ChargeLine.objects.count()
    # when
    again = hand_over(scene, now=NOON + timedelta(hours=1))
    # then
    assert (again.version, again.delivered_at) == (first.version, NOON)
    assert (audit_codes(), LineChange.objects.count(), ChargeLine.objects.count()) == before


def test_handing_over_again_otherwise_is_refused():
    # given
    scene = packed_scene()
    hand_over(scene)
    whole, _ = lines_of(scene)
    # when
    with pytest.raises(AlreadyDeliveredError):
        hand_over(scene, returns={whole.pk: Quantity(1, 1000)})
    # then
    assert delivered(whole) == Quantity(4, 4000)


_return_cases = [
    (0, Quantity(5, 5000), {"packed": 4, "returned": 5, "amount": 5000, "unit": "g"}),
    (0, Quantity(1, 900), {"packed": 4, "returned": 1, "amount": 900, "unit": "g"}),
    (0, Quantity(0, 1000), {"packed": 4, "returned": 0, "amount": 1000, "unit": "g"}),
    (1, Quantity(2, 4000), {"packed": 2, "returned": 2, "amount": 4000, "unit": "g"}),
    (1, Quantity(1, 4100), {"packed": 2, "returned": 1, "amount": 4100, "unit": "g"}),
    (1, Quantity(1, 0), {"packed": 2, "returned": 1, "amount": 0, "unit": "g"}),
]


@pytest.mark.parametrize(("place", "back", "facts"), _return_cases)
def test_more_cannot_come_back_than_was_packed(place, back, facts):
    # given
    scene = packed_scene()
    # when
    with pytest.raises(ReturnError) as caught:
        hand_over(scene, returns={lines_of(scene)[place].pk: back})
    # then
    assert caught.value.params == facts
    assert_untouched(scene)


def test_part_of_a_weighed_line_comes_back():
    # given
    scene = packed_scene()
    _, weighed = lines_of(scene)
    # when
    hand_over(scene, returns={weighed.pk: Quantity(1, 2010)})
    # then
    assert delivered(weighed) == Quantity(1, 2090)


def test_other_figures_that_cannot_be_right_are_refused():
    # given
    scene, other = packed_scene(), packed_scene()
    whole, _ = lines_of(scene)
    back = {whole.pk: Quantity(1, 1000)}
    # when / then
    with pytest.raises(UnknownReasonError):
        hand_over(scene, returns=back, reasons={whole.pk: "ugly"})
    with pytest.raises(ImplausibleTemperatureError):
        hand_over(scene, temperature_dc=601)
    with pytest.raises(NotFoundError):
        hand_over(scene, returns={lines_of(other)[0].pk: Quantity(1, 1000)})
    assert_untouched(scene)


def test_what_is_not_packed_is_not_delivered():
    # given
    scene = packed_scene()
    Delivery.objects.update(status="planned")
    # when
    with pytest.raises(DeliveryStateError) as caught:
        hand_over(scene)
    # then
    assert caught.value.params == {"status": "planned", "needed": "packed"}
    Delivery.objects.update(status="packed")
    assert_untouched(scene)


@pytest.mark.parametrize(
    ("who", "error"),
    [
        (lambda scene: factories.outsider(), NotFoundError),
        (lambda scene: factories.packing_team(factories.make_hub()), NotFoundError),
        (lambda scene: factories.buyer_actor(scene.units[0]), NotPermittedError),
    ],
)
def test_only_those_who_deliver_hand_over(who, error):
    # given
    scene = packed_scene()
    args = {"delivery_id": scene.deliveries[0].pk, "actor": who(scene)}
    # when / then
    for service in (deliver, undo_delivery):
        with pytest.raises(error):
            service(**scene.args | args)
    with pytest.raises(error):
        deliver_cycle(**scene.args | {"actor": who(scene)}, cycle_id=scene.cycle.pk, entries=[])
    assert_untouched(scene)


def test_delivery_of_another_hub_or_cycle_is_not_found():
    # given
    scene, other = packed_scene(), packed_scene()
    # when / then
    with pytest.raises(NotFoundError):
        hand_over(scene, other.deliveries[0])
    with pytest.raises(NotFoundError):
        deliver_cycle(
            **scene.args,
            cycle_id=scene.cycle.pk + 1000,
            entries=[HandoverEntry(scene.deliveries[0].pk)],
        )
    assert_untouched(scene)


@pytest.mark.both
def test_handover_is_taken_back_with_its_charges(audit_codes):
    # given
    scene = packed_scene()
    hand_over(scene, temperature_dc=38)
    # when
    delivery = undo_delivery(**scene.args, delivery_id=scene.deliveries[0].pk)
    # then
    assert (delivery.status, delivery.delivered_at, delivery.temperature_dc) == (
        "packed",
        None,
        None,
    )
    assert {delivered(line) for line in lines_of(scene)} == {None}
    assert not ChargeLine.objects.exists()
    assert audit_codes()[-1] == "fulfilment.delivery.undone"
    # and once more changes nothing
    events = AuditEvent.objects.count()
    undo_delivery(**scene.args, delivery_id=delivery.pk)
    assert AuditEvent.objects.count() == events


def test_planned_delivery_has_no_handover_to_take_back():
    # given
    scene = packed_scene()
    Delivery.objects.update(status="planned")
    # when / then
    with pytest.raises(DeliveryStateError):
        undo_delivery(**scene.args, delivery_id=scene.deliveries[0].pk)


def test_invoiced_handover_stands():
    # given
    scene = packed_scene()
    hand_over(scene)
    ChargeLine.objects.update(documented_at=NOON)
    # when
    with pytest.raises(AlreadyDocumentedError):
        undo_delivery(**scene.args, delivery_id=scene.deliveries[0].pk)
    # then
    assert Delivery.objects.get().status == "delivered"
    assert delivered(lines_of(scene)[0]) == Quantity(4, 4000)


@pytest.mark.both
@pytest.mark.parametrize("broken", ["set_order_stages", "charge_orders"])
def test_failure_half_way_leaves_nothing(monkeypatch, broken):
    # given
    scene = packed_scene()

    def fail(**kwargs):
        raise RuntimeError

    monkeypatch.setattr(deliveries_module, broken, fail)
    # when
    with pytest.raises(RuntimeError):
        hand_over(scene)
    # then
    assert_untouched(scene)


def test_failure_half_way_through_an_undo_leaves_the_handover(monkeypatch):
    # given the lines are written before the charges
    scene = packed_scene()
    hand_over(scene)
    charges = ChargeLine.objects.count()

    def fail(**kwargs):
        raise RuntimeError

    monkeypatch.setattr(deliveries_module, "charge_orders", fail)
    # when
    with pytest.raises(RuntimeError):
        undo_delivery(**scene.args, delivery_id=scene.deliveries[0].pk)
    # then
    assert Delivery.objects.get().status == "delivered"
    assert delivered(lines_of(scene)[0]) == Quantity(4, 4000)
    assert ChargeLine.objects.count() == charges


@pytest.mark.postgres
def test_locks_are_taken_in_the_house_order(assert_locks_before_write):
    # given
    scene = packed_scene()
    # when / then
    with assert_locks_before_write("fulfilment_delivery", "trading_order", "trading_orderline"):
        hand_over(scene)


@pytest.mark.postgres
def test_undo_takes_the_same_locks_in_the_same_order(assert_locks_before_write):
    # given an invoice could be issued meanwhile, which locks orders and then their lines
    scene = packed_scene()
    hand_over(scene)
    # when / then
    with assert_locks_before_write("fulfilment_delivery", "trading_order", "trading_orderline"):
        undo_delivery(**scene.args, delivery_id=scene.deliveries[0].pk)


@pytest.mark.both
def test_many_deliveries_take_as_many_queries_as_few(query_count):
    # given
    counts = []
    for units in (2, 8):
        scene = packed_scene(units)
        entries = [HandoverEntry(delivery.pk) for delivery in scene.deliveries]
        batch = {**scene.args, "cycle_id": scene.cycle.pk, "entries": entries}
        # when
        counts.append(query_count(lambda batch=batch: deliver_cycle(**batch)))
    # then
    assert counts[0] == counts[1]
