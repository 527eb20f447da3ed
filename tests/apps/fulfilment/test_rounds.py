import pytest

from kortreist.apps.actors.models import AuditEvent
from kortreist.apps.fulfilment.entries import PackEntry, PartEntry
from kortreist.apps.fulfilment.errors import (
    CratesError,
    DeliveryStateError,
    LinesNotPackedError,
)
from kortreist.apps.fulfilment.models import Delivery, DeliveryStatus
from kortreist.apps.fulfilment.services import closing_up, packing
from kortreist.apps.fulfilment.services.closing_up import (
    finish_cycle,
    finish_packing,
    reopen_packing,
)
from kortreist.apps.fulfilment.services.packing import (
    pack_cycle,
    pack_line,
    plan_deliveries,
    withdraw_deliveries,
)
from kortreist.apps.trading.errors import CycleStateError, PackingBegunError
from kortreist.apps.trading.models import CycleStatus, OrderStatus
from kortreist.kernel.errors import NotFoundError, NotPermittedError
from tests import factories
from tests.apps.fulfilment.scenes import add_goods, add_lot, close_up, make_scene, plan
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


def plan_cycle(scene, **more):
    return plan_deliveries(**scene.args | {"cycle_id": scene.cycle.pk} | more)


def packed_scene():
    """Two units, with four and with no packs; all of it packed."""
    scene = make_scene()
    goods = add_goods(scene, (4, 4))
    lot = add_lot(scene, goods, 4)
    plan(scene)
    first, second = goods.lines
    pack_cycle(
        **scene.args,
        cycle_id=scene.cycle.pk,
        entries=[
            PackEntry(first.pk, [PartEntry(lot.pk, 4)]),
            PackEntry(second.pk, [], "not_received"),
        ],
    )
    AuditEvent.objects.all().delete()
    return scene


@pytest.mark.both
def test_each_order_with_something_coming_gets_one_delivery(audit_codes):
    # given three orders, the second without anything and the third not placed
    scene = make_scene(units=3)
    add_goods(scene, (4, 0, 2))
    scene.orders[2].status = OrderStatus.BASKET
    scene.orders[2].save()
    # when
    [delivery] = plan_cycle(scene)
    # then
    assert (delivery.order, delivery.unit) == (scene.orders[0], scene.units[0])
    assert delivery.delivery_point == scene.orders[0].delivery_point
    assert delivery.status == DeliveryStatus.PLANNED
    assert audit_codes() == ["fulfilment.delivery.planned"]
    # and once more changes nothing
    assert plan_cycle(scene) == [delivery]
    assert audit_codes() == ["fulfilment.delivery.planned"]


def test_planning_again_follows_the_orders(audit_codes):
    # given a delivery whose order has nothing any more, and an order that came late
    scene = make_scene()
    goods = add_goods(scene, (4, 0))
    plan_cycle(scene)
    goods.lines[0].confirmed_count = goods.lines[0].confirmed_amount = 0
    goods.lines[0].save()
    add_goods(scene, (0, 3))
    # when
    [delivery] = plan_cycle(scene)
    # then
    assert delivery.unit == scene.units[1]
    assert audit_codes() == [
        "fulfilment.delivery.planned",
        "fulfilment.delivery.dropped",
        "fulfilment.delivery.planned",
    ]


def test_nothing_is_planned_before_the_goods_are_ordered():
    # given
    scene = make_scene()
    add_goods(scene, (4,))
    scene.cycle.status = CycleStatus.ALLOCATED
    scene.cycle.save()
    # when
    with pytest.raises(CycleStateError) as caught:
        plan_cycle(scene)
    # then
    assert caught.value.params == {"status": "allocated", "needed": "ordered"}
    assert not Delivery.objects.exists()


def test_planned_deliveries_are_withdrawn_until_packing_begins():
    # given
    scene = make_scene()
    goods = add_goods(scene, (4,))
    lot = add_lot(scene, goods, 4)
    plan_cycle(scene)
    args = scene.args | {"cycle_id": scene.cycle.pk}
    # when / then
    withdraw_deliveries(**args)
    assert not Delivery.objects.exists()
    plan_cycle(scene)
    pack_line(**scene.args, order_line_id=goods.lines[0].pk, parts=[PartEntry(lot.pk, 4)])
    with pytest.raises(PackingBegunError) as caught:
        withdraw_deliveries(**args)
    assert caught.value.params == {"packed": 1}
    assert Delivery.objects.count() == 1


@pytest.mark.both
def test_delivery_is_closed_up_and_opened_again(audit_codes):
    # given
    scene = packed_scene()
    args = scene.args | {"delivery_id": scene.deliveries[0].pk}
    # when / then
    delivery = finish_packing(**args, crates=2)
    assert (delivery.status, delivery.crates, delivery.packed_at) == ("packed", 2, NOON)
    assert finish_packing(**args, crates=2).version == delivery.version
    assert finish_packing(**args, crates=3).crates == 3
    assert reopen_packing(**args).status == DeliveryStatus.PLANNED
    assert reopen_packing(**args).packed_at is None
    assert audit_codes() == [
        "fulfilment.delivery.packed",
        "fulfilment.delivery.packed",
        "fulfilment.delivery.reopened",
    ]


def test_delivery_of_nothing_has_no_crates():
    # given
    scene = packed_scene()
    args = scene.args | {"delivery_id": scene.deliveries[1].pk}
    # when / then
    with pytest.raises(CratesError) as caught:
        finish_packing(**args, crates=1)
    assert caught.value.params == {"field": "crates", "crates": 1, "least": 0, "most": 0}
    assert finish_packing(**args, crates=0).status == DeliveryStatus.PACKED


@pytest.mark.parametrize("crates", [0, -1, 1001])
def test_crates_must_fit_the_goods(crates):
    # given
    scene = packed_scene()
    # when
    with pytest.raises(CratesError):
        finish_packing(**scene.args, delivery_id=scene.deliveries[0].pk, crates=crates)
    # then
    scene.deliveries[0].refresh_from_db()
    assert scene.deliveries[0].status == DeliveryStatus.PLANNED
    assert not AuditEvent.objects.exists()


def test_waiting_lines_keep_a_delivery_open():
    # given two lines, neither packed
    scene = make_scene(units=1)
    add_goods(scene, (4,))
    add_goods(scene, (4,))
    [delivery] = plan(scene)
    # when
    with pytest.raises(LinesNotPackedError) as caught:
        finish_packing(**scene.args, delivery_id=delivery.pk, crates=1)
    # then
    assert caught.value.params == {"left": 2}
    delivery.refresh_from_db()
    assert delivery.status == DeliveryStatus.PLANNED
    assert not AuditEvent.objects.exists()


def test_what_is_delivered_is_neither_closed_up_nor_opened():
    # given
    scene = packed_scene()
    close_up(scene)
    delivery = scene.deliveries[0]
    delivery.status, delivery.delivered_at = DeliveryStatus.DELIVERED, NOON
    delivery.save()
    args = scene.args | {"delivery_id": delivery.pk}
    # when / then
    for service in (lambda: finish_packing(**args, crates=1), lambda: reopen_packing(**args)):
        with pytest.raises(DeliveryStateError) as caught:
            service()
        assert caught.value.params["status"] == "delivered"


@pytest.mark.parametrize(
    ("who", "error"),
    [
        (lambda scene: factories.outsider(), NotFoundError),
        (lambda scene: factories.packing_team(factories.make_hub()), NotFoundError),
        (lambda scene: factories.accountant(scene.hub), NotPermittedError),
    ],
)
def test_only_packers_plan_and_close_up(who, error):
    # given
    scene = packed_scene()
    args = scene.args | {"actor": who(scene)}
    delivery = {"delivery_id": scene.deliveries[0].pk}
    cycle = {"cycle_id": scene.cycle.pk}
    # when / then
    for service in (
        lambda: plan_deliveries(**args, **cycle),
        lambda: withdraw_deliveries(**args, **cycle),
        lambda: finish_packing(**args, **delivery, crates=1),
        lambda: finish_cycle(**args, **cycle, crates={}),
        lambda: reopen_packing(**args, **delivery),
    ):
        with pytest.raises(error):
            service()
    assert not AuditEvent.objects.exists()


def test_delivery_of_another_hub_is_not_found():
    # given
    scene, other = packed_scene(), packed_scene()
    # when / then
    with pytest.raises(NotFoundError):
        finish_packing(**scene.args, delivery_id=other.deliveries[0].pk, crates=1)


def test_cycle_is_closed_up_whole_or_not_at_all():
    # given the second delivery cannot have crates
    scene = packed_scene()
    crates = dict.fromkeys((delivery.pk for delivery in scene.deliveries), 1)
    # when
    with pytest.raises(CratesError):
        finish_cycle(**scene.args, cycle_id=scene.cycle.pk, crates=crates)
    # then
    assert set(Delivery.objects.values_list("status", flat=True)) == {"planned"}
    # and with crates that fit
    crates[scene.deliveries[1].pk] = 0
    finish_cycle(**scene.args, cycle_id=scene.cycle.pk, crates=crates)
    assert set(Delivery.objects.values_list("status", flat=True)) == {"packed"}


@pytest.mark.both
def test_failure_half_way_leaves_nothing(monkeypatch):
    # given deliveries are written before the trail
    scene = packed_scene()

    def fail(events):
        raise RuntimeError

    monkeypatch.setattr(closing_up, "record_many", fail)
    # when
    with pytest.raises(RuntimeError):
        finish_packing(**scene.args, delivery_id=scene.deliveries[0].pk, crates=1)
    # then
    scene.deliveries[0].refresh_from_db()
    assert scene.deliveries[0].status == DeliveryStatus.PLANNED


def test_failure_half_way_through_planning_leaves_no_delivery(monkeypatch):
    # given deliveries are written before the trail
    scene = make_scene()
    add_goods(scene, (4, 4))
    calls = []

    def fail(events):
        calls.append(list(events))
        if len(calls) > 1:
            raise RuntimeError

    monkeypatch.setattr(packing, "record_many", fail)
    # when
    with pytest.raises(RuntimeError):
        plan_cycle(scene)
    # then
    assert not Delivery.objects.exists()


@pytest.mark.both
def test_many_deliveries_take_as_many_queries_as_few(query_count):
    # given
    counts = []
    for units in (2, 9):
        scene = make_scene(units=units)
        add_goods(scene, (0,) * units)
        goods = add_goods(scene, (1,) * units)
        counts.append(query_count(lambda scene=scene: plan_cycle(scene)))
        for line in goods.lines:
            pack_line(**scene.args, order_line_id=line.pk, parts=[], reason="not_received")
        crates = dict.fromkeys(
            Delivery.objects.filter(cycle=scene.cycle).values_list("pk", flat=True), 0
        )
        batch = {**scene.args, "cycle_id": scene.cycle.pk, "crates": crates}
        # when
        counts.append(query_count(lambda batch=batch: finish_cycle(**batch)))
    # then
    assert counts[:2] == counts[2:]
